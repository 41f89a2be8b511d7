#Requires -Version 5.1
#Requires -PSEdition Desktop
#Requires -Modules MSOnline

# RETIRED: the module MSOnline stopped working between April and May 2025. This
# script is for reading and comparing only. What works today is
# hardmatch render --as graph-powershell
#
# Takes the source anchor off 3 users of Microsoft Entra ID again, as long as no
# sync has joined them.
#
#   plan     sha256:02aa6fec1f4af9c5eb16514fed5504d9783c87bf59f710742160498d13a79dd1, as of 2026-11-22
#   from     users.ldf: LDIF (ldifde), 10 records
#   roles    User Administrator or Privileged Authentication Administrator
#            (the last of them for users who hold a role themselves)
#   look     .\plan.ps1 -WhatIf
#   run      .\plan.ps1
#
# All users are looked at before anything is written; if one is not as the plan
# expects, the script says which and stops with nothing changed. It can be run
# again: what is done already is found so and left alone.

[CmdletBinding(SupportsShouldProcess)]
param(
    # Leave out the users that are not as expected, and go on with the others.
    [switch]$SkipRefused
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# Each user, and above it the on-premises user and the reason.
$Users = @(
    # s6u: takes the anchor off zoe.o'brien@contoso.com again, as long as no sync has joined it
    @{ Name = 'zoe.o''brien@contoso.com'; By = 'UPN';  Anchor = 'QX00ApTUDEiiEm5kX0UAUA==' }
    # s5u: takes the anchor off bob@contoso.com again, as long as no sync has joined it
    @{ Name = 'bob@contoso.com';          By = 'SMTP'; Anchor = 'QX00ApTUDEiiEm5kX0UAFA==' }
    # s4u: takes the anchor off ada@contoso.com again, as long as no sync has joined it
    @{ Name = 'ada@contoso.com';          By = 'UPN';  Anchor = 'QX00ApTUDEiiEm5kX0UACg==' }
)

# ---- MSOnline (retired) ------------------------------------------------------

# MSOnline cannot search by ImmutableId, so all users are read once.
function Connect-Service {
    Connect-MsolService
    $script:ByAnchor = New-Object System.Collections.Hashtable ([StringComparer]::Ordinal)
    $script:ByAddress = @{}
    foreach ($user in Get-MsolUser -All | ForEach-Object { ConvertFrom-Msol $_ }) {
        if ($null -ne $user.Anchor) { $ByAnchor[$user.Anchor] += @($user) }
        foreach ($address in $user.Primary) { $ByAddress[$address] += @($user) }
    }
}

# A user that was synced once keeps its LastDirSyncTime; one that is synced now
# cannot be told from it.
function ConvertFrom-Msol($User) {
    [pscustomobject]@{
        Id      = [string]$User.ObjectId
        Name    = $User.UserPrincipalName
        Anchor  = if ($User.ImmutableId) { $User.ImmutableId } else { $null }
        Synced  = $null -ne $User.LastDirSyncTime
        Guest   = $User.UserType -eq 'Guest'
        Primary = @(@($User.ProxyAddresses) -clike 'SMTP:*')
    }
}

function Find-ByName([string]$Name) {
    Get-MsolUser -UserPrincipalName $Name -ErrorAction SilentlyContinue | ForEach-Object { ConvertFrom-Msol $_ }
}
function Find-ByAddress([string]$Address) { $ByAddress['SMTP:' + $Address] | Where-Object { $_ } }
function Find-ByAnchor([string]$Anchor) { $ByAnchor[$Anchor] | Where-Object { $_ } }
function Get-Target([string]$Id) { ConvertFrom-Msol (Get-MsolUser -ObjectId $Id) }
function Set-Anchor([string]$Id, [string]$Anchor) { Set-MsolUser -ObjectId $Id -ImmutableId $Anchor }

# MSOnline takes the empty string for no value.
function Clear-Anchor([string]$Id) { Set-MsolUser -ObjectId $Id -ImmutableId '' }

# All deleted users, once, by anchor (exact case) and by name, which MSOnline
# shows as it was.
function Read-Deleted {
    $script:DeletedByAnchor = New-Object System.Collections.Hashtable ([StringComparer]::Ordinal)
    $script:DeletedByName = @{}
    foreach ($deleted in Get-MsolUser -ReturnDeletedUsers -All | ForEach-Object { ConvertFrom-Msol $_ }) {
        if ($null -ne $deleted.Anchor) { $DeletedByAnchor[$deleted.Anchor] += @($deleted) }
        $DeletedByName[$deleted.Name] += @($deleted)
    }
}

function Find-Deleted([string]$Anchor, [string]$Name) {
    @($DeletedByAnchor[$Anchor]) + @($DeletedByName[$Name]) | Where-Object { $_ } | Sort-Object Id -Unique
}

function Remove-ForGood([string]$Id) { Remove-MsolUser -ObjectId $Id -RemoveFromRecycleBin -Force }

# ---- The rules ---------------------------------------------------------------

function Write-Log([string]$What, [string]$Name, [string]$Detail) {
    Write-Host ('{0,-11} {1}  {2}' -f $What, $Name, $Detail).TrimEnd()
}

# The one cloud user that a line means. Searches ignore case and may find more,
# so the hits are compared again.
function Find-Target($User) {
    if ($User.By -eq 'UPN') {
        $found = @(Find-ByName $User.Name | Where-Object { $_.Name -eq $User.Name })
    } else {
        $found = @(Find-ByAddress $User.Name | Where-Object { $_.Primary -eq ('SMTP:' + $User.Name) })
    }
    if ($found.Count -eq 0) { throw 'there is no such cloud user, so nothing to match' }
    if ($found.Count -gt 1) { throw "$($found.Count) cloud users are found by this name" }
    $found[0]
}

# Looks at all users first. Returns those that are to be changed.
function Get-Work {
    $refused = 0
    foreach ($user in $Users) {
        try {
            Test-User $user
        } catch {
            $refused++
            Write-Warning "$($user.Name): $($_.Exception.Message)"
        }
    }
    if ($refused -and -not $SkipRefused) {
        throw "$refused of $($Users.Count) users are not as the plan expects. Nothing was changed. -SkipRefused goes on without them."
    }
}

# Reads again until the service shows the value: it answers from copies that
# can be some seconds old.
function Confirm-Anchor($User, $Anchor) {
    foreach ($try in 1..6) {
        $now = (Get-Target $User.Id).Anchor
        if ($now -ceq $Anchor) { return }
        Start-Sleep -Seconds 3
    }
    throw "$($User.Name): written, but it reads '$now' instead of '$Anchor'. Stopped here."
}

# Nothing if the user carries no anchor; throws at a surprise.
function Test-User($User) {
    $target = Find-Target $User
    if ($null -eq $target.Anchor) { Write-Log 'already so' $User.Name; return }
    if ($target.Anchor -cne $User.Anchor) { throw "it carries another anchor, $($target.Anchor)" }
    if ($target.Synced) {
        throw 'it is synced by now; take its on-premises user out of scope and let two delta syncs run first'
    }
    [pscustomobject]@{ Name = $User.Name; Id = $target.Id; Anchor = $User.Anchor }
}

# ---- The work ----------------------------------------------------------------

Connect-Service
$work = @(Get-Work)

foreach ($item in $work) {
    if ($PSCmdlet.ShouldProcess($item.Name, "clear onPremisesImmutableId, now $($item.Anchor)")) {
        $now = Get-Target $item.Id
        if ($now.Anchor -cne $item.Anchor -or $now.Synced) { throw "$($item.Name): changed since it was looked at. Stopped here." }
        Clear-Anchor $item.Id
        Confirm-Anchor $item $null
        Write-Log 'cleared' $item.Name
    }
}

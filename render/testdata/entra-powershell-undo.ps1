#Requires -Version 5.1
#Requires -Modules @{ ModuleName = 'Microsoft.Entra.Authentication'; ModuleVersion = '1.0.9' }
#Requires -Modules @{ ModuleName = 'Microsoft.Entra.Users'; ModuleVersion = '1.0.9' }
#Requires -Modules @{ ModuleName = 'Microsoft.Entra.DirectoryManagement'; ModuleVersion = '1.0.9' }

# Takes the source anchor off 3 users of Microsoft Entra ID again, as long as no
# sync has joined them.
#
#   plan     sha256:02aa6fec1f4af9c5eb16514fed5504d9783c87bf59f710742160498d13a79dd1, as of 2026-11-22
#   from     users.ldf: LDIF (ldifde), 10 records
#   scopes   User.ReadWrite.All
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

# ---- Microsoft Graph ---------------------------------------------------------

$Properties = 'id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled'

function Connect-Service([string[]]$Scopes) {
    $context = Get-EntraContext
    $lacking = $Scopes | Where-Object { -not $context -or $context.Scopes -notcontains $_ }
    if ($lacking) {
        Connect-Entra -Scopes $Scopes -NoWelcome
        $context = Get-EntraContext
    }
    Write-Log 'tenant' $context.TenantId $context.Account
}

# All pages of an answer.
function Get-Graph([string]$Uri) {
    while ($Uri) {
        $page = Invoke-MgGraphRequest -Method GET -Uri $Uri
        $page['value']
        $Uri = $page['@odata.nextLink']
    }
}

# A $filter and its value, both escaped. Get-MgUser -Filter is not used, because
# it makes a blank of the + in an anchor.
function Find-User([string]$Filter, [string]$Value) {
    $quoted = "'" + $Value.Replace("'", "''") + "'"
    $query = [uri]::EscapeDataString($Filter.Replace('{0}', $quoted))
    Get-Graph ('v1.0/users?$select=' + $Properties + '&$filter=' + $query) | ForEach-Object { ConvertFrom-Graph $_ }
}

function ConvertFrom-Graph($User) {
    [pscustomobject]@{
        Id      = $User['id']
        Name    = $User['userPrincipalName']
        Anchor  = $User['onPremisesImmutableId']
        Synced  = $User['onPremisesSyncEnabled'] -eq $true
        Guest   = $User['userType'] -eq 'Guest'
        Primary = @(@($User['proxyAddresses']) -clike 'SMTP:*')
    }
}

function Find-ByName([string]$Name) { Find-User 'userPrincipalName eq {0}' $Name }
function Find-ByAddress([string]$Address) { Find-User 'proxyAddresses/any(p:p eq {0})' ('SMTP:' + $Address) }
function Find-ByAnchor([string]$Anchor) { Find-User 'onPremisesImmutableId eq {0}' $Anchor }

function Get-Target([string]$Id) {
    ConvertFrom-Graph (Invoke-MgGraphRequest -Method GET -Uri ('v1.0/users/' + $Id + '?$select=' + $Properties))
}

function Write-Anchor([string]$Id, [string]$Json) {
    $null = Invoke-MgGraphRequest -Method PATCH -Uri "v1.0/users/$Id" -Body $Json -ContentType 'application/json'
}

function Set-Anchor([string]$Id, [string]$Anchor) { $null = Set-EntraUser -UserId $Id -ImmutableId $Anchor }

# Only JSON's null clears it; Update-MgUser would send an empty string.
function Clear-Anchor([string]$Id) { Write-Anchor $Id '{"onPremisesImmutableId":null}' }

# Entra ID puts the 32 digits of its id before the name of a deleted user.
function Get-FormerName($Deleted) {
    $digits = $Deleted.Id.Replace('-', '')
    if ($Deleted.Name.StartsWith($digits, [StringComparison]::OrdinalIgnoreCase)) { $Deleted.Name.Substring(32) } else { $Deleted.Name }
}

# All deleted users, once, by anchor (exact case) and by former name.
function Read-Deleted {
    $script:DeletedByAnchor = New-Object System.Collections.Hashtable ([StringComparer]::Ordinal)
    $script:DeletedByName = @{}
    $uri = 'v1.0/directory/deletedItems/microsoft.graph.user?$select=id,userPrincipalName,onPremisesImmutableId'
    foreach ($deleted in Get-Graph $uri | ForEach-Object { ConvertFrom-Graph $_ }) {
        if ($null -ne $deleted.Anchor) { $DeletedByAnchor[$deleted.Anchor] += @($deleted) }
        $DeletedByName[(Get-FormerName $deleted)] += @($deleted)
    }
}

function Find-Deleted([string]$Anchor, [string]$Name) {
    @($DeletedByAnchor[$Anchor]) + @($DeletedByName[$Name]) | Where-Object { $_ } | Sort-Object Id -Unique
}

function Remove-ForGood([string]$Id) { $null = Remove-EntraDeletedDirectoryObject -DirectoryObjectId $Id }

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

$scopes = @('User.ReadWrite.All')
if ($WhatIfPreference) { $scopes = @('User.Read.All') }
Connect-Service $scopes
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

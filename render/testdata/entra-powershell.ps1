#Requires -Version 5.1
#Requires -Modules @{ ModuleName = 'Microsoft.Entra.Authentication'; ModuleVersion = '1.0.9' }
#Requires -Modules @{ ModuleName = 'Microsoft.Entra.Users'; ModuleVersion = '1.0.9' }
#Requires -Modules @{ ModuleName = 'Microsoft.Entra.DirectoryManagement'; ModuleVersion = '1.0.9' }

# Puts the source anchor of 3 users of Active Directory on their users in
# Microsoft Entra ID, so that the next sync joins each pair (hard match).
#
#   plan     sha256:02aa6fec1f4af9c5eb16514fed5504d9783c87bf59f710742160498d13a79dd1, as of 2026-11-22
#   from     users.ldf: LDIF (ldifde), 10 records
#   scopes   User.ReadWrite.All
#            User.DeleteRestore.All with -PurgeDeletedUsers
#   roles    User Administrator or Privileged Authentication Administrator
#            (the last of them for users who hold a role themselves)
#   look     .\plan.ps1 -WhatIf
#   run      .\plan.ps1
#   later    .\plan.ps1 -Verify    after the sync, changes nothing
#   back     hardmatch render --undo plan.json
#
# All users are looked at before anything is written; if one is not as the plan
# expects, the script says which and stops with nothing changed. It can be run
# again: what is done already is found so and left alone.

[CmdletBinding(SupportsShouldProcess)]
param(
    # Delete for good the deleted users that stand in the way, where the plan
    # approves it (Approved below). There is no way back.
    [switch]$PurgeDeletedUsers,
    # Leave out the users that are not as expected, and go on with the others.
    [switch]$SkipRefused,
    # Only look whether the sync has joined the users.
    [switch]$Verify
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# Each user, and above it the on-premises user and the reason.
$Users = @(
    # s4: CN=Ada,OU=Staff,DC=contoso,DC=com (users.ldf:10): anchor from objectGUID (the export shows no mS-DS-ConsistencyGuid)
    @{ Name = 'ada@contoso.com';          By = 'UPN';  Anchor = 'QX00ApTUDEiiEm5kX0UACg=='; Free = 's1'; Approved = $false }
    # s5: CN=Bob,OU=Staff,DC=contoso,DC=com (users.ldf:20): anchor from objectGUID (the export shows no mS-DS-ConsistencyGuid), cloud user found by primary SMTP address, as Entra ID cannot hold the user principal name
    @{ Name = 'bob@contoso.com';          By = 'SMTP'; Anchor = 'QX00ApTUDEiiEm5kX0UAFA=='; Free = 's2'; Approved = $false }
    # s6: CN=Zo\u{eb} O'Brien <zoe>,OU=Staff,DC=contoso,DC=com (users.ldf:80): anchor from objectGUID (the export shows no mS-DS-ConsistencyGuid)
    @{ Name = 'zoe.o''brien@contoso.com'; By = 'UPN';  Anchor = 'QX00ApTUDEiiEm5kX0UAUA=='; Free = 's3'; Approved = $false }
)

# Not done here:
#   - CN=krbtgt,OU=Staff,DC=contoso,DC=com (users.ldf:30): not synced: isCriticalSystemObject is set
#   - CN=Carol,OU=Staff,DC=contoso,DC=com (users.ldf:40): 2 users would be stamped on the cloud user carol@contoso.com; decide which of them is its twin: CN=Carol,OU=Staff,DC=contoso,DC=com (users.ldf:40); CN=Carol2,OU=Staff,DC=contoso,DC=com (users.ldf:50)
#   - CN=Carol2,OU=Staff,DC=contoso,DC=com (users.ldf:50): 2 users would be stamped on the cloud user CAROL@contoso.com; decide which of them is its twin: CN=Carol,OU=Staff,DC=contoso,DC=com (users.ldf:40); CN=Carol2,OU=Staff,DC=contoso,DC=com (users.ldf:50)
#   - CN=Dan,OU=Staff,DC=contoso,DC=com (users.ldf:60): nothing to find its cloud user by: Entra ID cannot hold this userPrincipalName, and there is no primary SMTP address of a public domain
#   - CN=Eve,OU=Staff,DC=contoso,DC=com (users.ldf:70): its source anchor has $ or _, which Microsoft Graph refuses in onPremisesImmutableId

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

# Nothing if the user carries the anchor already; throws at a surprise.
function Test-User($User) {
    $target = Find-Target $User
    if ($target.Anchor -ceq $User.Anchor) { Write-Log 'already so' $User.Name; return }
    if ($null -ne $target.Anchor) { throw "it carries another anchor, $($target.Anchor)" }
    if ($target.Synced) { throw 'it is synced already' }
    if ($target.Guest) { throw 'it is a guest' }
    $holders = @(Find-ByAnchor $User.Anchor | Where-Object { $_.Anchor -ceq $User.Anchor })
    if ($holders.Count -gt 0) { throw "another cloud user carries this anchor, $($holders[0].Name)" }
    $twins = @(Find-Deleted $User.Anchor $target.Name)
    if ($twins.Count -gt 0 -and -not $User.Approved) {
        throw "the deleted user $($twins[0].Name) ($($twins[0].Id)) is in the way; approve step $($User.Free) in the plan and render it again"
    }
    if ($twins.Count -gt 0 -and -not $PurgeDeletedUsers) {
        throw "the deleted user $($twins[0].Name) ($($twins[0].Id)) is in the way; -PurgeDeletedUsers deletes it for good"
    }
    [pscustomobject]@{ Name = $User.Name; Id = $target.Id; Anchor = $User.Anchor; Twins = $twins }
}

# After the sync: has it joined the user?
function Show-Result($User) {
    try { $target = Find-Target $User } catch { Write-Warning "$($User.Name): $($_.Exception.Message)"; return }
    if ($target.Anchor -cne $User.Anchor) {
        Write-Warning "$($User.Name): it carries the anchor '$($target.Anchor)'"
    } elseif (-not $target.Synced) {
        Write-Log 'not yet' $User.Name 'the anchor is there, but no sync has joined it'
    } else {
        Write-Log 'joined' $User.Name
    }
}

# ---- The work ----------------------------------------------------------------

$scopes = @('User.ReadWrite.All')
if ($PurgeDeletedUsers) { $scopes += @('User.DeleteRestore.All') }
if ($WhatIfPreference -or $Verify) { $scopes = @('User.Read.All') }
Connect-Service $scopes

if ($Verify) {
    foreach ($user in $Users) { Show-Result $user }
    return
}

Read-Deleted
$work = @(Get-Work)

# free: there is no way back from this.
foreach ($item in $work) {
    foreach ($twin in $item.Twins) {
        if ($PSCmdlet.ShouldProcess("deleted user $($twin.Name) ($($twin.Id))", 'delete for good')) {
            Remove-ForGood $twin.Id
            Write-Log 'purged' $twin.Name $twin.Id
        }
    }
}

# stamp
foreach ($item in $work) {
    if ($PSCmdlet.ShouldProcess($item.Name, "set onPremisesImmutableId to $($item.Anchor)")) {
        $now = Get-Target $item.Id
        if ($null -ne $now.Anchor -or $now.Synced) { throw "$($item.Name): changed since it was looked at. Stopped here." }
        Set-Anchor $item.Id $item.Anchor
        Confirm-Anchor $item $item.Anchor
        Write-Log 'stamped' $item.Name $item.Anchor
    }
}

# sync
if (-not (Get-Command Start-ADSyncSyncCycle -ErrorAction SilentlyContinue)) {
    Write-Host 'next        on the server of Entra Connect:  Start-ADSyncSyncCycle -PolicyType Delta'
} elseif ($PSCmdlet.ShouldProcess('Entra Connect', 'start a delta sync')) {
    Start-ADSyncSyncCycle -PolicyType Delta
}
Write-Host 'then        run this script with -Verify'

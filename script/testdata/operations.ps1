#Requires -Version 5.1
#Requires -Modules @{ ModuleName = 'Microsoft.Graph.Authentication'; ModuleVersion = '2.0.0' }
#Requires -Modules @{ ModuleName = 'ActiveDirectory'; ModuleVersion = '1.0.0.0' }

# 9 changes of Active Directory, 7 changes of Microsoft Entra ID, 2 sync runs, 1 check after the sync, 3 steps by hand, 2 steps that are off.
# By Microsoft Graph PowerShell.
#
#   plan     sha256:342dbf876d751f0f0bf6b2add2cd2cf2bad6e79fcdc15672225e914ffe5da3a6, as of 2026-11-22
#   tenant   5bde3e51-d13b-4db1-9948-fe4b109d11a0 contoso.onmicrosoft.com
#   requires the flag blockSoftMatchEnabled of the tenant to be false
#   scopes   User.Read.All, OnPremDirectorySynchronization.Read.All, OnPremDirectorySynchronization.ReadWrite.All, User.DeleteRestore.All, User.ReadWrite.All
#   roles    Hybrid Identity Administrator, Account Operators, User Administrator, Privileged Authentication Administrator, ADSyncAdmins, depending on the step
#   look     .\plan.ps1 -WhatIf          changes nothing
#   run      .\plan.ps1
#   resume   .\plan.ps1 -Done s3,s7      after steps were done by hand
#   verify   .\plan.ps1 -Verify          after the sync, changes nothing
#   undo     hardmatch render --as graph-powershell --undo plan.json
#
# The script checks everything before it writes anything, and checks each step again
# right before its write. It stops at the first unexpected value. It can be run
# again: it skips the steps that are already done.

# Not done here:
#   - CN=Olga,OU=Staff,DC=contoso,DC=com: nothing to find its cloud user by

[CmdletBinding(SupportsShouldProcess)]
param(
    # The steps that were done by hand, as -Done s3,s7
    [string[]]$Done = @(),
    # Also carry out the irreversible steps that are approved in the plan
    [switch]$Irreversible,
    # Skip steps that are not as expected, and all steps that wait for them
    [switch]$SkipRefused,
    # Only check whether the sync has joined the users
    [switch]$Verify
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$Tenant     = '5bde3e51-d13b-4db1-9948-fe4b109d11a0'
$Scopes     = @{
    Look         = @('User.Read.All', 'OnPremDirectorySynchronization.Read.All')
    Run          = @('OnPremDirectorySynchronization.ReadWrite.All', 'User.DeleteRestore.All', 'User.ReadWrite.All')
    Irreversible = @()
}
$Properties = 'id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled,deletedDateTime'
$Flags      = @{ 'blockSoftMatchEnabled' = $false }
$Attributes = 'mail', 'userPrincipalName', 'proxyAddresses', 'mS-DS-ConsistencyGuid'

# ---- The steps ---------------------------------------------------------------

$Steps = {
    # ==== prepare ====

    # o1: hard match is blocked in this tenant (HM3001)
    Step 'o1' 'setTenantFlag cloud' -Before 'o17', 'o22' {
        Set-Flag 'blockCloudObjectTakeoverThroughHardMatchEnabled' $true $false
    }

    # o2: a duplicate of Ada
    Step 'o2' 'moveOutOfScope CN=Finn\, F.,OU=Staff,DC=contoso,DC=com' {
        Find-Object 'CN=Finn\, F.,OU=Staff,DC=contoso,DC=com', 'CN=Finn\, F.,OU=Unsynced,DC=contoso,DC=com'
        Move-Object 'CN=Finn\, F.,OU=Staff,DC=contoso,DC=com' 'CN=Finn\, F.,OU=Unsynced,DC=contoso,DC=com' 'OU=Unsynced,DC=contoso,DC=com'
    }

    # o20: by hand
    ByHand 'o20' 'manualReview seven@contoso.com' 'take the role Global Administrator off seven@contoso.com; role changes take up to 15 minutes (HM1010)' -Awaited

    # ==== free ====

    # o3: Ada owns this address
    Step 'o3' 'removeProxyAddress CN=Gil,OU=Staff,DC=contoso,DC=com' {
        Find-Object    '02347d41-d494-480c-a212-6e645f450003'
        Remove-Address 'smtp:gil.old@contoso.com'
    }

    # o4: a duplicate
    Step 'o4' 'deleteUser dup@contoso.com' {
        Find-User   'id' '87d349ed-44d7-43e1-9a83-5f2406dee5b4'
        Expect      'userPrincipalName' 'dup@contoso.com'
        Expect      'onPremisesSyncEnabled' $null
        Remove-User
    }

    # ==== irreversible (free) ====

    # o5: a deleted user holds the anchor of Ada (HM1005)
    # This cannot be undone and is not approved, so it is off:
    # Step 'o5' 'purgeDeletedUser 87d349ed-44d7-43e1-9a83-5f2406dee5be' -NoWayBack {
    #     Find-Deleted   '87d349ed-44d7-43e1-9a83-5f2406dee5be'
    #     Expect         'onPremisesImmutableId' 'QX00ApTUDEiiEm5kX0UACg=='
    #     Expect         'deletedDateTime' '2026-11-01T08:00:00Z'
    #     Remove-ForGood
    # }
    Skip-Step 'o5' 'not approved in the plan'

    # ==== free ====

    # o7: the anchor of somebody else
    Step 'o7' 'clearOnPremisesImmutableId seven@contoso.com' -After 'o20' -Late {
        Find-User 'id' '87d349ed-44d7-43e1-9a83-5f2406dee5b7'
        Set-User  'onPremisesImmutableId' 'C4GP0FyjqEmkzcaSPfwD7g==' $null
    }

    # ==== stamp ====

    # o8: CN=Ada: anchor from objectGUID (HM1001, HM1005)
    Step 'o8' 'setOnPremisesImmutableId ada@contoso.com' -After 'o1', 'o5' {
        Find-User 'userPrincipalName' 'ada@contoso.com'
        Expect    'onPremisesSyncEnabled' $null
        Alone     'onPremisesImmutableId' 'QX00ApTUDEiiEm5kX0UACg=='
        Set-User  'onPremisesImmutableId' $null 'QX00ApTUDEiiEm5kX0UACg=='
    }

    # o9: it carries the anchor
    Step 'o9' 'setConsistencyGuid CN=Hal,OU=Staff,DC=contoso,DC=com' {
        Find-Object '02347d41-d494-480c-a212-6e645f450008'
        Set-Object  'mS-DS-ConsistencyGuid' $null '02347d41-d494-480c-a212-6e645f450009'
    }

    # o10: not 16 octets
    Step 'o10' 'clearConsistencyGuid CN=Ivy,OU=Staff,DC=contoso,DC=com' {
        Find-Object 'CN=Ivy,OU=Staff,DC=contoso,DC=com'
        Set-Object  'mS-DS-ConsistencyGuid' 'AQIDBAU=' $null
    }

    # o11: by this address it is matched
    Step 'o11' 'addProxyAddress CN=Jo,OU=Staff,DC=contoso,DC=com' {
        Find-Object '02347d41-d494-480c-a212-6e645f450011'
        Add-Address 'smtp:jo.new@contoso.com'
    }

    # o12: the domain is not verified
    Step 'o12' 'setMail CN=Zo\u{eb} O''Brien,OU=Staff,DC=contoso,DC=com' {
        Find-Object ('CN=Zo' + [char]0x00EB + ' O''Brien,OU=Staff,DC=contoso,DC=com')
        Set-Object  'mail' 'zoe@contoso.local' 'zoe.o''brien@contoso.com'
    }

    # o13: the domain is not verified
    Step 'o13' 'setUserPrincipalName CN=Kai,OU=Staff,DC=contoso,DC=com' {
        Find-Object 'CN=Kai,OU=Staff,DC=contoso,DC=com'
        Set-Object  'userPrincipalName' 'kai@contoso.local' 'kai@contoso.com'
    }

    # o14: the name it has on-premises
    Step 'o14' 'setCloudUserPrincipalName bob@contoso.com' {
        Find-User 'mail' 'bob@contoso.com'
        Set-User  'userPrincipalName' 'bob@contoso.onmicrosoft.com' 'bob@contoso.com'
    }

    # o15: deleted by mistake
    Step 'o15' 'restoreDeletedUser 87d349ed-44d7-43e1-9a83-5f2406dee5bf' {
        Find-Deleted '87d349ed-44d7-43e1-9a83-5f2406dee5bf'
        Expect       'onPremisesImmutableId' 'QX00ApTUDEiiEm5kX0UAFQ=='
        Restore-User 'lea@contoso.com'
    }

    # o16: to be synced again
    Step 'o16' 'moveIntoScope CN=Max,OU=Unsynced,DC=contoso,DC=com' {
        Find-Object '02347d41-d494-480c-a212-6e645f450016'
        Move-Object 'CN=Max,OU=Unsynced,DC=contoso,DC=com' 'CN=Max,OU=Staff,DC=contoso,DC=com' 'OU=Staff,DC=contoso,DC=com'
    }

    # o24: Ada owns this address
    Step 'o24' 'setMail CN=Finn\, F.,OU=Staff,DC=contoso,DC=com' -After 'o7' -Late {
        Find-Object 'CN=Finn\, F.,OU=Unsynced,DC=contoso,DC=com'
        Set-Object  'mail' 'finn@contoso.com' $null
    }

    # o21: by hand
    #   distinguishedName is CN=Pia,OU=Staff,DC=contoso,DC=com
    ByHand 'o21' 'moveOutOfScope CN=Pia,OU=Staff,DC=contoso,DC=com' 'a duplicate of Jo; move it to an OU that is not synced' -Awaited

    # ==== sync ====

    # o17: joins them
    Sync 'o17' 'runSync onPremises' 'Delta' -After 'o8', 'o9', 'o21' -Awaited

    # o22: the second one deletes what left the scope
    Sync 'o22' 'runSync onPremises' 'Delta' -After 'o17' -Awaited

    # ==== verify ====

    # o18: joined and still stamped
    Step 'o18' 'verify ada@contoso.com' -After 'o22' -Late -Look {
        Find-User 'userPrincipalName' 'ada@contoso.com'
        Expect    'onPremisesImmutableId' 'QX00ApTUDEiiEm5kX0UACg=='
        Expect    'onPremisesSyncEnabled' $true
    }

    # o19: by hand
    ByHand 'o19' 'manualReview CN=Ned,OU=Staff,DC=contoso,DC=com' 'two cloud users claim it (HM2003)' -Among 'ned1@contoso.com (entra.json:7)', 'ned2@contoso.com'

    # ==== restoreSettings ====

    # o23: hard match was blocked before
    Step 'o23' 'setTenantFlag cloud' -After 'o18' -Late {
        Set-Flag 'blockCloudObjectTakeoverThroughHardMatchEnabled' $false $true
    }

    # ==== irreversible (free) ====

    # o6: it names an object that is gone
    # This cannot be undone and is not approved, so it is off:
    # Step 'o6' 'clearOnPremisesObjectIdentifier 87d349ed-44d7-43e1-9a83-5f2406dee5b6' -NoWayBack {
    #     Find-User 'id' '87d349ed-44d7-43e1-9a83-5f2406dee5b6' -Beta
    #     Set-User  'onPremisesObjectIdentifier' '1f4a5a0e-6d5f-4b0e-9a58-1f6d60f3c006' $null
    # }

}

# ---- The rules ---------------------------------------------------------------

# The script goes through the steps twice. The mode Look only reads. If everything is
# as expected, the mode Run follows, which checks each step again right before its
# write. The mode Verify only checks whether the sync has joined the users.

function Write-Log([string]$Word, [string]$Detail) {
    if ($Mode -ne 'Look' -or $WhatIfPreference) { Write-Host ('{0,-10} {1}  {2}' -f $Word, $Step, $Detail).TrimEnd() }
}

# Returns a value that is safe to show: no character in it acts on a terminal.
function Show($Value) {
    if ($null -eq $Value) { return 'nothing' }
    if ($Value -is [byte[]]) { return [BitConverter]::ToString($Value) }
    if ($Value -is [datetime]) { return $Value.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ') }
    [regex]::Replace([string]$Value, '[^ -~]', { param($m) '\u{0:x4}' -f [int][char]$m.Value })
}

# Compares the exact characters and case. -ceq does not: it ignores some invisible
# characters. Only null is the same as null.
function Test-Same($Now, $Want) {
    if ($null -eq $Now -or $null -eq $Want) { return ($null -eq $Now -and $null -eq $Want) }
    if ($Now -is [byte[]]) { return [Convert]::ToBase64String($Now) -ceq [Convert]::ToBase64String((ConvertTo-Octets $Want)) }
    if ($Now -is [bool] -or $Want -is [bool]) { return ($Now -is [bool] -and $Want -is [bool] -and $Now -eq $Want) }
    if ($Now -is [datetime]) {
        $when = [datetime]::MinValue
        $known = [datetime]::TryParse($Want, [cultureinfo]::InvariantCulture, 'AdjustToUniversal, AssumeUniversal', [ref]$when)
        return ($known -and (Show $Now) -ceq (Show $when))
    }
    [string]::Equals([string]$Now, [string]$Want, [StringComparison]::Ordinal)
}

function Test-SameName($Now, $Want) { [string]::Equals([string]$Now, [string]$Want, [StringComparison]::OrdinalIgnoreCase) }

# Records that something is not as the plan expects. The mode Run stops there.
function Deny([string]$Message, [switch]$GoOn) {
    $script:Denied++
    Write-Warning "${Step}: $Message"
    if ($Mode -eq 'Run' -and -not $SkipRefused -and -not $GoOn) {
        throw "Stopped at ${Step}: $Message. The steps listed as done above are done. Resolve the difference, then run the script again."
    }
}

# Returns whether all steps that a step waits for are done.
function Enter-Step([string]$Id, [string]$What, [string[]]$After) {
    $script:Step = "$Id $What"
    if ($Mode -eq 'Verify') { return $true }
    $missing = @(foreach ($other in $After) { if (-not $Finished.Contains($other)) { $other + $Reasons[$other] } })
    if ($missing.Count -eq 0) { return $true }
    Deny ('it waits for ' + ($missing -join ', '))
    $false
}

function Exit-Step([string]$Id) { [void]$Finished.Add($Id) }

# Carries out a step. $Do finds the object, checks what the plan expects, and changes
# one property. A later step or the sync can revert the change. So the step counts as
# done if -Done names one of the steps in $Before, which wait for it.
function Step([string]$Id, [string]$What, [scriptblock]$Do, [string[]]$After, [string[]]$Before,
    [switch]$Late, [switch]$NoWayBack, [switch]$Look) {
    if ($Mode -eq 'Verify' -and -not $Look) { return }
    if (-not (Enter-Step $Id $What $After)) { return }
    foreach ($other in $Before) { if ($Done -ccontains $other) { Write-Log 'was done' "before $other"; Exit-Step $Id; return } }
    if ($NoWayBack -and -not $Irreversible -and -not $WhatIfPreference) {
        $Reasons[$Id] = ', which cannot be undone and needs -Irreversible'
        Write-Log 'off' 'it cannot be undone; -Irreversible turns it on'
        return
    }
    if ($Late -and $Mode -eq 'Look') {
        Write-Log 'later' 'checked only right before it is done'
        Exit-Step $Id
        return
    }
    $script:Object, $script:Surprises, $script:Refused, $script:Waits, $script:Passed = $null, @(), $false, [bool]$After, $false
    try {
        $null = & $Do
        if ($Look) { Confirm-Expected; Write-Log 'as planned' }
    } catch {
        Deny $_.Exception.Message -GoOn:$Look
        return
    }
    if (-not $Refused) { Exit-Step $Id }
}

# If the property has the value that a later step sets, this step was done.
function Unless([string]$Property, $Value) {
    if ($null -ne $Object -and (Test-Same $Object[$Property] $Value)) { $script:Passed = $true }
}

# A step that a person carries out. The script continues if no step waits for it, or
# if -Done names it.
function ByHand([string]$Id, [string]$What, [string]$Task, [string[]]$Among, [string[]]$After, [switch]$Awaited) {
    [void]$ByHand.Add($Id)
    if ($Mode -eq 'Verify') { return }
    if ($Done -ccontains $Id) { Exit-Step $Id; return }
    if (-not (Enter-Step $Id $What $After)) { return }
    Write-Log 'by hand' $Task
    foreach ($one in $Among) { Write-Log 'choose' $one }
    if ($Mode -eq 'Look') { Exit-Step $Id; return }
    $Reasons[$Id] = ', which must be done by hand'
    if ($Awaited) { Deny "do this by hand, then run the script with -Done $((@($Done) + $Id) -join ',')" }
}

# A step that this script does not carry out and that other steps wait for.
function Skip-Step([string]$Id, [string]$Why) {
    [void]$ByHand.Add($Id)
    if ($Done -ccontains $Id) { Exit-Step $Id } else { $Reasons[$Id] = ", which is $Why; if it is done, use -Done $Id" }
}

function Expect([string]$Property, $Value) {
    if ($null -eq $Object -or (Test-Same $Object[$Property] $Value)) { return }
    $script:Surprises += "$Property is $(Show $Object[$Property]), expected $(Show $Value)"
}

function Confirm-Expected { if ($Surprises) { throw ($Surprises -join '; ') } }

# Returns whether the object already has the value.
function Test-Already([string]$Property, $Value) {
    if (-not $Passed -and ($null -eq $Object -or -not (Test-Same $Object[$Property] $Value))) { return $false }
    Write-Log 'already so'
    $true
}

# Returns whether to write now: everything is as expected, the mode is Run, and the
# caller confirms.
function Test-Go([string]$Action) {
    Confirm-Expected
    if ($Mode -eq 'Look' -and -not $WhatIfPreference) { return $false }
    $go = $Cmdlet.ShouldProcess($Step, $Action)
    $script:Refused = -not $go -and -not $WhatIfPreference
    $go
}

# ---- Users of Microsoft Entra ID -----------------------------------------------

# A search ignores case and can return other users, so this compares each result again.
function Test-Hit($User, [string]$By, [string]$Value) {
    if ($By -ne 'mail') { return (Test-SameName $User[$By] $Value) }
    foreach ($address in $User['proxyAddresses']) {
        if ($address -clike 'SMTP:*' -and (Test-SameName $address.Substring(5) $Value)) { return $true }
    }
    $false
}

function Find-User([string]$By, [string]$Value, [switch]$Beta) {
    Select-Version -Beta:$Beta
    $script:Sought = $Value
    $hits = @(Search-User $By $Value | Where-Object { Test-Hit $_ $By $Value })
    if ($hits.Count -eq 1) { $script:Object = $hits[0] } else { $script:Surprises += "expected one user, found $($hits.Count)" }
}

# Returns all deleted users. It reads them once, and again after a change.
function Get-Deleted {
    if ($null -eq $Deleted) { $script:Deleted = @(Read-Deleted) }
    $Deleted
}

# No other user, active or deleted, may have the value. While the step waits for other
# steps, one of those may still have to free the value.
function Alone([string]$Property, [string]$Value) {
    if ($null -eq $Object -or (Test-Same $Object[$Property] $Value) -or ($Waits -and $Mode -eq 'Look')) { return }
    foreach ($user in Search-User $Property $Value) {
        if (Test-Same $user[$Property] $Value) { $script:Surprises += "the user $(Show $user['userPrincipalName']) ($($user['id'])) holds this $Property" }
    }
    foreach ($user in Get-Deleted) {
        if (Test-Same $user[$Property] $Value) {
            $script:Surprises += "the deleted user $(Show $user['userPrincipalName']) ($($user['id'])) holds this $Property; " +
                'purge or restore it, or make a new plan with an export of the deleted users'
        }
    }
}

# An anchor is written only to a user that is not synced and not a guest.
function Set-User([string]$Property, $From, $To) {
    if (Test-Already $Property $To) { return }
    Expect $Property $From
    if ($Property -eq 'onPremisesImmutableId' -and $null -ne $Object) {
        if ($Object['onPremisesSyncEnabled'] -eq $true) { $script:Surprises += 'it is synced' }
        if ($Object['userType'] -eq 'Guest') { $script:Surprises += 'it is a guest' }
    }
    if (-not (Test-Go "set $Property to $(Show $To)")) { return }
    Write-User $Property $To
    Confirm-User $Property $To
    Write-Log 'set' "$Property to $(Show $To)"
}

# Reads until the service returns the value. It can answer from replicas that are
# some seconds old.
function Confirm-User([string]$Property, $Value) {
    foreach ($wait in 0, 3, 3, 3, 3, 3) {
        Start-Sleep -Seconds $wait
        $user = Read-User $Object['id']
        if (Test-Same $user[$Property] $Value) { return }
    }
    throw "$Property was written, but the service returns $(Show $user[$Property])"
}

# ---- Microsoft Graph -----------------------------------------------------------

# This script does not use Get-MgUser and Update-MgUser: the first turns the + in a
# filter into a blank, the second sends an empty string for null.

function Select-Version([switch]$Beta) {
    $script:Version, $script:Reads = 'v1.0', $Properties
    if ($Beta) { $script:Version, $script:Reads = 'beta', "$Properties,onPremisesObjectIdentifier" }
}

# Returns the values of all pages of a response.
function Get-Graph([string]$Uri) {
    while ($Uri) {
        $page = Invoke-MgGraphRequest -Method GET -Uri $Uri
        $page['value']
        $Uri = $page['@odata.nextLink']
    }
}

# Sends JSON in ASCII, because the module can send other characters in another encoding.
function Send-Graph([string]$Method, [string]$Uri, $Body) {
    $json = [regex]::Replace((ConvertTo-Json $Body -Compress), '[^ -~]', { param($m) '\u{0:x4}' -f [int][char]$m.Value })
    $null = Invoke-MgGraphRequest -Method $Method -Uri $Uri -Body $json -ContentType 'application/json'
}

# Searches with a filter. The filter and its value are escaped.
function Search-User([string]$By, [string]$Value) {
    $filter = "$By eq {0}"
    if ($By -eq 'mail') { $filter, $Value = 'proxyAddresses/any(p:p eq {0})', "SMTP:$Value" }
    $literal = "'" + $Value.Replace("'", "''") + "'"
    Get-Graph ("$Version/users?`$select=$Reads&`$filter=" + [uri]::EscapeDataString($filter.Replace('{0}', $literal)))
}

function Read-User([string]$Id) { Invoke-MgGraphRequest -Method GET -Uri "$Version/users/${Id}?`$select=$Reads" }
function Read-Deleted { Get-Graph "v1.0/directory/deletedItems/microsoft.graph.user?`$top=999&`$select=$Properties" }

function Restore-Deleted([string]$Id, $NewName) {
    $body = @{}
    if ($NewName) { $body['newUserPrincipalName'] = $NewName }
    Send-Graph 'POST' "v1.0/directory/deletedItems/$Id/restore" $body
}

# Returns the scopes that this run needs. A run that only checks needs read access only.
function Get-Scope {
    $Scopes['Look']
    if ($Verify -or $WhatIfPreference) { return }
    $Scopes['Run']
    if ($Irreversible) { $Scopes['Irreversible'] }
}

function Test-Tenant($Context) {
    Write-Host "tenant     $($Context.TenantId), as $($Context.Account)"
    if ($Tenant -and -not (Test-SameName $Context.TenantId $Tenant)) { throw "Signed in to the tenant $($Context.TenantId); the plan is for $Tenant." }
}

function Connect-Service {
    $need = @(Get-Scope)
    $context = Get-MgContext
    $lacking = @($need | Where-Object { -not $context -or $context.Scopes -notcontains $_ })
    if ($lacking) { $null = Connect-MgGraph -Scopes $need -NoWelcome }
    Test-Tenant (Get-MgContext)
}

function Write-User([string]$Property, $Value) { Send-Graph 'PATCH' "$Version/users/$($Object['id'])" @{ $Property = $Value } }
function Remove-Active([string]$Id) { $null = Invoke-MgGraphRequest -Method DELETE -Uri "v1.0/users/$Id" }
function Remove-Deleted([string]$Id) { $null = Invoke-MgGraphRequest -Method DELETE -Uri "v1.0/directory/deletedItems/$Id" }

# ---- Deleted users ---------------------------------------------------------------

# Finds a deleted user. The functions below decide what it means if there is none.
function Find-Deleted([string]$Id) {
    Select-Version
    foreach ($user in Get-Deleted) { if (Test-SameName $user['id'] $Id) { $script:Object = $user } }
    $script:Sought = $Id
}

function Test-Active([string]$Id) { @(Search-User 'id' $Id | Where-Object { Test-SameName $_['id'] $Id }).Count -gt 0 }
function Test-Deleted([string]$Id) { @(Get-Deleted | Where-Object { Test-SameName $_['id'] $Id }).Count -gt 0 }

function Remove-User {
    if ($null -eq $Object -and (Test-Deleted $Sought)) { Write-Log 'already so'; return }
    if (-not (Test-Go 'delete it (it can be restored for 30 days)')) { return }
    Remove-Active $Object['id']
    $script:Deleted = $null
    Write-Log 'deleted' 'for 30 days'
}

function Restore-User($NewName) {
    if ($null -eq $Object -and (Test-Active $Sought)) { Write-Log 'already so'; return }
    if ($null -eq $Object) { throw 'no deleted user has this id' }
    if (-not (Test-Go $(if ($NewName) { "restore it as $(Show $NewName)" } else { 'restore it' }))) { return }
    Restore-Deleted $Object['id'] $NewName
    $script:Deleted = $null
    Write-Log 'restored'
}

# This cannot be undone.
function Remove-ForGood {
    if ($null -eq $Object -and (Test-Active $Sought)) { throw 'the user is not deleted' }
    if ($null -eq $Object) { Write-Log 'already so'; return }
    if (-not (Test-Go "permanently delete $(Show $Object['userPrincipalName'])")) { return }
    Remove-Deleted $Object['id']
    $script:Deleted = $null
    Write-Log 'purged'
}

# ---- Flags of the tenant -------------------------------------------------------

function Read-Sync {
    $sync = @(Get-Graph 'v1.0/directory/onPremisesSynchronization')
    if ($sync.Count -ne 1) { throw "Expected exactly one onPremisesDirectorySynchronization resource, found $($sync.Count)." }
    $sync[0]
}

function Set-Flag([string]$Flag, [bool]$From, [bool]$To) {
    $sync = Read-Sync
    $script:Object = $sync['features']
    if (Test-Already $Flag $To) { return }
    Expect $Flag $From
    if (-not (Test-Go "set the flag $Flag to $To")) { return }
    Send-Graph 'PATCH' "v1.0/directory/onPremisesSynchronization/$($sync['id'])" @{ features = @{ $Flag = $To } }
    Confirm-Flag $Flag $To
    Write-Log 'set' "$Flag to $To"
}

function Confirm-Flag([string]$Flag, [bool]$Value) {
    foreach ($wait in 0, 3, 3, 3, 3, 3) {
        Start-Sleep -Seconds $wait
        $features = (Read-Sync)['features']
        if (Test-Same $features[$Flag] $Value) { return }
    }
    throw "$Flag was written, but the tenant still has the old value"
}

function Test-Flags {
    $features = (Read-Sync)['features']
    foreach ($flag in $Flags.Keys) {
        if (-not (Test-Same $features[$flag] $Flags[$flag])) {
            throw "The flag $flag of the tenant is $(Show $features[$flag]), but the plan requires $(Show $Flags[$flag]). Nothing was changed. Export again and make a new plan."
        }
    }
}

# ---- Objects of Active Directory -----------------------------------------------

# The plan has an mS-DS-ConsistencyGuid as a GUID or, because it can hold any octets,
# as Base64.
function ConvertTo-Octets([string]$Text) {
    if ($Text -match '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$') { return , ([guid]$Text).ToByteArray() }
    , [Convert]::FromBase64String($Text)
}

# Returns the first value, or nothing. An array of octets is one value.
function Get-First($Values) {
    if ($Values -is [byte[]]) { return , $Values }
    foreach ($value in $Values) { return , $value }
}

# Finds the object with one of these names: the objectGUID, or the DN before and
# after a move.
function Find-Object([string[]]$Identities) {
    Set-StrictMode -Off # an attribute without a value is not a property
    foreach ($identity in $Identities) {
        try {
            $found = Get-ADObject -Identity $identity -Properties $Attributes
        } catch {
            if ($_.Exception.GetType().Name -ne 'ADIdentityNotFoundException') { throw }
            continue
        }
        $script:Guid = [string]$found.ObjectGUID
        $script:Object = @{ distinguishedName = [string]$found.DistinguishedName }
        foreach ($name in $Attributes) { $script:Object[$name] = Get-First $found.$name }
        $script:Object['proxyAddresses'] = @($found.proxyAddresses)
        return
    }
    $script:Surprises += 'the object does not exist'
}

function Set-Object([string]$Property, $From, $To) {
    if (Test-Already $Property $To) { return }
    Expect $Property $From
    if (-not (Test-Go "set $Property to $(Show $To)")) { return }
    if ($Property -eq 'mail') { Write-Mail $To } else { Write-ADUser $Property $To }
    Write-Log 'set' "$Property to $(Show $To)"
}

function Write-ADUser([string]$Property, $Value) {
    if ($null -eq $Value) { Set-ADUser -Identity $Guid -Clear $Property; return }
    if ($Property -eq 'mS-DS-ConsistencyGuid') { $Value = [byte[]](ConvertTo-Octets $Value) }
    Set-ADUser -Identity $Guid -Replace @{ $Property = $Value }
}

# Groups and contacts have addresses, too, but Set-ADUser does not accept them.
function Write-Mail($Value) {
    if ($null -eq $Value) { Set-ADObject -Identity $Guid -Clear mail } else { Set-ADObject -Identity $Guid -Replace @{ mail = $Value } }
}

# Returns the address as the object has it. For the directory, addresses that differ
# only in case are the same.
function Find-Address([string]$Value) {
    if ($null -eq $Object) { return }
    foreach ($address in $Object['proxyAddresses']) { if (Test-SameName $address $Value) { return $address } }
}

function Add-Address([string]$Value) {
    $there = Find-Address $Value
    if (Test-Same $there $Value) { Write-Log 'already so'; return }
    if ($null -ne $there) { $script:Surprises += "it has $(Show $there), which differs only in case" }
    if (-not (Test-Go "add $(Show $Value) to proxyAddresses")) { return }
    Set-ADObject -Identity $Guid -Add @{ proxyAddresses = $Value }
    Write-Log 'added' (Show $Value)
}

function Remove-Address([string]$Value) {
    $there = Find-Address $Value
    if ($null -ne $Object -and $null -eq $there) { Write-Log 'already so'; return }
    if ($null -ne $there -and -not (Test-Same $there $Value)) { $script:Surprises += "it has $(Show $there), which differs only in case" }
    if (-not (Test-Go "remove $(Show $Value) from proxyAddresses")) { return }
    Set-ADObject -Identity $Guid -Remove @{ proxyAddresses = $Value }
    Write-Log 'removed' (Show $Value)
}

function Move-Object([string]$From, [string]$To, [string]$Parent) {
    if ($Passed -or ($null -ne $Object -and (Test-SameName $Object['distinguishedName'] $To))) { Write-Log 'already so'; return }
    if ($null -ne $Object -and -not (Test-SameName $Object['distinguishedName'] $From)) {
        $script:Surprises += "its DN is $(Show $Object['distinguishedName']), expected $(Show $From)"
    }
    if (-not (Test-Go "move it to $(Show $Parent)")) { return }
    Move-ADObject -Identity $Guid -TargetPath $Parent
    Write-Log 'moved' "to $(Show $Parent)"
}

# ---- The sync ------------------------------------------------------------------

# Only the server of Entra Connect has the cmdlets of the sync. Without them a person
# must start the sync there.
function Sync([string]$Id, [string]$What, [string]$Policy, [string[]]$After, [switch]$Awaited) {
    [void]$ByHand.Add($Id)
    if ($Done -ccontains $Id) {
        Exit-Step $Id
    } elseif (Get-Command Start-ADSyncSyncCycle -ErrorAction SilentlyContinue) {
        Step $Id $What { Start-Sync $Policy } -After $After
    } else {
        $task = "on the server of Entra Connect, run Start-ADSyncSyncCycle -PolicyType $Policy and wait until it ends"
        ByHand $Id $What $task -After $After -Awaited:$Awaited
    }
}

function Start-Sync([string]$Policy) {
    if (-not (Test-Go "start a sync, $Policy, and wait for it")) { return }
    Wait-Sync
    Start-ADSyncSyncCycle -PolicyType $Policy
    Start-Sleep -Seconds 10
    Wait-Sync
    Write-Log 'synced'
}

function Wait-Sync { while ((Get-ADSyncScheduler).SyncCycleInProgress) { Start-Sleep -Seconds 10 } }

# Forgets what was read and which steps are done.
function Reset-State {
    $script:Denied, $script:Deleted, $script:Reasons = 0, $null, @{}
    $script:Finished = New-Object 'System.Collections.Generic.HashSet[string]'
    $script:ByHand = New-Object 'System.Collections.Generic.HashSet[string]'
}

function Start-Look {
    $script:Mode = 'Look'
    Reset-State
    & $Steps
    foreach ($id in $Done) { if (-not $ByHand.Contains($id)) { throw "-Done ${id}: this is not a step that is done by hand. Nothing was changed." } }
    if ($Denied -and -not $SkipRefused) {
        throw "$Denied steps are not as the plan expects. Nothing was changed. -SkipRefused skips them and all steps that wait for them."
    }
}

function Start-Run {
    $script:Mode = 'Run'
    Reset-State
    & $Steps
    if ($Denied) { throw "$Denied steps were skipped or are not as the plan expects; see the warnings above." }
}

function Start-Verify {
    $script:Mode = 'Verify'
    Reset-State
    & $Steps
    if ($Denied) { throw "$Denied users are not as the plan expects after the sync." }
}

# ---- The work ----------------------------------------------------------------

$Cmdlet = $PSCmdlet
$Done = @($Done -split ',' -ne '') # powershell -File passes them as one string
Connect-Service
if ($Verify) { Start-Verify; return }
Test-Flags
Start-Look
if (-not $WhatIfPreference) { Start-Run }

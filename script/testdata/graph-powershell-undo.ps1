#Requires -Version 5.1
#Requires -Modules @{ ModuleName = 'Microsoft.Graph.Authentication'; ModuleVersion = '2.0.0' }

# 3 changes of Microsoft Entra ID, the undo of the plan.
# By Microsoft Graph PowerShell.
#
#   plan     sha256:aaad0b717ecb7d0b9e7d9539cf8a8c7f97a667bf52892973127501e209dad56b, as of 2026-11-22
#   from     users.ldf: LDIF (ldifde), 10 records
#   scopes   User.Read.All, User.ReadWrite.All
#   roles    User Administrator, Privileged Authentication Administrator, depending on the step
#   look     .\plan.ps1 -WhatIf          changes nothing
#   run      .\plan.ps1
#   resume   .\plan.ps1 -Done s3,s7      after steps were done by hand
#   verify   .\plan.ps1 -Verify          after the sync, changes nothing
#
# The script checks everything before it writes anything, and checks each step again
# right before its write. It stops at the first unexpected value. It can be run
# again: it skips the steps that are already done.

# Not done here:
#   - zoe.o'brien@contoso.com: step s3 (purgeDeletedUser) cannot be undone
#   - bob@contoso.com: step s2 (purgeDeletedUser) cannot be undone
#   - ada@contoso.com: step s1 (purgeDeletedUser) cannot be undone

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

$Tenant     = ''
$Scopes     = @{
    Look         = @('User.Read.All')
    Run          = @('User.ReadWrite.All')
    Irreversible = @()
}
$Properties = 'id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled,deletedDateTime'

# ---- The steps ---------------------------------------------------------------

$Steps = {
    # ==== stamp ====

    # s6u: takes the anchor off zoe.o'brien@contoso.com again, as long as no sync has joined it
    Step 's6u' 'clearOnPremisesImmutableId zoe.o''brien@contoso.com' {
        Find-User 'userPrincipalName' 'zoe.o''brien@contoso.com'
        Set-User  'onPremisesImmutableId' 'QX00ApTUDEiiEm5kX0UAUA==' $null
    }

    # s5u: takes the anchor off bob@contoso.com again, as long as no sync has joined it
    Step 's5u' 'clearOnPremisesImmutableId bob@contoso.com' {
        Find-User 'mail' 'bob@contoso.com'
        Set-User  'onPremisesImmutableId' 'QX00ApTUDEiiEm5kX0UAFA==' $null
    }

    # s4u: takes the anchor off ada@contoso.com again, as long as no sync has joined it
    Step 's4u' 'clearOnPremisesImmutableId ada@contoso.com' {
        Find-User 'userPrincipalName' 'ada@contoso.com'
        Set-User  'onPremisesImmutableId' 'QX00ApTUDEiiEm5kX0UACg==' $null
    }

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
Start-Look
if (-not $WhatIfPreference) { Start-Run }

#Requires -Version 5.1
#Requires -Modules @{ ModuleName = 'Microsoft.Graph.Authentication'; ModuleVersion = '2.0.0' }

# 3 changes of Microsoft Entra ID, the way back.
# By Microsoft Graph PowerShell.
#
#   plan     sha256:aaad0b717ecb7d0b9e7d9539cf8a8c7f97a667bf52892973127501e209dad56b, as of 2026-11-22
#   from     users.ldf: LDIF (ldifde), 10 records
#   scopes   User.Read.All, User.ReadWrite.All
#   roles    User Administrator, Privileged Authentication Administrator, as a step needs
#   look     .\plan.ps1 -WhatIf          changes nothing
#   run      .\plan.ps1
#   go on    .\plan.ps1 -Done s3,s7      when steps were done by hand
#   later    .\plan.ps1 -Verify          after the sync, changes nothing
#
# All is looked at before anything is written, and each step again right before
# its write; at the first surprise the script says which and stops. It can be run
# again: what is done already is found so and left alone.

# Not done here:
#   - zoe.o'brien@contoso.com: step s3 (purgeDeletedUser) cannot be undone
#   - bob@contoso.com: step s2 (purgeDeletedUser) cannot be undone
#   - ada@contoso.com: step s1 (purgeDeletedUser) cannot be undone

[CmdletBinding(SupportsShouldProcess)]
param(
    # Steps that were done by hand, as -Done s3,s7
    [string[]]$Done = @(),
    # Also what is approved in the plan and has no way back
    [switch]$Irreversible,
    # Leave out what is not as expected and all that waits for it
    [switch]$SkipRefused,
    # Only look whether the sync has joined the users
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

# The steps are gone through twice: in the mode Look, which writes nothing, and,
# if nothing unexpected was seen, in the mode Run, which looks at each step again
# right before it writes. Verify only looks whether the sync has joined the users.

function Write-Log([string]$Word, [string]$Detail) {
    if ($Mode -ne 'Look' -or $WhatIfPreference) { Write-Host ('{0,-10} {1}  {2}' -f $Word, $Step, $Detail).TrimEnd() }
}

# A value as a terminal may show it: no name of a directory speaks to it.
function Show($Value) {
    if ($null -eq $Value) { return 'nothing' }
    if ($Value -is [byte[]]) { return [BitConverter]::ToString($Value) }
    if ($Value -is [datetime]) { return $Value.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ') }
    [regex]::Replace([string]$Value, '[^ -~]', { param($m) '\u{0:x4}' -f [int][char]$m.Value })
}

# By exact case and character for character, which -ceq is not: it skips some
# characters that cannot be seen. A null is the same as nothing but a null.
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

# What is not as the plan expects is counted in a look, and ends a run.
function Deny([string]$Message, [switch]$GoOn) {
    $script:Denied++
    Write-Warning "${Step}: $Message"
    if ($Mode -eq 'Run' -and -not $SkipRefused -and -not $GoOn) {
        throw "Stopped at ${Step}: $Message. What stands above as done is done; when this is settled, run the script again."
    }
}

# Whether it may be the turn of a step: not while one that it waits for is not done.
function Enter-Step([string]$Id, [string]$What, [string[]]$After) {
    $script:Step = "$Id $What"
    if ($Mode -eq 'Verify') { return $true }
    $missing = @(foreach ($other in $After) { if (-not $Finished.Contains($other)) { $other + $Reasons[$other] } })
    if ($missing.Count -eq 0) { return $true }
    Deny ('it waits for ' + ($missing -join ', '))
    $false
}

function Exit-Step([string]$Id) { [void]$Finished.Add($Id) }

# One step: $Do finds the object, says what to expect, and changes one thing.
# Where a later step or the sync takes back what it did, it was done, and is not
# to be done again, if one of $Before is said to be done, which wait for it.
function Step([string]$Id, [string]$What, [scriptblock]$Do, [string[]]$After, [string[]]$Before,
    [switch]$Late, [switch]$NoWayBack, [switch]$Look) {
    if ($Mode -eq 'Verify' -and -not $Look) { return }
    if (-not (Enter-Step $Id $What $After)) { return }
    foreach ($other in $Before) { if ($Done -ccontains $other) { Write-Log 'was done' "before $other"; Exit-Step $Id; return } }
    if ($NoWayBack -and -not $Irreversible -and -not $WhatIfPreference) {
        $Reasons[$Id] = ', which has no way back and needs -Irreversible'
        Write-Log 'off' 'no way back; -Irreversible turns it on'
        return
    }
    if ($Late -and $Mode -eq 'Look') {
        Write-Log 'later' 'looked at only when it is its turn'
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

# The property has the value that a later step gives it: this one was done.
function Unless([string]$Property, $Value) {
    if ($null -ne $Object -and (Test-Same $Object[$Property] $Value)) { $script:Passed = $true }
}

# What a person does. The script goes on if nothing waits for it, or when it is
# named in -Done.
function ByHand([string]$Id, [string]$What, [string]$Task, [string[]]$Among, [string[]]$After, [switch]$Awaited) {
    [void]$ByHand.Add($Id)
    if ($Mode -eq 'Verify') { return }
    if ($Done -ccontains $Id) { Exit-Step $Id; return }
    if (-not (Enter-Step $Id $What $After)) { return }
    Write-Log 'by hand' $Task
    foreach ($one in $Among) { Write-Log 'choose' $one }
    if ($Mode -eq 'Look') { Exit-Step $Id; return }
    $Reasons[$Id] = ', which is to be done by hand'
    if ($Awaited) { Deny "do this by hand, then run the script with -Done $((@($Done) + $Id) -join ',')" }
}

# A step that this script does not do, and that others wait for.
function Skip-Step([string]$Id, [string]$Why) {
    [void]$ByHand.Add($Id)
    if ($Done -ccontains $Id) { Exit-Step $Id } else { $Reasons[$Id] = ", which is $Why; -Done $Id says that it is done" }
}

function Expect([string]$Property, $Value) {
    if ($null -eq $Object -or (Test-Same $Object[$Property] $Value)) { return }
    $script:Surprises += "$Property is $(Show $Object[$Property]), expected $(Show $Value)"
}

function Confirm-Expected { if ($Surprises) { throw ($Surprises -join '; ') } }

# Whether the object has the value already, so that there is nothing to do.
function Test-Already([string]$Property, $Value) {
    if (-not $Passed -and ($null -eq $Object -or -not (Test-Same $Object[$Property] $Value))) { return $false }
    Write-Log 'already so'
    $true
}

# Whether to write now: all is as expected, this is the run, and nobody says no.
function Test-Go([string]$Action) {
    Confirm-Expected
    if ($Mode -eq 'Look' -and -not $WhatIfPreference) { return $false }
    $go = $Cmdlet.ShouldProcess($Step, $Action)
    $script:Refused = -not $go -and -not $WhatIfPreference
    $go
}

# ---- Users of Microsoft Entra ID -----------------------------------------------

# Searches ignore case and may find more than was asked for, so the hits are
# compared again.
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
    if ($hits.Count -eq 1) { $script:Object = $hits[0] } else { $script:Surprises += "there are $($hits.Count) such users" }
}

# All deleted users, read once and again after a change to them.
function Get-Deleted {
    if ($null -eq $Deleted) { $script:Deleted = @(Read-Deleted) }
    $Deleted
}

# No other user, be it active or deleted, may hold the value. While a step waits
# for others, one of these may yet be to free it.
function Alone([string]$Property, [string]$Value) {
    if ($null -eq $Object -or (Test-Same $Object[$Property] $Value) -or ($Waits -and $Mode -eq 'Look')) { return }
    foreach ($user in Search-User $Property $Value) {
        if (Test-Same $user[$Property] $Value) { $script:Surprises += "the user $(Show $user['userPrincipalName']) ($($user['id'])) holds this $Property" }
    }
    foreach ($user in Get-Deleted) {
        if (Test-Same $user[$Property] $Value) {
            $script:Surprises += "the deleted user $(Show $user['userPrincipalName']) ($($user['id'])) holds this $Property; " +
                'purge or restore it, or plan again with an export of the deleted users'
        }
    }
}

# An anchor is written only to a user that no sync owns and that is no guest.
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

# Reads again until the service shows the value: it answers from copies that can
# be some seconds old.
function Confirm-User([string]$Property, $Value) {
    foreach ($wait in 0, 3, 3, 3, 3, 3) {
        Start-Sleep -Seconds $wait
        $user = Read-User $Object['id']
        if (Test-Same $user[$Property] $Value) { return }
    }
    throw "$Property was written, but reads $(Show $user[$Property])"
}

# ---- Microsoft Graph -----------------------------------------------------------

# Get-MgUser and Update-MgUser are not used: the first makes a blank of the + in
# a filter, the second sends an empty text for null.

function Select-Version([switch]$Beta) {
    $script:Version, $script:Reads = 'v1.0', $Properties
    if ($Beta) { $script:Version, $script:Reads = 'beta', "$Properties,onPremisesObjectIdentifier" }
}

# The values of all pages of an answer.
function Get-Graph([string]$Uri) {
    while ($Uri) {
        $page = Invoke-MgGraphRequest -Method GET -Uri $Uri
        $page['value']
        $Uri = $page['@odata.nextLink']
    }
}

# In ASCII, as the module may send other letters in an encoding of its own.
function Send-Graph([string]$Method, [string]$Uri, $Body) {
    $json = [regex]::Replace((ConvertTo-Json $Body -Compress), '[^ -~]', { param($m) '\u{0:x4}' -f [int][char]$m.Value })
    $null = Invoke-MgGraphRequest -Method $Method -Uri $Uri -Body $json -ContentType 'application/json'
}

# A filter with its value, both escaped.
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

# What this run needs: to look it needs to read only.
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

# Nothing has been looked at, and nothing is done.
function Reset-State {
    $script:Denied, $script:Deleted, $script:Reasons = 0, $null, @{}
    $script:Finished = New-Object 'System.Collections.Generic.HashSet[string]'
    $script:ByHand = New-Object 'System.Collections.Generic.HashSet[string]'
}

function Start-Look {
    $script:Mode = 'Look'
    Reset-State
    & $Steps
    foreach ($id in $Done) { if (-not $ByHand.Contains($id)) { throw "-Done ${id}: no step that is done by hand. Nothing was changed." } }
    if ($Denied -and -not $SkipRefused) {
        throw "$Denied steps are not as the plan expects. Nothing was changed. -SkipRefused leaves them out, and all that waits for them."
    }
}

function Start-Run {
    $script:Mode = 'Run'
    Reset-State
    & $Steps
    if ($Denied) { throw "$Denied steps were left out or are not as the plan expects; see the warnings above." }
}

function Start-Verify {
    $script:Mode = 'Verify'
    Reset-State
    & $Steps
    if ($Denied) { throw "$Denied users are not as the plan expects them after the sync." }
}

# ---- The work ----------------------------------------------------------------

$Cmdlet = $PSCmdlet
$Done = @($Done -split ',' -ne '') # powershell -File passes them as one text
Connect-Service
if ($Verify) { Start-Verify; return }
Start-Look
if (-not $WhatIfPreference) { Start-Run }

#Requires -Version 5.1
#Requires -PSEdition Desktop
#Requires -Modules MSOnline

# RETIRED: the module MSOnline stopped working between April and May 2025. This
# script is only for reading and comparing. The format graph-powershell works.
#
# 3 changes of Microsoft Entra ID, 1 sync run, 3 checks after the sync, 3 steps that are off.
# By MSOnline.
#
#   plan     sha256:aaad0b717ecb7d0b9e7d9539cf8a8c7f97a667bf52892973127501e209dad56b, as of 2026-11-22
#   from     users.ldf: LDIF (ldifde), 10 records
#   roles    User Administrator, Privileged Authentication Administrator, ADSyncAdmins or ADSyncOperators, on the server of Entra Connect, depending on the step
#   look     .\plan.ps1 -WhatIf          changes nothing
#   run      .\plan.ps1
#   resume   .\plan.ps1 -Done s3,s7      after steps were done by hand
#   verify   .\plan.ps1 -Verify          after the sync, changes nothing
#   undo     hardmatch render --as msonline --undo plan.json
#
# The script checks everything before it writes anything, and checks each step again
# right before its write. It stops at the first unexpected value. It can be run
# again: it skips the steps that are already done.

# Not done here:
#   - CN=krbtgt,OU=Staff,DC=contoso,DC=com (users.ldf:30): not synced: isCriticalSystemObject is set
#   - CN=Carol,OU=Staff,DC=contoso,DC=com (users.ldf:40): 2 users would be stamped on the cloud user carol@contoso.com; decide which of them is its twin: CN=Carol,OU=Staff,DC=contoso,DC=com (users.ldf:40); CN=Carol2,OU=Staff,DC=contoso,DC=com (users.ldf:50)
#   - CN=Carol2,OU=Staff,DC=contoso,DC=com (users.ldf:50): 2 users would be stamped on the cloud user CAROL@contoso.com; decide which of them is its twin: CN=Carol,OU=Staff,DC=contoso,DC=com (users.ldf:40); CN=Carol2,OU=Staff,DC=contoso,DC=com (users.ldf:50)
#   - CN=Dan,OU=Staff,DC=contoso,DC=com (users.ldf:60): nothing to find its cloud user by: Entra ID cannot hold this userPrincipalName, and there is no primary SMTP address of a public domain
#   - CN=Eve,OU=Staff,DC=contoso,DC=com (users.ldf:70): its source anchor has $ or _, which Microsoft Graph refuses in onPremisesImmutableId

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

$Tenant = ''

# ---- The steps ---------------------------------------------------------------

$Steps = {
    # ==== irreversible (free) ====

    # s1: this deleted user holds the anchor; deleting it for good has no way back
    # This cannot be undone and is not approved, so it is off:
    # Step 's1' 'purgeDeletedUser ada@contoso.com' -NoWayBack {
    #     Find-Deleted   '87d349ed-44d7-43e1-9a83-5f2406dee5c1'
    #     Expect         'onPremisesImmutableId' 'QX00ApTUDEiiEm5kX0UACg=='
    #     Expect         'deletedDateTime' '2026-11-01T08:00:00Z'
    #     Remove-ForGood
    # }
    Skip-Step 's1' 'not approved in the plan'

    # s2: this deleted user holds the anchor; deleting it for good has no way back
    # This cannot be undone and is not approved, so it is off:
    # Step 's2' 'purgeDeletedUser bob@contoso.com' -NoWayBack {
    #     Find-Deleted   '87d349ed-44d7-43e1-9a83-5f2406dee5c2'
    #     Expect         'onPremisesImmutableId' 'QX00ApTUDEiiEm5kX0UAFA=='
    #     Expect         'deletedDateTime' '2026-11-01T08:00:00Z'
    #     Remove-ForGood
    # }
    Skip-Step 's2' 'not approved in the plan'

    # s3: this deleted user holds the anchor; deleting it for good has no way back
    # This cannot be undone and is not approved, so it is off:
    # Step 's3' 'purgeDeletedUser zoe.o''brien@contoso.com' -NoWayBack {
    #     Find-Deleted   '87d349ed-44d7-43e1-9a83-5f2406dee5c3'
    #     Expect         'onPremisesImmutableId' 'QX00ApTUDEiiEm5kX0UAUA=='
    #     Expect         'deletedDateTime' '2026-11-01T08:00:00Z'
    #     Remove-ForGood
    # }
    Skip-Step 's3' 'not approved in the plan'

    # ==== stamp ====

    # s4: CN=Ada,OU=Staff,DC=contoso,DC=com (users.ldf:10): anchor from objectGUID (the export shows no mS-DS-ConsistencyGuid)
    Step 's4' 'setOnPremisesImmutableId ada@contoso.com' -After 's1' {
        Find-User 'userPrincipalName' 'ada@contoso.com'
        Alone     'onPremisesImmutableId' 'QX00ApTUDEiiEm5kX0UACg=='
        Set-User  'onPremisesImmutableId' $null 'QX00ApTUDEiiEm5kX0UACg=='
    }

    # s5: CN=Bob,OU=Staff,DC=contoso,DC=com (users.ldf:20): anchor from objectGUID (the export shows no mS-DS-ConsistencyGuid), cloud user found by primary SMTP address, as Entra ID cannot hold the user principal name
    Step 's5' 'setOnPremisesImmutableId bob@contoso.com' -After 's2' {
        Find-User 'mail' 'bob@contoso.com'
        Alone     'onPremisesImmutableId' 'QX00ApTUDEiiEm5kX0UAFA=='
        Set-User  'onPremisesImmutableId' $null 'QX00ApTUDEiiEm5kX0UAFA=='
    }

    # s6: CN=Zo\u{eb} O'Brien <zoe>,OU=Staff,DC=contoso,DC=com (users.ldf:80): anchor from objectGUID (the export shows no mS-DS-ConsistencyGuid)
    Step 's6' 'setOnPremisesImmutableId zoe.o''brien@contoso.com' -After 's3' {
        Find-User 'userPrincipalName' 'zoe.o''brien@contoso.com'
        Alone     'onPremisesImmutableId' 'QX00ApTUDEiiEm5kX0UAUA=='
        Set-User  'onPremisesImmutableId' $null 'QX00ApTUDEiiEm5kX0UAUA=='
    }

    # ==== sync ====

    # s7: the next delta sync joins each user to the cloud user that carries its anchor
    Sync 's7' 'runSync onPremises' 'Delta' -After 's4', 's5', 's6' -Awaited

    # ==== verify ====

    # s8: once the sync has run, ada@contoso.com is synced and still carries the anchor
    Step 's8' 'verify ada@contoso.com' -After 's7' -Late -Look {
        Find-User 'userPrincipalName' 'ada@contoso.com'
        Expect    'onPremisesImmutableId' 'QX00ApTUDEiiEm5kX0UACg=='
        Expect    'onPremisesSyncEnabled' $true
    }

    # s9: once the sync has run, bob@contoso.com is synced and still carries the anchor
    Step 's9' 'verify bob@contoso.com' -After 's7' -Late -Look {
        Find-User 'mail' 'bob@contoso.com'
        Expect    'onPremisesImmutableId' 'QX00ApTUDEiiEm5kX0UAFA=='
        Expect    'onPremisesSyncEnabled' $true
    }

    # s10: once the sync has run, zoe.o'brien@contoso.com is synced and still carries the anchor
    Step 's10' 'verify zoe.o''brien@contoso.com' -After 's7' -Late -Look {
        Find-User 'userPrincipalName' 'zoe.o''brien@contoso.com'
        Expect    'onPremisesImmutableId' 'QX00ApTUDEiiEm5kX0UAUA=='
        Expect    'onPremisesSyncEnabled' $true
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

# ---- MSOnline (retired) --------------------------------------------------------

function Connect-Service {
    $script:Users = $null
    Connect-MsolService
    $company = Get-MsolCompanyInformation
    Write-Host "tenant     $($company.ObjectId), $($company.DisplayName)"
    if ($Tenant -and -not (Test-SameName $company.ObjectId $Tenant)) { throw "Signed in to the tenant $($company.ObjectId); the plan is for $Tenant." }
}

# MSOnline has only one version.
function Select-Version([switch]$Beta) { }

# Returns a user with the property names of Microsoft Graph. A user that was synced
# before keeps its LastDirSyncTime, so it looks like a user that is synced now.
function ConvertFrom-Msol($User) {
    @{
        id                    = [string]$User.ObjectId
        userPrincipalName     = $User.UserPrincipalName
        userType              = $User.UserType
        proxyAddresses        = @($User.ProxyAddresses)
        onPremisesImmutableId = if ($User.ImmutableId) { $User.ImmutableId } else { $null }
        onPremisesSyncEnabled = if ($null -ne $User.LastDirSyncTime) { $true } else { $null }
        deletedDateTime       = $User.SoftDeletionTimestamp
    }
}

# MSOnline cannot search by ImmutableId, so this reads all users once.
function Search-User([string]$By, [string]$Value) {
    if ($null -eq $Users) { $script:Users = @(Get-MsolUser -All | ForEach-Object { ConvertFrom-Msol $_ }) }
    $Users
}

function Read-User([string]$Id) { ConvertFrom-Msol (Get-MsolUser -ObjectId $Id) }
function Read-Deleted { Get-MsolUser -ReturnDeletedUsers -All | ForEach-Object { ConvertFrom-Msol $_ } }

# For MSOnline an empty string is no value.
function Write-User([string]$Property, $Value) {
    $script:Users = $null
    if ($Property -eq 'userPrincipalName') { $null = Set-MsolUserPrincipalName -ObjectId $Object['id'] -NewUserPrincipalName $Value }
    else { Set-MsolUser -ObjectId $Object['id'] -ImmutableId ([string]$Value) }
}

function Restore-Deleted([string]$Id, $NewName) {
    $script:Users = $null
    if ($NewName) { $null = Restore-MsolUser -ObjectId $Id -NewUserPrincipalName $NewName } else { $null = Restore-MsolUser -ObjectId $Id }
}

function Remove-Active([string]$Id) {
    $script:Users = $null
    Remove-MsolUser -ObjectId $Id -Force
}
function Remove-Deleted([string]$Id) { Remove-MsolUser -ObjectId $Id -RemoveFromRecycleBin -Force }

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
Start-Look
if (-not $WhatIfPreference) { Start-Run }

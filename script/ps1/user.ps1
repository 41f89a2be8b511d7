
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

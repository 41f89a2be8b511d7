
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


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

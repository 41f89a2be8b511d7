
# ---- Deleted users ---------------------------------------------------------------

# A deleted user. That there is none is judged by what is to be done to it.
function Find-Deleted([string]$Id) {
    Select-Version
    foreach ($user in Get-Deleted) { if (Test-SameName $user['id'] $Id) { $script:Object = $user } }
    $script:Sought = $Id
}

function Test-Active([string]$Id) { @(Search-User 'id' $Id | Where-Object { Test-SameName $_['id'] $Id }).Count -gt 0 }
function Test-Deleted([string]$Id) { @(Get-Deleted | Where-Object { Test-SameName $_['id'] $Id }).Count -gt 0 }

function Remove-User {
    if ($null -eq $Object -and (Test-Deleted $Sought)) { Write-Log 'already so'; return }
    if (-not (Test-Go 'delete it, for 30 days')) { return }
    Remove-Active $Object['id']
    $script:Deleted = $null
    Write-Log 'deleted' 'for 30 days'
}

function Restore-User($NewName) {
    if ($null -eq $Object -and (Test-Active $Sought)) { Write-Log 'already so'; return }
    if ($null -eq $Object) { throw 'there is no such deleted user' }
    if (-not (Test-Go $(if ($NewName) { "restore it as $(Show $NewName)" } else { 'restore it' }))) { return }
    Restore-Deleted $Object['id'] $NewName
    $script:Deleted = $null
    Write-Log 'restored'
}

# There is no way back from this.
function Remove-ForGood {
    if ($null -eq $Object -and (Test-Active $Sought)) { throw 'it is not deleted' }
    if ($null -eq $Object) { Write-Log 'already so'; return }
    if (-not (Test-Go "delete it for good, $(Show $Object['userPrincipalName'])")) { return }
    Remove-Deleted $Object['id']
    $script:Deleted = $null
    Write-Log 'purged'
}

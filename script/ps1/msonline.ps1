
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

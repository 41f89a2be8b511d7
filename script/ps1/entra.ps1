
function Connect-Service {
    $need = @(Get-Scope)
    $context = Get-EntraContext
    $lacking = @($need | Where-Object { -not $context -or $context.Scopes -notcontains $_ })
    if ($lacking) { $null = Connect-Entra -Scopes $need -NoWelcome }
    Test-Tenant (Get-EntraContext)
}

# Set-EntraUser cannot set a property to null.
function Write-User([string]$Property, $Value) {
    $id = $Object['id']
    if ($null -eq $Value) { Send-Graph 'PATCH' "$Version/users/$id" @{ $Property = $null } }
    elseif ($Property -eq 'userPrincipalName') { $null = Set-EntraUser -UserId $id -UserPrincipalName $Value }
    else { $null = Set-EntraUser -UserId $id -ImmutableId $Value }
}
function Remove-Active([string]$Id) { $null = Remove-EntraUser -UserId $Id }
function Remove-Deleted([string]$Id) { $null = Remove-EntraDeletedDirectoryObject -DirectoryObjectId $Id }


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

package render

// entraPowerShell speaks with the cmdlets of Microsoft Entra PowerShell where
// they say what is meant. Searches and null go by Invoke-MgGraphRequest, which
// comes with these modules: they are built on the cmdlets of Microsoft Graph
// PowerShell that graphPowerShell does without.
var entraPowerShell = dialect{
	voice: EntraPowerShell,
	requires: `#Requires -Version 5.1
#Requires -Modules @{ ModuleName = 'Microsoft.Entra.Authentication'; ModuleVersion = '1.0.9' }
#Requires -Modules @{ ModuleName = 'Microsoft.Entra.Users'; ModuleVersion = '1.0.9' }
#Requires -Modules @{ ModuleName = 'Microsoft.Entra.DirectoryManagement'; ModuleVersion = '1.0.9' }
`,
	scopes:  true,
	service: entraService,
}

const entraService = graphHead + `function Connect-Service([string[]]$Scopes) {
    $context = Get-EntraContext
    $lacking = $Scopes | Where-Object { -not $context -or $context.Scopes -notcontains $_ }
    if ($lacking) {
        Connect-Entra -Scopes $Scopes -NoWelcome
        $context = Get-EntraContext
    }
    Write-Log 'tenant' $context.TenantId $context.Account
}

` + graphSearch + `function Set-Anchor([string]$Id, [string]$Anchor) { $null = Set-EntraUser -UserId $Id -ImmutableId $Anchor }

` + graphRest + `function Remove-ForGood([string]$Id) { $null = Remove-EntraDeletedDirectoryObject -DirectoryObjectId $Id }
`

package render

// graphPowerShell speaks Microsoft Graph through Invoke-MgGraphRequest alone, for
// which one module is enough. Get-MgUser would not do: its -Filter turns the + of
// an anchor into a blank (microsoftgraph/msgraph-sdk-powershell issues 1339, 2280
// and 2973, seen up to 2.23), so that no other holder is ever found; and
// Update-MgUser sends "" where null is meant (issue 2514, open).
var graphPowerShell = dialect{
	voice: GraphPowerShell,
	requires: `#Requires -Version 5.1
#Requires -Modules @{ ModuleName = 'Microsoft.Graph.Authentication'; ModuleVersion = '2.0.0' }
`,
	scopes:  true,
	service: graphService,
}

// What the voices of Microsoft Graph and Microsoft Entra have in common: they
// search and clear by requests.
const (
	graphHead = `
# ---- Microsoft Graph ---------------------------------------------------------

$Properties = 'id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled'

`

	graphSearch = `# All pages of an answer.
function Get-Graph([string]$Uri) {
    while ($Uri) {
        $page = Invoke-MgGraphRequest -Method GET -Uri $Uri
        $page['value']
        $Uri = $page['@odata.nextLink']
    }
}

# A $filter and its value, both escaped. Get-MgUser -Filter is not used, because
# it makes a blank of the + in an anchor.
function Find-User([string]$Filter, [string]$Value) {
    $quoted = "'" + $Value.Replace("'", "''") + "'"
    $query = [uri]::EscapeDataString($Filter.Replace('{0}', $quoted))
    Get-Graph ('v1.0/users?$select=' + $Properties + '&$filter=' + $query) | ForEach-Object { ConvertFrom-Graph $_ }
}

function ConvertFrom-Graph($User) {
    [pscustomobject]@{
        Id      = $User['id']
        Name    = $User['userPrincipalName']
        Anchor  = $User['onPremisesImmutableId']
        Synced  = $User['onPremisesSyncEnabled'] -eq $true
        Guest   = $User['userType'] -eq 'Guest'
        Primary = @(@($User['proxyAddresses']) -clike 'SMTP:*')
    }
}

function Find-ByName([string]$Name) { Find-User 'userPrincipalName eq {0}' $Name }
function Find-ByAddress([string]$Address) { Find-User 'proxyAddresses/any(p:p eq {0})' ('SMTP:' + $Address) }
function Find-ByAnchor([string]$Anchor) { Find-User 'onPremisesImmutableId eq {0}' $Anchor }

function Get-Target([string]$Id) {
    ConvertFrom-Graph (Invoke-MgGraphRequest -Method GET -Uri ('v1.0/users/' + $Id + '?$select=' + $Properties))
}

function Write-Anchor([string]$Id, [string]$Json) {
    $null = Invoke-MgGraphRequest -Method PATCH -Uri "v1.0/users/$Id" -Body $Json -ContentType 'application/json'
}

`

	graphRest = `# Only JSON's null clears it; Update-MgUser would send an empty string.
function Clear-Anchor([string]$Id) { Write-Anchor $Id '{"onPremisesImmutableId":null}' }

# Entra ID puts the 32 digits of its id before the name of a deleted user.
function Get-FormerName($Deleted) {
    $digits = $Deleted.Id.Replace('-', '')
    if ($Deleted.Name.StartsWith($digits, [StringComparison]::OrdinalIgnoreCase)) { $Deleted.Name.Substring(32) } else { $Deleted.Name }
}

# All deleted users, once, by anchor (exact case) and by former name.
function Read-Deleted {
    $script:DeletedByAnchor = New-Object System.Collections.Hashtable ([StringComparer]::Ordinal)
    $script:DeletedByName = @{}
    $uri = 'v1.0/directory/deletedItems/microsoft.graph.user?$select=id,userPrincipalName,onPremisesImmutableId'
    foreach ($deleted in Get-Graph $uri | ForEach-Object { ConvertFrom-Graph $_ }) {
        if ($null -ne $deleted.Anchor) { $DeletedByAnchor[$deleted.Anchor] += @($deleted) }
        $DeletedByName[(Get-FormerName $deleted)] += @($deleted)
    }
}

function Find-Deleted([string]$Anchor, [string]$Name) {
    @($DeletedByAnchor[$Anchor]) + @($DeletedByName[$Name]) | Where-Object { $_ } | Sort-Object Id -Unique
}

`
)

const graphService = graphHead + `function Connect-Service([string[]]$Scopes) {
    $context = Get-MgContext
    $lacking = $Scopes | Where-Object { -not $context -or $context.Scopes -notcontains $_ }
    if ($lacking) {
        Connect-MgGraph -Scopes $Scopes -NoWelcome
        $context = Get-MgContext
    }
    Write-Log 'tenant' $context.TenantId $context.Account
}

` + graphSearch + `function Set-Anchor([string]$Id, [string]$Anchor) {
    Write-Anchor $Id (@{ onPremisesImmutableId = $Anchor } | ConvertTo-Json -Compress)
}

` + graphRest + `function Remove-ForGood([string]$Id) {
    $null = Invoke-MgGraphRequest -Method DELETE -Uri "v1.0/directory/deletedItems/$Id"
}
`

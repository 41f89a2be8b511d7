
# ---- Microsoft Graph -----------------------------------------------------------

# This script does not use Get-MgUser and Update-MgUser: the first turns the + in a
# filter into a blank, the second sends an empty string for null.

function Select-Version([switch]$Beta) {
    $script:Version, $script:Reads = 'v1.0', $Properties
    if ($Beta) { $script:Version, $script:Reads = 'beta', "$Properties,onPremisesObjectIdentifier" }
}

# Returns the values of all pages of a response.
function Get-Graph([string]$Uri) {
    while ($Uri) {
        $page = Invoke-MgGraphRequest -Method GET -Uri $Uri
        $page['value']
        $Uri = $page['@odata.nextLink']
    }
}

# Sends JSON in ASCII, because the module can send other characters in another encoding.
function Send-Graph([string]$Method, [string]$Uri, $Body) {
    $json = [regex]::Replace((ConvertTo-Json $Body -Compress), '[^ -~]', { param($m) '\u{0:x4}' -f [int][char]$m.Value })
    $null = Invoke-MgGraphRequest -Method $Method -Uri $Uri -Body $json -ContentType 'application/json'
}

# Searches with a filter. The filter and its value are escaped.
function Search-User([string]$By, [string]$Value) {
    $filter = "$By eq {0}"
    if ($By -eq 'mail') { $filter, $Value = 'proxyAddresses/any(p:p eq {0})', "SMTP:$Value" }
    $literal = "'" + $Value.Replace("'", "''") + "'"
    Get-Graph ("$Version/users?`$select=$Reads&`$filter=" + [uri]::EscapeDataString($filter.Replace('{0}', $literal)))
}

function Read-User([string]$Id) { Invoke-MgGraphRequest -Method GET -Uri "$Version/users/${Id}?`$select=$Reads" }
function Read-Deleted { Get-Graph "v1.0/directory/deletedItems/microsoft.graph.user?`$top=999&`$select=$Properties" }

function Restore-Deleted([string]$Id, $NewName) {
    $body = @{}
    if ($NewName) { $body['newUserPrincipalName'] = $NewName }
    Send-Graph 'POST' "v1.0/directory/deletedItems/$Id/restore" $body
}

# Returns the scopes that this run needs. A run that only checks needs read access only.
function Get-Scope {
    $Scopes['Look']
    if ($Verify -or $WhatIfPreference) { return }
    $Scopes['Run']
    if ($Irreversible) { $Scopes['Irreversible'] }
}

function Test-Tenant($Context) {
    Write-Host "tenant     $($Context.TenantId), as $($Context.Account)"
    if ($Tenant -and -not (Test-SameName $Context.TenantId $Tenant)) { throw "Signed in to the tenant $($Context.TenantId); the plan is for $Tenant." }
}

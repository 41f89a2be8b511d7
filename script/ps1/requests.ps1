
# ---- Microsoft Graph -----------------------------------------------------------

# Get-MgUser and Update-MgUser are not used: the first makes a blank of the + in
# a filter, the second sends an empty text for null.

function Select-Version([switch]$Beta) {
    $script:Version, $script:Reads = 'v1.0', $Properties
    if ($Beta) { $script:Version, $script:Reads = 'beta', "$Properties,onPremisesObjectIdentifier" }
}

# The values of all pages of an answer.
function Get-Graph([string]$Uri) {
    while ($Uri) {
        $page = Invoke-MgGraphRequest -Method GET -Uri $Uri
        $page['value']
        $Uri = $page['@odata.nextLink']
    }
}

# In ASCII, as the module may send other letters in an encoding of its own.
function Send-Graph([string]$Method, [string]$Uri, $Body) {
    $json = [regex]::Replace((ConvertTo-Json $Body -Compress), '[^ -~]', { param($m) '\u{0:x4}' -f [int][char]$m.Value })
    $null = Invoke-MgGraphRequest -Method $Method -Uri $Uri -Body $json -ContentType 'application/json'
}

# A filter with its value, both escaped.
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

# What this run needs: to look it needs to read only.
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

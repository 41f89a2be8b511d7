
# ---- Objects of Active Directory -----------------------------------------------

# The plan has an mS-DS-ConsistencyGuid as a GUID or, because it can hold any octets,
# as Base64.
function ConvertTo-Octets([string]$Text) {
    if ($Text -match '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$') { return , ([guid]$Text).ToByteArray() }
    , [Convert]::FromBase64String($Text)
}

# Returns the first value, or nothing. An array of octets is one value.
function Get-First($Values) {
    if ($Values -is [byte[]]) { return , $Values }
    foreach ($value in $Values) { return , $value }
}

# Finds the object with one of these names: the objectGUID, or the DN before and
# after a move.
function Find-Object([string[]]$Identities) {
    Set-StrictMode -Off # an attribute without a value is not a property
    foreach ($identity in $Identities) {
        try {
            $found = Get-ADObject -Identity $identity -Properties $Attributes
        } catch {
            if ($_.Exception.GetType().Name -ne 'ADIdentityNotFoundException') { throw }
            continue
        }
        $script:Guid = [string]$found.ObjectGUID
        $script:Object = @{ distinguishedName = [string]$found.DistinguishedName }
        foreach ($name in $Attributes) { $script:Object[$name] = Get-First $found.$name }
        $script:Object['proxyAddresses'] = @($found.proxyAddresses)
        return
    }
    $script:Surprises += 'the object does not exist'
}

function Set-Object([string]$Property, $From, $To) {
    if (Test-Already $Property $To) { return }
    Expect $Property $From
    if (-not (Test-Go "set $Property to $(Show $To)")) { return }
    if ($Property -eq 'mail') { Write-Mail $To } else { Write-ADUser $Property $To }
    Write-Log 'set' "$Property to $(Show $To)"
}

function Write-ADUser([string]$Property, $Value) {
    if ($null -eq $Value) { Set-ADUser -Identity $Guid -Clear $Property; return }
    if ($Property -eq 'mS-DS-ConsistencyGuid') { $Value = [byte[]](ConvertTo-Octets $Value) }
    Set-ADUser -Identity $Guid -Replace @{ $Property = $Value }
}

# Groups and contacts have addresses, too, but Set-ADUser does not accept them.
function Write-Mail($Value) {
    if ($null -eq $Value) { Set-ADObject -Identity $Guid -Clear mail } else { Set-ADObject -Identity $Guid -Replace @{ mail = $Value } }
}

# Returns the address as the object has it. For the directory, addresses that differ
# only in case are the same.
function Find-Address([string]$Value) {
    if ($null -eq $Object) { return }
    foreach ($address in $Object['proxyAddresses']) { if (Test-SameName $address $Value) { return $address } }
}

function Add-Address([string]$Value) {
    $there = Find-Address $Value
    if (Test-Same $there $Value) { Write-Log 'already so'; return }
    if ($null -ne $there) { $script:Surprises += "it has $(Show $there), which differs only in case" }
    if (-not (Test-Go "add $(Show $Value) to proxyAddresses")) { return }
    Set-ADObject -Identity $Guid -Add @{ proxyAddresses = $Value }
    Write-Log 'added' (Show $Value)
}

function Remove-Address([string]$Value) {
    $there = Find-Address $Value
    if ($null -ne $Object -and $null -eq $there) { Write-Log 'already so'; return }
    if ($null -ne $there -and -not (Test-Same $there $Value)) { $script:Surprises += "it has $(Show $there), which differs only in case" }
    if (-not (Test-Go "remove $(Show $Value) from proxyAddresses")) { return }
    Set-ADObject -Identity $Guid -Remove @{ proxyAddresses = $Value }
    Write-Log 'removed' (Show $Value)
}

function Move-Object([string]$From, [string]$To, [string]$Parent) {
    if ($Passed -or ($null -ne $Object -and (Test-SameName $Object['distinguishedName'] $To))) { Write-Log 'already so'; return }
    if ($null -ne $Object -and -not (Test-SameName $Object['distinguishedName'] $From)) {
        $script:Surprises += "its DN is $(Show $Object['distinguishedName']), expected $(Show $From)"
    }
    if (-not (Test-Go "move it to $(Show $Parent)")) { return }
    Move-ADObject -Identity $Guid -TargetPath $Parent
    Write-Log 'moved' "to $(Show $Parent)"
}

package render

// msOnline is the procedure as it was written for years, for those who compare
// or translate. The module stopped working between early April and late May
// 2025 (Microsoft Entra what's new, January 2025), so nobody gets it by default.
var msOnline = dialect{
	voice: MSOnline,
	requires: `#Requires -Version 5.1
#Requires -PSEdition Desktop
#Requires -Modules MSOnline
`,
	warning: `# RETIRED: the module MSOnline stopped working between April and May 2025. This
# script is for reading and comparing only. What works today is
# hardmatch render --as graph-powershell
#
`,
	service: msolService,
}

const msolService = `
# ---- MSOnline (retired) ------------------------------------------------------

# MSOnline cannot search by ImmutableId, so all users are read once.
function Connect-Service {
    Connect-MsolService
    $script:ByAnchor = New-Object System.Collections.Hashtable ([StringComparer]::Ordinal)
    $script:ByAddress = @{}
    foreach ($user in Get-MsolUser -All | ForEach-Object { ConvertFrom-Msol $_ }) {
        if ($null -ne $user.Anchor) { $ByAnchor[$user.Anchor] += @($user) }
        foreach ($address in $user.Primary) { $ByAddress[$address] += @($user) }
    }
}

# A user that was synced once keeps its LastDirSyncTime; one that is synced now
# cannot be told from it.
function ConvertFrom-Msol($User) {
    [pscustomobject]@{
        Id      = [string]$User.ObjectId
        Name    = $User.UserPrincipalName
        Anchor  = if ($User.ImmutableId) { $User.ImmutableId } else { $null }
        Synced  = $null -ne $User.LastDirSyncTime
        Guest   = $User.UserType -eq 'Guest'
        Primary = @(@($User.ProxyAddresses) -clike 'SMTP:*')
    }
}

function Find-ByName([string]$Name) {
    Get-MsolUser -UserPrincipalName $Name -ErrorAction SilentlyContinue | ForEach-Object { ConvertFrom-Msol $_ }
}
function Find-ByAddress([string]$Address) { $ByAddress['SMTP:' + $Address] | Where-Object { $_ } }
function Find-ByAnchor([string]$Anchor) { $ByAnchor[$Anchor] | Where-Object { $_ } }
function Get-Target([string]$Id) { ConvertFrom-Msol (Get-MsolUser -ObjectId $Id) }
function Set-Anchor([string]$Id, [string]$Anchor) { Set-MsolUser -ObjectId $Id -ImmutableId $Anchor }

# MSOnline takes the empty string for no value.
function Clear-Anchor([string]$Id) { Set-MsolUser -ObjectId $Id -ImmutableId '' }

# All deleted users, once, by anchor (exact case) and by name, which MSOnline
# shows as it was.
function Read-Deleted {
    $script:DeletedByAnchor = New-Object System.Collections.Hashtable ([StringComparer]::Ordinal)
    $script:DeletedByName = @{}
    foreach ($deleted in Get-MsolUser -ReturnDeletedUsers -All | ForEach-Object { ConvertFrom-Msol $_ }) {
        if ($null -ne $deleted.Anchor) { $DeletedByAnchor[$deleted.Anchor] += @($deleted) }
        $DeletedByName[$deleted.Name] += @($deleted)
    }
}

function Find-Deleted([string]$Anchor, [string]$Name) {
    @($DeletedByAnchor[$Anchor]) + @($DeletedByName[$Name]) | Where-Object { $_ } | Sort-Object Id -Unique
}

function Remove-ForGood([string]$Id) { Remove-MsolUser -ObjectId $Id -RemoveFromRecycleBin -Force }
`

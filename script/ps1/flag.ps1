
# ---- Flags of the tenant -------------------------------------------------------

function Read-Sync {
    $sync = @(Get-Graph 'v1.0/directory/onPremisesSynchronization')
    if ($sync.Count -ne 1) { throw "Expected exactly one onPremisesDirectorySynchronization resource, found $($sync.Count)." }
    $sync[0]
}

function Set-Flag([string]$Flag, [bool]$From, [bool]$To) {
    $sync = Read-Sync
    $script:Object = $sync['features']
    if (Test-Already $Flag $To) { return }
    Expect $Flag $From
    if (-not (Test-Go "set the flag $Flag to $To")) { return }
    Send-Graph 'PATCH' "v1.0/directory/onPremisesSynchronization/$($sync['id'])" @{ features = @{ $Flag = $To } }
    Confirm-Flag $Flag $To
    Write-Log 'set' "$Flag to $To"
}

function Confirm-Flag([string]$Flag, [bool]$Value) {
    foreach ($wait in 0, 3, 3, 3, 3, 3) {
        Start-Sleep -Seconds $wait
        $features = (Read-Sync)['features']
        if (Test-Same $features[$Flag] $Value) { return }
    }
    throw "$Flag was written, but the tenant still has the old value"
}

function Test-Flags {
    $features = (Read-Sync)['features']
    foreach ($flag in $Flags.Keys) {
        if (-not (Test-Same $features[$flag] $Flags[$flag])) {
            throw "The flag $flag of the tenant is $(Show $features[$flag]), but the plan requires $(Show $Flags[$flag]). Nothing was changed. Export again and make a new plan."
        }
    }
}

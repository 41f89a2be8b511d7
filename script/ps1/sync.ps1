
# ---- The sync ------------------------------------------------------------------

# Only the server of Entra Connect has the cmdlets of the sync. Without them a person
# must start the sync there.
function Sync([string]$Id, [string]$What, [string]$Policy, [string[]]$After, [switch]$Awaited) {
    [void]$ByHand.Add($Id)
    if ($Done -ccontains $Id) {
        Exit-Step $Id
    } elseif (Get-Command Start-ADSyncSyncCycle -ErrorAction SilentlyContinue) {
        Step $Id $What { Start-Sync $Policy } -After $After
    } else {
        $task = "on the server of Entra Connect, run Start-ADSyncSyncCycle -PolicyType $Policy and wait until it ends"
        ByHand $Id $What $task -After $After -Awaited:$Awaited
    }
}

function Start-Sync([string]$Policy) {
    if (-not (Test-Go "start a sync, $Policy, and wait for it")) { return }
    Wait-Sync
    Start-ADSyncSyncCycle -PolicyType $Policy
    Start-Sleep -Seconds 10
    Wait-Sync
    Write-Log 'synced'
}

function Wait-Sync { while ((Get-ADSyncScheduler).SyncCycleInProgress) { Start-Sleep -Seconds 10 } }


# Forgets what was read and which steps are done.
function Reset-State {
    $script:Denied, $script:Deleted, $script:Reasons = 0, $null, @{}
    $script:Finished = New-Object 'System.Collections.Generic.HashSet[string]'
    $script:ByHand = New-Object 'System.Collections.Generic.HashSet[string]'
}

function Start-Look {
    $script:Mode = 'Look'
    Reset-State
    & $Steps
    foreach ($id in $Done) { if (-not $ByHand.Contains($id)) { throw "-Done ${id}: this is not a step that is done by hand. Nothing was changed." } }
    if ($Denied -and -not $SkipRefused) {
        throw "$Denied steps are not as the plan expects. Nothing was changed. -SkipRefused skips them and all steps that wait for them."
    }
}

function Start-Run {
    $script:Mode = 'Run'
    Reset-State
    & $Steps
    if ($Denied) { throw "$Denied steps were skipped or are not as the plan expects; see the warnings above." }
}

function Start-Verify {
    $script:Mode = 'Verify'
    Reset-State
    & $Steps
    if ($Denied) { throw "$Denied users are not as the plan expects after the sync." }
}

# ---- The work ----------------------------------------------------------------

$Cmdlet = $PSCmdlet
$Done = @($Done -split ',' -ne '') # powershell -File passes them as one string


# ---- The rules ---------------------------------------------------------------

# The script goes through the steps twice. The mode Look only reads. If everything is
# as expected, the mode Run follows, which checks each step again right before its
# write. The mode Verify only checks whether the sync has joined the users.

function Write-Log([string]$Word, [string]$Detail) {
    if ($Mode -ne 'Look' -or $WhatIfPreference) { Write-Host ('{0,-10} {1}  {2}' -f $Word, $Step, $Detail).TrimEnd() }
}

# Returns a value that is safe to show: no character in it acts on a terminal.
function Show($Value) {
    if ($null -eq $Value) { return 'nothing' }
    if ($Value -is [byte[]]) { return [BitConverter]::ToString($Value) }
    if ($Value -is [datetime]) { return $Value.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ') }
    [regex]::Replace([string]$Value, '[^ -~]', { param($m) '\u{0:x4}' -f [int][char]$m.Value })
}

# Compares the exact characters and case. -ceq does not: it ignores some invisible
# characters. Only null is the same as null.
function Test-Same($Now, $Want) {
    if ($null -eq $Now -or $null -eq $Want) { return ($null -eq $Now -and $null -eq $Want) }
    if ($Now -is [byte[]]) { return [Convert]::ToBase64String($Now) -ceq [Convert]::ToBase64String((ConvertTo-Octets $Want)) }
    if ($Now -is [bool] -or $Want -is [bool]) { return ($Now -is [bool] -and $Want -is [bool] -and $Now -eq $Want) }
    if ($Now -is [datetime]) {
        $when = [datetime]::MinValue
        $known = [datetime]::TryParse($Want, [cultureinfo]::InvariantCulture, 'AdjustToUniversal, AssumeUniversal', [ref]$when)
        return ($known -and (Show $Now) -ceq (Show $when))
    }
    [string]::Equals([string]$Now, [string]$Want, [StringComparison]::Ordinal)
}

function Test-SameName($Now, $Want) { [string]::Equals([string]$Now, [string]$Want, [StringComparison]::OrdinalIgnoreCase) }

# Records that something is not as the plan expects. The mode Run stops there.
function Deny([string]$Message, [switch]$GoOn) {
    $script:Denied++
    Write-Warning "${Step}: $Message"
    if ($Mode -eq 'Run' -and -not $SkipRefused -and -not $GoOn) {
        throw "Stopped at ${Step}: $Message. The steps listed as done above are done. Resolve the difference, then run the script again."
    }
}

# Returns whether all steps that a step waits for are done.
function Enter-Step([string]$Id, [string]$What, [string[]]$After) {
    $script:Step = "$Id $What"
    if ($Mode -eq 'Verify') { return $true }
    $missing = @(foreach ($other in $After) { if (-not $Finished.Contains($other)) { $other + $Reasons[$other] } })
    if ($missing.Count -eq 0) { return $true }
    Deny ('it waits for ' + ($missing -join ', '))
    $false
}

function Exit-Step([string]$Id) { [void]$Finished.Add($Id) }

# Carries out a step. $Do finds the object, checks what the plan expects, and changes
# one property. A later step or the sync can revert the change. So the step counts as
# done if -Done names one of the steps in $Before, which wait for it.
function Step([string]$Id, [string]$What, [scriptblock]$Do, [string[]]$After, [string[]]$Before,
    [switch]$Late, [switch]$NoWayBack, [switch]$Look) {
    if ($Mode -eq 'Verify' -and -not $Look) { return }
    if (-not (Enter-Step $Id $What $After)) { return }
    foreach ($other in $Before) { if ($Done -ccontains $other) { Write-Log 'was done' "before $other"; Exit-Step $Id; return } }
    if ($NoWayBack -and -not $Irreversible -and -not $WhatIfPreference) {
        $Reasons[$Id] = ', which cannot be undone and needs -Irreversible'
        Write-Log 'off' 'it cannot be undone; -Irreversible turns it on'
        return
    }
    if ($Late -and $Mode -eq 'Look') {
        Write-Log 'later' 'checked only right before it is done'
        Exit-Step $Id
        return
    }
    $script:Object, $script:Surprises, $script:Refused, $script:Waits, $script:Passed = $null, @(), $false, [bool]$After, $false
    try {
        $null = & $Do
        if ($Look) { Confirm-Expected; Write-Log 'as planned' }
    } catch {
        Deny $_.Exception.Message -GoOn:$Look
        return
    }
    if (-not $Refused) { Exit-Step $Id }
}

# If the property has the value that a later step sets, this step was done.
function Unless([string]$Property, $Value) {
    if ($null -ne $Object -and (Test-Same $Object[$Property] $Value)) { $script:Passed = $true }
}

# A step that a person carries out. The script continues if no step waits for it, or
# if -Done names it.
function ByHand([string]$Id, [string]$What, [string]$Task, [string[]]$Among, [string[]]$After, [switch]$Awaited) {
    [void]$ByHand.Add($Id)
    if ($Mode -eq 'Verify') { return }
    if ($Done -ccontains $Id) { Exit-Step $Id; return }
    if (-not (Enter-Step $Id $What $After)) { return }
    Write-Log 'by hand' $Task
    foreach ($one in $Among) { Write-Log 'choose' $one }
    if ($Mode -eq 'Look') { Exit-Step $Id; return }
    $Reasons[$Id] = ', which must be done by hand'
    if ($Awaited) { Deny "do this by hand, then run the script with -Done $((@($Done) + $Id) -join ',')" }
}

# A step that this script does not carry out and that other steps wait for.
function Skip-Step([string]$Id, [string]$Why) {
    [void]$ByHand.Add($Id)
    if ($Done -ccontains $Id) { Exit-Step $Id } else { $Reasons[$Id] = ", which is $Why; if it is done, use -Done $Id" }
}

function Expect([string]$Property, $Value) {
    if ($null -eq $Object -or (Test-Same $Object[$Property] $Value)) { return }
    $script:Surprises += "$Property is $(Show $Object[$Property]), expected $(Show $Value)"
}

function Confirm-Expected { if ($Surprises) { throw ($Surprises -join '; ') } }

# Returns whether the object already has the value.
function Test-Already([string]$Property, $Value) {
    if (-not $Passed -and ($null -eq $Object -or -not (Test-Same $Object[$Property] $Value))) { return $false }
    Write-Log 'already so'
    $true
}

# Returns whether to write now: everything is as expected, the mode is Run, and the
# caller confirms.
function Test-Go([string]$Action) {
    Confirm-Expected
    if ($Mode -eq 'Look' -and -not $WhatIfPreference) { return $false }
    $go = $Cmdlet.ShouldProcess($Step, $Action)
    $script:Refused = -not $go -and -not $WhatIfPreference
    $go
}

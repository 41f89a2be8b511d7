
# ---- The rules ---------------------------------------------------------------

# The steps are gone through twice: in the mode Look, which writes nothing, and,
# if nothing unexpected was seen, in the mode Run, which looks at each step again
# right before it writes. Verify only looks whether the sync has joined the users.

function Write-Log([string]$Word, [string]$Detail) {
    if ($Mode -ne 'Look' -or $WhatIfPreference) { Write-Host ('{0,-10} {1}  {2}' -f $Word, $Step, $Detail).TrimEnd() }
}

# A value as a terminal may show it: no name of a directory speaks to it.
function Show($Value) {
    if ($null -eq $Value) { return 'nothing' }
    if ($Value -is [byte[]]) { return [BitConverter]::ToString($Value) }
    if ($Value -is [datetime]) { return $Value.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ') }
    [regex]::Replace([string]$Value, '[^ -~]', { param($m) '\u{0:x4}' -f [int][char]$m.Value })
}

# By exact case and character for character, which -ceq is not: it skips some
# characters that cannot be seen. A null is the same as nothing but a null.
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

# What is not as the plan expects is counted in a look, and ends a run.
function Deny([string]$Message, [switch]$GoOn) {
    $script:Denied++
    Write-Warning "${Step}: $Message"
    if ($Mode -eq 'Run' -and -not $SkipRefused -and -not $GoOn) {
        throw "Stopped at ${Step}: $Message. What stands above as done is done; when this is settled, run the script again."
    }
}

# Whether it may be the turn of a step: not while one that it waits for is not done.
function Enter-Step([string]$Id, [string]$What, [string[]]$After) {
    $script:Step = "$Id $What"
    if ($Mode -eq 'Verify') { return $true }
    $missing = @(foreach ($other in $After) { if (-not $Finished.Contains($other)) { $other + $Reasons[$other] } })
    if ($missing.Count -eq 0) { return $true }
    Deny ('it waits for ' + ($missing -join ', '))
    $false
}

function Exit-Step([string]$Id) { [void]$Finished.Add($Id) }

# One step: $Do finds the object, says what to expect, and changes one thing.
# Where a later step or the sync takes back what it did, it was done, and is not
# to be done again, if one of $Before is said to be done, which wait for it.
function Step([string]$Id, [string]$What, [scriptblock]$Do, [string[]]$After, [string[]]$Before,
    [switch]$Late, [switch]$NoWayBack, [switch]$Look) {
    if ($Mode -eq 'Verify' -and -not $Look) { return }
    if (-not (Enter-Step $Id $What $After)) { return }
    foreach ($other in $Before) { if ($Done -ccontains $other) { Write-Log 'was done' "before $other"; Exit-Step $Id; return } }
    if ($NoWayBack -and -not $Irreversible -and -not $WhatIfPreference) {
        $Reasons[$Id] = ', which has no way back and needs -Irreversible'
        Write-Log 'off' 'no way back; -Irreversible turns it on'
        return
    }
    if ($Late -and $Mode -eq 'Look') {
        Write-Log 'later' 'looked at only when it is its turn'
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

# The property has the value that a later step gives it: this one was done.
function Unless([string]$Property, $Value) {
    if ($null -ne $Object -and (Test-Same $Object[$Property] $Value)) { $script:Passed = $true }
}

# What a person does. The script goes on if nothing waits for it, or when it is
# named in -Done.
function ByHand([string]$Id, [string]$What, [string]$Task, [string[]]$Among, [string[]]$After, [switch]$Awaited) {
    [void]$ByHand.Add($Id)
    if ($Mode -eq 'Verify') { return }
    if ($Done -ccontains $Id) { Exit-Step $Id; return }
    if (-not (Enter-Step $Id $What $After)) { return }
    Write-Log 'by hand' $Task
    foreach ($one in $Among) { Write-Log 'choose' $one }
    if ($Mode -eq 'Look') { Exit-Step $Id; return }
    $Reasons[$Id] = ', which is to be done by hand'
    if ($Awaited) { Deny "do this by hand, then run the script with -Done $((@($Done) + $Id) -join ',')" }
}

# A step that this script does not do, and that others wait for.
function Skip-Step([string]$Id, [string]$Why) {
    [void]$ByHand.Add($Id)
    if ($Done -ccontains $Id) { Exit-Step $Id } else { $Reasons[$Id] = ", which is $Why; -Done $Id says that it is done" }
}

function Expect([string]$Property, $Value) {
    if ($null -eq $Object -or (Test-Same $Object[$Property] $Value)) { return }
    $script:Surprises += "$Property is $(Show $Object[$Property]), expected $(Show $Value)"
}

function Confirm-Expected { if ($Surprises) { throw ($Surprises -join '; ') } }

# Whether the object has the value already, so that there is nothing to do.
function Test-Already([string]$Property, $Value) {
    if (-not $Passed -and ($null -eq $Object -or -not (Test-Same $Object[$Property] $Value))) { return $false }
    Write-Log 'already so'
    $true
}

# Whether to write now: all is as expected, this is the run, and nobody says no.
function Test-Go([string]$Action) {
    Confirm-Expected
    if ($Mode -eq 'Look' -and -not $WhatIfPreference) { return $false }
    $go = $Cmdlet.ShouldProcess($Step, $Action)
    $script:Refused = -not $go -and -not $WhatIfPreference
    $go
}

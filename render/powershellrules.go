package render

import "strings"

// The PowerShell text that is the same for every dialect. None of it holds a
// value of a plan. Where it compares an anchor it does so by exact case.

func psParameters(undo bool) string {
	if undo {
		return `
[CmdletBinding(SupportsShouldProcess)]
param(
    # Leave out the users that are not as expected, and go on with the others.
    [switch]$SkipRefused
)
` + psStrict
	}
	return `
[CmdletBinding(SupportsShouldProcess)]
param(
    # Delete for good the deleted users that stand in the way, where the plan
    # approves it (Approved below). There is no way back.
    [switch]$PurgeDeletedUsers,
    # Leave out the users that are not as expected, and go on with the others.
    [switch]$SkipRefused,
    # Only look whether the sync has joined the users.
    [switch]$Verify
)
` + psStrict
}

const psStrict = `Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
`

const psRules = `
# ---- The rules ---------------------------------------------------------------

function Write-Log([string]$What, [string]$Name, [string]$Detail) {
    Write-Host ('{0,-11} {1}  {2}' -f $What, $Name, $Detail).TrimEnd()
}

# The one cloud user that a line means. Searches ignore case and may find more,
# so the hits are compared again.
function Find-Target($User) {
    if ($User.By -eq 'UPN') {
        $found = @(Find-ByName $User.Name | Where-Object { $_.Name -eq $User.Name })
    } else {
        $found = @(Find-ByAddress $User.Name | Where-Object { $_.Primary -eq ('SMTP:' + $User.Name) })
    }
    if ($found.Count -eq 0) { throw 'there is no such cloud user, so nothing to match' }
    if ($found.Count -gt 1) { throw "$($found.Count) cloud users are found by this name" }
    $found[0]
}

# Looks at all users first. Returns those that are to be changed.
function Get-Work {
    $refused = 0
    foreach ($user in $Users) {
        try {
            Test-User $user
        } catch {
            $refused++
            Write-Warning "$($user.Name): $($_.Exception.Message)"
        }
    }
    if ($refused -and -not $SkipRefused) {
        throw "$refused of $($Users.Count) users are not as the plan expects. Nothing was changed. -SkipRefused goes on without them."
    }
}

# Reads again until the service shows the value: it answers from copies that
# can be some seconds old.
function Confirm-Anchor($User, $Anchor) {
    foreach ($try in 1..6) {
        $now = (Get-Target $User.Id).Anchor
        if ($now -ceq $Anchor) { return }
        Start-Sleep -Seconds 3
    }
    throw "$($User.Name): written, but it reads '$now' instead of '$Anchor'. Stopped here."
}
`

func psMain(d dialect, sorted psPlan, undo bool) (string, error) {
	connect, err := psConnect(d, needsOf(sorted), undo)
	main := psTestStamp + psWork + connect + psStamp
	if undo {
		main = psTestUndo + psWork + connect + psUndo
	} else if sorted.sync {
		main += psSync
	}
	return main, err
}

// psConnect asks for no more than a run needs: a look needs to read only.
func psConnect(d dialect, n needs, undo bool) (string, error) {
	if !d.scopes {
		return "Connect-Service\n", nil
	}
	scopes, err := psQuoteAll(n.scopes)
	if err != nil {
		return "", err
	}
	purge, err := psQuoteAll(n.purgeScopes)
	if err != nil {
		return "", err
	}
	connect := "$scopes = @(" + scopes + ")\n"
	look := "$WhatIfPreference"
	if !undo {
		connect += "if ($PurgeDeletedUsers) { $scopes += @(" + purge + ") }\n"
		look += " -or $Verify"
	}
	return connect + "if (" + look + ") { $scopes = @('User.Read.All') }\nConnect-Service $scopes\n", nil
}

func psQuoteAll(list []string) (string, error) {
	var quoted []string
	for _, s := range list {
		q, err := psQuote(s)
		if err != nil {
			return "", err
		}
		quoted = append(quoted, q)
	}
	return strings.Join(quoted, ", "), nil
}

const psWork = `
# ---- The work ----------------------------------------------------------------

`

const psTestStamp = `
# Nothing if the user carries the anchor already; throws at a surprise.
function Test-User($User) {
    $target = Find-Target $User
    if ($target.Anchor -ceq $User.Anchor) { Write-Log 'already so' $User.Name; return }
    if ($null -ne $target.Anchor) { throw "it carries another anchor, $($target.Anchor)" }
    if ($target.Synced) { throw 'it is synced already' }
    if ($target.Guest) { throw 'it is a guest' }
    $holders = @(Find-ByAnchor $User.Anchor | Where-Object { $_.Anchor -ceq $User.Anchor })
    if ($holders.Count -gt 0) { throw "another cloud user carries this anchor, $($holders[0].Name)" }
    $twins = @(Find-Deleted $User.Anchor $target.Name)
    if ($twins.Count -gt 0 -and -not $User.Approved) {
        throw "the deleted user $($twins[0].Name) ($($twins[0].Id)) is in the way; approve step $($User.Free) in the plan and render it again"
    }
    if ($twins.Count -gt 0 -and -not $PurgeDeletedUsers) {
        throw "the deleted user $($twins[0].Name) ($($twins[0].Id)) is in the way; -PurgeDeletedUsers deletes it for good"
    }
    [pscustomobject]@{ Name = $User.Name; Id = $target.Id; Anchor = $User.Anchor; Twins = $twins }
}

# After the sync: has it joined the user?
function Show-Result($User) {
    try { $target = Find-Target $User } catch { Write-Warning "$($User.Name): $($_.Exception.Message)"; return }
    if ($target.Anchor -cne $User.Anchor) {
        Write-Warning "$($User.Name): it carries the anchor '$($target.Anchor)'"
    } elseif (-not $target.Synced) {
        Write-Log 'not yet' $User.Name 'the anchor is there, but no sync has joined it'
    } else {
        Write-Log 'joined' $User.Name
    }
}
`

const psStamp = `
if ($Verify) {
    foreach ($user in $Users) { Show-Result $user }
    return
}

Read-Deleted
$work = @(Get-Work)

# free: there is no way back from this.
foreach ($item in $work) {
    foreach ($twin in $item.Twins) {
        if ($PSCmdlet.ShouldProcess("deleted user $($twin.Name) ($($twin.Id))", 'delete for good')) {
            Remove-ForGood $twin.Id
            Write-Log 'purged' $twin.Name $twin.Id
        }
    }
}

# stamp
foreach ($item in $work) {
    if ($PSCmdlet.ShouldProcess($item.Name, "set onPremisesImmutableId to $($item.Anchor)")) {
        $now = Get-Target $item.Id
        if ($null -ne $now.Anchor -or $now.Synced) { throw "$($item.Name): changed since it was looked at. Stopped here." }
        Set-Anchor $item.Id $item.Anchor
        Confirm-Anchor $item $item.Anchor
        Write-Log 'stamped' $item.Name $item.Anchor
    }
}
`

const psSync = `
# sync
if (-not (Get-Command Start-ADSyncSyncCycle -ErrorAction SilentlyContinue)) {
    Write-Host 'next        on the server of Entra Connect:  Start-ADSyncSyncCycle -PolicyType Delta'
} elseif ($PSCmdlet.ShouldProcess('Entra Connect', 'start a delta sync')) {
    Start-ADSyncSyncCycle -PolicyType Delta
}
Write-Host 'then        run this script with -Verify'
`

const psTestUndo = `
# Nothing if the user carries no anchor; throws at a surprise.
function Test-User($User) {
    $target = Find-Target $User
    if ($null -eq $target.Anchor) { Write-Log 'already so' $User.Name; return }
    if ($target.Anchor -cne $User.Anchor) { throw "it carries another anchor, $($target.Anchor)" }
    if ($target.Synced) {
        throw 'it is synced by now; take its on-premises user out of scope and let two delta syncs run first'
    }
    [pscustomobject]@{ Name = $User.Name; Id = $target.Id; Anchor = $User.Anchor }
}
`

const psUndo = `$work = @(Get-Work)

foreach ($item in $work) {
    if ($PSCmdlet.ShouldProcess($item.Name, "clear onPremisesImmutableId, now $($item.Anchor)")) {
        $now = Get-Target $item.Id
        if ($now.Anchor -cne $item.Anchor -or $now.Synced) { throw "$($item.Name): changed since it was looked at. Stopped here." }
        Clear-Anchor $item.Id
        Confirm-Anchor $item $null
        Write-Log 'cleared' $item.Name
    }
}
`

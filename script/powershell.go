package script

import (
	"cmp"
	"embed"
	"fmt"
	"slices"
	"strings"

	"hardmatch/plan"
)

// psFiles are the fixed parts of a script, which contain no value of a plan.
//
//go:embed ps1/*.ps1
var psFiles embed.FS

// A dialect is how one PowerShell format reads and changes Microsoft Entra ID. The
// formats share what to check and when to stop.
type dialect struct {
	format  Format
	name    string
	modules []string              // besides ActiveDirectory, as #Requires names them
	warning string                // comment at the top, or ""
	files   []string              // in ps1, which send requests
	scopes  bool                  // whether permissions are scopes of Microsoft Graph
	check   func(plan.Step) error // why the format cannot express a step, or nil
}

var graphPowerShell = dialect{
	format: GraphPowerShell, name: "Microsoft Graph PowerShell", check: checkPowerShell, scopes: true, files: []string{"requests", "graph"},
	modules: []string{"@{ ModuleName = 'Microsoft.Graph.Authentication'; ModuleVersion = '2.0.0' }"},
}

// entraPowerShell also sends requests, to search and to clear values: its modules
// depend on Microsoft Graph PowerShell.
var entraPowerShell = dialect{
	format: EntraPowerShell, name: "Microsoft Entra PowerShell", check: checkPowerShell, scopes: true, files: []string{"requests", "entra"},
	modules: []string{
		"@{ ModuleName = 'Microsoft.Entra.Authentication'; ModuleVersion = '1.0.9' }",
		"@{ ModuleName = 'Microsoft.Entra.Users'; ModuleVersion = '1.0.9' }",
		"@{ ModuleName = 'Microsoft.Entra.DirectoryManagement'; ModuleVersion = '1.0.9' }",
	},
}

// msOnline is only for comparison. The module stopped working between early April
// and late May 2025 (Microsoft Entra what's new, January 2025).
var msOnline = dialect{
	format: MSOnline, name: "MSOnline", check: checkMSOnline, files: []string{"msonline"},
	modules: []string{"MSOnline"},
	warning: `# RETIRED: the module MSOnline stopped working between April and May 2025. This
# script is only for reading and comparing. The format graph-powershell works.
#
`,
}

// scriptParts are the fixed parts that the steps need.
type scriptParts struct{ cloud, deleted, flags, objects, sync bool }

func (d dialect) parts(sel *Selection) (parts scriptParts) {
	for _, s := range sel.Steps {
		if d.check(s) != nil {
			continue
		}
		parts.sync = parts.sync || s.Operation == plan.RunSync
		parts.flags = parts.flags || s.Operation == plan.SetTenantFlag
		parts.cloud = parts.cloud || s.Target.Side == plan.SideCloud
		parts.deleted = parts.deleted || slices.Contains(deletedOperations, s.Operation)
		parts.objects = parts.objects || s.Target.Side == plan.SideOnPremises && s.Operation != plan.RunSync
	}
	testsFlags := d.scopes && len(sel.Plan.TenantPreconditions) > 0
	parts.cloud, parts.flags = parts.cloud || testsFlags, parts.flags || testsFlags
	return parts
}

// deletedOperations are the operations that concern deleted users.
var deletedOperations = []plan.Operation{plan.DeleteUser, plan.RestoreDeletedUser, plan.PurgeDeletedUser}

func powerShell(sel *Selection, d dialect) ([]byte, error) {
	parts := d.parts(sel)
	steps := psWriter{Selection: sel, dialect: d}
	steps.writeSteps()
	data := psWriter{Selection: sel, dialect: d}
	data.writeData(parts)
	if err := cmp.Or(data.err, steps.err); err != nil {
		return nil, err
	}
	var b strings.Builder
	psHead(&b, sel, d, parts)
	notDone := append(steps.notDone, sel.NotPlanned()...)
	if !d.scopes && len(sel.Plan.TenantPreconditions) > 0 {
		notDone = append(notDone, "the flags of the tenant are not checked: "+d.name+" has other names for them")
	}
	hashComments(&b, notDone)
	b.WriteString(psParameters)
	b.WriteString(data.b.String() + steps.b.String())
	for _, name := range d.rules(parts) {
		rules, err := psFiles.ReadFile("ps1/" + name + ".ps1")
		if err != nil {
			return nil, err
		}
		b.Write(rules)
	}
	b.WriteString(psMain(sel, d, parts))
	return []byte(b.String()), nil
}

// rules returns the names of the files in ps1 that a script consists of.
func (d dialect) rules(parts scriptParts) []string {
	files := []string{"rules"}
	if parts.cloud {
		files = append(files, append([]string{"user"}, d.files...)...)
	}
	if parts.deleted {
		files = append(files, "deleted")
	}
	if parts.flags {
		files = append(files, "flag")
	}
	if parts.objects {
		files = append(files, "object")
	}
	if parts.sync {
		files = append(files, "sync")
	}
	return append(files, "main")
}

func psMain(sel *Selection, d dialect, parts scriptParts) string {
	main := ""
	if parts.cloud {
		main += "Connect-Service\n"
	}
	main += "if ($Verify) { Start-Verify; return }\n"
	if d.scopes && len(sel.Plan.TenantPreconditions) > 0 {
		main += "Test-Flags\n"
	}
	return main + "Start-Look\nif (-not $WhatIfPreference) { Start-Run }\n"
}

const psParameters = `
[CmdletBinding(SupportsShouldProcess)]
param(
    # The steps that were done by hand, as -Done s3,s7
    [string[]]$Done = @(),
    # Also carry out the irreversible steps that are approved in the plan
    [switch]$Irreversible,
    # Skip steps that are not as expected, and all steps that wait for them
    [switch]$SkipRefused,
    # Only check whether the sync has joined the users
    [switch]$Verify
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
`

func psHead(b *strings.Builder, sel *Selection, d dialect, parts scriptParts) {
	b.WriteString("#Requires -Version 5.1\n")
	if d.format == MSOnline {
		b.WriteString("#Requires -PSEdition Desktop\n")
	}
	if parts.cloud {
		for _, module := range d.modules {
			b.WriteString("#Requires -Modules " + module + "\n")
		}
	}
	if parts.objects {
		b.WriteString("#Requires -Modules @{ ModuleName = 'ActiveDirectory'; ModuleVersion = '1.0.0.0' }\n")
	}
	b.WriteString("\n" + d.warning)
	fmt.Fprintf(b, "# %s%s.\n# By %s.\n#\n", psSummary(sel, d), sel.Extent(), d.name)
	planRows(b, sel.Plan)
	need := needsOf(sel, d.check)
	if d.scopes && parts.cloud {
		headRow(b, "scopes", strings.Join(plan.AppendNew(slices.Clone(need.look), need.run), ", "))
		if len(need.irreversible) > 0 {
			headRow(b, "", strings.Join(need.irreversible, ", ")+" with -Irreversible")
		}
	}
	if len(need.roles) > 0 {
		headRow(b, "roles", strings.Join(need.roles, ", ")+", depending on the step")
	}
	psUsage(b, sel, d)
}

// psKinds are the kinds of steps that the head of a script counts.
var psKinds = [][2]string{
	{"change of Active Directory", "changes of Active Directory"},
	{"change of Microsoft Entra ID", "changes of Microsoft Entra ID"},
	{"sync run", "sync runs"},
	{"check after the sync", "checks after the sync"},
	{"step by hand", "steps by hand"},
	{"step that is off", "steps that are off"},
}

func psKind(s plan.Step, why error) int {
	switch {
	case isByHand(why):
		return 4
	case why != nil || s.Irreversible && !s.Approved:
		return 5
	case s.Operation == plan.RunSync:
		return 2
	case s.Operation == plan.Verify:
		return 3
	case s.Target.Side == plan.SideCloud:
		return 1
	}
	return 0
}

// psSummary counts the steps by kind.
func psSummary(sel *Selection, d dialect) string {
	counts := make([]int, len(psKinds))
	for _, s := range sel.Steps {
		counts[psKind(s, d.check(s))]++
	}
	var list []string
	for kind, n := range counts {
		switch {
		case n == 1:
			list = append(list, "1 "+psKinds[kind][0])
		case n > 1:
			list = append(list, fmt.Sprintf("%d %s", n, psKinds[kind][1]))
		}
	}
	if len(list) == 0 {
		return "No step"
	}
	return strings.Join(list, ", ")
}

func psUsage(b *strings.Builder, sel *Selection, d dialect) {
	headRow(b, "look", `.\plan.ps1 -WhatIf          changes nothing`)
	headRow(b, "run", `.\plan.ps1`)
	for _, s := range sel.Steps {
		if s.Irreversible && s.Approved {
			headRow(b, "", `.\plan.ps1 -Irreversible    also the irreversible steps that are approved`)
			break
		}
	}
	headRow(b, "resume", `.\plan.ps1 -Done s3,s7      after steps were done by hand`)
	headRow(b, "verify", `.\plan.ps1 -Verify          after the sync, changes nothing`)
	undoRow(b, sel, d.format)
	b.WriteString(runComment)
}

// runComment describes how a script runs.
const runComment = `#
# The script checks everything before it writes anything, and checks each step again
# right before its write. It stops at the first unexpected value. It can be run
# again: it skips the steps that are already done.
`

// needs are the permissions for the steps of a script, each once, in the order of
// the plan.
type needs struct{ look, run, irreversible, roles []string }

func needsOf(sel *Selection, check func(plan.Step) error) needs {
	n := needs{look: []string{"User.Read.All"}}
	for _, s := range sel.Steps {
		switch {
		case check(s) != nil || s.Irreversible && !s.Approved:
			continue
		case s.Irreversible:
			n.irreversible = plan.AppendNew(n.irreversible, s.Needs.Scopes)
		case s.Operation == plan.Verify:
			n.look = plan.AppendNew(n.look, s.Needs.Scopes)
		default:
			n.run = plan.AppendNew(n.run, s.Needs.Scopes)
		}
		if s.Operation == plan.SetTenantFlag {
			n.look = plan.AppendNew(n.look, []string{flagScope})
		}
		n.roles = plan.AppendNew(n.roles, s.Needs.Roles)
	}
	if len(sel.Plan.TenantPreconditions) > 0 {
		n.look = plan.AppendNew(n.look, []string{flagScope})
	}
	return n
}

// flagScope is the permission to read the flags of the tenant.
const flagScope = "OnPremDirectorySynchronization.Read.All"

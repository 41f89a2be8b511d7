package script

import (
	"cmp"
	"embed"
	"fmt"
	"slices"
	"strings"

	"hardmatch/plan"
)

// psFiles are the parts of a script that hold no value of a plan.
//
//go:embed ps1/*.ps1
var psFiles embed.FS

// A dialect is what a PowerShell format has of its own: how it reads and
// change Microsoft Entra ID. What to look at and when to stop is the same.
type dialect struct {
	format  Format
	name    string
	modules []string // besides ActiveDirectory, as #Requires names them
	warning string   // comment that comes first, or ""
	files   []string // of ps1, how it asks and changes
	scopes  bool     // permissions are scopes of Microsoft Graph
	can     func(plan.Step) error
}

var graphPowerShell = dialect{
	format: GraphPowerShell, name: "Microsoft Graph PowerShell", can: psCan, scopes: true, files: []string{"requests", "graph"},
	modules: []string{"@{ ModuleName = 'Microsoft.Graph.Authentication'; ModuleVersion = '2.0.0' }"},
}

// entraPowerShell searches and clears by requests, too: its modules are built on
// the cmdlets of Microsoft Graph PowerShell that graphPowerShell does without.
var entraPowerShell = dialect{
	format: EntraPowerShell, name: "Microsoft Entra PowerShell", can: psCan, scopes: true, files: []string{"requests", "entra"},
	modules: []string{
		"@{ ModuleName = 'Microsoft.Entra.Authentication'; ModuleVersion = '1.0.9' }",
		"@{ ModuleName = 'Microsoft.Entra.Users'; ModuleVersion = '1.0.9' }",
		"@{ ModuleName = 'Microsoft.Entra.DirectoryManagement'; ModuleVersion = '1.0.9' }",
	},
}

// msOnline is for those who compare or translate. The module stopped working
// between early April and late May 2025 (Microsoft Entra what's new, January
// 2025), so nobody gets it by default.
var msOnline = dialect{
	format: MSOnline, name: "MSOnline", can: msOnlineCan, files: []string{"msonline"},
	modules: []string{"MSOnline"},
	warning: `# RETIRED: the module MSOnline stopped working between April and May 2025. This
# script is for reading and comparing only. What works today is
# hardmatch render --as graph-powershell
#
`,
}

// The scriptParts are the parts of the rules that a plan needs.
type scriptParts struct{ cloud, deleted, flags, objects, sync bool }

func (d dialect) parts(sp *Selection) (parts scriptParts) {
	for _, s := range sp.Steps {
		if d.can(s) != nil {
			continue
		}
		parts.sync = parts.sync || s.Operation == plan.RunSync
		parts.flags = parts.flags || s.Operation == plan.SetTenantFlag
		parts.cloud = parts.cloud || s.Target.Side == plan.SideCloud
		parts.deleted = parts.deleted || slices.Contains(deletedOperations, s.Operation)
		parts.objects = parts.objects || s.Target.Side == plan.SideOnPremises && s.Operation != plan.RunSync
	}
	asks := d.scopes && len(sp.Plan.TenantPreconditions) > 0
	parts.cloud, parts.flags = parts.cloud || asks, parts.flags || asks
	return parts
}

// deletedOperations are those that have to do with deleted users.
var deletedOperations = []plan.Operation{plan.DeleteUser, plan.RestoreDeletedUser, plan.PurgeDeletedUser}

func powerShell(sp *Selection, d dialect) ([]byte, error) {
	parts := d.parts(sp)
	steps := psScript{Selection: sp, dialect: d}
	steps.write()
	data := psScript{Selection: sp, dialect: d}
	data.writeData(parts)
	if err := cmp.Or(data.err, steps.err); err != nil {
		return nil, err
	}
	var b strings.Builder
	psHead(&b, sp, d, parts)
	left := append(steps.left, sp.NotPlanned()...)
	if !d.scopes && len(sp.Plan.TenantPreconditions) > 0 {
		left = append(left, "the flags of the tenant are not looked at: "+d.name+" has other names for them")
	}
	hashComments(&b, left)
	b.WriteString(psParameters)
	b.WriteString(data.b.String() + steps.b.String())
	for _, name := range d.rules(parts) {
		rules, err := psFiles.ReadFile("ps1/" + name + ".ps1")
		if err != nil {
			return nil, err
		}
		b.Write(rules)
	}
	b.WriteString(psMain(sp, d, parts))
	return []byte(b.String()), nil
}

// rules are the files that a script is made of.
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

func psMain(sp *Selection, d dialect, parts scriptParts) string {
	main := ""
	if parts.cloud {
		main += "Connect-Service\n"
	}
	main += "if ($Verify) { Start-Verify; return }\n"
	if d.scopes && len(sp.Plan.TenantPreconditions) > 0 {
		main += "Test-Flags\n"
	}
	return main + "Start-Look\nif (-not $WhatIfPreference) { Start-Run }\n"
}

const psParameters = `
[CmdletBinding(SupportsShouldProcess)]
param(
    # Steps that were done by hand, as -Done s3,s7
    [string[]]$Done = @(),
    # Also what is approved in the plan and has no way back
    [switch]$Irreversible,
    # Leave out what is not as expected and all that waits for it
    [switch]$SkipRefused,
    # Only look whether the sync has joined the users
    [switch]$Verify
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
`

func psHead(b *strings.Builder, sp *Selection, d dialect, parts scriptParts) {
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
	fmt.Fprintf(b, "# %s%s.\n# By %s.\n#\n", psSummary(sp, d), sp.Extent(), d.name)
	planLines(b, sp.Plan)
	need := needsOf(sp, d.can)
	if d.scopes && parts.cloud {
		headRow(b, "scopes", strings.Join(plan.AppendNew(slices.Clone(need.look), need.run), ", "))
		if len(need.irreversible) > 0 {
			headRow(b, "", strings.Join(need.irreversible, ", ")+" with -Irreversible")
		}
	}
	if len(need.roles) > 0 {
		headRow(b, "roles", strings.Join(need.roles, ", ")+", as a step needs")
	}
	psUsage(b, sp, d)
}

// psKinds are what the head of a script counts.
var psKinds = [][2]string{
	{"change of Active Directory", "changes of Active Directory"},
	{"change of Microsoft Entra ID", "changes of Microsoft Entra ID"},
	{"sync run", "sync runs"},
	{"look after it", "looks after it"},
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

// psSummary counts what the script does and does not.
func psSummary(sp *Selection, d dialect) string {
	counts := make([]int, len(psKinds))
	for _, s := range sp.Steps {
		counts[psKind(s, d.can(s))]++
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

func psUsage(b *strings.Builder, sp *Selection, d dialect) {
	headRow(b, "look", `.\plan.ps1 -WhatIf          changes nothing`)
	headRow(b, "run", `.\plan.ps1`)
	for _, s := range sp.Steps {
		if s.Irreversible && s.Approved {
			headRow(b, "", `.\plan.ps1 -Irreversible    also what is approved and has no way back`)
			break
		}
	}
	headRow(b, "go on", `.\plan.ps1 -Done s3,s7      when steps were done by hand`)
	headRow(b, "later", `.\plan.ps1 -Verify          after the sync, changes nothing`)
	if !sp.Undo {
		headRow(b, "back", "hardmatch render --as "+string(d.format)+" --undo plan.json")
	}
	b.WriteString(`#
# All is looked at before anything is written, and each step again right before
# its write; at the first surprise the script says which and stops. It can be run
# again: what is done already is found so and left alone.
`)
}

// needs are the permissions of the steps a script says, each once and in the
// order of the plan.
type needs struct{ look, run, irreversible, roles []string }

func needsOf(sp *Selection, can func(plan.Step) error) needs {
	n := needs{look: []string{"User.Read.All"}}
	for _, s := range sp.Steps {
		switch {
		case can(s) != nil || s.Irreversible && !s.Approved:
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
	if len(sp.Plan.TenantPreconditions) > 0 {
		n.look = plan.AppendNew(n.look, []string{flagScope})
	}
	return n
}

// flagScope is what it takes to read the flags of the tenant.
const flagScope = "OnPremDirectorySynchronization.Read.All"

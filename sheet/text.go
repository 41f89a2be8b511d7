package sheet

import (
	"fmt"
	"slices"
	"strings"

	"hardmatch/plan"
	"hardmatch/script"
	"hardmatch/text"
)

// textSummary writes a line for each step, to read on a terminal.
func textSummary(sel *script.Selection) []byte {
	var b strings.Builder
	b.WriteString(headline(sel))
	for _, flag := range sel.Plan.TenantPreconditions {
		b.WriteString("  requires " + text.Visible(flag.Name) + " of the tenant to be " + text.Visible(flag.Value.Display()) + "\n")
	}
	var rows [][]string
	for _, s := range sel.Steps {
		rows = append(rows, []string{"  " + string(s.Phase) + " ", text.Visible(s.ID) + " ", text.Visible(sentence(s)) + " ", text.Visible(state(s))})
	}
	text.Align(rows, maxColumn)
	for i, row := range rows {
		b.WriteString(strings.TrimRight(strings.Join(row, " "), " ") + "\n")
		for _, c := range sel.Steps[i].Candidates {
			b.WriteString("      or " + text.Visible(c.Display()) + "\n")
		}
	}
	if len(sel.Unplanned) > 0 {
		b.WriteString("not planned\n")
	}
	for _, line := range sel.NotPlanned() {
		b.WriteString("  " + text.Visible(line) + "\n")
	}
	return []byte(b.String())
}

func headline(sel *script.Selection) string {
	s := text.Count(len(sel.Steps), "step")
	if sel.Phase == "" {
		s += " for " + text.Count(sel.Counts.Users, "user")
	}
	s += sel.Extent()
	n, off := 0, 0
	for _, step := range sel.Steps {
		if step.Irreversible {
			n++
		}
		if step.Irreversible && !step.Approved {
			off++
		}
	}
	switch {
	case n == 1 && off == n:
		s += ", 1 of them irreversible (off until you approve it)"
	case n > 0 && off == n:
		s += fmt.Sprintf(", %d of them irreversible (off until you approve them)", n)
	case n > 0:
		s += fmt.Sprintf(", %d of them irreversible (%d approved)", n, n-off)
	}
	return s + "\n"
}

// maxColumn is the width in characters up to which columns are aligned.
const maxColumn = 120

// sentence returns what a step does.
func sentence(s plan.Step) string {
	name := s.Target.Display()
	switch s.Operation {
	case plan.DeleteUser:
		return "delete " + name + " (it can be restored for 30 days)"
	case plan.RestoreDeletedUser:
		return "restore the deleted user " + name + renamed(s)
	case plan.PurgeDeletedUser:
		return "permanently delete the deleted user " + name
	case plan.RunSync:
		v, _ := s.Set.Get("policyType")
		return "Start-ADSyncSyncCycle -PolicyType " + v.Display()
	case plan.Verify:
		return name + " is synced and has its anchor"
	case plan.ManualReview:
		return "by hand: " + name + ": " + s.Explain
	}
	if s.Operation.IsMove() && len(s.Set) == 0 {
		return "by hand: " + string(s.Operation) + " " + name
	}
	return changeSentence(s, name)
}

func renamed(s plan.Step) string {
	if v, ok := s.Set.Get(plan.UserPrincipalName); ok {
		return " as " + v.Display()
	}
	return ""
}

// changeSentence returns the properties and values that a step changes.
func changeSentence(s plan.Step, name string) string {
	if c, ok := s.Change(); ok && (s.Operation == plan.AddProxyAddress || s.Operation == plan.RemoveProxyAddress) {
		if c.Before.IsNull() {
			return "add " + c.After.Display() + " to " + name
		}
		return "remove " + c.Before.Display() + " from " + name
	}
	if s.Operation == plan.SetTenantFlag {
		name = "the tenant"
	}
	if c, ok := s.Change(); ok && s.Operation.IsMove() {
		return "move " + name + " to " + c.After.Display()
	}
	var changes []string
	for _, set := range s.Set {
		change := set.Name + " of " + name + ": "
		if before, ok := s.Expect.Get(set.Name); ok {
			change += before.Display() + " -> "
		}
		changes = append(changes, change+set.Value.Display())
	}
	return strings.Join(changes, ", ")
}

// state returns whether a step is irreversible or off, and its rules.
func state(s plan.Step) string {
	list := slices.Clone(s.Because)
	switch {
	case s.Irreversible && s.Approved:
		list = append([]string{"irreversible", "approved"}, list...)
	case s.Irreversible:
		list = append([]string{"irreversible", "off"}, list...)
	}
	return strings.Join(list, ", ")
}

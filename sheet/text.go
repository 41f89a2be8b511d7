package sheet

import (
	"fmt"
	"slices"
	"strings"

	"hardmatch/plan"
	"hardmatch/script"
	"hardmatch/text"
)

// textSummary writes a plan in a line a step, for reading on a terminal.
func textSummary(sp *script.Selection) []byte {
	var b strings.Builder
	b.WriteString(headline(sp))
	for _, flag := range sp.Plan.TenantPreconditions {
		b.WriteString("  wants " + text.Visible(flag.Name) + " of the tenant to be " + text.Visible(flag.Value.Display()) + "\n")
	}
	var rows [][]string
	for _, s := range sp.Steps {
		rows = append(rows, []string{"  " + string(s.Phase) + " ", text.Visible(s.ID) + " ", text.Visible(sentence(s)) + " ", text.Visible(state(s))})
	}
	text.Align(rows, widestText)
	for i, row := range rows {
		b.WriteString(strings.TrimRight(strings.Join(row, " "), " ") + "\n")
		for _, c := range sp.Steps[i].Candidates {
			b.WriteString("      or " + text.Visible(c.Display()) + "\n")
		}
	}
	if len(sp.Unplanned) > 0 {
		b.WriteString("not planned\n")
	}
	for _, line := range sp.NotPlanned() {
		b.WriteString("  " + text.Visible(line) + "\n")
	}
	return []byte(b.String())
}

func headline(sp *script.Selection) string {
	s := text.Count(len(sp.Steps), "step")
	if sp.Phase == "" {
		s += " for " + text.Count(sp.Counts.Users, "user")
	}
	s += sp.Extent()
	n, off := 0, 0
	for _, step := range sp.Steps {
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

// widestText is how far columns on a terminal are aligned.
const widestText = 120

// sentence says what a step does in the words of its operation.
func sentence(s plan.Step) string {
	name := s.Target.Display()
	switch s.Operation {
	case plan.DeleteUser:
		return "delete " + name + ", for 30 days"
	case plan.RestoreDeletedUser:
		return "restore the deleted user " + name + renamed(s)
	case plan.PurgeDeletedUser:
		return "delete for good the deleted user " + name
	case plan.RunSync:
		v, _ := s.Set.Get("policyType")
		return "Start-ADSyncSyncCycle -PolicyType " + v.Display()
	case plan.Verify:
		return name + " is synced and carries its anchor"
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

// changeSentence says values, one of proxyAddresses as one that comes or goes.
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

// state says whether a step is off, and which rules are behind it.
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

package render

import (
	"fmt"
	"slices"
	"strings"

	"hardmatch/plan"
)

// summary says a plan in a line a step, for reading on a terminal.
func summary(sp *speech) ([]byte, error) {
	var b strings.Builder
	b.WriteString(headline(sp))
	for _, flag := range sp.plan.TenantPreconditions {
		b.WriteString("  wants " + Visible(flag.Name) + " of the tenant to be " + Visible(value(flag.Value)) + "\n")
	}
	var rows [][]string
	for _, s := range sp.steps {
		rows = append(rows, []string{"  " + string(s.Phase) + " ", Visible(s.ID) + " ", Visible(sentence(s)) + " ", Visible(state(s))})
	}
	alignRunes(rows)
	for i, row := range rows {
		b.WriteString(strings.TrimRight(strings.Join(row, " "), " ") + "\n")
		for _, c := range sp.steps[i].Candidates {
			b.WriteString("      or " + Visible(refName(c)) + "\n")
		}
	}
	if len(sp.unplanned) > 0 {
		b.WriteString("not planned\n")
	}
	for _, line := range sp.leftOver() {
		b.WriteString("  " + Visible(line) + "\n")
	}
	return []byte(b.String()), nil
}

func headline(sp *speech) string {
	s := count(len(sp.steps), "step")
	if sp.phase == "" {
		s += " for " + count(sp.counts.Users, "user")
	}
	s += sp.way()
	n, off := 0, 0
	for _, step := range sp.steps {
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

// sentence says what a step does in the words of its operation.
func sentence(s plan.Step) string {
	name := refName(s.Target)
	switch s.Operation {
	case plan.DeleteUser:
		return "delete " + name + ", for 30 days"
	case plan.RestoreDeletedUser:
		return "restore the deleted user " + name + renamed(s)
	case plan.PurgeDeletedUser:
		return "delete for good the deleted user " + name
	case plan.RunSync:
		v, _ := s.Set.Get("policyType")
		return "Start-ADSyncSyncCycle -PolicyType " + value(v)
	case plan.Verify:
		return name + " is synced and carries its anchor"
	case plan.ManualReview:
		return "by hand: " + name + ": " + s.Explain
	}
	if isMove(s) && len(s.Set) == 0 {
		return "by hand: " + string(s.Operation) + " " + name
	}
	return changeSentence(s, name)
}

func renamed(s plan.Step) string {
	if v, ok := s.Set.Get(plan.UserPrincipalName); ok {
		return " as " + value(v)
	}
	return ""
}

// changeSentence says values, one of proxyAddresses as one that comes or goes.
func changeSentence(s plan.Step, name string) string {
	if c, err := changeOf(s); err == nil && c.property == proxyAddresses {
		if c.before.IsNull() {
			return "add " + value(c.after) + " to " + name
		}
		return "remove " + value(c.before) + " from " + name
	}
	if s.Operation == plan.SetTenantFlag {
		name = "the tenant"
	}
	if c, err := changeOf(s); err == nil && c.property == distinguishedName {
		return "move " + name + " to " + value(c.after)
	}
	var changes []string
	for _, set := range s.Set {
		change := set.Name + " of " + name + ": "
		if before, ok := s.Expect.Get(set.Name); ok {
			change += value(before) + " -> "
		}
		changes = append(changes, change+value(set.Value))
	}
	return strings.Join(changes, ", ")
}

func value(v plan.Value) string {
	if v.IsNull() {
		return "none"
	}
	if b, ok := v.Bool(); ok {
		return fmt.Sprint(b)
	}
	s, _ := v.Text()
	return s
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

func alignRunes(rows [][]string) {
	for column := 0; len(rows) > 0 && column < len(rows[0])-1; column++ {
		width := 0
		for _, row := range rows {
			width = max(width, min(len([]rune(row[column])), 2*widest))
		}
		for _, row := range rows {
			row[column] += strings.Repeat(" ", max(0, width-len([]rune(row[column]))))
		}
	}
}

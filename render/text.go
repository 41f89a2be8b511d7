package render

import (
	"fmt"
	"strings"

	"hardmatch/plan"
)

// summary says a plan in a line a step, for reading on a terminal.
func summary(p *plan.Plan, undo bool) ([]byte, error) {
	if undo {
		back, err := p.Reverse()
		if err != nil {
			return nil, err
		}
		p = back
	}
	var b strings.Builder
	b.WriteString(headline(p))
	var rows [][]string
	for _, s := range p.Steps {
		rows = append(rows, []string{"  " + string(s.Phase) + " ", Visible(s.ID) + " ", Visible(sentence(s)) + " ", state(s)})
	}
	alignRunes(rows)
	for _, row := range rows {
		b.WriteString(strings.TrimRight(strings.Join(row, " "), " ") + "\n")
	}
	if len(p.Unplanned) > 0 {
		b.WriteString("not planned\n")
	}
	for _, u := range p.Unplanned {
		b.WriteString("  " + Visible(refName(u.Object)+": "+u.Why) + "\n")
	}
	return []byte(b.String()), nil
}

func headline(p *plan.Plan) string {
	s := count(p.Counts.Steps, "step") + " for " + count(p.Counts.Users, "user")
	off := 0
	for _, step := range p.Steps {
		if step.Irreversible && !step.Approved {
			off++
		}
	}
	switch n := p.Counts.Irreversible; {
	case n > 0 && off == n:
		s += fmt.Sprintf(", %d of them irreversible (off until you approve them)", n)
	case n > 0:
		s += fmt.Sprintf(", %d of them irreversible (%d approved)", n, n-off)
	}
	return strings.Replace(s, "1 of them irreversible (off until you approve them)", "1 of them irreversible (off until you approve it)", 1) + "\n"
}

// sentence says what a step does in the words of its operation.
func sentence(s plan.Step) string {
	name := refName(s.Target)
	switch s.Operation {
	case plan.PurgeDeletedUser:
		return "delete for good a deleted twin of " + name + ", if there is one"
	case plan.RunSync:
		v, _ := s.Set.Get("policyType")
		policy, _ := v.Text()
		return "Start-ADSyncSyncCycle -PolicyType " + policy
	case plan.Verify:
		return name + " is synced and carries its anchor"
	case plan.ManualReview:
		return name + ": " + s.Explain
	}
	var changes []string
	for _, set := range s.Set {
		before, looked := s.Expect.Get(set.Name)
		change := set.Name + " of " + name + ": "
		if looked {
			change += value(before) + " -> "
		}
		changes = append(changes, change+value(set.Value))
	}
	if len(changes) == 0 {
		return string(s.Operation) + " " + name
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

func state(s plan.Step) string {
	switch {
	case s.Irreversible && s.Approved:
		return "irreversible, approved"
	case s.Irreversible:
		return "irreversible, off"
	}
	return ""
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

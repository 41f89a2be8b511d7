package render

import (
	"fmt"
	"strings"

	"hardmatch/plan"
)

// markdown says a plan as a list to tick off, for a change request. What stands
// in code is data of the directory; there are no tables, which disagree on what
// an escaped bar is.
func markdown(p *plan.Plan, undo bool) ([]byte, error) {
	said, err := planned(p, undo)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	title := "Plan"
	if undo {
		title = "The way back"
	}
	fmt.Fprintf(&b, "# %s: %s for %s\n\n", title, count(len(said.Steps), "step"), count(said.Counts.Users, "user"))
	mdHead(&b, p, said)
	steps := ordered(said.Steps)
	for _, phase := range plannedPhases(steps) {
		fmt.Fprintf(&b, "\n## %s\n\n", phase)
		for _, s := range steps {
			if s.Phase == phase && !s.Irreversible {
				mdStep(&b, s)
			}
		}
	}
	mdIrreversible(&b, steps)
	if len(said.Unplanned) > 0 {
		b.WriteString("\n## Not planned\n\n")
	}
	for _, u := range said.Unplanned {
		fmt.Fprintf(&b, "- %s: %s\n", mdCode(refName(u.Object)), mdCode(u.Why))
	}
	return []byte(b.String()), nil
}

// plannedPhases are the phases of the steps that have a way back, in their order.
func plannedPhases(steps []plan.Step) []plan.Phase {
	var list []plan.Phase
	for _, s := range steps {
		if !s.Irreversible && (len(list) == 0 || list[len(list)-1] != s.Phase) {
			list = appendPhase(list, s.Phase)
		}
	}
	return list
}

func appendPhase(list []plan.Phase, phase plan.Phase) []plan.Phase {
	for _, known := range list {
		if known == phase {
			return list
		}
	}
	return append(list, phase)
}

func mdHead(b *strings.Builder, p, said *plan.Plan) {
	fmt.Fprintf(b, "- plan: %s, as of %s\n", mdCode(p.ID), mdCode(p.AsOf))
	if p.Tenant != nil {
		fmt.Fprintf(b, "- tenant: %s %s\n", mdCode(p.Tenant.ID), mdCode(p.Tenant.InitialDomain))
	}
	for _, in := range p.Inputs {
		fmt.Fprintf(b, "- from: %s, %s, %s\n", mdCode(in.File), mdCode(in.Kind), count(in.Records, "record"))
	}
	var scopes, roles []string
	for _, s := range said.Steps {
		scopes, roles = appendNew(scopes, s.Needs.Scopes), appendNew(roles, s.Needs.Roles)
	}
	for _, need := range []struct {
		name string
		list []string
	}{{"scopes", scopes}, {"roles, as the step needs", roles}} {
		if len(need.list) > 0 {
			fmt.Fprintf(b, "- %s: %s\n", need.name, mdCode(strings.Join(need.list, ", ")))
		}
	}
}

// mdStep is a line of what a step does, and below it why.
func mdStep(b *strings.Builder, s plan.Step) {
	fmt.Fprintf(b, "- [ ] %s **%s** %s\n", mdCode(s.ID), s.Operation, mdCode(refName(s.Target)))
	for _, e := range s.Expect {
		if _, ok := s.Set.Get(e.Name); !ok {
			fmt.Fprintf(b, "  - expect %s %s\n", mdCode(e.Name), mdValue(e.Value))
		}
	}
	for _, set := range s.Set {
		from := ""
		if before, ok := s.Expect.Get(set.Name); ok {
			from = " from " + mdValue(before)
		}
		fmt.Fprintf(b, "  - set %s%s to %s\n", mdCode(set.Name), from, mdValue(set.Value))
	}
	for _, u := range s.Unique {
		fmt.Fprintf(b, "  - look for others with %s %s\n", mdCode(u.Name), mdValue(u.Value))
	}
	if s.Explain != "" {
		fmt.Fprintf(b, "  - why: %s\n", mdCode(s.Explain))
	}
	if len(s.After) > 0 {
		fmt.Fprintf(b, "  - after %s\n", mdCode(strings.Join(s.After, ", ")))
	}
}

func mdIrreversible(b *strings.Builder, steps []plan.Step) {
	begun := false
	for _, s := range steps {
		if !s.Irreversible {
			continue
		}
		if !begun {
			b.WriteString("\n## No way back\n\nEach of these is off until it is approved in the plan.\n\n")
			begun = true
		}
		mdStep(b, s)
		if s.Approved {
			b.WriteString("  - approved\n")
		} else {
			b.WriteString("  - off\n")
		}
	}
}

// mdValue puts texts in code, and null and truth values not, so that the text
// "null" is not taken for null.
func mdValue(v plan.Value) string {
	if text, ok := v.Text(); ok {
		return mdCode(text)
	}
	if v.IsNull() {
		return "null"
	}
	return value(v)
}

// mdCode returns a code span of CommonMark 0.31 (6.1) that shows s on one line.
// Nothing in it is a link, an address, HTML, a table or emphasis; escaping with
// backslashes would not do, as GitHub makes links of bare addresses all the same.
// The fence is one backtick longer than any run in s, and a blank is put inside
// where Markdown would take one away. Characters that act are shown as \u{hex}.
// An empty text, for which there is no code span, becomes the word empty.
func mdCode(s string) string {
	if s == "" {
		return "empty"
	}
	s = Visible(s)
	run, longest := 0, 0
	for i := range len(s) {
		if run++; s[i] != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence, pad := strings.Repeat("`", longest+1), ""
	blanks := s[0] == ' ' && s[len(s)-1] == ' ' && strings.Trim(s, " ") != ""
	if s[0] == '`' || s[len(s)-1] == '`' || blanks {
		pad = " "
	}
	return fence + pad + s + pad + fence
}

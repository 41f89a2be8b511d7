package render

import (
	"errors"
	"fmt"
	"strings"

	"hardmatch/plan"
)

// runnable are the voices that are carried out as they are, and why each of
// them has no words for a step, or nil if it has.
var runnable = map[Voice]func(plan.Step) error{
	GraphPowerShell: psCan,
	EntraPowerShell: psCan,
	GraphREST:       cloudCan,
	GraphBatch:      batchCan,
	M365CLI:         cloudCan,
	LDIF:            ldifCan,
}

var errNoWords = errors.New("this voice has no words for it")

// psCan is nil for the steps that PowerShell has words for; a purge and a look
// go with the stamp of the same user.
func psCan(s plan.Step) error {
	_, stamps := asUser(s)
	looks := s.Operation == plan.PurgeDeletedUser || s.Operation == plan.Verify
	if stamps || s.Operation == plan.RunSync && isDelta(s) || looks && s.Target.ID == "" {
		return nil
	}
	return errNoWords
}

// sayers are the voices that write a step as something to run, but for v.
func sayers(s plan.Step, v Voice) []string {
	var list []string
	for _, other := range Voices() {
		if can := runnable[other]; other != v && can != nil && can(s) == nil {
			list = append(list, string(other))
		}
	}
	return list
}

// notSaid is the comment in the place of a step that a voice does not say: why,
// which voices do, and all that the step holds.
func notSaid(s plan.Step, v Voice, why error) string {
	reason := why.Error()
	if can := sayers(s, v); len(can) > 0 {
		reason += "; said by " + strings.Join(can, ", ")
	}
	if more := details(s); more != "" {
		reason += " (" + more + ")"
	}
	return fmt.Sprintf("%s %s %s: %s", s.ID, s.Operation, refName(s.Target), reason)
}

// details are the values of a step, and its reason.
func details(s plan.Step) string {
	var list []string
	for _, set := range s.Set {
		text := set.Name
		if before, ok := s.Expect.Get(set.Name); ok {
			text += " from " + value(before)
		}
		list = append(list, text+" to "+value(set.Value))
	}
	for _, e := range s.Expect {
		if _, ok := s.Set.Get(e.Name); !ok {
			list = append(list, e.Name+" is "+value(e.Value))
		}
	}
	for _, u := range s.Unique {
		list = append(list, "looked for by "+u.Name+" "+value(u.Value))
	}
	if s.Explain != "" {
		list = append(list, s.Explain)
	}
	return strings.Join(list, "; ")
}

// leftOver lists the objects without steps, and why.
func leftOver(p *plan.Plan) []string {
	var list []string
	for _, u := range p.Unplanned {
		list = append(list, refName(u.Object)+": "+u.Why)
	}
	return list
}

// hashComments lists what is not said, in a language whose comments begin with #.
func hashComments(b *strings.Builder, list []string) {
	if len(list) == 0 {
		return
	}
	b.WriteString("\n# Not done here:\n")
	for _, line := range list {
		fmt.Fprintf(b, "#   - %s\n", psComment(line))
	}
}

// planLines are the lines of a head that say what a text was made from.
func planLines(b *strings.Builder, p *plan.Plan) {
	headRow(b, "plan", p.ID+", as of "+p.AsOf)
	for _, in := range p.Inputs {
		headRow(b, "from", fmt.Sprintf("%s: %s, %s", in.File, in.Kind, count(in.Records, "record")))
	}
	if p.Tenant != nil {
		headRow(b, "tenant", p.Tenant.ID+" "+p.Tenant.InitialDomain)
	}
}

func headRow(b *strings.Builder, name, value string) {
	fmt.Fprintf(b, "#   %-8s %s\n", name, psComment(value))
}

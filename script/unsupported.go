package script

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"hardmatch/plan"
	"hardmatch/text"
)

// support has for each format the function that returns why it cannot express a
// step, or nil. MSOnline is missing: the module no longer works, so no step is
// referred to it.
var support = map[Format]func(plan.Step) error{
	GraphPowerShell: psCan,
	EntraPowerShell: psCan,
	GraphREST:       cloudCan,
	GraphBatch:      batchCan,
	M365CLI:         cloudCan,
	LDIF:            ldifCan,
}

// Supporting returns the formats that can express a step, except v.
func Supporting(s plan.Step, v Format) []string {
	var list []string
	for _, other := range Formats() {
		if can := support[other]; other != v && can != nil && can(s) == nil {
			list = append(list, string(other))
		}
	}
	return list
}

// unsupported is a line about a step that a format cannot express: why not, and
// which formats can. The values of the step are in those, and in the sheets.
func unsupported(s plan.Step, v Format, why error) string {
	reason := why.Error()
	if isByHand(why) {
		reason = "by hand: " + s.Explain
	}
	if can := Supporting(s, v); len(can) > 0 {
		said := "said by " + strings.Join(can[:min(4, len(can))], ", ")
		if reason += "; " + said; errors.Is(why, errOtherSide) {
			reason = said
		}
	}
	return fmt.Sprintf("%s %s %s: %s", s.ID, s.Operation, s.Target.Display(), reason)
}

// isByHand reports whether a person must carry out the step in every format.
func isByHand(why error) bool { return errors.Is(why, errByHand) || errors.Is(why, errNoOU) }

// details are what a step sets, expects and looks for, each on a line.
func details(s plan.Step) []string {
	var list []string
	for _, set := range s.Set {
		text := set.Name
		if before, ok := s.Expect.Get(set.Name); ok {
			text += " from " + before.Display()
		}
		list = append(list, text+" to "+set.Value.Display())
	}
	for _, e := range s.Expect {
		if _, ok := s.Set.Get(e.Name); !ok {
			list = append(list, e.Name+" is "+e.Value.Display())
		}
	}
	for _, u := range s.Unique {
		list = append(list, "no other has "+u.Name+" "+u.Value.Display())
	}
	return list
}

// hashComments lists what a script does not do, in a language whose comments
// begin with #.
func hashComments(b *strings.Builder, list []string) {
	if len(list) == 0 {
		return
	}
	b.WriteString("\n# Not done here:\n")
	for _, line := range list {
		fmt.Fprintf(b, "#   - %s\n", psComment(line))
	}
}

// planLines are the lines of a head that name what a text was made from.
func planLines(b *strings.Builder, p *plan.Plan) {
	headRow(b, "plan", p.ID+", as of "+p.AsOf)
	for _, in := range p.Inputs {
		headRow(b, "from", fmt.Sprintf("%s: %s, %s", in.File, in.Kind, text.Count(in.Records, "record")))
	}
	if p.Tenant != nil {
		headRow(b, "tenant", strings.Join(p.Tenant.Names(), " "))
	}
	for _, flag := range p.TenantPreconditions {
		headRow(b, "wants", "the flag "+flag.Name+" of the tenant to be "+flag.Value.Display())
	}
}

func headRow(b *strings.Builder, name, value string) {
	fmt.Fprintf(b, "#   %-8s %s\n", name, psComment(value))
}

// does reports whether a format can express a step.
func does(can func(plan.Step) error) func(plan.Step) bool {
	return func(s plan.Step) bool { return can(s) == nil }
}

// carriesOut is does, without irreversible steps that are not approved.
func carriesOut(can func(plan.Step) error) func(plan.Step) bool {
	return func(s plan.Step) bool { return can(s) == nil && (s.Approved || !s.Irreversible) }
}

// otherExpects are the properties that a step looks at besides the one it changes.
func otherExpects(s plan.Step, property string) plan.Properties {
	return slices.DeleteFunc(slices.Clone(s.Expect), func(e plan.Property) bool { return e.Name == property })
}

package script

import (
	"errors"
	"fmt"
	"slices"

	"strings"

	"hardmatch/plan"
)

// checks has the function of each format that returns why it cannot express a step,
// or nil. MSOnline is missing: the module no longer works, so no text refers to it.
var checks = map[Format]func(plan.Step) error{
	GraphPowerShell: checkPowerShell,
	EntraPowerShell: checkPowerShell,
	GraphREST:       checkGraph,
	GraphBatch:      checkBatch,
	M365CLI:         checkGraph,
	LDIF:            checkLDIF,
}

// Supporting returns the formats other than except that can express a step.
func Supporting(s plan.Step, except Format) []string {
	var list []string
	for _, f := range Formats() {
		if check := checks[f]; f != except && check != nil && check(s) == nil {
			list = append(list, string(f))
		}
	}
	return list
}

// unsupported returns a line about a step that a format cannot express: why not,
// and which formats can. It has no values; those formats and the sheets have them.
func unsupported(s plan.Step, f Format, why error) string {
	reason := why.Error()
	if isByHand(why) {
		reason = "by hand: " + s.Explain
	}
	if formats := Supporting(s, f); len(formats) > 0 {
		supported := "supported by " + strings.Join(formats[:min(4, len(formats))], ", ")
		if reason += "; " + supported; errors.Is(why, errOtherSide) {
			reason = supported
		}
	}
	return fmt.Sprintf("%s %s %s: %s", s.ID, s.Operation, s.Target.Display(), reason)
}

// isByHand reports whether a person must carry out the step in every format.
func isByHand(why error) bool { return errors.Is(why, errByHand) || errors.Is(why, errNoOU) }

// details returns what a step sets, expects and requires to be unique, each on a line.
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
		list = append(list, "no other object has "+u.Name+" "+u.Value.Display())
	}
	return list
}

// supported returns a function that reports whether a format can express a step.
func supported(check func(plan.Step) error) func(plan.Step) bool {
	return func(s plan.Step) bool { return check(s) == nil }
}

// carriesOut is like [supported], but excludes irreversible steps without approval.
func carriesOut(check func(plan.Step) error) func(plan.Step) bool {
	return func(s plan.Step) bool { return check(s) == nil && (s.Approved || !s.Irreversible) }
}

// otherExpected returns what a step expects of properties other than the one that
// it changes.
func otherExpected(s plan.Step, property string) plan.Properties {
	return slices.DeleteFunc(slices.Clone(s.Expect), func(e plan.Property) bool { return e.Name == property })
}

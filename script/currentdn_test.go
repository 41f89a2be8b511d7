package script

import (
	"slices"
	"testing"

	"hardmatch/plan"
)

// After a move an object has its new DN, also in the undo, and if the move is in
// another phase.
func TestStepDNs(t *testing.T) {
	const staff, unsynced = "CN=A,OU=Staff", "CN=A,OU=Unsynced"
	move := func(id string, phase plan.Phase, op plan.Operation, target, from, to string) plan.Step {
		return plan.Step{ID: id, Phase: phase, Operation: op, Target: plan.Ref{Side: plan.SideOnPremises, DN: target},
			Expect: plan.Properties{{Name: plan.DistinguishedName, Value: plan.Text(from)}}, Set: plan.Properties{{Name: plan.DistinguishedName, Value: plan.Text(to)}}}
	}
	mail := func(id, from, to string) plan.Step {
		return plan.Step{ID: id, Phase: plan.Stamp, Operation: plan.SetMail, Target: plan.Ref{Side: plan.SideOnPremises, DN: staff},
			Expect: plan.Properties{{Name: plan.Mail, Value: plan.Text(from)}}, Set: plan.Properties{{Name: plan.Mail, Value: plan.Text(to)}}}
	}
	steps := []plan.Step{
		move("out", plan.Prepare, plan.MoveOutOfScope, staff, staff, unsynced),
		mail("mail", "a", "b"),
		move("in", plan.Sync, plan.MoveIntoScope, staff, unsynced, staff),
		mail("again", "b", "c"),
	}
	undos := []plan.Step{
		move("outu", plan.Prepare, plan.MoveIntoScope, unsynced, unsynced, staff),
		mail("mailu", "b", "a"),
		move("inu", plan.Sync, plan.MoveOutOfScope, staff, staff, unsynced),
		mail("againu", "c", "b"),
	}
	for i := range steps {
		steps[i].Undo = &undos[i]
	}
	for name, test := range map[string]struct {
		steps   int
		options Options
		want    []string
	}{
		"all":            {4, Options{}, []string{staff, unsynced, unsynced, staff}},
		"undo":           {4, Options{Undo: true}, []string{staff, staff, unsynced, unsynced}},
		"only moved":     {2, Options{Undo: true}, []string{unsynced, unsynced}},
		"moved before":   {2, Options{Phase: plan.Stamp}, []string{unsynced}},
		"moved again":    {3, Options{Phase: plan.Sync}, []string{unsynced}},
		"undo in phases": {2, Options{Undo: true, Phase: plan.Prepare}, []string{unsynced}},
	} {
		sel, err := Select(&plan.Plan{Steps: steps[:test.steps]}, test.options)
		if err != nil {
			t.Fatal(err)
		}
		dns := sel.stepDNs()
		var got []string
		for _, s := range sel.Steps {
			got = append(got, dns[s.ID])
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

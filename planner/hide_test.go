package planner_test

import (
	"fmt"
	"strings"
	"testing"

	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/match/modeltest"
	"hardmatch/plan"
	"hardmatch/planner/plannertest"
)

// A value that was not exported, or was lost, must not add a change to a plan. The test
// hides every attribute of every object of every model. Each change of the plan must then
// be in the plan of the whole model, or be one that [accepted] explains.
func TestHiddenValuesAddNoChange(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 10,000 plans")
	}
	models, err := plannertest.Read("testdata/plans.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range models {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			whole, sync := changesOf(t, m), match.Simulate(m.Model)
			changed := make(map[string]bool) // objects whose anchor the whole plan changes
			for _, s := range whole {
				changed[placeOf(s)] = changed[placeOf(s)] || s.Operation == plan.SetOnPremisesImmutableID
			}
			for name, r := range m.Refs {
				for _, a := range modeltest.Attributes {
					if (a.Side == directory.Cloud) != r.IsCloud() {
						continue
					}
					for _, p := range []directory.Presence{directory.NotExported, directory.Lost} {
						hidden := *m
						hidden.Model = m.Hide(r, a, p)
						for change, s := range changesOf(t, &hidden) {
							if _, known := whole[change]; !known && !accepted(sync, a, p, s) && !(s.Operation == plan.ClearOnPremisesImmutableID && changed[placeOf(s)]) {
								t.Errorf("%s of %s (%d): step %s: %s", a.Name, name, p, change, s.Explain)
							}
						}
					}
				}
			}
		})
	}
}

// accepted reports whether hiding an attribute may add a step. No irreversible step may be
// added.
func accepted(sync *match.Simulation, a modeltest.Attribute, p directory.Presence, s plan.Step) bool {
	anchor, _ := s.Set.Get(plan.OnPremisesImmutableID)
	text, _ := anchor.Text()
	switch {
	case s.Irreversible:
		return false
	case s.Operation == plan.SetConsistencyGUID: // few exports have isCloudManaged
		return a.Name == "isCloudManaged" && p == directory.NotExported
	case s.Operation != plan.SetOnPremisesImmutableID:
		return false
	case strings.Contains(s.Explain, "; not known: "): // the names decide, and the step states what is missing
		return true
	case a.Name == plan.OnPremisesImmutableID: // another user may have the anchor: this is checked before the write
		return len(s.Unique) == 1
	}
	for v := range sync.Verdicts() { // the sync would join the two by their names
		if o := sync.Object(v.Object); string(o.Anchor.Value) == text && v.Counterpart != match.None {
			return sync.Object(v.Counterpart).Origin.Line == s.Target.Origin.Line
		}
	}
	return false
}

// changesOf returns the steps of the plan of a model that change an object, by operation,
// place of the object and values.
func changesOf(t *testing.T, m *modeltest.Model) map[string]plan.Step {
	t.Helper()
	p, err := plannertest.Build(m)
	if err != nil {
		return nil // the scope names an object by the hidden value
	}
	changes := make(map[string]plan.Step)
	for _, s := range p.Steps {
		switch s.Operation {
		case plan.ManualReview, plan.Verify, plan.RunSync:
			continue
		}
		change := fmt.Sprint(s.Operation, " ", placeOf(s))
		if !s.Operation.IsMove() { // without a DN, a move is by hand
			change += " " + jsonOf(s.Set)
		}
		changes[change] = s
	}
	return changes
}

// placeOf returns where the target of a step was read, or its name.
func placeOf(s plan.Step) string {
	if s.Target.Origin == nil {
		return s.Target.Name()
	}
	return fmt.Sprintf("%s:%d", s.Target.Origin.File, s.Target.Origin.Line)
}

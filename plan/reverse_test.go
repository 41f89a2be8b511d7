package plan_test

import (
	"slices"
	"testing"

	"hardmatch/plan"
)

// The undo of a plan has the undos of its steps, last step first. It lists the steps
// that cannot be undone.
func TestReverse(t *testing.T) {
	for _, w := range readModels(t) {
		p := planOf(t, w)
		r, err := p.Reverse()
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		irreversible := 0
		for _, s := range slices.Backward(p.Steps) {
			switch {
			case s.Undo != nil:
				want = append(want, s.Undo.ID)
			case s.Irreversible:
				irreversible++
			}
		}
		for i, s := range r.Steps {
			if i >= len(want) || s.ID != want[i] {
				t.Errorf("%s: %s is step %d of the undo, want %v", w.Name, s.ID, i, want)
			}
		}
		if len(r.Steps) != len(want) || len(r.Unplanned) != irreversible {
			t.Errorf("%s: %+v, want %d steps and %d irreversible ones", w.Name, r.Counts, len(want), irreversible)
		}
		doc, err := r.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := plan.Parse(doc); err != nil {
			t.Errorf("%s: %v", w.Name, err)
		}
	}
}

// The undo of a step waits for the undos of the steps that came after it. Its own undo is the
// step, without its approval.
func TestReverseOrder(t *testing.T) {
	ada, ben := plan.Ref{Side: "cloud", UserPrincipalName: "ada@x"}, plan.Ref{Side: "cloud", UserPrincipalName: "ben@x"}
	step := func(id string, target plan.Ref, after ...string) plan.Step {
		return plan.Step{ID: id, Target: target, After: after, Approved: true, Undo: &plan.Step{ID: id + "u", Target: target, After: []string{"x"}}}
	}
	p := &plan.Plan{AsOf: "2026-11-26", Tenant: &plan.Tenant{ID: "t"}, Inputs: []plan.Input{{File: "a.ldf"}}, Steps: []plan.Step{
		step("s1", ada), step("s2", ada, "s1"), step("s3", ben, "s1", "s2"), {ID: "s4", Target: ben, Operation: plan.PurgeDeletedUser, Irreversible: true}, {ID: "s5", Target: ben},
	}}
	r, err := p.Reverse()
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		id    string
		after []string
	}{{"s3u", nil}, {"s2u", []string{"s3u"}}, {"s1u", []string{"s3u", "s2u"}}} {
		s := r.Steps[i]
		if s.ID != want.id || !slices.Equal(s.After, want.after) {
			t.Errorf("%s comes after %v, want %+v", s.ID, s.After, want)
		}
		if back := s.Undo; back == nil || back.ID+"u" != s.ID || back.Undo != nil || len(back.After) != 0 || back.Approved || s.Approved {
			t.Errorf("the undo of %s is %+v", s.ID, back)
		}
	}
	if want := (plan.Counts{Users: 2, Steps: 3, Unplanned: 1}); r.Counts != want || r.AsOf != p.AsOf || r.Tenant != p.Tenant || len(r.Inputs) != 1 {
		t.Errorf("%+v, %+v", r.Counts, r)
	}
	if u := r.Unplanned[0]; u.Object != ben || u.Why != "step s4 (purgeDeletedUser) cannot be undone" {
		t.Errorf("%+v", u)
	}
	if !p.Steps[0].Approved || p.Steps[1].Undo == nil || len(p.Steps[1].After) != 1 {
		t.Error("the plan itself was changed")
	}
}

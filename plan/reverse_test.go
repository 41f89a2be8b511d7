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

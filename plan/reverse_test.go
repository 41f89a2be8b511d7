package plan_test

import (
	"slices"
	"testing"

	"hardmatch/plan"
)

// Every plan has its undo, last step first, which lists the steps that have none.
func TestReverse(t *testing.T) {
	for _, w := range readModels(t) {
		p := planOf(t, w)
		r, err := p.Reverse()
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		gone := 0
		for _, s := range slices.Backward(p.Steps) {
			switch {
			case s.Undo != nil:
				want = append(want, s.Undo.ID)
			case s.Irreversible:
				gone++
			}
		}
		for i, s := range r.Steps {
			if i >= len(want) || s.ID != want[i] {
				t.Errorf("%s: %s is step %d of the undo, want %v", w.Name, s.ID, i, want)
			}
		}
		if len(r.Steps) != len(want) || len(r.Unplanned) != gone {
			t.Errorf("%s: %+v, want %d steps and %d without", w.Name, r.Counts, len(want), gone)
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

package plan_test

import (
	"slices"
	"testing"

	"hardmatch/plan"
)

// Each step of one object is in exactly one part, in the order of the plan, and with all
// that it waits for; the parts are plans.
func TestSplit(t *testing.T) {
	for _, w := range readModels(t) {
		p := planOf(t, w)
		for n := 1; n < 4; n++ {
			parts, err := p.Split(n)
			if err != nil {
				t.Fatal(err)
			}
			seen := make(map[string]int)
			for _, part := range parts {
				checkPart(t, p, part, n)
				for _, s := range part.Steps {
					seen[s.ID]++
				}
			}
			for _, s := range p.Steps {
				if got := seen[s.ID]; got == 0 || !s.IsShared() && got != 1 {
					t.Errorf("%s: step %s is in %d of %d parts", w.Name, s.ID, got, len(parts))
				}
			}
		}
	}
}

func checkPart(t *testing.T, p, part *plan.Plan, n int) {
	t.Helper()
	doc, err := part.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plan.Parse(doc); err != nil { // it also looks whether all that steps wait for is there
		t.Error(err)
	}
	if part.Counts.Users > n || len(part.Steps) != part.Counts.Steps {
		t.Errorf("%+v for at most %d", part.Counts, n)
	}
	place := -1
	for _, s := range part.Steps {
		next := slices.IndexFunc(p.Steps, func(o plan.Step) bool { return o.ID == s.ID })
		if next <= place {
			t.Errorf("step %s is out of order", s.ID)
		}
		place = next
		for _, id := range p.Steps[next].After {
			waits := slices.ContainsFunc(part.Steps, func(o plan.Step) bool { return o.ID == id })
			if before := p.Steps[slices.IndexFunc(p.Steps, func(o plan.Step) bool { return o.ID == id })]; !waits && !before.IsShared() && !s.IsShared() {
				t.Errorf("step %s is there without step %s", s.ID, id)
			}
		}
	}
}

// A sync that only others need is not in a part.
func TestSplitLeavesOut(t *testing.T) {
	for _, w := range readModels(t) {
		if w.Name != "the old account was disabled" {
			continue
		}
		for _, line := range [][]string{{"ad", "zoe", "upn=zoe@contoso.com"}, {"cloud", "z", "like=gone", "upn=zoe@contoso.com"}} {
			if err := w.Add(line, 1); err != nil {
				t.Fatal(err)
			}
		}
		parts, err := planOf(t, w).Split(1)
		if err != nil || len(parts) != 2 {
			t.Fatalf("%d parts, %v", len(parts), err)
		}
		for i, want := range []int{11, 3} {
			if got := len(parts[i].Steps); got != want {
				t.Errorf("part %d has %d steps, want %d", i+1, got, want)
			}
		}
	}
}

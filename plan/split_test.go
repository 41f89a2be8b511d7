package plan_test

import (
	"slices"
	"testing"

	"hardmatch/plan"
)

// Each step of one object is in exactly one part, in the order of the plan, together
// with the steps that it waits for. The parts are valid plans.
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
	if _, err := plan.Parse(doc); err != nil { // Parse also checks that steps wait for steps that exist
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
				t.Errorf("the part has step %s, but not step %s, which it waits for", s.ID, id)
			}
		}
	}
}

// A part has no sync that only other parts need.
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

package match_test

import (
	"fmt"
	"strings"
	"testing"

	"hardmatch/match"
	"hardmatch/match/modeltest"
)

// testdata/models.txt has a model a paragraph: its name, on-premises and cloud
// objects, what is known of the tenant, and the verdicts that are wanted. Its
// first lines tell the notation.
func TestModels(t *testing.T) {
	for _, w := range readModels(t) {
		t.Run(w.Name, func(t *testing.T) { check(t, w) })
	}
}

// Every row of the decision table must be reached by a model.
func TestEveryOutcomeIsReached(t *testing.T) {
	reached := make(map[*match.Outcome]bool)
	for _, w := range readModels(t) {
		for v := range match.Simulate(w.Model).Verdicts() {
			reached[v.Outcome] = true
		}
	}
	for _, out := range match.Outcomes {
		if !reached[out] {
			t.Errorf("no model ends with: %s", out.Reason)
		}
	}
}

// A verdict is open exactly when it names what is missing, or when nobody documents
// what happens; and the same model gives the same verdicts.
func TestVerdictsAreConsistent(t *testing.T) {
	for _, w := range readModels(t) {
		first := dump(match.Simulate(w.Model))
		if again := dump(match.Simulate(w.Model)); again != first {
			t.Errorf("%s: once\n%sthen\n%s", w.Name, first, again)
		}
		for v := range match.Simulate(w.Model).Verdicts() {
			open := v.Kind == match.Undecided && v.Basis != match.Undocumented
			if open != (v.Missing != 0) || v.Kind == match.Refused != (len(v.Refusals) > 0) || v.Counterpart != match.None && !v.Counterpart.IsCloud() {
				t.Errorf("%s: %v, %v, missing %v", w.Name, v.Kind, v.Refusals, v.Missing.Names())
			}
		}
	}
}

func dump(s *match.Simulation) string {
	var b strings.Builder
	for v := range s.Verdicts() {
		fmt.Fprintln(&b, v.Object, v.Kind, v.Counterpart, v.Reason, v.Missing)
	}
	return b.String()
}

func readModels(t *testing.T) []*modeltest.Model {
	t.Helper()
	models, err := modeltest.Read("testdata/models.txt", "want")
	if err != nil {
		t.Fatal(err)
	}
	return models
}

// check compares with "want OBJECT KIND [COUNTERPART|-] [REFUSAL or part of a missing input]...".
func check(t *testing.T, w *modeltest.Model) {
	s := match.Simulate(w.Model)
	n := 0
	for range s.Verdicts() {
		n++
	}
	if n != len(w.Want) {
		t.Errorf("%d verdicts, %d wanted", n, len(w.Want))
	}
	for _, words := range w.Want {
		want := words[1:]
		v := s.VerdictOf(w.Refs[want[0]])
		if v.Outcome == nil {
			t.Errorf("%s has no verdict", want[0])
			continue
		}
		counterpart := match.None
		if len(want) > 2 && want[2] != "-" {
			counterpart = w.Refs[want[2]]
		}
		if v.Kind.String() != want[1] || v.Counterpart != counterpart {
			t.Errorf("%s: %v with %v, want %v; %s; missing %v", want[0], v.Kind, v.Counterpart, want[1:], v.Reason, v.Missing)
		}
		for _, part := range want[min(3, len(want)):] {
			if !strings.Contains(fmt.Sprint(v.Refusals, v.Missing.Names(), v.Reason, v.Basis), part) {
				t.Errorf("%s: %q is not in %v, %v, %q, %v", want[0], part, v.Refusals, v.Missing.Names(), v.Reason, v.Basis)
			}
		}
	}
}

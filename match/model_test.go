package match_test

import (
	"fmt"
	"strings"
	"testing"

	"hardmatch/match"
	"hardmatch/match/modeltest"
)

// testdata/models.txt has one model in each paragraph: its name, on-premises and cloud
// objects, what is known about the tenant, and the expected verdicts. Its first lines explain
// the notation.
func TestModels(t *testing.T) {
	for _, m := range readModels(t) {
		t.Run(m.Name, func(t *testing.T) { check(t, m) })
	}
}

// Every row of the decision table must be reached by a model.
func TestEveryOutcomeIsReached(t *testing.T) {
	reached := make(map[*match.Outcome]bool)
	for _, m := range readModels(t) {
		for v := range match.Simulate(m.Model).Verdicts() {
			reached[v.Outcome] = true
		}
	}
	for _, out := range match.Outcomes {
		if !reached[out] {
			t.Errorf("no model ends with: %s", out.Reason)
		}
	}
}

// A verdict is undecided exactly if it names missing inputs or has no documented basis. The
// same model gives the same verdicts every time.
func TestVerdictsAreConsistent(t *testing.T) {
	for _, m := range readModels(t) {
		first := dump(match.Simulate(m.Model))
		if again := dump(match.Simulate(m.Model)); again != first {
			t.Errorf("%s: first\n%sthen\n%s", m.Name, first, again)
		}
		for v := range match.Simulate(m.Model).Verdicts() {
			open := v.Kind == match.Undecided && v.Basis != match.Undocumented
			if open != (v.Missing != 0) || v.Kind == match.Refused != (len(v.Refusals) > 0) || v.Counterpart != match.None && !v.Counterpart.IsCloud() {
				t.Errorf("%s: %v, %v, missing %v", m.Name, v.Kind, v.Refusals, v.Missing.Names())
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
func check(t *testing.T, m *modeltest.Model) {
	s := match.Simulate(m.Model)
	n := 0
	for range s.Verdicts() {
		n++
	}
	if n != len(m.Want) {
		t.Errorf("%d verdicts, %d wanted", n, len(m.Want))
	}
	for _, words := range m.Want {
		want := words[1:]
		v := s.VerdictOf(m.Refs[want[0]])
		if v.Outcome == nil {
			t.Errorf("%s has no verdict", want[0])
			continue
		}
		counterpart := match.None
		if len(want) > 2 && want[2] != "-" {
			counterpart = m.Refs[want[2]]
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

package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"hardmatch/diagnose"
	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/match/modeltest"
)

// testdata/plans.txt has models in the notation of package modeltest, with what is asked
// for: user NAME, map NAME CLOUD, prefer cloud|onpremises, out DN. The plans of them are
// in testdata/plans.golden.
func TestPlans(t *testing.T) {
	var got bytes.Buffer
	for _, w := range readPlans(t) {
		fmt.Fprintf(&got, "%s\n", w.Name)
		dump(&got, planOf(t, w))
	}
	golden(t, "plans.golden", got.Bytes())
}

func readPlans(t *testing.T) []*modeltest.Model {
	t.Helper()
	models, err := modeltest.Read("testdata/plans.txt", "user", "map", "prefer", "out")
	if err != nil {
		t.Fatal(err)
	}
	return models
}

func planOf(t *testing.T, w *modeltest.Model) *Plan {
	t.Helper()
	s := match.Simulate(w.Model)
	p, err := Build(Request{AsOf: w.AsOf, Simulation: s, Diagnosis: diagnose.Diagnose(s, nil, nil), Scope: scopeOf(w)})
	if err != nil {
		t.Fatalf("%s: %v", w.Name, err)
	}
	doc, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if p, err = Parse(doc); err != nil {
		t.Errorf("%s: %v", w.Name, err)
	}
	return p
}

func scopeOf(w *modeltest.Model) Scope {
	var s Scope
	for _, words := range w.Want {
		switch words[0] {
		case "user":
			s.Users = append(s.Users, words[1])
		case "map":
			s.Pairs = append(s.Pairs, Pair{words[1], words[2]})
		case "prefer":
			s.Prefer = map[string]directory.Side{"cloud": directory.Cloud, "onpremises": directory.OnPremises}[words[1]]
		case "out":
			s.OutOfScope = words[1]
		}
	}
	return s
}

// dump writes what a plan says, a few lines a step.
func dump(b *bytes.Buffer, p *Plan) {
	if len(p.TenantPreconditions) > 0 {
		fmt.Fprintf(b, "\trests on %s\n", jsonOf(p.TenantPreconditions))
	}
	for _, s := range p.Steps {
		fmt.Fprintf(b, "\t%s %s %s %s", s.ID, s.Phase, s.Operation, shortName(s.Target))
		if len(s.Expect)+len(s.Set) > 0 {
			fmt.Fprintf(b, " %s -> %s", jsonOf(s.Expect), jsonOf(s.Set))
		}
		if s.Irreversible {
			b.WriteString(" irreversible")
		}
		if len(s.After) > 0 {
			fmt.Fprintf(b, " after %s", strings.Join(s.After, ","))
		}
		if len(s.Because) > 0 {
			fmt.Fprintf(b, " because %s", strings.Join(s.Because, ","))
		}
		fmt.Fprintf(b, "\n\t\t%s\n", s.Explain)
		for _, c := range s.Candidates {
			fmt.Fprintf(b, "\t\t- %s\n", shortName(c))
		}
	}
	for _, u := range p.Unplanned {
		fmt.Fprintf(b, "\tnot %s: %s\n", shortName(u.Object), u.Why)
	}
}

func jsonOf(p Properties) string {
	doc, _ := json.Marshal(p)
	return string(doc)
}

func shortName(r Ref) string {
	switch {
	case r.DN != "":
		name, _, _ := strings.Cut(strings.TrimPrefix(r.DN, "CN="), ",")
		return name
	case r.Origin == nil:
		return r.Side
	}
	return fmt.Sprintf("%s (%s:%d)", r.Name(), r.Origin.File, r.Origin.Line)
}

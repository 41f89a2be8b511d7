package planner_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"hardmatch/plan"
	"hardmatch/planner/plannertest"
	"hardmatch/text/texttest"
)

// testdata/plans.txt has models, testdata/plans.golden has their plans.
func TestPlans(t *testing.T) {
	models, err := plannertest.Read("testdata/plans.txt")
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	for _, w := range models {
		p, err := plannertest.Build(w)
		if err != nil {
			t.Fatalf("%s: %v", w.Name, err)
		}
		fmt.Fprintf(&got, "%s\n", w.Name)
		dump(&got, p)
	}
	texttest.Golden(t, "plans.golden", got.String())
}

// dump writes a plan, with a few lines for each step.
func dump(b *bytes.Buffer, p *plan.Plan) {
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

func jsonOf(p plan.Properties) string {
	doc, _ := json.Marshal(p)
	return string(doc)
}

func shortName(r plan.Ref) string {
	switch {
	case r.DN != "":
		name, _, _ := strings.Cut(strings.TrimPrefix(r.DN, "CN="), ",")
		return name
	case r.Origin == nil:
		return r.Side
	}
	return fmt.Sprintf("%s (%s:%d)", r.Name(), r.Origin.File, r.Origin.Line)
}

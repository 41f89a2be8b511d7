package hardmatch_test

import (
	"bytes"
	"errors"
	"flag"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"hardmatch/apply"
	"hardmatch/plan"
	"hardmatch/plan/plantest"
	"hardmatch/script"
)

var seed = flag.Uint64("seed", 0, "of random tests; 0: another one each time")

// generator makes random steps. A test that fails prints the seed to repeat it.
func generator(t *testing.T, letters string) plantest.Generator {
	t.Helper()
	n := *seed
	if n == 0 {
		n = uint64(time.Now().UnixNano())
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("repeat with -seed %d", n)
		}
	})
	return plantest.Generator{Rand: rand.New(rand.NewPCG(n, 0)), Letters: letters}
}

// operations returns all operations.
func operations(t *testing.T) (list []plan.Operation) {
	p := plantest.Operations(t)
	for i := range p.Steps {
		for s := &p.Steps[i]; s != nil; s = s.Undo {
			if !slices.Contains(list, s.Operation) {
				list = append(list, s.Operation)
			}
		}
	}
	return list
}

// mutations change a step into a nearly valid one, or into another valid one.
var mutations = []func(plantest.Generator, *plan.Step){
	func(_ plantest.Generator, s *plan.Step) {
		s.Target.Side = map[string]string{plan.SideCloud: plan.SideOnPremises, plan.SideOnPremises: plan.SideCloud}[s.Target.Side]
	},
	func(_ plantest.Generator, s *plan.Step) { s.Target = plan.Ref{Side: s.Target.Side} },
	func(g plantest.Generator, s *plan.Step) { s.Target.ID = g.Word() },
	func(g plantest.Generator, s *plan.Step) { s.Target.ObjectGUID = g.GUID()[1:] },
	func(g plantest.Generator, s *plan.Step) { s.Target.ID, s.Target.UserPrincipalName = "", g.Word() },
	func(_ plantest.Generator, s *plan.Step) { s.Target.Mail = "a@x" },
	func(_ plantest.Generator, s *plan.Step) { s.Irreversible = !s.Irreversible },
	func(_ plantest.Generator, s *plan.Step) { s.Expect = nil },
	func(_ plantest.Generator, s *plan.Step) { s.Set = nil },
	func(_ plantest.Generator, s *plan.Step) { s.Expect, s.Set = s.Set, s.Expect },
	func(_ plantest.Generator, s *plan.Step) { s.Set = append(s.Set, plan.Property{Name: "displayName"}) },
	func(g plantest.Generator, s *plan.Step) {
		s.Expect = append(s.Expect, plan.Property{Name: []string{"displayName", "ms-DS-x", "x&y"}[g.IntN(3)]})
	},
	func(g plantest.Generator, s *plan.Step) {
		values := []plan.Value{{}, plan.Bool(true), plan.Text(""), plan.Text("a_b"), plan.Text("$"), plan.Text(strings.Repeat("a", 257)), plan.Text("a@b@c"), plan.Text("a@b"), plan.Text("AQI=")}
		for _, list := range []plan.Properties{s.Expect, s.Set} {
			if len(list) > 0 && g.IntN(2) == 0 {
				list[0].Value = values[g.IntN(len(values))]
			}
		}
	},
	func(_ plantest.Generator, s *plan.Step) {
		for _, list := range []plan.Properties{s.Expect, s.Set} {
			if len(list) > 0 {
				list[0].Name = "passwordSyncEnabled"
			}
		}
	},
	func(_ plantest.Generator, s *plan.Step) { s.Unique = s.Set },
	func(_ plantest.Generator, s *plan.Step) { s.Unique = s.Expect },
}

// All packages agree on which steps are valid. apply and every format that supports the
// operation accept the steps that Parse accepts, and apply refuses those that it refuses.
func TestStepValidity(t *testing.T) {
	g := generator(t, "abcdefgXYZ0123456789-.'ë\"`")
	all := operations(t)
	valid, invalid := make(map[plan.Operation]int), make(map[plan.Operation]int)
	for i := range 3000 {
		s := g.Step("o1", all[i%len(all)])
		for range g.IntN(3) {
			mutations[g.IntN(len(mutations))](g, &s)
		}
		p, err := parsedPlan(t, s)
		if _, refused := apply.New(p, nil, nil, apply.Options{}); (refused == nil) != (err == nil) {
			t.Fatalf("Parse: %v\napply: %v\n%+v", err, refused, s)
		}
		if err != nil {
			if !errors.Is(err, plan.ErrStep) && !errors.Is(err, plan.ErrSyntax) {
				t.Fatal(err)
			}
			invalid[s.Operation]++
			continue
		}
		valid[s.Operation]++
		for _, f := range script.Formats() {
			checkFormat(t, f, p)
		}
		if t.Failed() {
			t.Fatalf("%+v", s)
		}
	}
	for _, op := range all {
		if valid[op] < 20 || invalid[op] < 5 {
			t.Errorf("%s: %d valid and %d invalid steps", op, valid[op], invalid[op])
		}
	}
}

// parsedPlan returns a plan of one step as Parse reads it. With an error it returns the
// plan that Parse refuses.
func parsedPlan(t *testing.T, s plan.Step) (*plan.Plan, error) {
	t.Helper()
	p := &plan.Plan{AsOf: "2026-11-29", Steps: []plan.Step{s}}
	if err := p.Seal(); err != nil {
		t.Fatal(err)
	}
	doc, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := plan.Parse(doc)
	if err != nil {
		return p, err
	}
	return parsed, nil
}

// checkFormat checks that a format writes the step of a plan if it supports it, and lists
// it otherwise.
func checkFormat(t *testing.T, f script.Format, p *plan.Plan) {
	t.Helper()
	sel, err := script.Select(p, script.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := script.Write(&b, sel, f); err != nil {
		t.Errorf("%s: %v", f, err)
	}
	s := p.Steps[0]
	listed := strings.Contains(b.String(), "Not done here") || f == script.GraphBatch && !strings.Contains(b.String(), `"notSaid": []`)
	byHand := s.Operation == plan.ManualReview || s.Operation.IsMove() && len(s.Set) == 0
	powerShell := f == script.GraphPowerShell || f == script.EntraPowerShell || f == script.MSOnline
	if want := !supports(f, s) && !(powerShell && byHand); listed != want {
		t.Errorf("%s lists the step as one that it does not write: %v, expected %v\n%s", f, listed, want, b.String())
	}
}

// supports reports whether a format supports a valid step. This depends on the kind of
// step, not on its values.
func supports(f script.Format, s plan.Step) bool {
	change, changes := s.Change()
	cloud := s.Target.Side == plan.SideCloud && s.Operation != plan.ManualReview
	object := s.Target.Side == plan.SideOnPremises && changes && (s.Target.DN != "" || s.Target.ObjectGUID != "")
	switch f {
	case script.GraphPowerShell, script.EntraPowerShell:
		return cloud || object || s.Operation == plan.RunSync
	case script.MSOnline:
		return (cloud && s.Operation != plan.SetTenantFlag && !slices.ContainsFunc(slices.Concat(s.Expect, s.Set), unknownToMSOnline)) || object || s.Operation == plan.RunSync
	case script.GraphREST, script.M365CLI:
		return cloud
	case script.GraphBatch:
		findable := s.Target.ID != "" || strings.Contains(s.Target.UserPrincipalName, "@")
		return cloud && findable && s.Operation != plan.SetTenantFlag && s.Operation != plan.PurgeDeletedUser && s.Operation != plan.RestoreDeletedUser
	case script.LDIF:
		before, _ := change.Before.Text()
		there := !s.Operation.IsMove() || strings.EqualFold(before, s.Target.DN)
		return object && s.Target.DN != "" && len(s.Expect) == 1 && there
	}
	return false
}

func unknownToMSOnline(p plan.Property) bool {
	return !slices.Contains([]string{plan.UserPrincipalName, plan.OnPremisesImmutableID, plan.OnPremisesSyncEnabled, plan.ProxyAddresses, "id", "userType", plan.DeletedDateTime}, p.Name)
}

// Random valid steps are applied as every format writes them.
func TestRandomStepsAreAppliedAsWritten(t *testing.T) {
	g := generator(t, "abcdefghij0123456789")
	for range 20 {
		p := &plan.Plan{AsOf: "2026-11-29"}
		for i, op := range operations(t) {
			if op != plan.Verify && op != plan.ManualReview {
				s := g.Step("o"+string(rune('1'+i/9))+string(rune('1'+i%9)), op)
				if op.Side() == plan.SideCloud && op != plan.SetTenantFlag {
					s.Target = plan.Ref{Side: plan.SideCloud, ID: g.GUID()}
				}
				p.Steps = append(p.Steps, s)
			}
		}
		if err := p.Seal(); err != nil {
			t.Fatal(err)
		}
		checkAppliedAsWritten(t, p)
		if t.Failed() {
			return
		}
	}
}

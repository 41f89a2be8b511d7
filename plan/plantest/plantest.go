// Package plantest has plans for tests. Only tests import it.
package plantest

import (
	_ "embed"
	"strings"
	"testing"

	"hardmatch/plan"
)

//go:embed testdata/operations.json
var operationsJSON []byte

//go:embed testdata/example.json
var exampleJSON []byte

// Operations returns a plan with steps of all operations.
func Operations(t testing.TB) *plan.Plan { return parsed(t, operationsJSON) }

// Example returns a plan for three users.
func Example(t testing.TB) *plan.Plan { return parsed(t, exampleJSON) }

func parsed(t testing.TB, doc []byte) *plan.Plan {
	t.Helper()
	p, err := plan.Parse(doc)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The properties whose values must have a certain form.
const (
	consistencyGUID   = "mS-DS-ConsistencyGuid"
	distinguishedName = "distinguishedName"
)

// Hostile returns the plan with all operations in which every text is name, except
// texts that must be GUIDs.
func Hostile(t testing.TB, name string) *plan.Plan {
	t.Helper()
	p := Operations(t)
	for i := range p.Steps {
		for s := &p.Steps[i]; s != nil; s = s.Undo {
			MakeHostile(s, name)
		}
	}
	for i := range p.Steps {
		for s := &p.Steps[i]; s != nil; s = s.Undo {
			s.ID += name
			for j := range s.After {
				s.After[j] += name
			}
		}
	}
	p.Tenant = &plan.Tenant{ID: name, InitialDomain: name}
	p.ID, p.AsOf = name, name
	p.Inputs = []plan.Input{{File: name, Kind: name}}
	p.Unplanned[0] = plan.Unplanned{Object: plan.Ref{Side: "cloud", UserPrincipalName: name}, Why: name}
	return p
}

// MakeHostile replaces the texts of a step, apart from its undo, by name.
func MakeHostile(s *plan.Step, name string) {
	for _, text := range []*string{&s.Target.DN, &s.Target.ObjectGUID, &s.Target.UserPrincipalName, &s.Target.Mail} {
		if *text != "" {
			*text = name
		}
	}
	if before, ok := s.Expect.Get(distinguishedName); ok {
		s.Target.DN, _ = hostileValue(plan.Property{Name: distinguishedName, Value: before}, name).Text()
	}
	s.Explain, s.Because = name, []string{name}
	s.Target.Origin = &plan.Origin{File: name, Line: 7}
	s.Needs = plan.Needs{Scopes: []string{name}, Roles: []string{name}}
	for i := range s.Candidates {
		s.Candidates[i] = plan.Ref{Side: "cloud", UserPrincipalName: name, Origin: &plan.Origin{File: name}}
	}
	for n, list := range [][]plan.Property{s.Expect, s.Set, s.Unique} {
		value := []string{name, "new" + name, name}[n]
		for i, property := range list {
			if _, text := property.Value.Text(); text {
				list[i].Value = hostileValue(property, value)
			}
		}
	}
}

// hostileValue returns value in the form that the property p must have.
func hostileValue(p plan.Property, value string) plan.Value {
	switch p.Name {
	case distinguishedName:
		return plan.Text("CN=x,OU=" + EscapeDN(value))
	case consistencyGUID, "policyType":
		return p.Value
	}
	return plan.Text(value)
}

// EscapeDN escapes a text for a value of an RDN.
func EscapeDN(s string) string {
	return strings.NewReplacer(`\`, `\\`, `,`, `\,`, `"`, `\"`).Replace(s)
}

// Approve approves all steps of a plan.
func Approve(p *plan.Plan) {
	for i := range p.Steps {
		p.Steps[i].Approved = true
	}
}

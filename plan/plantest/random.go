package plantest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"hardmatch/directory"
	"hardmatch/plan"
)

// A Generator makes random valid steps.
type Generator struct {
	*rand.Rand
	// Letters are the letters of names and values.
	Letters string
}

// GUID returns a random GUID.
func (g Generator) GUID() string {
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", g.Uint32(), g.IntN(1<<16), g.IntN(1<<12), g.IntN(1<<12), g.Int64N(1<<48))
}

// Word returns a random text of 1 to 12 letters.
func (g Generator) Word() string {
	letters := []rune(g.Letters)
	var b strings.Builder
	for range 1 + g.IntN(12) {
		b.WriteRune(letters[g.IntN(len(letters))])
	}
	return b.String()
}

func (g Generator) coin() bool { return g.IntN(2) == 0 }

func (g Generator) upn() string { return g.Word() + "@" + g.Word() }

func (g Generator) dn() string { return "CN=" + EscapeDN(g.Word()) + ",OU=Staff,DC=contoso,DC=com" }

// Step returns a valid step of an operation.
func (g Generator) Step(id string, op plan.Operation) plan.Step {
	s := plan.Step{ID: id, Operation: op, Phase: plan.Phases()[g.IntN(len(plan.Phases()))], Explain: g.Word(), Approved: g.coin()}
	s.Target = g.target(op)
	before, after := g.values(op, s.Target)
	if property := op.Property(); property != "" {
		s.Expect, s.Set = plan.Properties{{Name: property, Value: before}}, plan.Properties{{Name: property, Value: after}}
	}
	switch op {
	case plan.SetTenantFlag:
		on := g.coin()
		s.Expect = plan.Properties{{Name: directory.FlagBlockHardMatch, Value: plan.Bool(on)}}
		s.Set = plan.Properties{{Name: directory.FlagBlockHardMatch, Value: plan.Bool(!on)}}
		return s
	case plan.RunSync:
		s.Set = plan.Properties{{Name: plan.PolicyType, Value: plan.Text([]string{"Delta", "Initial"}[g.IntN(2)])}}
		return s
	case plan.RestoreDeletedUser:
		if g.coin() {
			s.Set = plan.Properties{{Name: plan.UserPrincipalName, Value: plan.Text(g.upn())}}
		}
	case plan.MoveIntoScope, plan.MoveOutOfScope:
		if g.IntN(4) == 0 {
			s.Expect, s.Set = nil, nil
		}
	case plan.SetOnPremisesImmutableID:
		if g.coin() {
			s.Unique = []plan.Property{{Name: plan.OnPremisesImmutableID, Value: after}}
		}
	}
	if op.Side() == plan.SideCloud && g.IntN(3) == 0 {
		s.Expect = append(s.Expect, plan.Property{Name: plan.OnPremisesSyncEnabled})
	}
	s.Irreversible = op == plan.PurgeDeletedUser || op == plan.ClearOnPremisesObjectIdentifier
	return s
}

func (g Generator) target(op plan.Operation) plan.Ref {
	r := plan.Ref{Side: op.Side()}
	switch {
	case op == plan.SetTenantFlag, op == plan.RunSync:
		return r
	case r.Side == plan.SideOnPremises:
		r.DN = g.dn()
		switch g.IntN(4) {
		case 0:
			r.ObjectGUID = g.GUID()
		case 1:
			r.DN, r.ObjectGUID = "", g.GUID()
		case 2:
			r.DN, r.UserPrincipalName = "", g.upn()
		}
		return r
	}
	r.Side = plan.SideCloud
	switch {
	case op == plan.PurgeDeletedUser, op == plan.RestoreDeletedUser, g.coin():
		r.ID = g.GUID()
	case op != plan.SetCloudUserPrincipalName && g.coin():
		r.UserPrincipalName = g.upn()
	default:
		r.Mail = g.upn()
	}
	return r
}

// values returns two different values of the property of an operation.
func (g Generator) values(op plan.Operation, target plan.Ref) (before, after plan.Value) {
	before, after = plan.Text(g.Word()+"0"), plan.Text(g.Word()+"1")
	switch op {
	case plan.SetCloudUserPrincipalName, plan.SetUserPrincipalName:
		after = plan.Text(g.upn() + "1")
	case plan.SetConsistencyGUID, plan.ClearConsistencyGUID:
		before, after = plan.Text("AQIDBAU="), plan.Text(g.GUID())
	case plan.MoveIntoScope, plan.MoveOutOfScope:
		from := target.DN
		if from == "" {
			from = g.dn()
		}
		rdn, _, _ := directory.CutDN(from)
		before, after = plan.Text(from), plan.Text(rdn+",OU=Unsynced,DC=contoso,DC=com")
	case plan.AddProxyAddress:
		before = plan.Value{}
	}
	switch op {
	case plan.ClearOnPremisesImmutableID, plan.ClearOnPremisesObjectIdentifier, plan.ClearConsistencyGUID, plan.RemoveProxyAddress:
		after = plan.Value{}
	case plan.SetOnPremisesImmutableID, plan.SetConsistencyGUID, plan.SetMail:
		if g.coin() {
			before = plan.Value{}
		}
	}
	return before, after
}

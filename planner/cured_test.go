package planner

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hardmatch/convert"
	"hardmatch/diagnose"
	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/match/modeltest"
	"hardmatch/plan"
)

// scenarios are faults of one user, whose number is #. Each has a cure without a person.
var scenarios = []string{
	"ad a# upn=a#@contoso.com proxy=SMTP:a#@contoso.com\ncloud c# like=a# synced=true upn=a#@contoso.com proxy=SMTP:a#@contoso.com source=a#",
	"ad a# upn=a#@contoso.com\ncloud c# upn=a#@contoso.com",
	"ad a# upn=a#@contoso.com\ncloud c# like=a# upn=a#@contoso.com",
	"ad a# upn=a#@contoso.com\ncloud c# like=old# upn=a#@contoso.com",
	"ad a# upn=a#@contoso.com\ncloud c# like=old# upn=a#@contoso.com synced=true source=old#",
	"ad a# upn=a#@contoso.com consistencyof=x#\ncloud c# like=a# synced=true upn=a#@contoso.com source=a#",
	"ad a# upn=a#@contoso.com\ncloud c# like=a# upn=a#@contoso.com source=old#",
	"ad o# upn=o#@contoso.com consistencyof=x# uac=514\nad a# upn=a#@contoso.com\ncloud c# like=x# synced=true upn=a#@contoso.com source=o#",
	"ad a# upn=a#@contoso.com\nad b# upn=b#@contoso.com\ncloud c# like=b# upn=a#@contoso.com\ncloud d# like=a# upn=b#@contoso.com",
	"ad a# upn=a#@contoso.com\nad b# upn=b#@contoso.com\ncloud c# like=b# upn=a#@contoso.com\ncloud d# upn=b#@contoso.com",
	"ad a# upn=a#@contoso.com\ncloud d# like=a# deleted=true upn=d#@contoso.onmicrosoft.com licences=none\ncloud c# upn=a#@contoso.com licences=some",
	"ad a# upn=a#@contoso.com proxy=SMTP:a#@contoso.com\ncloud c# upn=a#@contoso.com proxy=SMTP:a#@contoso.com\ncloud d# like=a# synced=true upn=a#1234@contoso.onmicrosoft.com licences=none",
	"ad a# upn=a#@contoso.com proxy=SMTP:a#@contoso.com\nad b# upn=b#@contoso.com proxy=SMTP:b#@contoso.com,smtp:a#@contoso.com mail=a#@contoso.com",
	"ad a# upn=a#@contoso.com proxy=SMTP:a#@contoso.com,smtp:s#@contoso.com uac=514\nad b# upn=b#@contoso.com proxy=SMTP:b#@contoso.com,smtp:s#@contoso.com\ncloud c# like=a# synced=true upn=a#@contoso.com source=a#",
	"ad a# upn=a#@contoso.com proxy=SMTP:a#@contoso.com\nad b# upn=a#@contoso.com proxy=SMTP:b#@contoso.com uac=514\ncloud c# like=a# synced=true upn=a#@contoso.com source=a#",
	"ad a# upn=a#@corp.local proxy=SMTP:a#@contoso.com\ncloud c# like=a# synced=true upn=a#@contoso.onmicrosoft.com source=a#",
	"ad a# upn=a#@contoso.com\nad b# upn=b#@contoso.com consistencyof=a#\ncloud c# like=a# synced=true upn=a#@contoso.com source=a#",
	"ad a# upn=a#@fed.contoso.com\ncloud c# like=old# upn=a#@fed.contoso.com",
	"ad a# upn=a#@contoso.com consistencyof=a#\nad b# upn=b#@contoso.com consistencyof=a#\ncloud c# like=a# synced=true upn=a#@contoso.com source=a#\ncloud d# like=b# synced=true upn=b#@contoso.com source=b#",
}

// A plan cures what it claims: after it was carried out and synced in a simulated tenant,
// the findings are gone, every user is joined, and the next plan is empty.
func TestPlansCureWhatTheyClaim(t *testing.T) {
	for seed := range uint64(100) {
		w, text := population(t, seed)
		s := match.Simulate(w.Model)
		scope := Scope{OutOfScope: outOfScope, Prefer: directory.Side(seed % 3)}
		p, err := Build(Request{AsOf: w.AsOf, Simulation: s, Diagnosis: diagnose.Diagnose(s, nil, nil), Scope: scope})
		if err != nil {
			t.Fatal(err)
		}
		tenant := newTenant(w)
		for _, step := range p.Steps {
			if err := tenant.do(step); err != nil {
				t.Errorf("seed %d: step %s (%s): %v", seed, step.ID, step.Explain, err)
			}
		}
		after := tenant.simulation()
		d := diagnose.Diagnose(after, nil, nil)
		for _, f := range d.Findings {
			if f.Object != match.None && (pairingCures[f.Rule.ID] != nil || valueCures[f.Rule.ID] != nil) {
				t.Errorf("seed %d: still %s: %s", seed, f.Rule.ID, f.Message)
			}
		}
		for v := range after.Verdicts() {
			if v.Kind != match.Joined {
				t.Errorf("seed %d: %s is %v: %s", seed, label(after.Object(v.Object)), v.Kind, v.Reason)
			}
		}
		second, err := Build(Request{AsOf: w.AsOf, Simulation: after, Diagnosis: d, Scope: scope})
		if err != nil || len(second.Steps)+len(second.Unplanned) > 0 {
			t.Errorf("seed %d: the second plan has %+v, %v", seed, second.Counts, err)
		}
		if t.Failed() {
			t.Fatalf("the model was\n%s", text)
		}
	}
}

const outOfScope = "OU=Unsynced,DC=contoso,DC=com"

// population is a model of random scenarios with random flags.
func population(t *testing.T, seed uint64) (*modeltest.Model, string) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 0))
	w := modeltest.New(fmt.Sprint("seed ", seed))
	lines := []string{"domain fed.contoso.com federated"}
	for _, flag := range []string{directory.FlagBlockHardMatch, directory.FlagBlockSoftMatch} {
		lines = append(lines, fmt.Sprintf("flag %s=%v", flag, random.IntN(2) == 0))
	}
	for i := range 12 {
		scenario := scenarios[random.IntN(len(scenarios))]
		lines = append(lines, strings.Split(strings.ReplaceAll(scenario, "#", fmt.Sprint(i)), "\n")...)
	}
	for i, line := range lines {
		if err := w.Add(strings.Fields(line), i+1); err != nil {
			t.Fatal(err)
		}
	}
	return w, strings.Join(lines, "\n")
}

// A tenant is a simulated tenant with its Active Directory. Steps can change both.
type tenant struct {
	*modeltest.Model
	ad, cloud []*directory.Object
}

func newTenant(w *modeltest.Model) *tenant {
	t := &tenant{Model: w}
	for i := range w.OnPremises.Len() {
		t.ad = append(t.ad, w.OnPremises.Object(i))
	}
	for i := range w.Cloud.Len() {
		t.cloud = append(t.cloud, w.Cloud.Object(i))
	}
	return t
}

func (t *tenant) inScope() []*directory.Object {
	return slices.DeleteFunc(slices.Clone(t.ad), func(o *directory.Object) bool { return strings.HasSuffix(o.DN.String(), outOfScope) })
}

func (t *tenant) simulation() *match.Simulation {
	w := t.Model.Model
	w.OnPremises, w.Cloud = &directory.ConnectorSpace{Side: directory.OnPremises}, &directory.ConnectorSpace{Side: directory.Cloud}
	for _, o := range t.inScope() {
		w.OnPremises.Add(o)
	}
	for _, o := range t.cloud {
		w.Cloud.Add(o)
	}
	return match.Simulate(w)
}

// do carries out one step. It returns an error if an expected value is not there.
func (t *tenant) do(s plan.Step) error {
	switch s.Operation {
	case plan.RunSync:
		t.sync()
		return nil
	case plan.SetTenantFlag:
		return t.setFlag(s)
	case plan.ManualReview:
		return nil
	}
	o := t.find(s.Target)
	if o == nil {
		return fmt.Errorf("there is no %s", s.Target.Name())
	}
	for _, e := range s.Expect {
		if !has(o, e) {
			return fmt.Errorf("%s is not %v", e.Name, e.Value)
		}
	}
	switch s.Operation {
	case plan.PurgeDeletedUser:
		t.cloud = slices.DeleteFunc(t.cloud, func(other *directory.Object) bool { return other == o })
	case plan.RestoreDeletedUser:
		o.IsDeleted = false
	case plan.RemoveProxyAddress:
		v, _ := s.Expect.Get(plan.ProxyAddresses)
		o.ProxyAddresses.Values = slices.DeleteFunc(o.ProxyAddresses.Values, func(p []byte) bool { return string(p) == textIn(v) })
	default:
		for _, set := range s.Set {
			write(o, set)
		}
	}
	return nil
}

func (t *tenant) setFlag(s plan.Step) error {
	before, _ := s.Expect[0].Value.Bool()
	if t.Tenant.Features[s.Expect[0].Name] != before {
		return fmt.Errorf("%s is not %v", s.Expect[0].Name, before)
	}
	t.Tenant.Features[s.Set[0].Name], _ = s.Set[0].Value.Bool()
	return nil
}

func (t *tenant) find(r plan.Ref) *directory.Object {
	for _, o := range append(slices.Clone(t.ad), t.cloud...) {
		if r.ObjectGUID != "" && o.ObjectGUID.Value.String() == r.ObjectGUID || r.ID != "" && o.ID.Is(r.ID) {
			return o
		}
	}
	return nil
}

// field returns the attribute with one value for a property of a step.
func field(o *directory.Object, name string) *directory.Text {
	switch name {
	case plan.OnPremisesImmutableID:
		return &o.OnPremisesImmutableID
	case plan.OnPremisesSyncEnabled:
		return &o.OnPremisesSyncEnabled
	case plan.UserPrincipalName:
		return &o.UserPrincipalName
	case plan.Mail:
		return &o.Mail
	case plan.DistinguishedName:
		return &o.DN
	case plan.ConsistencyGUID:
		return &o.ConsistencyGUID
	}
	return new(directory.Text)
}

func has(o *directory.Object, e plan.Property) bool {
	switch e.Name {
	case plan.ProxyAddresses:
		return slices.ContainsFunc(o.ProxyAddresses.Values, func(v []byte) bool { return string(v) == textIn(e.Value) })
	case plan.OnPremisesObjectIdentifier:
		return o.OnPremisesObjectIdentifier.Presence == directory.Present && o.OnPremisesObjectIdentifier.Value.String() == textIn(e.Value)
	case plan.OnPremisesSyncEnabled:
		yes, known := e.Value.Bool()
		return o.OnPremisesSyncEnabled.Presence == directory.Empty && !known || o.OnPremisesSyncEnabled.Is(fmt.Sprint(yes)) && known
	case plan.ConsistencyGUID:
		return plan.FormatOctets(o.ConsistencyGUID.Value) == textIn(e.Value)
	}
	return field(o, e.Name).String() == textIn(e.Value)
}

func write(o *directory.Object, set plan.Property) {
	switch set.Name {
	case plan.OnPremisesObjectIdentifier:
		o.OnPremisesObjectIdentifier = directory.GUID{Presence: directory.Empty}
	case plan.ConsistencyGUID:
		g, err := convert.ParseGUID(textIn(set.Value))
		o.ConsistencyGUID = directory.Text{Presence: directory.Present, Value: g[:]}
		o.Anchor = directory.SourceAnchor{Attribute: directory.AttrConsistencyGUID, Value: []byte(g.ImmutableID())}
		if err != nil {
			o.ConsistencyGUID = directory.Text{Presence: directory.Empty}
			o.Anchor = directory.SourceAnchor{Attribute: directory.AttrObjectGUID, Value: []byte(o.ObjectGUID.Value.ImmutableID())}
		}
	default:
		*field(o, set.Name) = textOf(textIn(set.Value))
	}
	if set.Name == plan.OnPremisesImmutableID {
		o.Anchor = directory.SourceAnchor{Attribute: directory.AttrOnPremisesImmutableID, Value: []byte(textIn(set.Value))}
	}
}

func textIn(v plan.Value) string {
	s, _ := v.Text()
	return s
}

func textOf(s string) directory.Text {
	if s == "" {
		return directory.Text{Presence: directory.Empty}
	}
	return directory.Text{Presence: directory.Present, Value: []byte(s)}
}

// sync carries out the verdicts, and deletes synced users whose source is gone.
func (t *tenant) sync() {
	s := t.simulation()
	kept := make(map[*directory.Object]bool)
	for v := range s.Verdicts() {
		switch v.Kind {
		case match.Joined, match.HardMatch, match.SoftMatchSMTP, match.SoftMatchUPN, match.Restore:
			kept[t.cloud[v.Counterpart.Number()]] = true
			t.flow(s.Object(v.Object), t.cloud[v.Counterpart.Number()])
		case match.Provision, match.ProvisionQuarantined:
			o := &directory.Object{Side: directory.Cloud, Class: directory.User, ID: textOf(fmt.Sprintf("c0000000-0000-4000-8000-%012d", len(t.cloud)))}
			t.cloud = append(t.cloud, o)
			kept[o] = true
			t.flow(s.Object(v.Object), o)
		}
	}
	for _, o := range t.cloud {
		o.IsDeleted = o.IsDeleted || o.OnPremisesSyncEnabled.Is("true") && !kept[o]
	}
}

func (t *tenant) flow(from, to *directory.Object) {
	write(to, plan.Property{Name: plan.OnPremisesImmutableID, Value: plan.Text(string(from.Anchor.Value))})
	to.OnPremisesSyncEnabled, to.IsDeleted, to.UserType = textOf("true"), false, directory.Text{Presence: directory.Empty}
	to.OnPremisesObjectIdentifier, to.ObjectSID, to.ProxyAddresses, to.Mail = from.ObjectGUID, from.ObjectSID, from.ProxyAddresses, from.Mail
	to.UserPrincipalName = from.UserPrincipalName
}

// At most 499 objects leave the scope before a sync: with more, Entra Connect would stop.
func TestDeletionGuard(t *testing.T) {
	w := modeltest.New("many")
	var pairs []Pair
	for i := range 600 {
		for _, line := range []string{"ad o# upn=o#@contoso.com", "ad a# upn=a#@contoso.com", "cloud c# like=o# synced=true upn=o#@contoso.com source=o#"} {
			if err := w.Add(strings.Fields(strings.ReplaceAll(line, "#", fmt.Sprint(i))), i); err != nil {
				t.Fatal(err)
			}
		}
		pairs = append(pairs, Pair{fmt.Sprintf("a%d", i), fmt.Sprintf("o%d@contoso.com", i)})
	}
	s := match.Simulate(w.Model)
	p, err := Build(Request{AsOf: w.AsOf, Simulation: s, Diagnosis: diagnose.Diagnose(s, nil, nil), Scope: Scope{Pairs: pairs, OutOfScope: outOfScope}})
	if err != nil {
		t.Fatal(err)
	}
	moves, leaving, syncs := 0, 0, 0
	for _, step := range p.Steps {
		switch step.Operation {
		case plan.MoveOutOfScope:
			moves++
			leaving++
		case plan.RunSync:
			syncs++
			leaving = 0
		}
		if leaving > 499 {
			t.Fatalf("%d objects leave before step %s", leaving, step.ID)
		}
	}
	if moves != 1200 || syncs != 2+2+1 {
		t.Errorf("%d moves, %d syncs", moves, syncs)
	}
	tenant := newTenant(w)
	for _, step := range p.Steps {
		if err := tenant.do(step); err != nil {
			t.Fatalf("step %s: %v", step.ID, err)
		}
	}
}

package plan

import (
	"fmt"
	"strings"

	"hardmatch/directory"
	"hardmatch/match"
)

// A Request is what a plan is made from.
type Request struct {
	AsOf       string  // YYYY-MM-DD
	Tenant     *Tenant // nil if no export tells it
	Inputs     []Input
	Simulation *match.Simulation
	// Users limits the plan to those named by userPrincipalName, sAMAccountName,
	// GUID or ImmutableId. All users if empty.
	Users []string
}

// Build makes the plan that lets the next sync join the users of a request to
// their cloud users. Users for whom it would have to guess get no step; they
// are listed as unplanned, with the reason. A name in Users that is nobody's or
// several objects' is a *[UserError].
func Build(r Request) (*Plan, error) {
	all := candidatesOf(r.Simulation)
	chosen, err := choose(all, r.Users)
	if err != nil {
		return nil, err
	}
	p := &Plan{AsOf: r.AsOf, Tenant: r.Tenant, Inputs: r.Inputs}
	for _, c := range chosen {
		if c.why != "" {
			p.Unplanned = append(p.Unplanned, Unplanned{Object: refOf(c.object), Why: c.why, Others: refsOf(c.others)})
		}
	}
	p.addSteps(chosen)
	if err := p.seal(); err != nil {
		return nil, err
	}
	return p, nil
}

// addSteps writes the steps phase by phase, so that their numbers follow the
// order in which they are carried out.
func (p *Plan) addSteps(chosen []*candidate) {
	var planned []*candidate
	for _, c := range chosen {
		if c.why == "" {
			planned = append(planned, c)
		}
	}
	if len(planned) == 0 {
		return
	}
	p.Counts.Users = len(planned)
	n := len(planned)
	id := func(phase, i int) string { return fmt.Sprintf("s%d", phase*n+i+1) }
	for i, c := range planned {
		p.Steps = append(p.Steps, freeStep(c, id(0, i)))
	}
	stamps := make([]string, n)
	for i, c := range planned {
		stamps[i] = id(1, i)
		p.Steps = append(p.Steps, stampStep(c, id(1, i), id(0, i)))
	}
	sync := id(2, 0)
	p.Steps = append(p.Steps, syncStep(sync, stamps))
	for i, c := range planned {
		p.Steps = append(p.Steps, verifyStep(c, id(2, i+1), sync))
	}
}

func freeStep(c *candidate, id string) Step {
	return Step{
		ID: id, Phase: Free, Operation: PurgeDeletedUser, Target: c.target.ref(),
		Unique:  c.values(),
		Explain: fmt.Sprintf("a deleted user that holds the anchor or was %s is in the way; deleting it for good has no way back", c.target.name),
		Needs: Needs{
			Scopes: []string{"User.DeleteRestore.All"},
			Roles:  []string{"User Administrator", "Privileged Authentication Administrator"},
		},
		Irreversible: true,
	}
}

func stampStep(c *candidate, id, free string) Step {
	anchor := Text(c.anchor)
	needs := Needs{
		Scopes: []string{"User.ReadWrite.All"},
		Roles:  []string{"User Administrator", "Privileged Authentication Administrator"},
	}
	return Step{
		ID: id, Phase: Stamp, Operation: SetOnPremisesImmutableID, Target: c.target.ref(),
		Expect:  Properties{{Name: OnPremisesImmutableID}},
		Set:     Properties{{OnPremisesImmutableID, anchor}},
		Unique:  []Property{{OnPremisesImmutableID, anchor}},
		Explain: c.explain(),
		Undo: &Step{
			ID: id + "u", Phase: Stamp, Operation: ClearOnPremisesImmutableID, Target: c.target.ref(),
			Expect:  Properties{{OnPremisesImmutableID, anchor}},
			Set:     Properties{{Name: OnPremisesImmutableID}},
			Explain: fmt.Sprintf("takes the anchor off %s again, as long as no sync has joined it", c.target.name),
			Needs:   needs,
		},
		Needs: needs,
		After: []string{free},
	}
}

func syncStep(id string, stamps []string) Step {
	return Step{
		ID: id, Phase: Sync, Operation: RunSync, Target: Ref{Side: directory.OnPremises.String()},
		Set:     Properties{{"policyType", Text("Delta")}},
		Explain: "the next delta sync joins each user to the cloud user that carries its anchor",
		Needs:   Needs{Roles: []string{"ADSyncAdmins or ADSyncOperators, on the server of Entra Connect"}},
		After:   stamps,
	}
}

func verifyStep(c *candidate, id, sync string) Step {
	return Step{
		ID: id, Phase: VerifyPhase, Operation: Verify, Target: c.target.ref(),
		Expect: Properties{
			{OnPremisesImmutableID, Text(c.anchor)},
			{OnPremisesSyncEnabled, Bool(true)},
		},
		Explain: fmt.Sprintf("once the sync has run, %s is synced and still carries the anchor", c.target.name),
		Needs:   Needs{Scopes: []string{"User.Read.All"}},
		After:   []string{sync},
	}
}

// values are those by which a deleted twin is found.
func (c *candidate) values() []Property {
	list := []Property{{OnPremisesImmutableID, Text(c.anchor)}}
	if !c.target.byMail {
		list = append(list, Property{UserPrincipalName, Text(c.target.name)})
	}
	return list
}

// explain says where the anchor comes from, and by what the cloud user is found
// where that is not the user principal name.
func (c *candidate) explain() string {
	var b strings.Builder
	b.WriteString(label(c.object) + ": ")
	a := c.object.Anchor.Attribute
	fmt.Fprintf(&b, "anchor from %s", a)
	if a == directory.AttrObjectGUID && c.object.ConsistencyGUID.Presence == directory.NotExported {
		b.WriteString(" (the export shows no " + directory.AttrConsistencyGUID + ")")
	}
	if c.target.byMail {
		b.WriteString(", cloud user found by primary SMTP address, as Entra ID cannot hold the user principal name")
	}
	return b.String()
}

// Package planner makes plans. It reads the verdicts of package match and the findings of
// package diagnose, and decides which steps let the next sync do the right thing. A
// question that the evidence does not answer becomes a manual review.
//
// Begin with [Build].
package planner

import (
	"fmt"

	"hardmatch/diagnose"
	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/plan"
)

// A Request is what a plan is made from.
type Request struct {
	AsOf       string       // YYYY-MM-DD
	Tenant     *plan.Tenant // nil if it was not exported
	Inputs     []plan.Input
	Simulation *match.Simulation
	Diagnosis  *diagnose.Diagnosis
	Scope
}

// A Scope states which users a plan is for, and what is known besides the exports.
type Scope struct {
	// Users limits the plan to the on-premises users with these names: each is a
	// userPrincipalName, sAMAccountName, GUID or ImmutableId. If empty, the plan is for
	// all users.
	Users []string
	// Pairs are users that are the same identity on both sides.
	Pairs []Pair
	// Prefer is the side that gets the anchor of the other side, if either can. With
	// [directory.UnknownSide] the documented cure applies.
	Prefer directory.Side
	// OutOfScope is the DN of an organisational unit that does not sync. Objects are
	// moved there for a while. If it is "", such moves are left to a person.
	OutOfScope string
}

// Check returns an error if OutOfScope is no DN. It needs no exports.
func (s *Scope) Check() error {
	if _, _, ok := directory.CutDN(s.OutOfScope); s.OutOfScope != "" && !ok {
		return fmt.Errorf("%q is no DN, expected one such as OU=Unsynced,DC=contoso,DC=com", s.OutOfScope)
	}
	return nil
}

// A Pair names an on-premises user, as in [Scope.Users], and its cloud user by id,
// userPrincipalName, onPremisesImmutableId or address.
type Pair struct{ OnPremises, Cloud string }

// Build makes the smallest plan that lets the next sync do the right thing with the
// users of a request. A question for a person becomes a manual review with candidates.
// The plan lists the users that it has no steps for, with the reason. If a name in the
// scope does not name exactly one user, the error is a *[UserError].
func Build(r Request) (*plan.Plan, error) {
	b := newBuilder(r)
	if err := b.chooseUsers(r.Users); err != nil {
		return nil, err
	}
	if err := b.joinPairs(r.Pairs); err != nil {
		return nil, err
	}
	b.cure(r.Diagnosis, pairingCures)
	b.cure(r.Diagnosis, valueCures)
	b.joinUndecided()
	b.explainChosen()
	p := &plan.Plan{AsOf: r.AsOf, Tenant: r.Tenant, Inputs: r.Inputs, Unplanned: b.unplanned, TenantPreconditions: b.preconditions()}
	p.Steps, p.Counts.Users = b.order()
	return p, p.Seal()
}

// A builder collects the steps of a plan.
type builder struct {
	sim    *match.Simulation
	scope  Scope
	chosen map[match.Ref]bool // on-premises and cloud objects that the plan is for; nil means all

	chains    []*chain
	joined    map[match.Ref]*chain // by the cloud user that the chain joins
	users     map[match.Ref]*chain // by the on-premises user that the chain joins
	changes   map[changeKey]*pendingStep
	anchors   map[match.Ref]*pendingStep // by the cloud user whose anchor the step changes
	suffixes  map[string]*pendingStep    // reviews of domains, by domain
	asked     map[string]*chain          // other reviews, by object and candidates
	cleared   map[match.Ref]bool         // on-premises users whose mS-DS-ConsistencyGuid is cleared
	moved     map[match.Ref]bool         // on-premises users that get another anchor
	purged    map[match.Ref]bool         // deleted cloud users
	names     map[string]match.Ref       // by user principal names that users get, in lower case
	unplanned []plan.Unplanned
	mentioned map[match.Ref]bool // objects that a step or a reason is about
	closed    map[match.Ref]bool // objects that need no further step or reason

	sources map[match.Ref]match.Ref // by cloud object, see [builder.sourceOf]

	unknownFound, unknownAnchors, unknownGUIDs bool // see [builder.findUnknown]
}

func newBuilder(r Request) *builder {
	return &builder{
		sim: r.Simulation, scope: r.Scope,
		joined: make(map[match.Ref]*chain), users: make(map[match.Ref]*chain), changes: make(map[changeKey]*pendingStep),
		anchors: make(map[match.Ref]*pendingStep), suffixes: make(map[string]*pendingStep), asked: make(map[string]*chain), cleared: make(map[match.Ref]bool), moved: make(map[match.Ref]bool), purged: make(map[match.Ref]bool), names: make(map[string]match.Ref), mentioned: make(map[match.Ref]bool), closed: make(map[match.Ref]bool),
	}
}

// isChosen reports whether the plan is for one of the objects.
func (b *builder) isChosen(refs ...match.Ref) bool {
	if b.chosen == nil {
		return true
	}
	for _, r := range refs {
		if b.chosen[r] {
			return true
		}
	}
	return false
}

// mention records that a step or a reason is about some objects.
func (b *builder) mention(refs ...match.Ref) {
	for _, r := range refs {
		b.mentioned[r] = true
	}
}

// close records that some objects need no further step or reason.
func (b *builder) close(refs ...match.Ref) {
	b.mention(refs...)
	for _, r := range refs {
		b.closed[r] = true
	}
}

// addUnplanned lists an object as one without steps.
func (b *builder) addUnplanned(r match.Ref, why string, others ...match.Ref) {
	b.close(r)
	b.unplanned = append(b.unplanned, plan.Unplanned{Object: b.ref(r), Why: why, Others: b.refs(others)})
}

// joinUndecided plans for users whose verdict depends on missing inputs: after the anchor
// is written, names and flags for soft match do not matter any more. It lists users that
// are refused and have no step.
func (b *builder) joinUndecided() {
	claims := b.claims()
	for v := range b.sim.Verdicts() {
		switch {
		case b.closed[v.Object] || !b.isChosen(v.Object):
			continue
		case v.Kind == match.Refused && !b.mentioned[v.Object]:
			b.addUnplanned(v.Object, string(v.Refusals[0])+": "+v.Reason, b.sim.Candidates(v)...)
			continue
		case v.Kind != match.Undecided && !b.isUncertain(v):
			continue
		}
		switch o := b.sim.Object(v.Object); {
		case !match.IsUser(o) || o.IsDeleted:
		case b.isUncertain(v):
			b.join(v.Object, v.Counterpart, "", b.inCommon(o, v.Counterpart)+notKnown(v))
		case b.sim.Cloud.Len() == 0 && v.Missing&match.CloudUsers != 0 && len(o.Anchor.Value) > 0:
			b.joinByName(v.Object, o, claims)
		default:
			b.addUndecided(v)
		}
	}
}

// isUncertain reports whether names found a cloud user without anchor, but the match is
// not certain: an input is missing, or the behaviour of the service is not documented.
func (b *builder) isUncertain(v match.Verdict) bool {
	switch v.Kind {
	case match.Undecided:
		if v.Counterpart == match.None || v.Outcome == match.SoftMatchGuest || v.Outcome == match.SoftMatchTwo {
			return false
		}
		return len(b.sim.Object(v.Counterpart).OnPremisesImmutableID.Value) == 0
	case match.SoftMatchSMTP, match.SoftMatchUPN:
		if v.Basis == match.Documented {
			return false
		}
		refusals, _ := b.sim.Takeover(v.Object, v.Counterpart)
		return len(refusals) == 0
	}
	return false
}

// notKnown returns a sentence about the inputs without which a verdict is undecided, or "".
func notKnown(v match.Verdict) string {
	if v.Kind != match.Undecided || v.Missing == 0 {
		return ""
	}
	return "; not known: " + v.Missing.String()
}

// inCommon returns a sentence about what a user and a cloud user have in common.
func (b *builder) inCommon(o *directory.Object, cloud match.Ref) string {
	c, name := b.sim.Object(cloud), b.name(cloud)
	switch {
	case len(o.PrimarySMTP()) > 0 && c.HasAddress(o.PrimarySMTP()):
		return label(o) + " has the primary SMTP address of the cloud user " + name
	case o.UserPrincipalName.Is(c.UserPrincipalName.String()):
		return label(o) + " has the user principal name of the cloud user " + name
	}
	return label(o) + " would get the user principal name of the cloud user " + name
}

func (b *builder) addUndecided(v match.Verdict) {
	why := v.Reason
	if v.Missing != 0 && v.Missing != match.OneExport {
		why += ": " + v.Missing.String()
	}
	b.addUnplanned(v.Object, why, b.sim.Candidates(v)...)
}

// explainChosen lists the chosen users without steps, with their verdicts.
func (b *builder) explainChosen() {
	if b.chosen == nil {
		return
	}
	for v := range b.sim.Verdicts() {
		if b.chosen[v.Object] && !b.mentioned[v.Object] {
			b.addUnplanned(v.Object, v.Kind.String()+": "+v.Reason)
		}
	}
}

// preconditions returns the flags of the tenant that the plan depends on.
func (b *builder) preconditions() plan.Properties {
	list := plan.Properties{}
	if on, known := b.sim.Flag(directory.FlagBlockHardMatch); known && !on && b.any(func(c *chain) bool { return c.takesOver }) {
		list = append(list, plan.Property{Name: directory.FlagBlockHardMatch, Value: plan.Bool(false)})
	}
	return list
}

// Package planner decides which steps let the next sync do the right thing: it reads
// the verdicts of package match and the findings of package diagnose, and makes a
// [plan.Plan]. What no evidence decides becomes a manual review.
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
	Tenant     *plan.Tenant // nil if no export tells it
	Inputs     []plan.Input
	Simulation *match.Simulation
	Diagnosis  *diagnose.Diagnosis
	Scope
}

// A Scope says for whom a plan is made, and what is known beside the exports.
type Scope struct {
	// Users limits the plan to those named by userPrincipalName, sAMAccountName,
	// GUID or ImmutableId. All users if empty.
	Users []string
	// Pairs are people who are the same on both sides.
	Pairs []Pair
	// Prefer is the side that gets the anchor of the other where both ways would do.
	// [directory.UnknownSide] leaves it to what is documented for the case.
	Prefer directory.Side
	// OutOfScope is the DN of an organisational unit that does not sync, to which
	// objects are moved for a while; "" leaves such moves to a person.
	OutOfScope string
}

// Check reports an OutOfScope that is no DN: that can be mentioned before anything is read.
func (s *Scope) Check() error {
	if _, _, ok := directory.CutDN(s.OutOfScope); s.OutOfScope != "" && !ok {
		return fmt.Errorf("%q is not a DN such as OU=Unsynced,DC=contoso,DC=com", s.OutOfScope)
	}
	return nil
}

// A Pair names an on-premises user, as in [Scope.Users], and its cloud user by id,
// userPrincipalName, onPremisesImmutableId or address.
type Pair struct{ OnPremises, Cloud string }

// Build makes the smallest plan that lets the next sync do the right thing with the
// users of a request. What only a person can decide becomes a manual review with its
// candidates; for whom nothing can be planned is listed with the reason. A name in
// the scope that is nobody's or several objects' is a *[UserError].
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
	chosen map[match.Ref]bool // on-premises and cloud objects; nil: all

	chains    []*chain
	joined    map[match.Ref]*chain // cloud users that are to be joined, and by what
	users     map[match.Ref]*chain // the same by on-premises user
	changes   map[changeKey]*pendingStep
	anchors   map[match.Ref]*pendingStep // cloud users whose anchor a step changes
	suffixes  map[string]*pendingStep    // reviews of domains
	asked     map[string]*chain          // other reviews, by their objects
	cleared   map[match.Ref]bool         // on-premises users whose mS-DS-ConsistencyGuid is cleared
	moved     map[match.Ref]bool         // on-premises users that get another anchor
	purged    map[match.Ref]bool         // deleted cloud users
	names     map[string]match.Ref       // user principal names that users get, in lower case
	unplanned []plan.Unplanned
	mentioned map[match.Ref]bool // objects that a step or a reason is about
	closed    map[match.Ref]bool // of those, users of whom nothing more is to be planned for the other side

	sources map[match.Ref]match.Ref // of cloud objects, see [builder.sourceOf]
}

func newBuilder(r Request) *builder {
	return &builder{
		sim: r.Simulation, scope: r.Scope,
		joined: make(map[match.Ref]*chain), users: make(map[match.Ref]*chain), changes: make(map[changeKey]*pendingStep),
		anchors: make(map[match.Ref]*pendingStep), suffixes: make(map[string]*pendingStep), asked: make(map[string]*chain), cleared: make(map[match.Ref]bool), moved: make(map[match.Ref]bool), purged: make(map[match.Ref]bool), names: make(map[string]match.Ref), mentioned: make(map[match.Ref]bool), closed: make(map[match.Ref]bool),
	}
}

// wants reports whether the plan is to be for one of some objects.
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

// tell notes that something was said of some objects.
func (b *builder) mention(refs ...match.Ref) {
	for _, r := range refs {
		b.mentioned[r] = true
	}
}

// settle notes that all was said of some objects that can be.
func (b *builder) close(refs ...match.Ref) {
	b.mention(refs...)
	for _, r := range refs {
		b.closed[r] = true
	}
}

// leave lists an object as one without steps.
func (b *builder) addUnplanned(r match.Ref, why string, others ...match.Ref) {
	b.close(r)
	b.unplanned = append(b.unplanned, plan.Unplanned{Object: b.ref(r), Why: why, Others: b.refs(others)})
}

// joinUndecided plans for the users whose verdict depends on what was not exported:
// with the anchor stamped, names and switches for soft match do not matter any more.
// Who is refused, and for whom no finding brought a step, is listed.
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
			b.join(v.Object, v.Counterpart, "", b.inCommon(o, v.Counterpart))
		case b.sim.Cloud.Len() == 0 && v.Missing&match.CloudUsers != 0 && len(o.Anchor.Value) > 0:
			b.joinByName(v.Object, o, claims)
		default:
			b.addUndecided(v)
		}
	}
}

// isUncertain reports whether names found a cloud user without anchor, but not for sure:
// something was not exported, or what the service does is not documented.
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

// inCommon says what a user and a cloud user have in common.
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

// explainChosen says of the users that were asked for why there is nothing to do.
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

// preconditions are the switches of the tenant on which the plan rests.
func (b *builder) preconditions() plan.Properties {
	list := plan.Properties{}
	if on, known := b.sim.Flag(directory.FlagBlockHardMatch); known && !on && b.any(func(c *chain) bool { return c.takesOver }) {
		list = append(list, plan.Property{Name: directory.FlagBlockHardMatch, Value: plan.Bool(false)})
	}
	return list
}

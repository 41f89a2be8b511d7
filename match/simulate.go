package match

import (
	"bytes"
	"iter"
	"slices"

	"hardmatch/directory"
)

// A World is what a simulation knows.
type World struct {
	OnPremises, Cloud *directory.ConnectorSpace
	Tenant            *directory.Tenant
	Engine            Engine
	AsOf              string // the day to judge by, YYYY-MM-DD
}

// A Simulation is what the next sync does with the objects of a world.
type Simulation struct {
	World
	verdicts []Verdict // by number of the on-premises object; without an Outcome where a record repeats another
	lanes    [Lanes]*index
	settings *settings
	domains  *domains
	census   census
	deleted  []bool      // cloud objects, by number
	claims   map[Ref]Ref // cloud objects that were soft-matched, and by whom

	object, other *directory.Object // judged, and compared with it
	otherRef      Ref
	key, has      keyer
}

// Simulate judges the on-premises objects in the order of their exports, as if
// the service took them up in that order. Without a cloud side it decides what the
// on-premises side alone decides.
func Simulate(w World) *Simulation {
	s := &Simulation{
		World: w, claims: make(map[Ref]Ref), object: new(directory.Object), other: new(directory.Object), otherRef: None,
		verdicts: make([]Verdict, w.OnPremises.Len()), deleted: make([]bool, w.Cloud.Len()),
	}
	s.settings = newSettings(w.Tenant)
	s.buildIndexes()
	s.domains = newDomains(w.Tenant, s.census.suffixes)
	for i := range s.verdicts {
		s.judge(i)
	}
	return s
}

// Verdicts yields one verdict for each on-premises object, in order. An object of
// which there are several records has that of the first.
func (s *Simulation) Verdicts() iter.Seq[Verdict] {
	return func(yield func(Verdict) bool) {
		for _, v := range s.verdicts {
			if v.Outcome != nil && !yield(v) {
				return
			}
		}
	}
}

// CloudObjects yields the active objects of the cloud, in order.
func (s *Simulation) CloudObjects() iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		for i, deleted := range s.deleted {
			if !deleted && !yield(cloud(i)) {
				return
			}
		}
	}
}

// VerdictOf returns the verdict about an on-premises object; its Outcome is nil
// for one that repeats another, and for cloud objects.
func (s *Simulation) VerdictOf(r Ref) Verdict {
	if r.IsCloud() {
		return Verdict{}
	}
	return s.verdicts[r.Number()]
}

// Load makes o the object that r is; see [directory.ConnectorSpace.Load].
func (s *Simulation) Load(o *directory.Object, r Ref) {
	if r.IsCloud() {
		s.Cloud.Load(o, r.Number())
	} else {
		s.OnPremises.Load(o, r.Number())
	}
}

// Object returns the object that r is, with memory of its own.
func (s *Simulation) Object(r Ref) *directory.Object {
	o := new(directory.Object)
	s.Load(o, r)
	return o
}

// Rivals returns some of the on-premises objects because of which a verdict is no
// better: users with the same anchor, or other records of the same object. Of very
// many not all are named, since that would grow with the square of their number.
func (s *Simulation) Rivals(v Verdict) []*directory.Object {
	const most = 10
	lane := ByAnchor
	switch v.Outcome {
	case SharedAnchor:
	case Disputed:
		lane = ByIdentity
	default:
		return nil
	}
	var rivals []*directory.Object
	new(keyer).keys(s.Object(v.Object), func(l Lane, key []byte) {
		if l != lane {
			return
		}
		for r := range s.having(l, key) {
			if r != v.Object && !r.IsCloud() && s.syncs(r) {
				rivals = append(rivals, s.Object(r))
			}
			if len(rivals) == most {
				return
			}
		}
	})
	return rivals
}

// loadOther returns an object, until the next call.
func (s *Simulation) loadOther(r Ref) *directory.Object {
	if r != s.otherRef {
		s.Load(s.other, r)
		s.otherRef = r
	}
	return s.other
}

// having yields the objects that have a key, those of the cloud first, each side
// in order. A loop should leave it as soon as it can: in a test system everybody
// may have the same.
func (s *Simulation) having(l Lane, key []byte) iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		hash, last := hashOf(key), None
		for _, slot := range s.lanes[l].inBucket(hash) {
			if slot.tag != uint32(hash) || slot.ref == last || !s.has.has(s.loadOther(slot.ref), l, key) {
				continue
			}
			if last = slot.ref; !yield(last) {
				return
			}
		}
	}
}

// has reports whether an object has a key.
func (k *keyer) has(o *directory.Object, l Lane, key []byte) bool {
	found := false
	k.keys(o, func(lane Lane, own []byte) { found = found || lane == l && bytes.Equal(own, key) })
	return found
}

// havingAnchor is having for an anchor, compared by exact case.
func (s *Simulation) havingAnchor(anchor []byte) iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		for r := range s.having(ByAnchor, appendFolded(nil, anchor)) {
			if bytes.Equal(s.loadOther(r).Anchor.Value, anchor) && !yield(r) {
				return
			}
		}
	}
}

// judge settles what becomes of an on-premises object.
func (s *Simulation) judge(i int) {
	v := &s.verdicts[i]
	s.OnPremises.Load(s.object, i)
	j := &judgement{Simulation: s, self: onPremises(i), o: s.object, counterpart: None}
	switch out, isRepeat := j.repeats(); {
	case isRepeat:
		v.Outcome = nil
	case v.Outcome != nil: // filtered out
	case out != nil:
		*v = Verdict{Outcome: out, Object: j.self, Counterpart: None, Missing: OneExport}
	default:
		*v = j.verdict()
	}
	if v.Outcome != nil && (v.Kind == SoftMatchSMTP || v.Kind == SoftMatchUPN) {
		s.claims[v.Counterpart] = j.self
	}
}

// optional are the inputs for want of which a new object is still called new: it
// then holds for what was exported.
const optional = CloudGroups | CloudContacts | CloudSID | ObjectSID

// verdict walks the decision table. What is refused or filtered out whatever the
// missing inputs hold stays so.
func (j *judgement) verdict() Verdict {
	out := j.settle()
	switch seen := j.missing & optional; {
	case out.Kind == Undecided:
	case j.missing != seen:
		out = open
	default:
		if out == provisioned && seen != 0 {
			out = provisionedAsSeen
		}
		j.missing = 0
	}
	return Verdict{Outcome: out, Object: j.self, Counterpart: j.counterpart, Missing: j.missing}
}

// A judgement is the way of one object through the decision table. Missing
// collects the inputs for want of which a question stays open; if there are any
// at the end, so is the verdict.
type judgement struct {
	*Simulation
	self        Ref
	o           *directory.Object
	counterpart Ref
	missing     Inputs
}

// IsUser reports whether o is judged as a user: by its class or, where no class
// was exported, by its userPrincipalName, which hardly anything else carries.
func IsUser(o *directory.Object) bool { return isUserClass(o) }

func isUserClass(o *directory.Object) bool {
	return o.Class == directory.User ||
		o.Class == directory.UnknownClass && o.UserPrincipalName.Presence == directory.Present
}

func (j *judgement) settle() *Outcome {
	switch {
	case isUserClass(j.o):
		return j.user()
	case j.o.Class == directory.Group:
		return j.group()
	case j.o.Class == directory.Contact:
		return j.contact()
	case j.o.Class == directory.Computer:
		j.missing = CloudDevices
		return device
	case j.o.Class == directory.UnknownClass:
		j.missing = Class
		return noClass
	}
	return otherClass
}

// repeats reports whether an earlier record shows the same object. If later ones
// do and say other things, there is an outcome.
func (j *judgement) repeats() (*Outcome, bool) {
	var out *Outcome
	repeat := false
	j.key.keys(j.o, func(l Lane, key []byte) {
		if l != ByIdentity {
			return
		}
		for r := range j.having(l, key) {
			switch {
			case r.IsCloud() || r == j.self:
			case r < j.self:
				repeat = true
				return
			case !agree(j.o, j.loadOther(r)):
				out = Disputed
			}
		}
	})
	return out, repeat
}

// agree reports whether two records of an object say the same of what both show,
// as far as matching goes.
func agree(a, b *directory.Object) bool {
	texts := func(x, y directory.Text) bool {
		return x.Presence == directory.NotExported || y.Presence == directory.NotExported || bytes.Equal(x.Value, y.Value)
	}
	return a.Class == b.Class && texts(a.UserPrincipalName, b.UserPrincipalName) && texts(a.Mail, b.Mail) &&
		texts(a.SAMAccountName, b.SAMAccountName) && bytes.Equal(a.Anchor.Value, b.Anchor.Value) &&
		(a.ProxyAddresses.Presence == directory.NotExported || b.ProxyAddresses.Presence == directory.NotExported ||
			slices.EqualFunc(a.ProxyAddresses.Values, b.ProxyAddresses.Values, bytes.Equal))
}

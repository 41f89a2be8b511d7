package match

import (
	"bytes"
	"iter"
	"slices"

	"hardmatch/directory"
)

// A Model is what a simulation knows: both sides, the tenant, and the day.
type Model struct {
	OnPremises, Cloud *directory.ConnectorSpace
	Tenant            *directory.Tenant
	Engine            Engine
	AsOf              string // the day to judge by, YYYY-MM-DD
}

// A Simulation is what the next sync does with the objects of a model.
type Simulation struct {
	Model
	verdicts []Verdict // by number of the on-premises object
	persons  []Ref     // see [Simulation.person], by number of the on-premises object
	filtered []bool    // on-premises objects that never sync, by number
	local    *indexes  // of the on-premises side
	remote   *indexes  // of the cloud
	settings *settings
	domains  *domains
	census   census
	again    []bool      // cloud objects that repeat another record, by number
	gone     []bool      // cloud objects that were deleted, or repeat another record, by number
	joinedTo []bool      // the same: one on-premises object has its anchor
	met      []bool      // the same: it is the counterpart of a verdict
	claims   map[Ref]Ref // cloud objects that were soft-matched, and by whom

	object, other, head *directory.Object // judged, and compared with it
	otherRef, headRef   Ref
}

// Simulate judges the on-premises objects in the order of their exports, as if
// the service took them up in that order. Without a cloud side it decides what the
// on-premises side alone decides.
func Simulate(w Model) *Simulation {
	s := (&Simulation{
		Model: w, claims: make(map[Ref]Ref), verdicts: make([]Verdict, w.OnPremises.Len()), persons: make([]Ref, w.OnPremises.Len()),
		filtered: make([]bool, w.OnPremises.Len()), again: make([]bool, w.Cloud.Len()), gone: make([]bool, w.Cloud.Len()), joinedTo: make([]bool, w.Cloud.Len()), met: make([]bool, w.Cloud.Len()),
	}).View()
	s.settings = newSettings(w.Tenant)
	s.buildIndexes()
	s.domains = newDomains(w.Tenant, s.census.suffixes)
	s.eachHalf(func(s *Simulation, i int) { s.judgeByAnchor(i) })
	for i := range s.verdicts {
		s.judgeByNames(i)
		s.persons[i] = personOf(s.verdicts[i])
	}
	return s
}

// eachHalf calls do for every on-premises object, for both halves of them at once.
func (s *Simulation) eachHalf(do func(*Simulation, int)) {
	middle := len(s.verdicts) / 2
	done := make(chan struct{})
	go func() {
		view := s.View()
		for i := range middle {
			do(view, i)
		}
		close(done)
	}()
	view := s.View()
	for i := middle; i < len(s.verdicts); i++ {
		do(view, i)
	}
	<-done
}

// Verdicts yields one verdict for each on-premises object, in order. An object of
// which there are several records has that of the first.
func (s *Simulation) Verdicts() iter.Seq[Verdict] { return s.VerdictsOf(0, len(s.verdicts)) }

// VerdictsOf yields those of the objects from one number to before another.
func (s *Simulation) VerdictsOf(from, to int) iter.Seq[Verdict] {
	return func(yield func(Verdict) bool) {
		for _, v := range s.verdicts[from:to] {
			if v.Outcome != repeated && !yield(v) {
				return
			}
		}
	}
}

// CloudObjects yields the active objects of the cloud, in order.
func (s *Simulation) CloudObjects() iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		for i, gone := range s.gone {
			if !gone && !yield(cloud(i)) {
				return
			}
		}
	}
}

// VerdictOf returns the verdict about an on-premises object; its Outcome is nil
// for one that repeats another, and for cloud objects.
func (s *Simulation) VerdictOf(r Ref) Verdict {
	if r.IsCloud() || s.verdicts[r.Number()].Outcome == repeated {
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

// LoadHead makes o the object that r is; see [directory.ConnectorSpace.LoadHead].
func (s *Simulation) LoadHead(o *directory.Object, r Ref) {
	if r.IsCloud() {
		s.Cloud.LoadHead(o, r.Number())
	} else {
		s.OnPremises.LoadHead(o, r.Number())
	}
}

// Object returns the object that r is, with memory of its own.
func (s *Simulation) Object(r Ref) *directory.Object {
	o := new(directory.Object)
	s.Load(o, r)
	return o
}

// Candidates returns on-premises objects that compete with the object of a verdict: users
// with the same anchor, or other records of the same object. It returns ten at most, since
// all of them would grow with the square of their number.
func (s *Simulation) Candidates(v Verdict) []Ref {
	const most = 10
	kind := ByAnchor
	switch v.Outcome {
	case SharedAnchor:
	case Disputed:
		kind = ByObjectID
	default:
		return nil
	}
	var others []Ref
	k, _ := keyOf(s.Object(v.Object), kind)
	for r := range s.having(k) {
		if r != v.Object && !r.IsCloud() && s.syncs(r) {
			others = append(others, r)
		}
		if len(others) == most {
			break
		}
	}
	return others
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
func (s *Simulation) having(k Key) iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		last := None
		for r := range s.candidates(k) {
			if r != last && k.in(s.loadOther(r)) {
				if last = r; !yield(r) {
					return
				}
			}
		}
	}
}

// candidates yields the objects with a key of the same hash, in the same order.
func (s *Simulation) candidates(k Key) iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		hash := k.hash()
		for _, slot := range s.remote[k.index].near(hash) {
			if slot.tag == tagOf(hash) && !yield(cloud(int(slot.ref))) {
				return
			}
		}
		for _, slot := range s.local[k.index].near(hash) {
			if slot.tag == tagOf(hash) && !yield(onPremises(int(slot.ref))) {
				return
			}
		}
	}
}

// loadHead is loadOther without the values of attributes that have several.
func (s *Simulation) loadHead(r Ref) *directory.Object {
	if r != s.headRef {
		s.LoadHead(s.head, r)
		s.headRef = r
	}
	return s.head
}

// havingAnchor is having for an anchor, compared by exact case.
func (s *Simulation) havingAnchor(anchor []byte) iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		for r := range s.candidates(Key{ByAnchor, kindName, anchor}) {
			if bytes.Equal(s.loadHead(r).Anchor.Value, anchor) && !yield(r) {
				return
			}
		}
	}
}

// View returns the simulation for use in another goroutine.
func (s *Simulation) View() *Simulation {
	view := *s
	view.object, view.other, view.head = new(directory.Object), new(directory.Object), new(directory.Object)
	view.otherRef, view.headRef = None, None
	return &view
}

// judgeByAnchor settles what becomes of an on-premises object as far as that does
// not depend on the objects before it; else it leaves the verdict without outcome.
func (s *Simulation) judgeByAnchor(i int) {
	v := &s.verdicts[i]
	s.OnPremises.LoadHead(s.object, i)
	j := s.judgement(i)
	switch out, isRepeat := j.repeats(); {
	case isRepeat:
		*v = Verdict{Outcome: repeated}
	case v.Outcome != nil: // filtered out
	case out != nil:
		*v = Verdict{Outcome: out, Object: j.self, Counterpart: None, Missing: OneExport}
	case IsUser(j.o):
		if out := j.byItsAnchor(); out != nil {
			*v = j.verdict(out)
		}
	}
}

// judgeByNames settles the rest in order: what an object takes, those behind it do
// not get.
func (s *Simulation) judgeByNames(i int) {
	v := &s.verdicts[i]
	if v.Outcome == nil {
		s.OnPremises.Load(s.object, i)
		j := s.judgement(i)
		*v = j.verdict(j.settle())
	}
	switch {
	case v.Counterpart == None || v.Outcome == repeated:
		return
	case v.Kind == SoftMatchSMTP || v.Kind == SoftMatchUPN:
		s.claims[v.Counterpart] = v.Object
	}
	s.met[v.Counterpart.Number()] = true
	s.joinedTo[v.Counterpart.Number()] = s.joinedTo[v.Counterpart.Number()] || v.byAnchor
}

func (s *Simulation) judgement(i int) *judgement {
	return &judgement{Simulation: s, self: onPremises(i), o: s.object, counterpart: None}
}

// optional are the inputs for want of which a new object is still called new: it
// then holds for what was exported.
const optional = CloudGroups | CloudContacts | OtherAddresses | CloudSID | ObjectSID

// verdict is what an outcome and what was missing on the way to it make together.
func (j *judgement) verdict(out *Outcome) Verdict {
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
	return Verdict{Outcome: out, Object: j.self, Counterpart: j.counterpart, Missing: j.missing, byAnchor: j.byAnchor, OtherSID: j.otherSID}
}

// A judgement is the way of one object through the decision table. Missing
// collects the inputs for want of which a question stays open; if there are any
// at the end, so is the verdict.
type judgement struct {
	*Simulation
	self        Ref
	o           *directory.Object
	counterpart Ref
	byAnchor    bool
	otherSID    bool
	missing     Inputs
}

// IsUser reports whether o is judged as a user: by its class or, where no class
// was exported, by its userPrincipalName, which hardly anything else carries.
func IsUser(o *directory.Object) bool {
	return o.Class == directory.User ||
		o.Class == directory.UnknownClass && o.UserPrincipalName.Presence == directory.Present
}

func (j *judgement) settle() *Outcome {
	switch {
	case IsUser(j.o):
		return j.byItsNames()
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
	k, ok := identityOf(j.o)
	if !ok {
		return nil, false
	}
	var out *Outcome
	for r := range j.candidates(k) {
		switch {
		case r.IsCloud() || r == j.self || !k.in(j.loadHead(r)):
		case r < j.self:
			return nil, true
		case !agree(j.Object(j.self), j.loadOther(r)):
			out = Disputed
		}
	}
	return out, false
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

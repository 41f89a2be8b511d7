package match

import (
	"bytes"
	"iter"

	"hardmatch/directory"
)

// A Model is what a simulation knows: both sides, the tenant, and the day.
type Model struct {
	OnPremises, Cloud *directory.ConnectorSpace
	Tenant            *directory.Tenant
	Engine            Engine
	AsOf              string // the day of the sync, YYYY-MM-DD; it decides which rollouts have begun
}

// A Simulation is what the next sync does with the on-premises objects of a model.
type Simulation struct {
	Model
	local    *indexes // of the on-premises side
	remote   *indexes // of the cloud
	settings *settings
	domains  *domains
	stats    statistics

	// Of on-premises objects, by number.
	verdicts   []Verdict
	identities []Ref  // see [Simulation.identity]
	filtered   []bool // it never syncs

	// Of cloud objects, by number.
	isRepeat      []bool // another record shows the same object
	inactive      []bool // it was deleted, or another record shows it
	hasSource     []bool // exactly one on-premises object has its anchor
	isCounterpart []bool // it is the counterpart of a verdict

	softMatchedBy map[Ref]Ref // on-premises objects, by the cloud objects that they soft-match

	subject, other, head *Reader // of the object that is evaluated, and of those it is compared with
}

// Simulate evaluates the on-premises objects in export order, as if the service exported
// them in that order. Without a cloud side it decides what the on-premises side alone
// decides.
func Simulate(m Model) *Simulation {
	local, remote := m.OnPremises.Len(), m.Cloud.Len()
	s := (&Simulation{
		Model: m, softMatchedBy: make(map[Ref]Ref),
		verdicts: make([]Verdict, local), identities: make([]Ref, local), filtered: make([]bool, local),
		isRepeat: make([]bool, remote), inactive: make([]bool, remote), hasSource: make([]bool, remote), isCounterpart: make([]bool, remote),
	}).View()
	s.settings = newSettings(m.Tenant)
	s.buildIndexes()
	s.domains = newDomains(m.Tenant, s.stats.suffixes)
	s.eachHalf(func(s *Simulation, i int) { s.evaluateByAnchor(i) })
	for i := range s.verdicts {
		s.evaluateByNames(i)
		s.identities[i] = identityOf(s.verdicts[i])
	}
	return s
}

// buildIndexes builds the indexes of both sides in parallel, makes the statistics, and finds
// the objects that are filtered out, were deleted, or have several records.
func (s *Simulation) buildIndexes() {
	s.stats.suffixes = make(map[string]bool)
	onPremisesDone := make(chan struct{})
	go func() {
		s.local = buildIndex(s.OnPremises, func(o *directory.Object, i int) {
			if out := s.Engine.outOfScope(o); out != nil {
				s.filtered[i] = true
				s.verdicts[i] = Verdict{Outcome: out, Object: onPremises(i), Counterpart: None}
			}
		})
		close(onPremisesDone)
	}()
	s.remote = buildIndex(s.Cloud, func(o *directory.Object, i int) {
		s.stats.count(o)
		s.inactive[i] = o.Deleted()
	})
	<-onPremisesDone
	s.stats.addKindsTo(s.Tenant)
	s.markRepeats()
}

// eachHalf calls do for every on-premises object, for both halves in parallel.
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

// Verdicts yields one verdict for each on-premises object, in order. An object with several
// records has the verdict about the first.
func (s *Simulation) Verdicts() iter.Seq[Verdict] { return s.VerdictsOf(0, len(s.verdicts)) }

// VerdictsOf yields the verdicts about the objects whose numbers are at least from and
// less than to.
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
		for i, inactive := range s.inactive {
			if !inactive && !yield(cloud(i)) {
				return
			}
		}
	}
}

// VerdictOf returns the verdict about an on-premises object. Its Outcome is nil for a record
// that repeats another, and for cloud objects.
func (s *Simulation) VerdictOf(r Ref) Verdict {
	if r.IsCloud() || s.verdicts[r.Number()].Outcome == repeated {
		return Verdict{}
	}
	return s.verdicts[r.Number()]
}

// Object returns an object with memory of its own.
func (s *Simulation) Object(r Ref) *directory.Object {
	if r.IsCloud() {
		return s.Cloud.Object(r.Number())
	}
	return s.OnPremises.Object(r.Number())
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
	for r := range s.withKey(k) {
		if r != v.Object && !r.IsCloud() && s.syncs(r) {
			others = append(others, r)
		}
		if len(others) == most {
			break
		}
	}
	return others
}

// withKey yields the objects that have a key: cloud objects first, each side in order. A
// loop should end as soon as it can, since in a test system all objects may have one key.
func (s *Simulation) withKey(k Key) iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		last := None
		for r := range s.withHash(k) {
			if r != last && k.in(s.other.Object(r)) {
				if last = r; !yield(r) {
					return
				}
			}
		}
	}
}

// withHash yields the objects with a key of the same hash, in the order of withKey.
func (s *Simulation) withHash(k Key) iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		hash := k.hash()
		for _, entry := range s.remote[k.index].bucketOf(hash) {
			if entry.tag == tagOf(hash) && !yield(cloud(int(entry.ref))) {
				return
			}
		}
		for _, entry := range s.local[k.index].bucketOf(hash) {
			if entry.tag == tagOf(hash) && !yield(onPremises(int(entry.ref))) {
				return
			}
		}
	}
}

// withAnchor yields the objects that have an anchor, compared by exact case.
func (s *Simulation) withAnchor(anchor []byte) iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		for r := range s.withHash(Key{ByAnchor, kindName, anchor}) {
			if bytes.Equal(s.head.Head(r).Anchor.Value, anchor) && !yield(r) {
				return
			}
		}
	}
}

// View returns the simulation for use in another goroutine.
func (s *Simulation) View() *Simulation {
	view := *s
	view.subject, view.other, view.head = s.NewReader(), s.NewReader(), s.NewReader()
	return &view
}

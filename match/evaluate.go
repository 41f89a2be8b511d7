package match

import "hardmatch/directory"

// An evaluation follows one on-premises object through the decision table. It collects the
// inputs that were missing on the way. If there are any at the end, the verdict is open.
type evaluation struct {
	*Simulation
	self        Ref
	o           *directory.Object
	counterpart Ref
	byAnchor    bool
	otherSID    bool
	missing     Inputs
}

func (s *Simulation) evaluation(self Ref, o *directory.Object) *evaluation {
	return &evaluation{Simulation: s, self: self, o: o, counterpart: None}
}

// evaluateByAnchor decides about an on-premises object as far as that does not depend on
// the objects before it. Otherwise it leaves the verdict without an outcome.
func (s *Simulation) evaluateByAnchor(i int) {
	v := &s.verdicts[i]
	self := onPremises(i)
	e := s.evaluation(self, s.subject.Head(self))
	switch out, isRepeat := e.repeats(); {
	case isRepeat:
		*v = Verdict{Outcome: repeated}
	case v.Outcome != nil: // filtered out
	case out != nil:
		*v = Verdict{Outcome: out, Object: e.self, Counterpart: None, Missing: OneExport}
	case IsUser(e.o):
		if out := e.byItsAnchor(); out != nil {
			*v = e.verdict(out)
		}
	}
}

// evaluateByNames decides about the remaining objects in export order: a cloud user taken
// by one object is not offered to later ones.
func (s *Simulation) evaluateByNames(i int) {
	v := &s.verdicts[i]
	if v.Outcome == nil {
		self := onPremises(i)
		e := s.evaluation(self, s.subject.Object(self))
		*v = e.verdict(e.decide())
	}
	switch {
	case v.Counterpart == None || v.Outcome == repeated:
		return
	case v.Kind == SoftMatchSMTP || v.Kind == SoftMatchUPN:
		s.softMatchedBy[v.Counterpart] = v.Object
	}
	s.isCounterpart[v.Counterpart.Number()] = true
	s.hasSource[v.Counterpart.Number()] = s.hasSource[v.Counterpart.Number()] || v.byAnchor
}

// optional are inputs without which a new object is still called new: the verdict then
// holds for what was exported.
const optional = CloudGroups | CloudContacts | OtherAddresses | CloudSID | ObjectSID

// verdict combines an outcome with the inputs that were missing on the way to it.
func (e *evaluation) verdict(out *Outcome) Verdict {
	switch seen := e.missing & optional; {
	case out.Kind == Undecided:
	case e.missing != seen:
		out = open
	default:
		if out == provisioned && seen != 0 {
			out = provisionedAsSeen
		}
		e.missing = 0
	}
	return Verdict{Outcome: out, Object: e.self, Counterpart: e.counterpart, Missing: e.missing, byAnchor: e.byAnchor, OtherSID: e.otherSID}
}

// decide returns the outcome for an object whose anchor did not decide, by its class.
func (e *evaluation) decide() *Outcome {
	switch {
	case IsUser(e.o):
		return e.byItsNames()
	case e.o.Class == directory.Group:
		return e.group()
	case e.o.Class == directory.Contact:
		return e.contact()
	case e.o.Class == directory.Computer:
		e.missing = CloudDevices
		return device
	case e.o.Class == directory.UnknownClass:
		e.missing = Class
		return noClass
	}
	return otherClass
}

// IsUser reports whether o is evaluated as a user: by its class or, if no class was
// exported, by its userPrincipalName, which few other objects have.
func IsUser(o *directory.Object) bool {
	return o.Class == directory.User ||
		o.Class == directory.UnknownClass && o.UserPrincipalName.Presence == directory.Present
}

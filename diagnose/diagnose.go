// Package diagnose evaluates the rules of a catalogue for the objects of a simulated
// sync.
//
// Begin with [Diagnose] for findings and with [Catalogue] for the rules. A rule cites its
// sources, and states since when the service enforces it.
package diagnose

import (
	"sync"

	"hardmatch/directory"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
	"hardmatch/match"
)

// A Severity follows the wording of the source of a rule: a "must" is an error, a
// "should" is a warning, everything else is a notice.
type Severity uint8

// The severities.
const (
	Notice Severity = iota
	Warning
	Error
)

// Severities are the names of the severities, the least first.
var Severities = []string{"notice", "warning", "error"}

// String returns the severity as the JSON documents spell it.
func (s Severity) String() string { return Severities[s] }

// ParseSeverity is the inverse of [Severity.String]. It returns false for other names.
func ParseSeverity(name string) (Severity, bool) {
	for i, known := range Severities {
		if known == name {
			return Severity(i), true
		}
	}
	return 0, false
}

// A Finding is a broken rule, at an object, a file or the tenant.
type Finding struct {
	Rule      *Rule
	Severity  Severity
	Message   string      // one sentence, lower case, no period; it names the objects
	Object    match.Ref   // [match.None] for a file or the tenant
	Others    []match.Ref // the other holders, in order
	Attribute string      // as the directory of the object spells it, or ""
	Value     string      // as the object spells it, or ""
	Hint      hint.Hint   // what to do about a damaged export
	// Origin is the place in a file, for a finding without an object.
	Origin directory.Origin
}

// A Diagnosis has all findings: those at on-premises objects first, in the order of the
// exports and then of the rules.
type Diagnosis struct {
	Findings []Finding
	Counts   [3]int // by severity
}

// Diagnose evaluates all rules of the catalogue for the objects of a simulation, its
// tenant and the files that it was made from.
func Diagnose(s *match.Simulation, files []*records.Summary, damage []Damage) *Diagnosis {
	first, second, inCloud := newPass(s), newPass(s.View()), newPass(s.View())
	middle := s.OnPremises.Len() / 2
	conflicts := conflictsOf(s)
	var parts sync.WaitGroup
	parts.Go(func() { first.onPremises(conflicts, 0, middle) })
	parts.Go(func() { second.onPremises(conflicts, middle, s.OnPremises.Len()) })
	parts.Go(inCloud.inCloud)
	parts.Wait()
	p := first
	p.join(second.Diagnosis)
	p.join(inCloud.Diagnosis)
	p.ref, p.verdict = match.None, match.Verdict{}
	for _, r := range Catalogue {
		if p.rule = r; r.tenant != nil {
			r.tenant(p)
		}
	}
	for _, f := range files {
		p.export(f)
	}
	for _, d := range damage {
		p.damage(d)
	}
	return p.Diagnosis
}

// conflictsOf finds the duplicate values of all index kinds, several kinds at once.
func conflictsOf(s *match.Simulation) (all [match.IndexKinds][]match.DuplicateValue) {
	var kinds sync.WaitGroup
	for l := match.ByAnchor; l < match.IndexKinds; l++ {
		view := s.View()
		kinds.Go(func() { all[l] = view.DuplicateValues(l) })
	}
	kinds.Wait()
	return all
}

func newPass(s *match.Simulation) *pass {
	return &pass{Simulation: s, covers: s.Covers(), unverified: make(map[string]bool), Diagnosis: new(Diagnosis), subject: s.NewReader(), other: s.NewReader()}
}

func (d *Diagnosis) join(more *Diagnosis) {
	d.Findings = append(d.Findings, more.Findings...)
	for s, n := range more.Counts {
		d.Counts[s] += n
	}
}

// onPremises evaluates the rules for the on-premises objects with the numbers from
// (included) to (excluded).
func (p *pass) onPremises(conflicts [match.IndexKinds][]match.DuplicateValue, from, to int) {
	for l, all := range conflicts {
		p.conflicts[l].left = all
	}
	rules := rulesWith(func(r *Rule) bool { return r.object != nil })
	for v := range p.VerdictsOf(from, to) {
		if v.Kind == match.NotSynced {
			continue
		}
		p.ref, p.verdict = v.Object, v
		p.skipEarlier()
		p.o = p.subject.Object(v.Object)
		for _, p.rule = range rules {
			p.rule.object(p)
		}
	}
}

func (p *pass) inCloud() {
	rules := rulesWith(func(r *Rule) bool { return r.cloud != nil })
	p.verdict = match.Verdict{}
	for r := range p.CloudObjects() {
		p.ref = r
		p.o = p.subject.Object(r)
		for _, p.rule = range rules {
			p.rule.cloud(p)
		}
	}
}

func rulesWith(want func(*Rule) bool) []*Rule {
	var rules []*Rule
	for _, r := range Catalogue {
		if want(r) {
			rules = append(rules, r)
		}
	}
	return rules
}

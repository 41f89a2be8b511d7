package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/sid"
	"hardmatch/text"
)

// A pass is the input of a rule for one object, and collects its findings.
type pass struct {
	*match.Simulation
	*Diagnosis
	rule    *Rule
	subject *match.Reader
	o       *directory.Object // the object, valid until the rule returns
	ref     match.Ref
	verdict match.Verdict // of an on-premises object
	other   *match.Reader // for objects other than o
	covers  bool          // see [match.Simulation.Covers]
	// unverified caches which domains are unverified: most users share a few.
	unverified map[string]bool

	conflicts [match.IndexKinds]cursor
}

// A cursor holds the conflicts whose first holder is the object of the pass or a later
// one.
type cursor struct{ left []match.DuplicateValue }

// duplicates returns the duplicate values whose first holder is the object.
func (p *pass) duplicates(l match.IndexKind) []match.DuplicateValue {
	left, n := p.conflicts[l].left, 0
	for n < len(left) && left[n].Holders[0] == p.ref {
		n++
	}
	return left[:n]
}

// skipEarlier removes the conflicts whose first holder is before the object.
func (p *pass) skipEarlier() {
	for l := range p.conflicts {
		left := p.conflicts[l].left
		for len(left) > 0 && left[0].Holders[0] < p.ref {
			left = left[1:]
		}
		p.conflicts[l].left = left
	}
}

// A subject is what a finding is about, besides the object.
type subject struct {
	attribute, value string
	others           []match.Ref
}

func about(attribute string, value []byte, others ...match.Ref) subject {
	return subject{attribute, text.ValidUTF8(value), others}
}

func (p *pass) report(s subject, format string, args ...any) {
	p.reportAt(directory.Origin{}, s, format, args...)
}

func (p *pass) reportAt(origin directory.Origin, s subject, format string, args ...any) {
	severity := p.rule.severityOn(p.AsOf, p.rule.Enforced)
	p.Findings = append(p.Findings, Finding{
		Rule: p.rule, Severity: severity, Message: fmt.Sprintf(format, args...), Object: p.ref,
		Others: s.others, Attribute: s.attribute, Value: s.value, Origin: origin,
	})
	p.Counts[severity]++
}

// limitSeverity makes the last finding at most as severe as s.
func (p *pass) limitSeverity(s Severity) {
	last := &p.Findings[len(p.Findings)-1]
	p.Counts[last.Severity]--
	last.Severity = min(last.Severity, s)
	p.Counts[last.Severity]++
}

// counterpart returns the cloud object of the verdict as the others of a finding.
func (p *pass) counterpart() []match.Ref {
	if p.verdict.Counterpart == match.None {
		return nil
	}
	return []match.Ref{p.verdict.Counterpart}
}

// self returns the name of the object for a sentence.
func (p *pass) self() string { return kindOf(p.o) + nameOf(p.o) }

// name returns the name of another object for a sentence. If both objects have the same
// name, it returns more, so that they can be told apart.
func (p *pass) name(r match.Ref) string {
	o := p.other.Object(r)
	name := nameOf(o)
	switch alike := strings.EqualFold(name, nameOf(p.o)); {
	case r.IsCloud() && (alike || !match.IsUser(o)):
		return p.nameInCloud(r)
	case alike && o.DN.Presence == directory.Present:
		return kindOf(o) + text.ValidUTF8(o.DN.Value)
	}
	return kindOf(o) + name
}

// nameInCloud returns the name of a cloud object, with its class, for a sentence.
func (p *pass) nameInCloud(r match.Ref) string {
	o := p.other.Object(r)
	if match.IsUser(o) {
		return "the cloud user " + nameOf(o)
	}
	return "the cloud " + o.Class.String() + " " + nameOf(o)
}

// nameOf returns the name by which people know an object.
func nameOf(o *directory.Object) string {
	for _, t := range []directory.Text{o.UserPrincipalName, o.Mail, o.SAMAccountName, o.DisplayName, o.DN, o.ID} {
		if t.Presence == directory.Present {
			return text.ValidUTF8(t.Value)
		}
	}
	return "an object without a name"
}

// kindOf returns the text before the name of an object in a sentence, "" for a user.
func kindOf(o *directory.Object) string {
	switch o.Class {
	case directory.Group, directory.Contact:
		return "the " + o.Class.String() + " "
	}
	return ""
}

// namesOf joins the names of the first few objects.
func (p *pass) namesOf(refs []match.Ref) string {
	const most = 3
	var names []string
	for i, r := range refs {
		if i == most {
			names = append(names, fmt.Sprintf("%d more", len(refs)-most))
			break
		}
		names = append(names, p.name(r))
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// withoutJoined returns refs without the on-premises objects whose cloud objects are
// also in refs: both are one identity.
func (p *pass) withoutJoined(refs []match.Ref) []match.Ref {
	var left []match.Ref
	for _, r := range refs {
		if c := p.VerdictOf(r).Counterpart; r.IsCloud() || c == match.None || !slices.Contains(refs, c) {
			left = append(left, r)
		}
	}
	return left
}

// sidText returns the text of a SID, or nil.
func sidText(octets directory.Text) []byte {
	text, err := sid.Append(nil, octets.Value)
	if err != nil {
		return nil
	}
	return text
}

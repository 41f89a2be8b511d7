package plan

import (
	"fmt"
	"strings"

	"hardmatch/directory"
	"hardmatch/match"
)

// A candidate is an on-premises user on the way into a plan. Why says what
// keeps it out, and is "" for one that gets steps.
type candidate struct {
	object *directory.Object
	anchor string
	target target
	why    string
	others []*directory.Object
	well   bool // the next sync does the right thing without a step
}

// candidatesOf returns the users of a simulation in their order. Whether two of
// them would meet on one cloud user is judged among all, also where only one is
// asked for.
func candidatesOf(s *match.Simulation) []*candidate {
	var all []*candidate
	for v := range s.Verdicts() {
		if o := s.Object(v.Object); match.IsUser(o) {
			all = append(all, newCandidate(s, v, o))
		}
	}
	refuseSharedTargets(all)
	return all
}

func newCandidate(s *match.Simulation, v match.Verdict, o *directory.Object) *candidate {
	c := &candidate{object: o, anchor: string(o.Anchor.Value), others: s.Rivals(v)}
	switch v.Kind {
	case match.Joined, match.HardMatch, match.SoftMatchSMTP, match.SoftMatchUPN, match.Restore, match.Provision, match.CloudManaged:
		c.well = true
	}
	switch {
	case v.Kind != match.Undecided:
		c.why = kindText(v.Kind) + ": " + v.Reason
	case v.Missing == match.OneExport:
		c.why = v.Reason
	case len(o.Anchor.Value) == 0:
		c.why = v.Reason + ": " + v.Missing.String()
	default:
		c.why = badAnchor(o.Anchor.Value)
	}
	if v.Kind == match.NotSynced {
		return c // it meets nobody in the cloud, so it is in nobody's way
	}
	t, why := targetOf(o)
	c.target = t
	if c.why == "" {
		c.why = why
	}
	return c
}

func kindText(k match.Kind) string {
	switch k {
	case match.NotSynced:
		return "not synced"
	case match.Refused:
		return "refused"
	}
	return k.String()
}

// refuseSharedTargets keeps out all users that would be stamped on one cloud
// user: which of them is its twin, only a person knows.
func refuseSharedTargets(all []*candidate) {
	claims := make(map[string][]*candidate, len(all))
	for _, c := range all {
		if c.target.name != "" {
			claims[c.target.key()] = append(claims[c.target.key()], c)
		}
	}
	for _, c := range all {
		rivals := claims[c.target.key()]
		if c.target.name == "" || len(rivals) < 2 || c.why != "" {
			continue
		}
		c.others = rivalsOf(c, rivals)
		c.why = fmt.Sprintf("%d users would be stamped on the cloud user %s; decide which of them is its twin: %s",
			len(rivals), c.target.name, names(rivals))
	}
}

// maxNamed keeps a sentence readable, and the work linear, where many users
// share one name.
const maxNamed = 5

func rivalsOf(c *candidate, rivals []*candidate) []*directory.Object {
	var others []*directory.Object
	for _, r := range rivals {
		if r != c && len(others) < maxNamed {
			others = append(others, r.object)
		}
	}
	return others
}

func names(list []*candidate) string {
	var parts []string
	for i, c := range list {
		if i == maxNamed {
			parts = append(parts, fmt.Sprintf("and %d more", len(list)-maxNamed))
			break
		}
		parts = append(parts, label(c.object))
	}
	return strings.Join(parts, "; ")
}

// label names an object in a sentence: its DN or another name, and its place.
func label(o *directory.Object) string {
	name := "an object without a name"
	for _, t := range []directory.Text{o.DN, o.UserPrincipalName, o.SAMAccountName} {
		if t.Presence == directory.Present {
			name = validText(t.Value)
			break
		}
	}
	return name + " (" + place(o) + ")"
}

func place(o *directory.Object) string {
	return fmt.Sprintf("%s:%d", validText([]byte(o.Origin.File)), o.Origin.Line)
}

func refOf(o *directory.Object) Ref {
	return Ref{
		Side:              o.Side.String(),
		DN:                validText(o.DN.Value),
		UserPrincipalName: validText(o.UserPrincipalName.Value),
		Origin:            &Origin{File: validText([]byte(o.Origin.File)), Line: o.Origin.Line, Offset: o.Origin.Offset},
	}
}

func refsOf(objects []*directory.Object) []Ref {
	var refs []Ref
	for _, o := range objects {
		refs = append(refs, refOf(o))
	}
	return refs
}

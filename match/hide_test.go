package match_test

import (
	"testing"

	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/match/modeltest"
)

// A value that was not exported, or was lost, must not make a verdict more definite. The
// test hides every attribute of every object of every model. Afterwards each verdict is of
// the same kind, or undecided and names the attribute, or is an inferred Provision.
//
// If the attribute is of an on-premises object, only the verdict about that object is
// compared. Verdicts about other objects do not consider values that were not exported.
func TestHiddenValuesDecideNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates 10,000 models")
	}
	for _, m := range readModels(t) {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			want := match.Simulate(m.Model)
			for name, r := range m.Refs {
				for _, a := range modeltest.Attributes {
					if (a.Side == directory.Cloud) != r.IsCloud() {
						continue
					}
					for _, p := range []directory.Presence{directory.NotExported, directory.Lost} {
						h := hidden{m, want, match.Simulate(m.Hide(r, a, p)), a, p}
						for v := range want.Verdicts() {
							if r.IsCloud() || r == v.Object {
								h.compare(t, name, v)
							}
						}
					}
				}
			}
		})
	}
}

// A hidden is a model simulated as it is, and without one value.
type hidden struct {
	model     *modeltest.Model
	want, got *match.Simulation
	attribute modeltest.Attribute
	state     directory.Presence
}

func (h *hidden) compare(t *testing.T, name string, want match.Verdict) {
	got := h.got.VerdictOf(want.Object)
	switch {
	case got.Outcome == nil:
		t.Errorf("%s of %s (%d): no verdict", h.attribute.Name, name, h.state)
	case got.Kind == want.Kind && (got.Counterpart == match.None || h.sameObject(got.Counterpart, want.Counterpart)):
	case got.Kind == match.Undecided:
		if want.Kind != match.Undecided && got.Basis == match.Documented && got.Missing&(h.attribute.Inputs|match.OneExport) == 0 && !h.assumed(want, got) {
			t.Errorf("%s of %s (%d): %v is undecided, but without %v", h.attribute.Name, name, h.state, want.Kind, got.Missing)
		}
	case got.Kind == match.Provision && got.Basis == match.Inferred: // new as far as was exported
	case !h.assumed(want, got):
		t.Errorf("%s of %s (%d): %s (%v) becomes %s (%v)", h.attribute.Name, name, h.state, want.Reason, want.Kind, got.Reason, got.Kind)
	}
}

// assumed reports whether a difference is of a kind that is accepted: something is assumed
// about a value that is not known, since nearly all exports would be undecided otherwise.
func (h *hidden) assumed(want, got match.Verdict) bool {
	type value struct {
		name  string
		state directory.Presence
	}
	switch {
	case want.Kind == match.NotSynced: // an attribute of which nothing is known does not filter out
		return h.attribute.Inputs == 0
	case want.Outcome == match.SoftMatchTwo: // the cloud does not have two users with one primary address
		return true
	case want.Outcome == got.Outcome && h.attribute.Name == directory.AttrOnPremisesImmutableID: // nor two with one anchor
		return true
	case got.Outcome == match.SharedAnchor: // records are of two objects if nothing shows that they are of one
		return true
	case want.Outcome == match.SoftMatchSecond: // an undecided object claims no cloud user
		return true
	case want.Outcome == match.GroupTaken: // the address decides where the SID is not known
		return got.Kind == match.Joined && got.Basis == match.Inferred
	case h.sameObject(want.Counterpart, got.Counterpart) && want.Counterpart != got.Counterpart: // the other of two records shows more now
		return true
	}
	switch (value{h.attribute.Name, h.state}) {
	case value{"isCloudManaged", directory.NotExported}:
		return want.Kind == match.CloudManaged || want.Missing == match.CloudManagement
	case value{"onPremisesObjectIdentifier", directory.NotExported}, value{"objectGUID", directory.NotExported}:
		return got.Kind == match.Joined
	case value{"mail", directory.NotExported}, value{"mail", directory.Lost}:
		return h.state == directory.NotExported || h.attribute.Side == directory.OnPremises && want.Kind == match.ProvisionQuarantined
	}
	return false
}

// sameObject reports whether two cloud objects are one, perhaps shown by two records.
func (h *hidden) sameObject(a, b match.Ref) bool {
	return a == b || a != match.None && b != match.None && h.want.Object(a).ID.Is(h.want.Object(b).ID.String())
}

package syncerror_test

import (
	"slices"
	"testing"

	"hardmatch/diagnose"
	"hardmatch/syncerror"
)

// A rule that predicts an error is one of the catalogue.
func TestKindsNameRules(t *testing.T) {
	for _, k := range syncerror.Kinds {
		for _, id := range k.Rules {
			if !slices.ContainsFunc(diagnose.Catalogue, func(r *diagnose.Rule) bool { return r.ID == id }) {
				t.Errorf("%s: there is no rule %s", k.Name, id)
			}
		}
	}
}

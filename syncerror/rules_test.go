package syncerror_test

import (
	"slices"
	"testing"

	"hardmatch/diagnose"
	"hardmatch/syncerror"
)

// Every rule that a kind names is in the catalogue of rules.
func TestKindsNameRules(t *testing.T) {
	for _, k := range syncerror.Kinds {
		for _, id := range k.Rules {
			if !slices.ContainsFunc(diagnose.Catalogue, func(r *diagnose.Rule) bool { return r.ID == id }) {
				t.Errorf("%s: there is no rule %s", k.Name, id)
			}
		}
	}
}

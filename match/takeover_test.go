package match_test

import (
	"slices"
	"testing"

	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/match/modeltest"
)

// Takeover tells all refusals at once, where a verdict tells the first, and whatever
// the anchors are.
func TestTakeover(t *testing.T) {
	w := modeltest.New("takeover")
	for i, line := range [][]string{
		{"ad", "ada", "upn=ada@contoso.com"},
		{"cloud", "plain", "upn=plain@contoso.com"},
		{"cloud", "admin", "source=old"},
		{"cloud", "synced", "synced=true", "source=old"},
		{"cloud", "own", "synced=true", "source=ada"},
		{"cloud", "gone", "deleted=true", "synced=true", "source=?"},
		{"flag", directory.FlagBlockHardMatch + "=true"},
		{"role", "admin", "assigned"},
		{"role", "gone", "eligible"},
	} {
		if err := w.Add(line, i); err != nil {
			t.Fatal(err)
		}
	}
	s := match.Simulate(w.Model)
	for name, want := range map[string][]*match.Outcome{
		"plain": {match.HardMatchBlocked}, "admin": {match.OtherSource, match.HardMatchAdmin, match.HardMatchBlocked},
		"synced": {match.OtherSource}, "own": nil, "gone": {match.RestoreAdmin},
	} {
		got, missing := s.Takeover(w.Refs["ada"], w.Refs[name])
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d refusals, want %d", name, len(got), len(want))
		}
		if (missing == match.CloudObjectIdentifier) != (name == "gone") {
			t.Errorf("%s: missing %v", name, missing)
		}
	}
}

package match_test

import (
	"slices"
	"testing"

	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/match/modeltest"
)

// Takeover returns all refusals at once, whatever the anchors are. A verdict has only the
// first refusal.
func TestTakeover(t *testing.T) {
	m := modeltest.New("takeover")
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
		if err := m.Add(line, i); err != nil {
			t.Fatal(err)
		}
	}
	s := match.Simulate(m.Model)
	for name, want := range map[string][]*match.Outcome{
		"plain": {match.HardMatchBlocked}, "admin": {match.OtherSource, match.HardMatchAdmin, match.HardMatchBlocked},
		"synced": {match.OtherSource}, "own": nil, "gone": {match.RestoreAdmin},
	} {
		got, missing := s.Takeover(m.Refs["ada"], m.Refs[name])
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d refusals, want %d", name, len(got), len(want))
		}
		if (missing == match.CloudObjectIdentifier) != (name == "gone") {
			t.Errorf("%s: missing %v", name, missing)
		}
	}
}

// A SID that is not known is not another SID.
func TestOtherSID(t *testing.T) {
	for sids, want := range map[[2]string]bool{
		{"1", "2"}: true, {"1", "1"}: false, {"?", "2"}: false, {"", "2"}: false, {"1", "?"}: false, {"!", "2"}: false,
	} {
		m := modeltest.New("SIDs")
		for i, line := range [][]string{{"ad", "ada", "sid=" + sids[0]}, {"cloud", "c", "like=ada", "synced=true", "sid=" + sids[1]}} {
			if err := m.Add(line, i); err != nil {
				t.Fatal(err)
			}
		}
		if v := match.Simulate(m.Model).VerdictOf(m.Refs["ada"]); v.Kind != match.Joined || v.OtherSID != want {
			t.Errorf("%q: %v, other SID %v", sids, v.Kind, v.OtherSID)
		}
	}
}

// An empty list of users means that there are no deleted users if users were exported, because
// every tenant has users.
func TestEmptyListOfUsers(t *testing.T) {
	for users, want := range map[bool]directory.TenantKind{true: directory.DeletedUsers, false: directory.Users} {
		m := modeltest.New("no users")
		m.Tenant.Seen = map[directory.TenantKind]bool{directory.NoUsers: true}
		if users {
			if err := m.Add([]string{"cloud", "c"}, 1); err != nil {
				t.Fatal(err)
			}
		}
		match.Simulate(m.Model)
		if !m.Tenant.Seen[want] || m.Tenant.Seen[directory.NoUsers] || m.Tenant.Seen[directory.DeletedUsers] != users {
			t.Errorf("users %v: %v", users, m.Tenant.Seen)
		}
	}
}

// If two users have the address, neither is the namesake, so the name decides. A record that
// repeats another one is not a deleted user.
func TestNamesakeAndDeleted(t *testing.T) {
	m := modeltest.New("namesake")
	for i, line := range [][]string{
		{"ad", "ada", "upn=ada@contoso.com", "proxy=SMTP:a@contoso.com"},
		{"cloud", "c", "proxy=SMTP:a@contoso.com"}, {"cloud", "d", "mail=a@contoso.com"}, {"cloud", "byname", "upn=ada@contoso.com"},
		{"cloud", "first", "anchor=A", "synced=true"}, {"cloud", "again", "id=first", "anchor=A", "deleted"},
		{"cloud", "gone", "anchor=A", "deleted"},
	} {
		if err := m.Add(line, i); err != nil {
			t.Fatal(err)
		}
	}
	s := match.Simulate(m.Model)
	if got := s.Namesake(m.Refs["ada"]); got != m.Refs["byname"] {
		t.Errorf("the namesake is %v", got)
	}
	if got := s.DeletedWithAnchor("A"); got != m.Refs["gone"] {
		t.Errorf("the deleted user is %v", got)
	}
}

// The first source that is present gives the mail nickname.
func TestMailNickname(t *testing.T) {
	sources := []string{"nick=n", "proxy=smtp:s@x.org,SMTP:p@x.org", "mail=m@x.org", "upn=u@x.org"}
	for i, want := range []string{"n", "p", "m", "u", ""} {
		o, err := modeltest.Object(directory.OnPremises, append([]string{"ada"}, sources[i:]...), 1)
		if err != nil {
			t.Fatal(err)
		}
		if got := match.MailNickname(o); got != want {
			t.Errorf("%q: %q, want %q", sources[i:], got, want)
		}
	}
}

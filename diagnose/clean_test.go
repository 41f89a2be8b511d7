package diagnose_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"hardmatch/convert"
	"hardmatch/diagnose"
	"hardmatch/directory"
	"hardmatch/match"
)

// Users that are joined and have no fault give no finding, not even a notice.
func TestCleanUsers(t *testing.T) {
	d := diagnose.Diagnose(match.Simulate(cleanModel(1000)), nil, nil)
	for _, f := range d.Findings[:min(5, len(d.Findings))] {
		t.Errorf("%s: %s", f.Rule.ID, f.Message)
	}
}

// Users without a finding need no memory besides the tables of a simulation.
func TestCleanUsersAllocateNothing(t *testing.T) {
	few, many := match.Simulate(cleanModel(1000)), match.Simulate(cleanModel(3000))
	allocations := func(s *match.Simulation) float64 {
		return testing.AllocsPerRun(3, func() { diagnose.Diagnose(s, nil, nil) })
	}
	if a, b := allocations(few), allocations(many); b > a+100 {
		t.Errorf("%.0f allocations for 1000 users, %.0f for 3000", a, b)
	}
}

func BenchmarkDiagnoseClean(b *testing.B) {
	const users = 100_000
	s := match.Simulate(cleanModel(users))
	b.ReportAllocs()
	for b.Loop() {
		diagnose.Diagnose(s, nil, nil)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/users, "ns/user")
}

// cleanModel has n users with addresses of several kinds, each synced to its cloud user.
func cleanModel(n int) match.Model {
	w := match.Model{
		OnPremises: &directory.ConnectorSpace{Side: directory.OnPremises}, Cloud: &directory.ConnectorSpace{Side: directory.Cloud},
		Tenant: &directory.Tenant{
			Domains:  []directory.Domain{{Name: "contoso.com", Verified: true}, {Name: "contoso.onmicrosoft.com", Verified: true, Initial: true}},
			Features: map[string]bool{directory.FlagBlockHardMatch: true, directory.FlagBlockSoftMatch: true},
		},
		AsOf: "2026-11-22",
	}
	w.Tenant.See(directory.Domains)
	w.Tenant.See(directory.Users)
	for i := range n {
		on, in := cleanUser(i)
		w.OnPremises.Add(on)
		w.Cloud.Add(in)
	}
	return w
}

func cleanUser(i int) (on, in *directory.Object) {
	digest := sha256.Sum256(fmt.Append(nil, i))
	guid := convert.GUID(digest[:16]) // in order they would make anchors that differ in case only
	anchor := []byte(guid.ImmutableID())
	mail, sid := fmt.Sprintf("user%d.o'brien@contoso.com", i), sidOf(i)
	proxies := directory.Texts{Presence: directory.Present}
	for _, v := range []string{"SMTP:%s", "smtp:alias%s", "sip:%s", "X500:/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=%s"} {
		proxies.Values = append(proxies.Values, fmt.Appendf(nil, v, mail))
	}
	on = &directory.Object{
		Side: directory.OnPremises, Class: directory.User, DN: textOf("CN=%d,OU=Staff,DC=contoso,DC=com", i), ObjectGUID: directory.GUID{Presence: directory.Present, Value: guid},
		SAMAccountName: textOf("user%d", i), UserPrincipalName: textOf("%s", mail), Mail: textOf("%s", mail), MailNickname: textOf("user%d", i), DisplayName: textOf("Müller, %d", i),
		GivenName: textOf("Ada"), Surname: textOf("Müller"), UserAccountControl: textOf("512"), ObjectSID: sid, ProxyAddresses: proxies,
		Anchor: directory.SourceAnchor{Attribute: directory.AttrObjectGUID, Value: anchor},
	}
	in = &directory.Object{
		Side: directory.Cloud, Class: directory.User, ID: textOf("c0000000-0000-4000-8000-%012d", i), UserPrincipalName: textOf("%s", strings.ToUpper(mail)), Mail: textOf("%s", mail),
		UserType: textOf("Member"), OnPremisesSyncEnabled: textOf("true"), OnPremisesImmutableID: directory.Text{Presence: directory.Present, Value: anchor}, ObjectSID: sid, ProxyAddresses: proxies,
		Anchor: directory.SourceAnchor{Attribute: directory.AttrOnPremisesImmutableID, Value: anchor},
	}
	return on, in
}

func textOf(format string, args ...any) directory.Text {
	return directory.Text{Presence: directory.Present, Value: fmt.Appendf(nil, format, args...)}
}

func sidOf(i int) directory.Text {
	return directory.Text{Presence: directory.Present, Value: []byte{1, 2, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, byte(i), byte(i >> 8), byte(i >> 16), 0}}
}

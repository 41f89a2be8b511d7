package hardmatch_test

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"hardmatch"
	"hardmatch/cmd/wording"
	"hardmatch/match"
	"hardmatch/report"
)

const checkAD = `dn: CN=Ada,DC=contoso,DC=com
objectClass: user
objectGUID: d08f810b-a35c-49a8-a4cd-c6923dfc031e
sAMAccountName: ada
userAccountControl: 512
userPrincipalName: ada@contoso.com
mailNickname: ada
proxyAddresses: SMTP:ada@contoso.com
proxyAddresses: smtp:sales@contoso.com

dn: CN=Ben,DC=contoso,DC=com
objectClass: user
objectGUID: 02347d41-d494-480c-a212-6e645f458fdb
sAMAccountName: ben
userAccountControl: 512
userPrincipalName: ben@corp.local
proxyAddresses: SMTP:Sales@contoso.com

`

const checkCloud = `{"schema":"hardmatch.snapshot/1","users":[{"id":"87d349ed-44d7-43e1-9a83-5f2406dee5bd","userPrincipalName":"ada@contoso.com",
"proxyAddresses":["SMTP:ada@contoso.com"],"onPremisesImmutableId":"C4GP0FyjqEmkzcaSPfwDHg==","onPremisesSyncEnabled":null,"onPremisesObjectIdentifier":null,
"onPremisesSecurityIdentifier":null,"userType":"Member","mail":"ada@contoso.com"}],"deletedUsers":[],"groups":[],"orgContacts":[],
"roleAssignments":[{"principalId":"87d349ed-44d7-43e1-9a83-5f2406dee5bd","roleDefinitionId":"62e90394-69f5-4237-9190-012177145e10"}],
"roleEligibilityScheduleInstances":[],"domains":[{"id":"contoso.com","isVerified":true}],
"onPremisesSynchronization":{"features":{"blockCloudObjectTakeoverThroughHardMatchEnabled":false,"blockSoftMatchEnabled":false,"softMatchOnUpnEnabled":true,
"quarantineUponUpnConflictEnabled":true,"quarantineUponProxyAddressesConflictEnabled":true}}}`

func check(t testing.TB, day string, inputs ...hardmatch.Input) *hardmatch.Report {
	t.Helper()
	r, err := hardmatch.Check(context.Background(), inputs, hardmatch.Options{AsOf: day})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func verdicts(r *hardmatch.Report) string {
	var all []string
	for v := range r.Simulation.Verdicts() {
		all = append(all, v.Kind.String())
	}
	return strings.Join(all, " ")
}

func findings(r *hardmatch.Report) string {
	var all []string
	for _, f := range r.Diagnosis.Findings {
		if f.Severity > 0 {
			all = append(all, fmt.Sprint(f.Severity, " ", f.Rule.ID))
		}
	}
	return strings.Join(all, ", ")
}

// The day decides what is refused, and how severe a rule is.
func TestCheckDependsOnTheDay(t *testing.T) {
	for day, want := range map[string][2]string{
		"2026-05-31": {"hardMatch provisionQuarantined", "warning HM2003, warning HM2005"},
		"2026-06-15": {"refused provision", "warning HM1004, warning HM2003, warning HM2005"},
		"2026-11-24": {"refused provision", "error HM1004, warning HM2003, warning HM2005"},
	} {
		r := check(t, day, input("ad.ldf", checkAD), input("cloud.json", checkCloud))
		if got := [2]string{verdicts(r), findings(r)}; got != want {
			t.Errorf("%s: got %q, want %q", day, got, want)
		}
	}
}

// Inputs are read in parallel, but joined in their order. The same input gives the same
// octets.
func TestCheckIsDeterministic(t *testing.T) {
	var first []byte
	for range 20 {
		r := check(t, "2026-11-24", input("ad.ldf", checkAD), input("cloud.json", checkCloud), input("again.ldf", checkAD))
		var b bytes.Buffer
		if err := report.Write(&b, r.ForOutput(wording.Hint), report.Options{Format: "json"}); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = b.Bytes()
		}
		if !bytes.Equal(b.Bytes(), first) {
			t.Fatalf("got\n%s\nand\n%s", first, b.Bytes())
		}
	}
}

// Verdicts that depend on the other pages of an export are undecided.
func TestCheckOfOnePage(t *testing.T) {
	page := strings.Replace(checkCloud, `"users":[`, `"@odata.nextLink":"https://graph.microsoft.com/v1.0/users?$skiptoken=x","users":[`, 1)
	r := check(t, "2026-11-24", input("ad.ldf", checkAD), input("cloud.json", page))
	if got := verdicts(r); got != "refused undecided" || !r.Incomplete {
		t.Errorf("got %s", got)
	}
}

// Check returns a report for any exports.
func FuzzCheck(f *testing.F) {
	f.Add([]byte(checkAD), []byte(checkCloud))
	f.Add([]byte("DN,objectClass,objectGUID,userPrincipalName,mail\n\"CN=a,DC=x\",user,X'0b818fd05ca3a849a4cdc6923dfc031e',a@x.com,a@x.com\n"), []byte(`[{"id":"87d349ed-44d7-43e1-9a83-5f2406dee5bd"}]`))
	f.Fuzz(func(t *testing.T, ad, cloud []byte) {
		r := check(t, "2026-11-24", hardmatch.Input{Name: "ad", Data: bytes.NewReader(ad)}, hardmatch.Input{Name: "cloud", Data: bytes.NewReader(cloud)})
		seen := make(map[string]bool)
		for v := range r.Simulation.Verdicts() {
			key := fmt.Sprint(v.Object)
			if seen[key] || v.Object.IsCloud() {
				t.Errorf("a second verdict about %v", v.Object)
			}
			seen[key] = true
		}
		for _, format := range []string{"text", "json", "csv", "ndjson", "sarif"} {
			if err := report.Write(new(bytes.Buffer), r.ForOutput(wording.Hint), report.Options{Format: format}); err != nil {
				t.Error(err)
			}
		}
	})
}

// Verdicts depend on whether a rollout has begun, so an invalid day is an error.
func TestCheckRefusesNoDay(t *testing.T) {
	for _, day := range []string{"", "1.12.2026", "2026-11-31", "2026-1-2", "2026-11-22T00:00:00Z", "tomorrow"} {
		for name, f := range map[string]func(context.Context, []hardmatch.Input, hardmatch.Options) (*hardmatch.Report, error){"Check": hardmatch.Check, "Run": hardmatch.Run} {
			if r, err := f(t.Context(), nil, hardmatch.Options{AsOf: day}); r != nil || err == nil || !strings.Contains(err.Error(), strconv.Quote(day)) {
				t.Errorf("%s on %q: %v, %v", name, day, r, err)
			}
		}
	}
}

func TestReportObject(t *testing.T) {
	report, err := hardmatch.Check(t.Context(), nil, hardmatch.Options{AsOf: "2026-11-22"})
	if err != nil || report.Object(match.None) != nil {
		t.Errorf("None is an object: %v", err)
	}
}

package htmlreport

import (
	"fmt"
	"strings"

	"hardmatch/convert"
	"hardmatch/diagnose"
	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/plan"
	"hardmatch/report"
)

func present(s string) directory.Text {
	return directory.Text{Presence: directory.Present, Value: []byte(s)}
}

// user returns an on-premises user with a number in its name.
func user(name string, i int) *directory.Object {
	guid := convert.GUID{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, byte(i >> 24), byte(i >> 16), byte(i >> 8), byte(i)}
	return &directory.Object{
		Origin: directory.Origin{File: "users.ldf", Line: 1 + 40*i}, Class: directory.User,
		DN: present("CN=" + name + ",OU=Staff,OU=Accounts,DC=contoso,DC=com"), SAMAccountName: present(name),
		UserPrincipalName: present(name + "@contoso.com"), DisplayName: present(name),
		ProxyAddresses: directory.Texts{Presence: directory.Present, Values: [][]byte{[]byte("SMTP:" + name + "@contoso.com")}},
		ObjectGUID:     directory.GUID{Presence: directory.Present, Value: guid},
		Anchor:         directory.SourceAnchor{Attribute: directory.AttrObjectGUID, Value: []byte(guid.ImmutableID())},
	}
}

// counterpart returns the cloud user of an on-premises user.
func counterpart(o *directory.Object, i int) *directory.Object {
	c := &directory.Object{
		Origin: directory.Origin{File: "tenant/users.json", Line: 1, Offset: int64(310 * i)}, Side: directory.Cloud, Class: directory.User,
		ID:                present(fmt.Sprintf("5f0c6d1e-0000-4000-8000-%012x", i)),
		UserPrincipalName: o.UserPrincipalName, DisplayName: o.DisplayName, ProxyAddresses: o.ProxyAddresses,
		OnPremisesSyncEnabled: directory.Text{Presence: directory.Empty}, OnPremisesImmutableID: directory.Text{Presence: directory.Empty},
	}
	switch i % 8 {
	case 0, 1, 2:
		c.OnPremisesSyncEnabled, c.OnPremisesImmutableID = present("true"), present(string(o.Anchor.Value))
	case 3:
		c.OnPremisesImmutableID = present(string(o.Anchor.Value))
	case 4:
		c.OnPremisesImmutableID = present("AAAAAAAAAAAAAAAAAAAAAA==")
		c.OnPremisesSyncEnabled = present("true")
	}
	c.Anchor = directory.SourceAnchor{Attribute: directory.AttrOnPremisesImmutableID, Value: c.OnPremisesImmutableID.Value}
	return c
}

var names = []string{"ada", "jürgen.müller", "李小龙", "o'brien", "zoë", "björn.ångström", "анна", "an.unusually.long.name.of.a.person"}

// makeReport makes a report about n users, one of eight without counterpart.
func makeReport(n, findings int, name func(i int) string) report.Report {
	onPremises, cloud := directory.ConnectorSpace{Side: directory.OnPremises}, directory.ConnectorSpace{Side: directory.Cloud}
	for i := range n {
		o := user(name(i), i)
		onPremises.Add(o)
		if i%8 != 7 {
			cloud.Add(counterpart(o, i))
		}
	}
	t := tenant()
	s := match.Simulate(match.Model{OnPremises: &onPremises, Cloud: &cloud, Tenant: t, AsOf: "2026-11-24"})
	return report.Report{
		AsOf: "2026-11-24", Tenant: t, Simulation: s, Diagnosis: diagnosis(s, findings),
		Inputs: []plan.Input{
			{File: "users.ldf", SHA256: strings.Repeat("0f", 32), Kind: "LDIF (ldifde), UTF-16LE, CRLF", Records: n},
			{File: "tenant/users.json", SHA256: strings.Repeat("a9", 32), Kind: "JSON of Microsoft Graph", Records: n - n/8},
		},
	}
}

func tenant() *directory.Tenant {
	t := &directory.Tenant{
		Holders: []directory.RoleHolder{{PrincipalID: fmt.Sprintf("5f0c6d1e-0000-4000-8000-%012x", 5), RoleID: "1"}},
		ID:      "3c1f9a30-7a55-4f0e-9f6a-0a1b2c3d4e5f",
		Domains: []directory.Domain{
			{Name: "contoso.onmicrosoft.com", Verified: true, Initial: true, Origin: directory.Origin{File: "tenant/domains.json", Line: 1}},
			{Name: "contoso.com", Verified: true, Federated: true, Origin: directory.Origin{File: "tenant/domains.json", Line: 14}},
		},
		Features: map[string]bool{"blockSoftMatchEnabled": false, "softMatchOnUpnEnabled": true, "quarantineUponUpnConflictEnabled": true,
			"quarantineUponProxyAddressesConflictEnabled": true, "blockCloudObjectTakeoverThroughHardMatchEnabled": false},
	}
	for _, k := range []directory.TenantKind{directory.Domains, directory.Users, directory.SyncFeatures, directory.DeletedUsers,
		directory.Groups, directory.Contacts, directory.RoleAssignments} {
		t.See(k)
	}
	t.CutOff(directory.Contacts)
	return t
}

var testRules = []*diagnose.Rule{
	{
		ID: "HM1004", Title: "hard match would take over a user who holds an Entra role", Severity: diagnose.Error, Since: "0.1",
		Text:   "The sync service refuses to take over a cloud user who holds a role.\n\nRemove the role, let the sync run, and assign the role again.",
		Before: "onPremisesImmutableId: BpazOkLGm0iEtljAONPvOQ==\nrole: Global Administrator", After: "onPremisesImmutableId: BpazOkLGm0iEtljAONPvOQ==",
		Cites:    []diagnose.Citation{{Doc: "Microsoft Entra Connect: when you have an existing tenant", URL: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-existing-tenant", Read: "2026-11-22"}},
		Enforced: match.Window{From: "2026-06-01", Until: "2026-07-01"},
	},
	{
		ID: "HM2001", Title: "two objects have the same address", Severity: diagnose.Warning, Since: "0.1",
		Text: "An address belongs to one object only. Of two, the service keeps the value of the one it has seen first.",
		Cites: []diagnose.Citation{
			{Doc: "Duplicate attribute resiliency", URL: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-syncservice-duplicate-attribute-resiliency", Read: "2026-11-22"},
			{Doc: "Microsoft Entra Connect: when you have an existing tenant", URL: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-existing-tenant", Read: "2026-11-22"},
		},
	},
	{
		ID: "HM4010", Title: "a value has a trailing blank", Severity: diagnose.Notice, Since: "0.1", Text: "Blanks at the end are easy to overlook.",
		Cites: []diagnose.Citation{{Doc: "Prepare for directory synchronization to Microsoft 365", URL: "https://learn.microsoft.com/microsoft-365/enterprise/prepare-for-directory-synchronization", Read: "2026-11-22"}},
	},
}

// diagnosis makes findings about the objects of a simulation, one after the other.
func diagnosis(s *match.Simulation, n int) *diagnose.Diagnosis {
	d := new(diagnose.Diagnosis)
	var refs []match.Verdict
	for v := range s.Verdicts() {
		refs = append(refs, v)
	}
	for i := range n {
		v := refs[i%len(refs)]
		r := testRules[i%len(testRules)]
		o := s.Object(v.Object)
		f := diagnose.Finding{Rule: r, Severity: r.Severity, Object: v.Object, Attribute: "proxyAddresses", Value: "SMTP:" + o.UserPrincipalName.String()}
		f.Message = fmt.Sprintf("%s has the address of another object", o.UserPrincipalName)
		if v.Counterpart != match.None {
			f.Others = []match.Ref{v.Counterpart, refs[(i+1)%len(refs)].Object}
		}
		d.Counts[f.Severity]++
		d.Findings = append(d.Findings, f)
	}
	d.Findings = append(d.Findings, diagnose.Finding{
		Rule: testRules[2], Message: "the export of deleted users is one page of several", Object: match.None,
		Origin: directory.Origin{File: "tenant/deleted.json", Line: 1},
	})
	d.Counts[diagnose.Notice]++
	return d
}

func numbered(i int) string { return fmt.Sprintf("%s%d", names[i%len(names)], i) }

package staging

import (
	"reflect"
	"slices"
	"testing"

	"hardmatch/directory"
	"hardmatch/exportfile/records"
)

func TestTenant(t *testing.T) {
	yes := true
	origin := directory.Origin{File: "users.json", Line: 2, Offset: 40}
	for _, test := range []struct {
		name, resource string
		fields         []string
		want           directory.Tenant
	}{
		{"domain", "domain", []string{"id", "contoso.com", "isVerified", "true", "isInitial", "false", "authenticationType", "Federated"},
			directory.Tenant{Domains: []directory.Domain{{Name: "contoso.com", Verified: true, Federated: true, Origin: origin}}, Seen: seen(directory.Domains)}},
		{"Get-MgDomain", "", []string{"id", "contoso.onmicrosoft.com", "isVerified", "True", "isInitial", "True", "authenticationType", "Managed"},
			directory.Tenant{Domains: []directory.Domain{{Name: "contoso.onmicrosoft.com", Verified: true, Initial: true, Origin: origin}}, Seen: seen(directory.Domains)}},
		{"organization", "organization", []string{"id", "84841066-274D-4EC0-A5C1-276BE684BDD3", "verifiedDomains", `{"name":"contoso.com","isInitial":false,"type":"Managed"}`,
			"verifiedDomains", `{"Name":"contoso.onmicrosoft.com","IsInitial":true}`},
			directory.Tenant{ID: "84841066-274d-4ec0-a5c1-276be684bdd3", Seen: seen(directory.Organization), Domains: []directory.Domain{
				{Name: "contoso.com", Verified: true, Origin: origin}, {Name: "contoso.onmicrosoft.com", Verified: true, Initial: true, Origin: origin}}}},
		{"features", "onPremisesDirectorySynchronization", []string{"id", id, "features", `{"":true,"blockSoftMatchEnabled":true,"SoftMatchOnUpnEnabled":false,"groupWriteBackEnabled":null}`},
			directory.Tenant{Features: map[string]bool{"blockSoftMatchEnabled": true, "softMatchOnUpnEnabled": false}, Seen: seen(directory.SyncFeatures)}},
		{"role", "unifiedRoleDefinition", []string{"id", id, "displayName", "Global Administrator", "isBuiltIn", "true", "isPrivileged", "true"},
			directory.Tenant{Roles: []directory.Role{{ID: id, Name: "Global Administrator", Privileged: &yes, Origin: origin}}, Seen: seen(directory.RoleDefinitions)}},
		{"role without beta", "", []string{"id", id, "displayName", "Global Administrator", "isBuiltIn", "true"},
			directory.Tenant{Roles: []directory.Role{{ID: id, Name: "Global Administrator", Origin: origin}}, Seen: seen(directory.RoleDefinitions)}},
		{"assignment", "", []string{"id", "x", "principalId", "P1", "roleDefinitionId", "R1"},
			directory.Tenant{Holders: []directory.RoleHolder{{PrincipalID: "p1", RoleID: "r1", Origin: origin}}, Seen: seen(directory.RoleAssignments)}},
		{"eligibility", "unifiedRoleEligibilityScheduleInstance", []string{"id", "x", "principalId", "p1", "roleDefinitionId", "r1"},
			directory.Tenant{Holders: []directory.RoleHolder{{PrincipalID: "p1", RoleID: "r1", Eligible: true, Origin: origin}}, Seen: seen(directory.RoleEligibility)}},
		{"eligibility untyped", "", []string{"principalId", "p1", "roleDefinitionId", "r1", "roleEligibilityScheduleId", "x"},
			directory.Tenant{Holders: []directory.RoleHolder{{PrincipalID: "p1", RoleID: "r1", Eligible: true, Origin: origin}}, Seen: seen(directory.RoleEligibility)}},
		{"Get-MgRoleManagementDirectoryRoleEligibilitySchedule", "", []string{"id", "x", "principalId", "p1", "roleDefinitionId", "r1", "scheduleInfo", "{}"},
			directory.Tenant{Holders: []directory.RoleHolder{{PrincipalID: "p1", RoleID: "r1", Eligible: true, Origin: origin}}, Seen: seen(directory.RoleEligibility)}},
		{"Get-MgRoleManagementDirectoryRoleAssignmentSchedule", "", []string{"id", "x", "principalId", "p1", "roleDefinitionId", "r1", "scheduleInfo", lost, "assignmentType", "Assigned"},
			directory.Tenant{Holders: []directory.RoleHolder{{PrincipalID: "p1", RoleID: "r1", Origin: origin}}, Seen: seen(directory.RoleAssignments)}},
		{"directoryRole", "directoryRole", []string{"id", "x", "displayName", "User Administrator", "roleTemplateId", id, "members", `{"@odata.type":"#microsoft.graph.user","id":"P1"}`},
			directory.Tenant{Roles: []directory.Role{{ID: id, Name: "User Administrator", Origin: origin}},
				Holders: []directory.RoleHolder{{PrincipalID: "p1", RoleID: id, Origin: origin}}, Seen: seen(directory.RoleDefinitions, directory.RoleAssignments)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got directory.Tenant
			s := newStager(t, Options{Tenant: &got})
			ok, errs := s.Stage(new(directory.Object), recordOf(t, s, test.resource, test.fields...))
			if ok || len(errs) > 0 || !reflect.DeepEqual(got, test.want) {
				t.Errorf("%v %v %+v, want %+v", ok, errs, got, test.want)
			}
			if notes := notesOf(s); notes != "" {
				t.Error(notes)
			}
		})
	}
}

func seen(kinds ...directory.TenantKind) map[directory.TenantKind]bool {
	m := make(map[directory.TenantKind]bool)
	for _, k := range kinds {
		m[k] = true
	}
	return m
}

// A nested value that is not JSON was flattened by a program. It is reported, not
// guessed.
func TestDamagedTenant(t *testing.T) {
	for _, fields := range [][]string{
		{"id", id, "features", "Microsoft.Graph.X"}, {"id", id, "verifiedDomains", "contoso.com"}, {"id", id, "roleTemplateId", id, "members", "x"},
		{"id", id, "features", lost}, {"id", id, "verifiedDomains", lost}, {"id", id, "roleTemplateId", id, "members", lost}, {"isVerified", "True", "isInitial", "False"},
		{"id", id, "roleTemplateId", id, "members", "{}"},
	} {
		s := newStager(t, Options{})
		if ok, errs := s.Stage(new(directory.Object), recordOf(t, s, "", fields...)); ok || len(errs) != 1 {
			t.Errorf("%q: %v %v", fields, ok, errs)
		}
	}
}

// Groups and users have properties of the same names, and their loss does no harm.
func TestOptional(t *testing.T) {
	s := newStager(t, Options{})
	for _, name := range []string{"members", "features", "groupTypes", "accountEnabled"} {
		if !slices.Contains(s.Optional(), name) {
			t.Errorf("%s is not optional", name)
		}
	}
	if slices.Contains(s.Optional(), "proxyAddresses") || slices.Contains(s.Optional(), "id") {
		t.Errorf("%q", s.Optional())
	}
}

// A list that ends before its first object may have had any objects, of both kinds
// if its context does not show which.
func TestCutBeforeTheFirst(t *testing.T) {
	for _, test := range []struct {
		listed string
		want   map[directory.TenantKind]bool
	}{
		{records.UsersOrDeleted, seen(directory.Users, directory.DeletedUsers)},
		{records.DeletedItems, seen(directory.DeletedUsers)},
		{"group", seen(directory.Groups)},
	} {
		var got directory.Tenant
		s := newStager(t, Options{Tenant: &got})
		s.AddListedTypes([]string{test.listed})
		if s.MarkIncomplete(); !reflect.DeepEqual(got.Cut, test.want) {
			t.Errorf("%s: %v, want %v", test.listed, got.Cut, test.want)
		}
	}
}

// An export that is cut is cut for each kind of objects that it has, and for no other.
func TestCutKinds(t *testing.T) {
	for _, test := range []struct {
		resource string
		fields   []string
		want     directory.TenantKind
	}{
		{"user", []string{"id", id}, directory.Users},
		{"user", []string{"id", id, "deletedDateTime", "2025-01-01T12:00:00Z"}, directory.DeletedUsers},
		{"group", []string{"id", id}, directory.Groups},
		{"group", []string{"id", id, "deletedDateTime", "2025-01-01T12:00:00Z"}, directory.DeletedUsers},
		{"orgContact", []string{"id", id}, directory.Contacts},
		{"domain", []string{"id", "contoso.com"}, directory.Domains},
		{"unifiedRoleAssignment", []string{"principalId", id}, directory.RoleAssignments},
	} {
		var got directory.Tenant
		s := newStager(t, Options{Tenant: &got})
		s.Stage(new(directory.Object), recordOf(t, s, test.resource, test.fields...))
		if s.MarkIncomplete(); !reflect.DeepEqual(got.Cut, seen(test.want)) {
			t.Errorf("%s%q: %v, want %s", test.resource, test.fields, got.Cut, test.want)
		}
	}
}

// A list without objects shows that there are none of its type.
func TestListedTypes(t *testing.T) {
	for _, test := range []struct {
		listed string
		users  bool // the file has a user
		want   map[directory.TenantKind]bool
	}{
		{"group", false, seen(directory.Groups)},
		{"orgContact", true, seen(directory.Contacts)},
		{records.DeletedItems, false, seen(directory.DeletedUsers)},
		{records.UsersOrDeleted, false, seen(directory.NoUsers)},
		{records.UsersOrDeleted, true, nil},
		{"device", false, nil},
	} {
		var got directory.Tenant
		s := newStager(t, Options{Tenant: &got})
		if test.users {
			s.Stage(new(directory.Object), recordOf(t, s, "user", "id", id))
		}
		if s.AddListedTypes([]string{test.listed}); !reflect.DeepEqual(got.Seen, test.want) {
			t.Errorf("%s: %v, want %v", test.listed, got.Seen, test.want)
		}
	}
}

// A record with properties of the tenant is an object if it is from LDIF or known to
// be on-premises, or if it lacks one of two properties.
func TestNotOfTenant(t *testing.T) {
	features := []string{"dn", "CN=a,DC=x", "features", "{}"}
	for _, test := range []struct {
		fields    []string
		displayed bool
		side      directory.Side
		isObject  bool
	}{
		{features, true, directory.UnknownSide, false},
		{features, true, directory.OnPremises, true},
		{features, true, directory.Cloud, false},
		{features, false, directory.UnknownSide, true},
		{[]string{"id", id, "principalId", "p"}, true, directory.UnknownSide, true},
		{[]string{"id", id, "roleDefinitionId", "r"}, true, directory.UnknownSide, true},
		{[]string{"id", id, "principalId", "p", "roleDefinitionId", "r"}, true, directory.UnknownSide, false},
	} {
		s := newStager(t, Options{Side: test.side})
		r := recordOf(t, s, "", test.fields...)
		r.Displayed = test.displayed
		if ok, _ := s.Stage(new(directory.Object), r); ok != test.isObject {
			t.Errorf("%q, displayed %v, side %v: an object is %v", test.fields, test.displayed, test.side, ok)
		}
	}
}

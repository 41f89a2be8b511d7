package hardmatch_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"hardmatch"
	"hardmatch/directory"
)

func input(name, content string) hardmatch.Input {
	return hardmatch.Input{Name: name, Data: strings.NewReader(content)}
}

func mustRun(t *testing.T, inputs ...hardmatch.Input) *hardmatch.Report {
	t.Helper()
	r, err := hardmatch.Run(context.Background(), inputs, hardmatch.Options{AsOf: "2026-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const graphContext = `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#`

// A run puts each object on its side, and the other records into the tenant.
func TestRunReadsBothSides(t *testing.T) {
	r := mustRun(t,
		input("ad.ldf", "dn: CN=Ada,DC=contoso,DC=com\nobjectClass: user\nobjectGUID: d08f810b-a35c-49a8-a4cd-c6923dfc031e\n\n"),
		input("users.json", graphContext+`users(id)","value":[{"id":"87d349ed-44d7-43e1-9a83-5f2406dee5bd","userPrincipalName":"ada@contoso.com"}]}`),
		input("domains.json", graphContext+`domains","value":[{"id":"contoso.onmicrosoft.com","isInitial":true,"isVerified":true}]}`),
		input("assignments.json", graphContext+`roleManagement/directory/roleAssignments","value":[{"principalId":"P","roleDefinitionId":"R"}]}`),
		input("eligibility.json", graphContext+`roleManagement/directory/roleEligibilityScheduleInstances","value":[]}`))
	switch {
	case r.Incomplete || len(r.Errors) > 0 || len(r.Files) != 5:
		t.Fatalf("%d files, errors %v", len(r.Files), r.Errors)
	case r.OnPremises.Len() != 1 || r.Cloud.Len() != 1:
		t.Errorf("%d objects on premises, %d in the cloud", r.OnPremises.Len(), r.Cloud.Len())
	case r.Tenant.InitialDomain() != "contoso.onmicrosoft.com" || len(r.Tenant.Holders) != 1:
		t.Errorf("%+v", r.Tenant)
	case r.Plan.Tenant == nil || r.Plan.Tenant.InitialDomain != "contoso.onmicrosoft.com":
		t.Errorf("plan for %+v", r.Plan.Tenant)
	}
	// There are no eligible assignments. Which roles there are is unknown.
	for kind, want := range map[directory.TenantKind]bool{
		directory.Domains: true, directory.RoleAssignments: true, directory.RoleEligibility: true, directory.RoleDefinitions: false, directory.SyncFeatures: false,
	} {
		if r.Tenant.Seen[kind] != want {
			t.Errorf("%s seen: %v", kind, r.Tenant.Seen[kind])
		}
	}
}

// The exports in an archive are read, even if the archive also holds another file.
func TestRunReadsArchives(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, file := range [][2]string{
		{"readme.txt", "These are the exports of Monday.\n"},
		{"ad/users.ldf", "dn: CN=Ada,DC=contoso,DC=com\nobjectClass: user\nobjectGUID: d08f810b-a35c-49a8-a4cd-c6923dfc031e\n\n"},
		{"users.json", `[{"id":"87d349ed-44d7-43e1-9a83-5f2406dee5bd"}]`},
	} {
		w, err := z.Create(file[0])
		if err == nil {
			_, err = w.Write([]byte(file[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	r := mustRun(t, hardmatch.Input{Name: "exports.zip", Data: &b})
	if r.OnPremises.Len() != 1 || r.Cloud.Len() != 1 || !r.Incomplete || len(r.Errors) != 1 || !strings.HasPrefix(r.Errors[0].Error(), "exports.zip/readme.txt: ") {
		t.Fatalf("%d and %d objects, errors %v", r.OnPremises.Len(), r.Cloud.Len(), r.Errors)
	}
	if o := r.OnPremises.Object(0).Origin; o.File != "exports.zip/ad/users.ldf" || o.Line != 1 {
		t.Errorf("origin %+v", o)
	}
	if in := r.Plan.Inputs; len(in) != 1 || in[0].File != "exports.zip" || len(in[0].SHA256) != 64 || in[0].Records != 2 {
		t.Errorf("inputs %+v", in)
	}
}

// A digest that is computed later includes the whole input.
func TestDigest(t *testing.T) {
	const ldif = "dn: CN=Ada,DC=contoso,DC=com\nobjectClass: user\nobjectGUID: d08f810b-a35c-49a8-a4cd-c6923dfc031e\n\n"
	want := mustRun(t, input("users.ldf", ldif)).Inputs
	r, err := hardmatch.Check(context.Background(), []hardmatch.Input{input("users.ldf", ldif)}, hardmatch.Options{AsOf: "2026-11-22"})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Digest(0, strings.NewReader(ldif)); err != nil || !slices.Equal(r.Inputs, want) {
		t.Errorf("%+v, %v, want %+v", r.Inputs, err, want)
	}
}

// An error of a reader is reported once, with the name of the file.
func TestReadFails(t *testing.T) {
	cable := errors.New("cable pulled")
	for _, begun := range []string{"", "dn: CN=Ada,DC=contoso,DC=com\nobjectClass: user\n\n", "no export, " + strings.Repeat("x", 1<<20)} {
		r := mustRun(t, hardmatch.Input{Name: "users.ldf", Data: io.MultiReader(strings.NewReader(begun), iotest.ErrReader(cable))})
		reported := 0
		for _, err := range r.Errors {
			if errors.Is(err, cable) {
				reported++
			}
			if !strings.HasPrefix(err.Error(), "users.ldf") {
				t.Errorf("%.20q: %v", begun, err)
			}
		}
		if reported != 1 || !r.Incomplete {
			t.Errorf("%.20q: reported %d times: %v", begun, reported, r.Errors)
		}
	}
}

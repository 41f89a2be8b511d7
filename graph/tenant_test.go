package graph

import (
	"context"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hardmatch/apply"
	"hardmatch/graph/graphtest"
	"hardmatch/plan"
)

// tenant starts a server that checks requests against Microsoft's description.
func tenant(t *testing.T) *graphtest.Server {
	t.Helper()
	s := graphtest.New()
	t.Cleanup(s.Close)
	path := filepath.Join("..", "..", "shared", "graph-openapi.yaml")
	switch there, err := s.CheckAgainst(path); {
	case err != nil:
		t.Fatal(err)
	case !there:
		t.Logf("not checked against a description of the service: %s does not exist", path)
	}
	return s
}

func userID(n int) string { return fmt.Sprintf("a0000000-0000-4000-8000-%012d", n) }

func anchorOf(n int) string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%016d", n))
}

func addUser(s *graphtest.Server, n int, more graphtest.Object) {
	o := graphtest.Object{
		"id": userID(n), "userPrincipalName": fmt.Sprintf("u%d@contoso.com", n), "displayName": "U", "userType": "Member",
		"proxyAddresses": []string{fmt.Sprintf("SMTP:u%d@contoso.com", n)}, "onPremisesImmutableId": nil, "onPremisesSyncEnabled": nil, "accountEnabled": true,
	}
	for name, value := range more {
		o[name] = value
	}
	s.Add(o)
}

func anchorStep(n int) plan.Step {
	return plan.Step{
		ID: fmt.Sprintf("s%d", n), Phase: plan.Stamp, Operation: plan.SetOnPremisesImmutableID, Target: plan.Ref{Side: "cloud", ID: userID(n)},
		Expect: plan.Properties{{Name: plan.OnPremisesImmutableID}, {Name: plan.OnPremisesSyncEnabled}},
		Set:    plan.Properties{{Name: plan.OnPremisesImmutableID, Value: plan.Text(anchorOf(n))}},
		Unique: []plan.Property{{Name: plan.OnPremisesImmutableID, Value: plan.Text(anchorOf(n))}},
	}
}

func applied(t *testing.T, s *graphtest.Server, p *plan.Plan) *apply.Run {
	t.Helper()
	r, err := apply.New(p, clientOf(t, s.URL), nil, apply.Options{Tenant: graphtest.TenantID, Concurrency: 8, MaxChanges: 1000, ResolveTimeout: 2 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Check(context.Background()); err != nil {
		t.Fatal(err)
	}
	j, err := apply.OpenJournalFile(filepath.Join(t.TempDir(), "journal"))
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if err := r.Execute(context.Background(), j.Journal, func([]byte) error { return nil }); err != nil {
		t.Fatal(err)
	}
	for _, f := range s.Violations() {
		t.Error(f)
	}
	return r
}

// Each operation works with the test server.
func TestOperations(t *testing.T) {
	s := tenant(t)
	s.PageSize = 2
	for n := 1; n <= 9; n++ {
		addUser(s, n, nil)
	}
	addUser(s, 2, graphtest.Object{"onPremisesImmutableId": anchorOf(1)})
	addUser(s, 6, graphtest.Object{"onPremisesObjectIdentifier": "2bd7d2f8-6010-4155-a7d8-d28ed301e02e"})
	for n := 20; n < 23; n++ {
		digits := strings.ReplaceAll(userID(n), "-", "")
		s.AddDeleted(graphtest.Object{"id": userID(n), "userPrincipalName": fmt.Sprintf("%su%d@contoso.com", digits, n), "onPremisesImmutableId": anchorOf(n), "onPremisesSyncEnabled": true})
	}
	const flag = "blockCloudObjectTakeoverThroughHardMatchEnabled"
	cloud := func(n int) plan.Ref { return plan.Ref{Side: "cloud", ID: userID(n)} }
	expect := func(name string, v plan.Value) plan.Properties { return plan.Properties{{Name: name, Value: v}} }
	first := anchorStep(1)
	first.After = []string{"clear"}
	byName, byMail := anchorStep(7), anchorStep(8)
	byName.Target = plan.Ref{Side: "cloud", UserPrincipalName: "U7@contoso.com"}
	byMail.Target = plan.Ref{Side: "cloud", Mail: "u8@contoso.com"}
	p := &plan.Plan{ID: "sha256:every", Tenant: &plan.Tenant{ID: graphtest.TenantID, InitialDomain: "contoso.onmicrosoft.com"}, Steps: []plan.Step{
		{ID: "flag", Phase: plan.Prepare, Operation: plan.SetTenantFlag, Target: plan.Ref{Side: "cloud"}, Expect: expect(flag, plan.Bool(false)), Set: expect(flag, plan.Bool(true))},
		{ID: "clear", Phase: plan.Free, Operation: plan.ClearOnPremisesImmutableID, Target: cloud(2), Expect: expect(plan.OnPremisesImmutableID, plan.Text(anchorOf(1))), Set: expect(plan.OnPremisesImmutableID, plan.Value{})},
		{ID: "purge", Phase: plan.Free, Operation: plan.PurgeDeletedUser, Target: cloud(20), Irreversible: true, Approved: true, Expect: expect("deletedDateTime", plan.Text("2026-11-20T08:00:00.000Z"))},
		{ID: "restore", Phase: plan.Free, Operation: plan.RestoreDeletedUser, Target: cloud(21)},
		{ID: "rename", Phase: plan.Free, Operation: plan.RestoreDeletedUser, Target: cloud(22), Set: expect(plan.UserPrincipalName, plan.Text("back@contoso.com"))},
		{ID: "delete", Phase: plan.Free, Operation: plan.DeleteUser, Target: cloud(9), Expect: expect(plan.UserPrincipalName, plan.Text("u9@contoso.com"))},
		{ID: "source", Phase: plan.Free, Operation: plan.ClearOnPremisesObjectIdentifier, Target: cloud(6), Irreversible: true, Approved: true, Expect: expect(plan.OnPremisesObjectIdentifier, plan.Text("2bd7d2f8-6010-4155-a7d8-d28ed301e02e")), Set: expect(plan.OnPremisesObjectIdentifier, plan.Value{})},
		{ID: "name", Phase: plan.Stamp, Operation: plan.SetCloudUserPrincipalName, Target: cloud(4), Expect: expect(plan.UserPrincipalName, plan.Text("u4@contoso.com")), Set: expect(plan.UserPrincipalName, plan.Text("o'neill@contoso.com"))},
		first, anchorStep(3), byName, byMail,
	}}
	r := applied(t, s, p)
	for _, o := range r.Steps() {
		if o.State != apply.Verified {
			t.Errorf("step %s: %s %s", o.Step.ID, o.State, o.Reason)
		}
	}
	for n, want := range map[int]string{1: anchorOf(1), 3: anchorOf(3), 7: anchorOf(7), 8: anchorOf(8), 22: anchorOf(22)} {
		if o, where := s.State(userID(n)); where != "users" || o["onPremisesImmutableId"] != want {
			t.Errorf("user %d in %q has the anchor %v", n, where, o["onPremisesImmutableId"])
		}
	}
	if o, _ := s.State(userID(22)); o["userPrincipalName"] != "back@contoso.com" {
		t.Error(o["userPrincipalName"])
	}
	if o, _ := s.State(userID(6)); o[plan.OnPremisesObjectIdentifier] != nil {
		t.Error(o[plan.OnPremisesObjectIdentifier])
	}
	if s.Feature(flag) != true || len(s.Writes()) != len(p.Steps) {
		t.Errorf("the flag is %v, %d writes for %d steps", s.Feature(flag), len(s.Writes()), len(p.Steps))
	}
}

// The service throttles, gateways fail, connections are reset, and the directory is slow:
// every step is written exactly once.
func TestStorm(t *testing.T) {
	s := tenant(t)
	s.Delay = 300 * time.Millisecond
	p := &plan.Plan{ID: "sha256:storm", Tenant: &plan.Tenant{ID: graphtest.TenantID}}
	const steps = 20
	for n := 1; n <= steps; n++ {
		addUser(s, n, nil)
		p.Steps = append(p.Steps, anchorStep(n))
	}
	var count atomic.Int64
	s.Fault = func(r *http.Request) graphtest.Fault {
		n := count.Add(1)
		dice := rand.New(rand.NewPCG(7, uint64(n))).IntN(100)
		switch {
		case dice < 4:
			return graphtest.Fault{Status: 429, RetryAfter: "0.128"}
		case dice < 6:
			return graphtest.Fault{Status: 503, RetryAfter: "0.05"}
		case dice < 8:
			return graphtest.Fault{Status: 502, HTML: true}
		case dice < 10 && r.Method != "GET":
			return graphtest.Fault{ResetBefore: true}
		case dice < 14:
			return graphtest.Fault{ResetAfter: true}
		}
		return graphtest.Fault{}
	}
	r := applied(t, s, p)
	for _, o := range r.Steps() {
		if o.State != apply.Verified {
			t.Errorf("step %s: %s %s", o.Step.ID, o.State, o.Reason)
		}
	}
	if len(s.Writes()) != steps {
		t.Errorf("%d writes took effect for %d steps", len(s.Writes()), steps)
	}
}

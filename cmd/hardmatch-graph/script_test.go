package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"hardmatch/graph/graphtest"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"hardmatch-graph": func() { os.Exit(system().run(os.Args[1:])) },
	})
}

// TestScripts runs every testdata/script/*.txtar with both programs. Each script has its own
// tenant at $ENDPOINT. No script may print the token, send a request without it, or leave it
// in a file.
func TestScripts(t *testing.T) {
	bin := buildProgram(t, "hardmatch")
	testscript.Run(t, testscript.Params{
		Setup: func(e *testscript.Env) error {
			s := threeUsers()
			e.Values["tenant"] = s
			e.Defer(func() {
				s.Close()
				for _, v := range s.Violations() {
					e.T().Log("violation: " + v)
				}
				if len(s.Violations()) > 0 || leaks(e.WorkDir) {
					e.T().Fatal("a request violates a rule of the service, or the token is in a file")
				}
			})
			e.Setenv("PATH", filepath.Dir(bin)+string(filepath.ListSeparator)+e.Getenv("PATH"))
			e.Setenv("HARDMATCH_TOKEN", graphtest.Token)
			e.Setenv("ENDPOINT", s.URL)
			e.Setenv("TENANT", graphtest.TenantID)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": scriptStatus, "tenant": scriptTenant, "approve": scriptApprove, "absent": scriptAbsent, "planid": scriptPlanID,
		},
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

func buildProgram(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if out, err := exec.Command("go", "build", "-o", path, "../"+name).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// leaks reports whether a file below a directory contains the token.
func leaks(dir string) bool {
	found := false
	filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			doc, _ := os.ReadFile(path)
			found = found || bytes.Contains(doc, []byte("secret-of-the-test"))
		}
		return nil
	})
	return found
}

// threeUsers returns the tenant of the scripts.
func threeUsers() *graphtest.Server {
	s := graphtest.New()
	for i, name := range []string{"ada", "ben", "cay"} {
		s.Add(graphtest.Object{
			"id": fmt.Sprintf("a0000000-0000-4000-8000-%012d", i+1), "userPrincipalName": name + "@contoso.com", "mail": name + "@contoso.com", "displayName": name,
			"proxyAddresses": []string{"SMTP:" + name + "@contoso.com"}, "userType": "Member", "accountEnabled": true, "assignedLicenses": []any{},
			"onPremisesImmutableId": nil, "onPremisesSyncEnabled": nil, "onPremisesObjectIdentifier": nil, "onPremisesSecurityIdentifier": nil,
		})
	}
	return s
}

// scriptStatus is "status N COMMAND...": the exit status must be exactly N.
func scriptStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N COMMAND...")
	}
	got, exit := 0, new(exec.ExitError)
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	shown := ts.ReadFile("stdout") + ts.ReadFile("stderr")
	if strings.Contains(shown, "secret-of-the-test") {
		ts.Fatalf("the token is shown")
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit status %d, want %s\n%s", got, args[0], shown)
	}
}

// scriptTenant is "tenant shows NAME users|deleted ANCHOR", "tenant set NAME PROPERTY VALUE",
// "tenant add-deleted NAME ANCHOR" (a deleted user), "tenant add-second NAME ANCHOR" (a synced
// user with another name), "tenant delete NAME", "tenant deny PATH", "tenant is ID" or
// "tenant has N writes|requests".
func scriptTenant(ts *testscript.TestScript, _ bool, args []string) {
	s := ts.Value("tenant").(*graphtest.Server)
	ids := map[string]string{"ada": "1", "ben": "2", "cay": "3", "second": "9"}
	id := func(name string) string { return "a0000000-0000-4000-8000-00000000000" + ids[name] }
	switch args[0] {
	case "shows":
		o, where := s.State(id(args[1]))
		if got := fmt.Sprint(where, " ", o["onPremisesImmutableId"]); got != args[2]+" "+args[3] {
			ts.Fatalf("%s: %s", args[1], got)
		}
	case "set":
		var value any = args[3]
		if args[3] == "true" {
			value = true
		}
		s.Change(id(args[1]), graphtest.Object{args[2]: value})
	case "add-deleted":
		digits := "d0000000000040008000000000000001"
		s.AddDeleted(graphtest.Object{
			"id": "d0000000-0000-4000-8000-000000000001", "userPrincipalName": digits + args[1] + "@contoso.com", "mail": args[1] + "@contoso.com", "userType": "Member",
			"proxyAddresses": []string{"SMTP:" + args[1] + "@contoso.com"}, "onPremisesImmutableId": args[2], "onPremisesSyncEnabled": true, "onPremisesObjectIdentifier": nil, "onPremisesSecurityIdentifier": nil,
			"assignedLicenses": []any{},
		})
	case "add-second":
		s.Add(graphtest.Object{
			"id": id("second"), "userPrincipalName": args[1] + "1234@contoso.onmicrosoft.com", "mail": nil, "userType": "Member", "accountEnabled": true, "proxyAddresses": []string{},
			"onPremisesImmutableId": args[2], "onPremisesSyncEnabled": true, "onPremisesObjectIdentifier": nil, "onPremisesSecurityIdentifier": "S-1-5-21-1-2-3-1101", "assignedLicenses": []any{},
		})
	case "delete":
		s.Delete(id(args[1]))
	case "deny":
		s.Deny(args[1])
	case "is":
		s.SetTenant(args[1])
	case "has":
		n := map[string]int{"writes": len(s.Writes()), "requests": len(s.Requests())}[args[2]]
		if strconv.Itoa(n) != args[1] {
			ts.Fatalf("%d %s: %q", n, args[2], s.Writes())
		}
	default:
		ts.Fatalf("unknown: tenant %s", args[0])
	}
}

// scriptApprove is "approve PLAN.json": it approves all irreversible steps.
func scriptApprove(ts *testscript.TestScript, _ bool, args []string) {
	doc := strings.ReplaceAll(ts.ReadFile(args[0]), `"approved": false`, `"approved": true`)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(doc), 0o666))
}

// scriptPlanID is "planid PLAN.json": it sets $PLAN to the id of the plan.
func scriptPlanID(ts *testscript.TestScript, _ bool, args []string) {
	_, rest, _ := strings.Cut(ts.ReadFile(args[0]), `"id": "`)
	id, _, _ := strings.Cut(rest, `"`)
	ts.Setenv("PLAN", id)
}

// scriptAbsent is "absent FILE...": the files do not exist.
func scriptAbsent(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		if _, err := os.Stat(ts.MkAbs(name)); err == nil {
			ts.Fatalf("%s exists", name)
		}
	}
}

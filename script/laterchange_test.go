package script

import (
	"slices"
	"strings"
	"testing"

	"hardmatch/plan"
)

// renames returns a plan that renames a cloud user twice. The last name can be the
// first one again.
func renames(last string) *plan.Plan {
	step := func(id, from, to string, after ...string) plan.Step {
		return plan.Step{ID: id, Phase: plan.Stamp, Operation: plan.SetCloudUserPrincipalName, After: after,
			Target: plan.Ref{Side: plan.SideCloud, ID: "87d349ed-44d7-43e1-9a83-5f2406dee5b4", UserPrincipalName: "a@x"},
			Expect: plan.Properties{{Name: plan.UserPrincipalName, Value: plan.Text(from)}},
			Set:    plan.Properties{{Name: plan.UserPrincipalName, Value: plan.Text(to)}}}
	}
	sync := plan.Step{ID: "sync", Phase: plan.Sync, Operation: plan.RunSync, Target: plan.Ref{Side: plan.SideOnPremises},
		Set: plan.Properties{{Name: plan.PolicyType, Value: plan.Text("Delta")}}, After: []string{"first"}}
	return &plan.Plan{Steps: []plan.Step{step("first", "a@x", "b@x"), sync, step("last", "b@x", last, "sync")}}
}

// A reverted step is not done again if a step that waited for it is reported as done.
// A step whose property a later step changes is found done by the later value.
func TestRunAgain(t *testing.T) {
	for _, test := range []struct {
		last string
		want map[Format]string
	}{
		{"a@x", map[Format]string{GraphPowerShell: "'setCloudUserPrincipalName a@x' -Before 'sync' {\n", GraphREST: "        was_done_before 'sync'\n"}},
		{"c@x", map[Format]string{GraphPowerShell: "        Unless    'userPrincipalName' 'c@x'\n", GraphREST: " '\"b@x\"'\n        unless_so 'userPrincipalName' '\"c@x\"'\n"}},
	} {
		for v, want := range test.want {
			if got := scriptOf(t, renames(test.last), v, false); strings.Count(got, want) != 1 {
				t.Errorf("%s, %s: want %q exactly once in\n%s", v, test.last, want, got)
			}
		}
	}
}

// The shell does the same.
func TestGraphRESTRunsAgain(t *testing.T) {
	needPrograms(t, "sh", "curl", "jq")
	if testing.Short() {
		t.Skip("slow: it starts a shell and jq many times")
	}
	t.Parallel()
	g := newGraphServer()
	g.users[1]["userPrincipalName"] = "a@x"
	g.start(t)
	for _, test := range []struct {
		last, done string
		writes     []string
	}{
		{"a@x", "", []string{`PATCH users/` + idPrefix + `4 {"userPrincipalName":"b@x"}`}},
		{"a@x", "sync", []string{`PATCH users/` + idPrefix + `4 {"userPrincipalName":"a@x"}`}},
		{"a@x", "sync", nil},
		{"c@x", "", []string{`PATCH users/` + idPrefix + `4 {"userPrincipalName":"b@x"}`}},
		{"c@x", "sync", []string{`PATCH users/` + idPrefix + `4 {"userPrincipalName":"c@x"}`}},
		{"c@x", "sync", nil},
	} {
		g.writes = nil
		out, err := g.run(t, scriptOf(t, renames(test.last), GraphREST, false), "run", "--done", test.done)
		if !slices.Equal(g.writes, test.writes) || (err == nil) != (test.done != "") {
			t.Errorf("%s, done %q: %v, %q\n%s", test.last, test.done, err, g.writes, out)
		}
	}
}

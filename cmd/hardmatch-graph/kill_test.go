package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hardmatch/apply"
	"hardmatch/graph/graphtest"
	"hardmatch/plan"
)

func killID(n int) string { return fmt.Sprintf("a0000000-0000-4000-8000-%012d", n) }

func killAnchor(n int) string { return fmt.Sprintf("%020dAA==", n) }

// killPlan writes a plan that sets the anchors of many users. It makes the plan as the undo of
// another one, because that gives it its id.
func killPlan(t *testing.T, path string, steps int) *plan.Plan {
	t.Helper()
	back := &plan.Plan{AsOf: "2026-11-26", Tenant: &plan.Tenant{ID: graphtest.TenantID, InitialDomain: "contoso.onmicrosoft.com"}}
	for n := steps; n >= 1; n-- {
		target := plan.Ref{Side: "cloud", ID: killID(n)}
		none, anchor := plan.Properties{{Name: plan.OnPremisesImmutableID}}, plan.Properties{{Name: plan.OnPremisesImmutableID, Value: plan.Text(killAnchor(n))}}
		stamp := &plan.Step{ID: fmt.Sprintf("s%d", n), Phase: plan.Stamp, Operation: plan.SetOnPremisesImmutableID, Target: target, Expect: none, Set: anchor, Unique: []plan.Property(anchor)}
		back.Steps = append(back.Steps, plan.Step{ID: stamp.ID + "u", Phase: plan.Stamp, Operation: plan.ClearOnPremisesImmutableID, Target: target, Expect: anchor, Set: none, Undo: stamp})
	}
	p, err := back.Reverse()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := p.JSON()
	if err == nil {
		err = os.WriteFile(path, doc, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A victim is a program that is killed several times while its tenant keeps running.
type victim struct {
	t            *testing.T
	program, dir string
	tenant       *graphtest.Server
	plan         *plan.Plan
	steps, most  int // how many steps the plan has; how often the program is killed
	output       bytes.Buffer
}

// run starts the program and kills it after a while, or never if kill is 0. It returns the
// exit status, or -1 if the program was killed.
func (v *victim) run(kill time.Duration, args ...string) int {
	v.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if kill > 0 {
		time.AfterFunc(kill, cancel) // of CommandContext: kill -9
	}
	args = append(args, "--auth", "token", "--endpoint", v.tenant.URL, "--tenant", graphtest.TenantID, "--execute",
		"--confirm", v.plan.ID, "--max-changes", fmt.Sprint(v.steps), "--settle", "2s")
	cmd := exec.CommandContext(ctx, v.program, args...)
	cmd.Env = append(os.Environ(), "HARDMATCH_TOKEN="+graphtest.Token, "NO_PROXY=*")
	cmd.Stdout, cmd.Stderr = &v.output, &v.output
	if err := cmd.Run(); cmd.ProcessState == nil && ctx.Err() == nil {
		v.t.Fatal(err)
	}
	if cmd.ProcessState == nil { // killed before it began
		return -1
	}
	return cmd.ProcessState.ExitCode()
}

// killed runs the program until it ends by itself. Before that it kills the program, each time
// at a random moment, v.most times at most. It returns how often.
func (v *victim) killed(dice *rand.Rand, within time.Duration, args ...string) (kills int) {
	v.t.Helper()
	for range 200 {
		wait := 20*time.Millisecond + time.Duration(dice.Int64N(int64(within)))
		if kills == v.most {
			wait = 0
		}
		switch status := v.run(wait, append(args, "--resume")...); status {
		case 0:
			return kills
		case -1:
			kills++
			v.checkJournal()
		default:
			v.t.Fatalf("exit status %d\n%s", status, v.output.String())
		}
	}
	v.t.Fatal("the program did not end")
	return kills
}

func (v *victim) checkJournal() {
	v.t.Helper()
	doc, err := os.ReadFile(filepath.Join(v.dir, "plan.journal.jsonl"))
	if errors.Is(err, os.ErrNotExist) {
		return
	}
	if _, err = apply.ReadJournal(doc); err != nil {
		v.t.Fatal(err)
	}
}

// long reports whether tests run with many users, which takes minutes.
func long() bool { return os.Getenv("HARDMATCH_LONG") != "" }

// The program may be killed at any moment: in the end the tenant is as planned, no write took
// effect twice, and the journal is valid. The same holds for the undo.
func TestKill(t *testing.T) {
	stormy, most := 12, 6
	if long() {
		stormy, most = 200, 30
	}
	program := buildProgram(t, "hardmatch-graph")
	for _, c := range []struct {
		name   string
		steps  int
		delay  time.Duration
		within time.Duration // it is killed
		fault  func(n uint64, r *http.Request) graphtest.Fault
	}{
		{"without faults", 200, 0, 250 * time.Millisecond, nil},
		{"with faults", stormy, 150 * time.Millisecond, 2 * time.Second, storm},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := &victim{t: t, program: program, dir: t.TempDir(), tenant: graphtest.New(), steps: c.steps, most: most}
			defer v.tenant.Close()
			path := filepath.Join(v.dir, "plan.json")
			v.plan = killPlan(t, path, c.steps)
			for n := 1; n <= c.steps; n++ {
				v.tenant.Add(graphtest.Object{"id": killID(n), "userPrincipalName": fmt.Sprintf("u%d@contoso.com", n), "onPremisesImmutableId": nil, "onPremisesSyncEnabled": nil})
			}
			v.tenant.Delay = c.delay
			var count atomic.Uint64
			if c.fault != nil {
				v.tenant.Fault = func(r *http.Request) graphtest.Fault { return c.fault(count.Add(1), r) }
			}
			begin := time.Now()
			kills := v.killed(rand.New(rand.NewPCG(1, 2)), c.within, "apply", path)
			v.check(c.steps, func(n int) any { return killAnchor(n) })
			t.Logf("%d steps, killed %d times, %d requests, in %v", c.steps, kills, len(v.tenant.Requests()), time.Since(begin))
			kills = v.killed(rand.New(rand.NewPCG(3, 4)), c.within/2, "undo", filepath.Join(v.dir, "plan.journal.jsonl"))
			v.check(2*c.steps, func(int) any { return nil })
			t.Logf("undone, killed %d times, in %v", kills, time.Since(begin))
		})
	}
}

func (v *victim) check(writes int, anchor func(n int) any) {
	v.t.Helper()
	for n := 1; n <= v.steps; n++ {
		if o, _ := v.tenant.State(killID(n)); o["onPremisesImmutableId"] != anchor(n) {
			v.t.Errorf("user %d has the anchor %v, expected %v", n, o["onPremisesImmutableId"], anchor(n))
		}
	}
	if got := len(v.tenant.Writes()); got != writes {
		v.t.Errorf("%d writes took effect, expected %d", got, writes)
	}
	for _, f := range v.tenant.Violations() {
		v.t.Error(f)
	}
	if leaks(v.dir) || strings.Contains(v.output.String(), "secret-of-the-test") {
		v.t.Error("a file or the output contains the token")
	}
	v.checkJournal()
}

// storm returns the fault of request n: the service throttles, gateways fail, and connections
// end before or after a write took effect.
func storm(n uint64, r *http.Request) graphtest.Fault {
	dice := rand.New(rand.NewPCG(9, n)).IntN(200)
	switch {
	case dice < 6:
		return graphtest.Fault{Status: 429, RetryAfter: "0.25"}
	case dice < 9:
		return graphtest.Fault{Status: 503, RetryAfter: "0.1"}
	case dice < 11:
		return graphtest.Fault{Status: 504, HTML: true}
	case dice < 13 && r.Method != http.MethodGet:
		return graphtest.Fault{ResetBefore: true}
	case dice < 19:
		return graphtest.Fault{ResetAfter: true}
	}
	return graphtest.Fault{}
}

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

// killPlan writes a plan of many stamps; a plan is sealed by being reversed.
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

// A victim is a program that is killed again and again, and its tenant, which is not.
type victim struct {
	t            *testing.T
	program, dir string
	tenant       *graphtest.Server
	plan         *plan.Plan
	steps, most  int // steps of the plan; how often it is killed
	output       bytes.Buffer
}

// run starts the program and kills it after a while, 0 meaning never. It returns the exit
// status, -1 if it was killed.
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

// killed runs the program until it comes to its end, and kills it on the way.
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
	v.t.Fatal("it did not come to an end")
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

// long tells whether the tests are to try as much as users do, which takes minutes.
func long() bool { return os.Getenv("HARDMATCH_LONG") != "" }

// Whenever the program is killed, it goes on as if it had not been: the tenant is as the
// plan says in the end, no write took effect twice, and the journal is whole. Then it is
// all taken back.
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
		mishap func(n uint64, r *http.Request) graphtest.Mishap
	}{
		{"fair weather", 200, 0, 250 * time.Millisecond, nil},
		{"storm", stormy, 150 * time.Millisecond, 2 * time.Second, storm},
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
			if c.mishap != nil {
				v.tenant.Mishap = func(r *http.Request) graphtest.Mishap { return c.mishap(count.Add(1), r) }
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
	for _, f := range v.tenant.Faults() {
		v.t.Error(f)
	}
	if leaks(v.dir) || strings.Contains(v.output.String(), "secret-of-the-test") {
		v.t.Error("the token is somewhere")
	}
	v.checkJournal()
}

// storm is bad weather: the service throttles, gateways give up, connections end before
// and after a write took effect.
func storm(n uint64, r *http.Request) graphtest.Mishap {
	dice := rand.New(rand.NewPCG(9, n)).IntN(200)
	switch {
	case dice < 6:
		return graphtest.Mishap{Status: 429, RetryAfter: "0.25"}
	case dice < 9:
		return graphtest.Mishap{Status: 503, RetryAfter: "0.1"}
	case dice < 11:
		return graphtest.Mishap{Status: 504, HTML: true}
	case dice < 13 && r.Method != http.MethodGet:
		return graphtest.Mishap{ResetBefore: true}
	case dice < 19:
		return graphtest.Mishap{ResetAfter: true}
	}
	return graphtest.Mishap{}
}

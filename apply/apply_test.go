package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hardmatch/plan"
)

func anchor(n int) string { return fmt.Sprintf("%021d+=", n) }

func target(n int) plan.Ref {
	return plan.Ref{Side: "cloud", ID: id(n), UserPrincipalName: fmt.Sprintf("u%d@contoso.com", n)}
}

func change(stepID string, phase plan.Phase, op plan.Operation, t plan.Ref, property string, before, after plan.Value) plan.Step {
	undo := plan.Step{
		ID: stepID + "u", Phase: phase, Operation: op, Target: t,
		Expect: plan.Properties{{Name: property, Value: after}}, Set: plan.Properties{{Name: property, Value: before}},
	}
	if property == plan.OnPremisesImmutableID && before.IsNull() {
		undo.Operation = plan.ClearOnPremisesImmutableID
	}
	return plan.Step{
		ID: stepID, Phase: phase, Operation: op, Target: t,
		Expect: plan.Properties{{Name: property, Value: before}}, Set: plan.Properties{{Name: property, Value: after}}, Undo: &undo,
	}
}

func writeAnchor(n int) plan.Step {
	s := change(fmt.Sprintf("s%d", n), plan.Stamp, plan.SetOnPremisesImmutableID, target(n), plan.OnPremisesImmutableID, plan.Value{}, plan.Text(anchor(n)))
	s.Unique = []plan.Property{{Name: plan.OnPremisesImmutableID, Value: plan.Text(anchor(n))}}
	return s
}

// everyOperation returns a plan with each operation that apply carries out, and its
// directory.
func everyOperation() (*plan.Plan, *fakeDirectory) {
	d := newFake()
	flag := "blockCloudObjectTakeoverThroughHardMatchEnabled"
	d.flags = plan.Properties{{Name: flag, Value: plan.Bool(true)}}
	for n := 1; n <= 9; n++ {
		d.add(id(n), target(n).UserPrincipalName, active)
	}
	d.add(id(2), target(2).UserPrincipalName, active, plan.Property{Name: plan.OnPremisesImmutableID, Value: plan.Text(anchor(1))})
	for _, n := range []int{20, 21} {
		d.add(id(n), strings.ReplaceAll(id(n), "-", "")+target(n).UserPrincipalName, deleted, plan.Property{Name: plan.OnPremisesImmutableID, Value: plan.Text(anchor(n))})
	}
	p := &plan.Plan{ID: "sha256:test", AsOf: "2026-11-26", Tenant: &plan.Tenant{ID: tenantID}}
	off := change("f1", plan.Prepare, plan.SetTenantFlag, plan.Ref{Side: "cloud"}, flag, plan.Bool(true), plan.Bool(false))
	free := change("c1", plan.Free, plan.ClearOnPremisesImmutableID, target(2), plan.OnPremisesImmutableID, plan.Text(anchor(1)), plan.Value{})
	free.Undo.Operation = plan.SetOnPremisesImmutableID
	purge := plan.Step{ID: "p20", Phase: plan.Free, Operation: plan.PurgeDeletedUser, Target: target(20), Irreversible: true, Approved: true,
		Expect: plan.Properties{{Name: plan.OnPremisesImmutableID, Value: plan.Text(anchor(20))}}}
	restore := plan.Step{ID: "r21", Phase: plan.Free, Operation: plan.RestoreDeletedUser, Target: target(21),
		Set:  plan.Properties{{Name: plan.UserPrincipalName, Value: plan.Text("back@contoso.com")}},
		Undo: &plan.Step{ID: "r21u", Phase: plan.Free, Operation: plan.DeleteUser, Target: target(21)}}
	remove := plan.Step{ID: "d9", Phase: plan.Free, Operation: plan.DeleteUser, Target: target(9),
		Expect: plan.Properties{{Name: plan.UserPrincipalName, Value: plan.Text("u9@contoso.com")}},
		Undo:   &plan.Step{ID: "d9u", Phase: plan.Free, Operation: plan.RestoreDeletedUser, Target: target(9)}}
	name := change("n4", plan.Stamp, plan.SetCloudUserPrincipalName, target(4), plan.UserPrincipalName, plan.Text("u4@contoso.com"), plan.Text("v4@contoso.com"))
	first, again := writeAnchor(1), writeAnchor(4)
	first.After = []string{"c1"}
	again.After = []string{"n4"}
	on := change("f2", plan.RestoreSettings, plan.SetTenantFlag, plan.Ref{Side: "cloud"}, flag, plan.Bool(false), plan.Bool(true))
	p.Steps = []plan.Step{off, free, purge, restore, remove, name, first, again, writeAnchor(5), writeAnchor(6), writeAnchor(7), on}
	return p, d
}

func checkEverything(t *testing.T, d *fakeDirectory) {
	t.Helper()
	want := map[int]string{1: anchor(1), 2: "", 4: anchor(4), 5: anchor(5), 6: anchor(6), 7: anchor(7), 21: anchor(21)}
	for n, a := range want {
		if v := d.now(id(n)); v.existence != active || text(v.values[plan.OnPremisesImmutableID]) != a {
			t.Errorf("user %d: %v, anchor %q, expected it active with %q", n, v.existence, text(v.values[plan.OnPremisesImmutableID]), a)
		}
	}
	if v := d.now(id(21)); text(v.values[plan.UserPrincipalName]) != "back@contoso.com" {
		t.Errorf("the restored user has the name %s", text(v.values[plan.UserPrincipalName]))
	}
	if d.now(id(9)).existence != deleted || d.now(id(20)).existence != gone {
		t.Errorf("user 9: %v, expected it deleted; user 20: %v, expected it gone", d.now(id(9)).existence, d.now(id(20)).existence)
	}
	if v := d.now(id(4)); text(v.values[plan.UserPrincipalName]) != "v4@contoso.com" {
		t.Errorf("user 4 has the name %s", text(v.values[plan.UserPrincipalName]))
	}
	if on, _ := d.flags[0].Value.Bool(); !on {
		t.Error("the flag was not restored")
	}
}

func options() Options {
	return Options{Tenant: tenantID, MaxChanges: 1000, Concurrency: 8, ResolveTimeout: 15 * time.Second, AllowIrreversible: -1}
}

// A trial is a series of runs with one directory and one journal.
type trial struct {
	dir      *fakeDirectory
	synced   []byte
	rollback []byte
}

// run does what the program does. The directory and the journal lose power together.
func (tr *trial) run(p *plan.Plan, o Options) (*Run, error) {
	rec, err := ReadJournal(tr.synced)
	if err != nil {
		return nil, err
	}
	r, err := New(p, tr.dir, rec.Histories(), o)
	if err != nil {
		return nil, err
	}
	if err := r.Check(context.Background()); err != nil {
		return r, err
	}
	if drift := r.Drift(); len(drift) > 0 {
		return r, fmt.Errorf("drift: step %s: %s", drift[0].Step.ID, drift[0].Reason)
	}
	file := &fakeFile{power: tr.dir.power, synced: slices.Clone(tr.synced[:rec.Size])}
	err = r.Execute(context.Background(), NewJournal(file, rec), func(doc []byte) error {
		tr.rollback = doc
		return nil
	})
	tr.synced = file.synced
	return r, err
}

func states(r *Run) string {
	if r == nil {
		return ""
	}
	var b strings.Builder
	for _, o := range r.Steps() {
		fmt.Fprintf(&b, "%s %s %s\n", o.Step.ID, o.State, o.Reason)
	}
	return b.String()
}

func TestEveryOperation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, d := everyOperation()
		tr := &trial{dir: d}
		r, err := tr.run(p, options())
		if err != nil {
			t.Fatalf("%v\n%s", err, states(r))
		}
		checkEverything(t, d)
		for _, o := range r.Steps() {
			if o.State != Verified {
				t.Errorf("step %s: %s %s", o.Step.ID, o.State, o.Reason)
			}
		}
		if d.arrived != len(p.Steps) {
			t.Errorf("%d writes for %d steps", d.arrived, len(p.Steps))
		}
		// A second run without the journal only turns the flag off and on.
		tr.synced = nil
		if r, err = tr.run(p, options()); err != nil || d.arrived != len(p.Steps)+2 {
			t.Errorf("second run: %v, %d writes\n%s", err, d.arrived, states(r))
		}
	})
}

// The power may be cut at any moment: the next run has the result of an undisturbed one, and
// no step is written twice.
func TestPowerCut(t *testing.T) {
	for _, c := range []struct {
		name  string
		delay time.Duration
		fault func(int, Write) fault
	}{
		{"undisturbed", 0, nil},
		{"replication takes time", 4 * time.Second, nil},
		{"storm", 0, func(n int, _ Write) fault {
			return []fault{throttle, fine, resetBefore, resetAfter, throttle, unsent, fine}[n%7]
		}},
		{"storm and replication", 3 * time.Second, func(n int, _ Write) fault { return []fault{resetAfter, throttle, fine, resetBefore}[n%4] }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cuts := 0
			for left := 0; ; left++ {
				finished := false
				synctest.Test(t, func(t *testing.T) { finished = cutAfter(t, left, c.delay, c.fault) })
				if finished || t.Failed() {
					break
				}
				cuts++
			}
			if cuts < 100 {
				t.Errorf("the power was cut at %d moments, expected at least 100", cuts)
			}
		})
	}
}

func cutAfter(t *testing.T, left int, delay time.Duration, fault func(int, Write) fault) (finished bool) {
	p, d := everyOperation()
	d.delay, d.fault, d.power.left = delay, fault, left
	tr := &trial{dir: d}
	_, err := tr.run(p, options())
	if finished = err == nil; !finished && !errors.Is(err, errPower) {
		t.Errorf("cut after %d: %v", left, err)
	}
	for range 3 { // the power is on again, and the run is resumed
		d.power.left, d.power.off = -1, false
		var r *Run
		if r, err = tr.run(p, options()); err != nil {
			t.Errorf("cut after %d, resumed: %v\n%s", left, err, states(r))
			return
		}
	}
	checkEverything(t, d)
	if len(d.carried) != len(p.Steps) {
		t.Errorf("cut after %d: %d writes took effect for %d steps: %q", left, len(d.carried), len(p.Steps), d.carried)
	}
	return finished
}

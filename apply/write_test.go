package apply

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"hardmatch/plan"
)

// purgeAndWrite returns a plan in which a purge releases the anchor that the next step
// writes.
func purgeAndWrite() (*plan.Plan, *fakeDirectory) {
	p, d := few()
	d.add(id(20), target(20).UserPrincipalName, deleted, plan.Property{Name: plan.OnPremisesImmutableID, Value: plan.Text(anchor(1))})
	purge := plan.Step{ID: "p20", Phase: plan.Free, Operation: plan.PurgeDeletedUser, Target: target(20), Irreversible: true, Approved: true}
	p.Steps[0].After = []string{"p20"}
	p.Steps = []plan.Step{purge, p.Steps[0]}
	return p, d
}

// The service may refuse a value for a moment after an earlier step released it. Without such
// a step, another object has the value.
func TestConflict(t *testing.T) {
	for _, c := range []struct {
		name   string
		after  []string
		states string
		writes int
	}{
		{"after a purge", []string{"p20"}, "verified verified", 3},
		{"after nothing", nil, "verified drifted", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, d := purgeAndWrite()
				p.Steps[1].After = c.after
				d.fault = func(n int, _ Write) fault { return map[int]fault{2: conflict}[n] }
				r, err := (&trial{dir: d}).run(p, options())
				if err != nil || stateOf(r, "p20", "s1") != c.states || d.arrived != c.writes {
					t.Errorf("%v, %d writes\n%s", err, d.arrived, states(r))
				}
			})
		})
	}
}

// A write that never takes effect is given up after four attempts.
func TestGiveUp(t *testing.T) {
	for cause, state := range map[fault]State{unsent: Failed, resetBefore: WriteUnknown} {
		synctest.Test(t, func(t *testing.T) {
			p, d := few()
			d.fault = func(int, Write) fault { return cause }
			r, err := (&trial{dir: d}).run(p, options())
			const reason = "gave up after 4 attempts: the change never took effect"
			if got := r.Steps()[0]; err != nil || got.State != state || got.Reason != reason || d.arrived != 4 {
				t.Errorf("%v, %d writes\n%s", err, d.arrived, states(r))
			}
		})
	}
}

// The list of deleted users is read again after a write, so that no step waits for a user
// that this run has purged.
func TestDeletedUsersAfterPurge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, d := purgeAndWrite()
		begin := time.Now()
		r, err := (&trial{dir: d}).run(p, options())
		if took := time.Since(begin); err != nil || stateOf(r, "p20", "s1") != "verified verified" || took > 0 {
			t.Errorf("%v after %v\n%s", err, took, states(r))
		}
	})
}

// Each attempt has its own client-request-id, and the same one in another run.
func TestRequestID(t *testing.T) {
	ids := func() (list []string) {
		synctest.Test(t, func(t *testing.T) {
			p, d := few()
			d.fault = func(n int, w Write) fault {
				list = append(list, w.RequestID)
				return map[int]fault{1: throttle, 2: resetBefore}[n]
			}
			if r, err := (&trial{dir: d}).run(p, options()); err != nil || stateOf(r, "s1", "s2", "s3") != "verified verified verified" {
				t.Errorf("%v\n%s", err, states(r))
			}
		})
		return list
	}
	first, second := ids(), ids()
	if !slices.Equal(first, second) {
		t.Errorf("%q, then %q", first, second)
	}
	slices.Sort(first)
	if len(slices.Compact(first)) != 5 {
		t.Errorf("%q, expected 5 different ids", first)
	}
}

// No step begins before all steps of the earlier phases have ended.
func TestPhasesAreBarriers(t *testing.T) {
	d := newFake()
	p := &plan.Plan{ID: "sha256:phases", Tenant: &plan.Tenant{ID: tenantID}}
	for n := 1; n <= 24; n++ {
		d.add(id(n), target(n).UserPrincipalName, active)
		s := writeAnchor(n)
		if n <= 15 {
			s.Phase = plan.Free
		}
		p.Steps = append(p.Steps, s)
	}
	synctest.Test(t, func(t *testing.T) {
		r, err := New(p, barrierDirectory{slowDirectory{d}, t}, nil, options())
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Check(context.Background()); err != nil {
			t.Fatal(err)
		}
		if err := r.Execute(context.Background(), NewJournal(&fakeFile{power: d.power}, new(Recorded)), func([]byte) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if len(d.carried) != 24 || d.most < 2 {
			t.Errorf("%d writes, %d at a time", len(d.carried), d.most)
		}
	})
}

// A barrierDirectory checks that the first 15 users are written before the others.
type barrierDirectory struct {
	slowDirectory
	t *testing.T
}

func (b barrierDirectory) Write(ctx context.Context, w Write) (Receipt, error) {
	b.mu.Lock()
	if carried := len(b.carried); w.ID > id(15) && carried < 15 {
		b.t.Errorf("user %s is written after %d of 15", w.ID, carried)
	}
	b.mu.Unlock()
	return b.slowDirectory.Write(ctx, w)
}

// A history has the values before the first write, or before the first write after an undo.
func TestHistories(t *testing.T) {
	record := func(state State, attempt int) Record {
		r := Record{Step: "s1", State: state, Attempt: attempt}
		if state == Intent {
			r.Planned = &plan.Step{ID: "s1"}
			r.Before = plan.Properties{{Name: plan.OnPremisesImmutableID, Value: plan.Text(fmt.Sprint("before ", attempt))}}
		}
		return r
	}
	records := []Record{record(Intent, 1), record(WriteUnknown, 1), record(Intent, 2), record(Verified, 2)}
	for want, more := range map[string][]Record{"before 1": nil, "before 3": {record(Undone, 2), record(Intent, 3)}} {
		h := (&Recorded{Records: append(slices.Clone(records), more...)}).Histories()["s1"]
		if v, _ := h.Before.Get(plan.OnPremisesImmutableID); v != plan.Text(want) {
			t.Errorf("%v, expected %s", v, want)
		}
	}
}

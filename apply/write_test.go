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

// Values are compared by exact case. Only instants are compared to the second.
func TestSame(t *testing.T) {
	for _, test := range []struct {
		property string
		a, b     plan.Value
		want     bool
	}{
		{plan.Mail, plan.Text("a@x"), plan.Text("a@x"), true}, {plan.Mail, plan.Text("a@x"), plan.Text("A@x"), false}, {plan.Mail, plan.Value{}, plan.Text(""), false}, {plan.Mail, plan.Bool(false), plan.Value{}, false},
		{plan.DeletedDateTime, plan.Text("2026-11-01T10:00:00Z"), plan.Text("2026-11-01T10:00:00.9Z"), true},
		{plan.DeletedDateTime, plan.Text("2026-11-01T10:00:00Z"), plan.Text("2026-11-01T11:00:00+01:00"), true},
		{plan.DeletedDateTime, plan.Text("2026-11-01T10:00:00Z"), plan.Text("2026-11-01T10:00:01Z"), false},
		{plan.DeletedDateTime, plan.Text("2026-11-01T10:00:00Z"), plan.Value{}, false}, {plan.DeletedDateTime, plan.Value{}, plan.Text("2026-11-01T10:00:00Z"), false},
		{plan.DeletedDateTime, plan.Text("0001-01-01T00:00:00Z"), plan.Text("never"), false}, {plan.DeletedDateTime, plan.Text("never"), plan.Text("0001-01-01T00:00:00Z"), false}, {plan.DeletedDateTime, plan.Text("x"), plan.Text("y"), false}, {plan.DeletedDateTime, plan.Value{}, plan.Bool(true), false},
		{plan.UserPrincipalName, plan.Text("2026-11-01T10:00:00Z"), plan.Text("2026-11-01T10:00:00.9Z"), false},
	} {
		if got := same(test.property, test.a, test.b); got != test.want {
			t.Errorf("%s %v and %v are the same: %v", test.property, test.a, test.b, got)
		}
	}
}

// Each operation compared with a user in each state.
func TestCompare(t *testing.T) {
	upn := func(s string) plan.Properties {
		return plan.Properties{{Name: plan.UserPrincipalName, Value: plan.Text(s)}}
	}
	synced := append(upn("a"), plan.Property{Name: plan.OnPremisesSyncEnabled, Value: plan.Bool(true)})
	anchored := plan.Properties{{Name: plan.OnPremisesImmutableID, Value: plan.Text("x=")}}
	for name, test := range map[string]struct {
		step plan.Step
		now  observation
		want readiness
		why  string
	}{
		"delete an active user":         {plan.Step{Operation: plan.DeleteUser, Expect: upn("a")}, observation{existence: active, values: upn("a")}, ready, ""},
		"delete a user of another name": {plan.Step{Operation: plan.DeleteUser, Expect: upn("a")}, observation{existence: active, values: upn("b")}, drift, `userPrincipalName is "b", expected "a"`},
		"delete a deleted user":         {plan.Step{Operation: plan.DeleteUser, Expect: upn("a")}, observation{existence: deleted, values: upn("b")}, done, "the user is deleted"},
		"delete no user":                {plan.Step{Operation: plan.DeleteUser}, observation{existence: gone}, drift, "there is no such user"},
		"purge a deleted user":          {plan.Step{Operation: plan.PurgeDeletedUser}, observation{existence: deleted}, ready, ""},
		"purge an active user":          {plan.Step{Operation: plan.PurgeDeletedUser}, observation{existence: active}, drift, "the user is active"},
		"purge no user":                 {plan.Step{Operation: plan.PurgeDeletedUser}, observation{existence: gone}, done, "there is no such user"},
		"restore a deleted user":        {plan.Step{Operation: plan.RestoreDeletedUser, Set: upn("a")}, observation{existence: deleted, values: upn("b")}, ready, ""},
		"restore an active user":        {plan.Step{Operation: plan.RestoreDeletedUser, Set: upn("a")}, observation{existence: active, values: upn("a")}, done, "the user is active"},
		"restore under another name":    {plan.Step{Operation: plan.RestoreDeletedUser, Set: upn("a")}, observation{existence: active, values: upn("b")}, drift, `userPrincipalName is "b", expected "a"`},
		"restore no user":               {plan.Step{Operation: plan.RestoreDeletedUser}, observation{existence: gone}, drift, "there is no such user"},
		"verify":                        {plan.Step{Operation: plan.Verify, Expect: upn("a")}, observation{existence: active, values: upn("a")}, done, ""},
		"verify another name":           {plan.Step{Operation: plan.Verify, Expect: upn("a")}, observation{existence: active, values: upn("b")}, drift, `userPrincipalName is "b", expected "a"`},
		"verify a deleted user":         {plan.Step{Operation: plan.Verify, Expect: upn("a")}, observation{existence: deleted, values: upn("a")}, drift, "the user is deleted"},
		"rename":                        {plan.Step{Operation: plan.SetCloudUserPrincipalName, Expect: upn("a"), Set: upn("b")}, observation{existence: active, values: upn("a")}, ready, ""},
		"rename, done":                  {plan.Step{Operation: plan.SetCloudUserPrincipalName, Expect: upn("a"), Set: upn("b")}, observation{existence: active, values: upn("b")}, done, ""},
		"rename a deleted user":         {plan.Step{Operation: plan.SetCloudUserPrincipalName, Expect: upn("a"), Set: upn("b")}, observation{existence: deleted, values: upn("b")}, drift, "the user is deleted"},
		"rename another":                {plan.Step{Operation: plan.SetCloudUserPrincipalName, Expect: upn("a"), Set: upn("b")}, observation{existence: active, values: upn("c")}, drift, `userPrincipalName is "c", expected "a"`},
		"rename a synced user":          {plan.Step{Operation: plan.SetCloudUserPrincipalName, Expect: upn("a"), Set: upn("b")}, observation{existence: active, values: synced}, ready, ""},
		"an anchor of a synced user":    {plan.Step{Operation: plan.SetOnPremisesImmutableID, Expect: upn("a"), Set: anchored}, observation{existence: active, values: synced}, drift, "the user is synced, so only the sync may change its anchor"},
		"clear that of a synced user":   {plan.Step{Operation: plan.ClearOnPremisesImmutableID, Expect: upn("a"), Set: anchored}, observation{existence: active, values: synced}, drift, "the user is synced, so only the sync may change its anchor"},
		"as the plan expects":           {plan.Step{Operation: plan.SetOnPremisesImmutableID, Expect: synced, Set: anchored}, observation{existence: active, values: synced}, ready, ""},
		"an anchor":                     {plan.Step{Operation: plan.SetOnPremisesImmutableID, Set: anchored}, observation{existence: active}, ready, ""},
		"one of one":                    {plan.Step{Operation: plan.SetOnPremisesImmutableID, Set: anchored}, observation{existence: active, many: 1}, ready, ""},
		"one of two":                    {plan.Step{Operation: plan.SetOnPremisesImmutableID, Set: anchored}, observation{existence: active, many: 2}, drift, "2 users match the target, expected one; make the plan again from an export that has ids"},
	} {
		if got, why := compare(&test.step, &test.now); got != test.want || why != test.why {
			t.Errorf("%s: %d, %q, want %d, %q", name, got, why, test.want, test.why)
		}
	}
}

// An effect is what the next step of the same user finds.
func TestEffect(t *testing.T) {
	const digits = "a0000000000040008000000000000001"
	now := observation{id: id(1), existence: deleted, values: plan.Properties{{Name: plan.Mail, Value: plan.Text("m")}, {Name: plan.UserPrincipalName, Value: plan.Text(digits + "ada@x")}}}
	for op, want := range map[plan.Operation]struct {
		existence existence
		upn       string
	}{
		plan.DeleteUser: {deleted, digits + "ada@x"}, plan.PurgeDeletedUser: {gone, digits + "ada@x"}, plan.RestoreDeletedUser: {active, "ada@x"}, plan.SetOnPremisesImmutableID: {deleted, digits + "ada@x"},
	} {
		got := effect(&plan.Step{Operation: op, Set: plan.Properties{{Name: "x", Value: plan.Bool(true)}, {Name: plan.Mail, Value: plan.Value{}}}}, now)
		upn, _ := got.values.Get(plan.UserPrincipalName)
		x, sets := got.values.Get("x")
		mail, has := got.values.Get(plan.Mail)
		if got.existence != want.existence || upn != plan.Text(want.upn) || !sets || x != plan.Bool(true) || !has || !mail.IsNull() || len(got.values) != 3 {
			t.Errorf("%s: %+v", op, got)
		}
	}
	if got := effect(&plan.Step{Operation: plan.RestoreDeletedUser, Set: plan.Properties{{Name: plan.UserPrincipalName, Value: plan.Text("b@x")}}}, now); got.values[0].Value != plan.Text("b@x") || len(got.values) != 2 {
		t.Errorf("%+v", got)
	}
	if got := effect(&plan.Step{Operation: plan.RestoreDeletedUser}, observation{existence: deleted}); len(got.values) != 0 {
		t.Errorf("%+v", got)
	}
}

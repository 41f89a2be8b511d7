package apply

import (
	"context"
	"errors"
	"strings"
	"testing"

	"hardmatch/plan"
)

// syncAfter returns a sync that comes after other steps.
func syncAfter(id string, after ...string) plan.Step {
	return plan.Step{ID: id, Phase: plan.Sync, Operation: plan.RunSync, Target: plan.Ref{Side: "onPremises"}, Set: plan.Properties{{Name: plan.PolicyType, Value: plan.Text("Delta")}}, After: after}
}

// verifyOf returns a step that verifies that a user is synced.
func verifyOf(id string, n int, after ...string) plan.Step {
	return plan.Step{ID: id, Phase: plan.VerifyPhase, Operation: plan.Verify, Target: target(n), After: after, Expect: plan.Properties{{Name: plan.OnPremisesSyncEnabled, Value: plan.Bool(true)}}}
}

// Before anything is sent, the plan must be for the tenant of the options. Then the signed-in
// tenant must be both.
func TestTenantOfRun(t *testing.T) {
	for _, c := range []struct {
		name           string
		planned        *plan.Tenant
		asked          string
		refused, wrong bool // before anything is sent, and by Check
	}{
		{"all the same", &plan.Tenant{ID: tenantID}, tenantID, false, false},
		{"in another case", &plan.Tenant{ID: strings.ToUpper(tenantID)}, strings.ToUpper(tenantID), false, false},
		{"none asked for", &plan.Tenant{ID: tenantID}, "", false, false},
		{"none in the plan", nil, tenantID, false, false},
		{"none at all", nil, "", false, false},
		{"an empty one", &plan.Tenant{}, "", false, false},
		{"by its initial domain", &plan.Tenant{InitialDomain: "Contoso.onmicrosoft.com"}, "", false, false},
		{"another domain, but the same id", &plan.Tenant{ID: tenantID, InitialDomain: "fabrikam.onmicrosoft.com"}, "", false, false},
		{"another asked for", &plan.Tenant{ID: tenantID}, id(77), true, false},
		{"another asked for, and none in the plan", nil, id(77), false, true},
		{"another domain in the plan", &plan.Tenant{InitialDomain: "fabrikam.onmicrosoft.com"}, tenantID, false, true},
		{"another in the plan", &plan.Tenant{ID: id(77)}, "", false, true},
	} {
		p, d := few()
		p.Tenant = c.planned
		o := options()
		o.Tenant = c.asked
		r, err := New(p, d, nil, o)
		if errors.Is(err, ErrTenant) != c.refused || err != nil != c.refused || d.reads != 0 {
			t.Errorf("%s: %v after %d requests", c.name, err, d.reads)
		}
		if err != nil {
			continue
		}
		if err := r.Check(context.Background()); errors.Is(err, ErrTenant) != c.wrong || err != nil != c.wrong {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if got := (Tenant{ID: "1"}).String() + (Tenant{ID: "1", InitialDomain: "x"}).String(); got != "11 (x)" {
		t.Error(got)
	}
}

// A step waits for the previous one of the same user, by id or by name in any case. Steps by
// hand, and steps of the tenant, are not in the way.
func TestPreviousStep(t *testing.T) {
	p, d := few()
	again, third := writeAnchor(1), writeAnchor(1)
	again.ID, again.Undo.ID = "again", "againu"
	again.Target.ID = strings.ToUpper(again.Target.ID)
	third.ID, third.Undo.ID = "third", "thirdu"
	byName, sameName, other := writeAnchor(4), writeAnchor(4), writeAnchor(4)
	byName.ID, byName.Undo.ID, byName.Target.ID = "byName", "byNameu", ""
	sameName.ID, sameName.Undo.ID, sameName.Target = "sameName", "sameNameu", plan.Ref{Side: "cloud", UserPrincipalName: "U4@contoso.com"}
	other.ID, other.Undo.ID, other.Target = "other", "otheru", plan.Ref{Side: "cloud", Mail: "m@contoso.com"}
	review := plan.Step{ID: "review", Phase: plan.Prepare, Operation: plan.ManualReview, Target: target(2)}
	flag := change("f1", plan.Prepare, plan.SetTenantFlag, plan.Ref{Side: "cloud"}, "blockCloudObjectTakeoverThroughHardMatchEnabled", plan.Bool(true), plan.Bool(false))
	on := change("f2", plan.RestoreSettings, plan.SetTenantFlag, plan.Ref{Side: "cloud"}, "blockCloudObjectTakeoverThroughHardMatchEnabled", plan.Bool(false), plan.Bool(true))
	p.Steps = append([]plan.Step{flag, review}, append(p.Steps, again, third, byName, sameName, other, on)...)
	r, err := New(p, d, map[string]History{"s3": {State: WriteRefused, Target: id(9)}}, options())
	if err != nil {
		t.Fatal(err)
	}
	for step, want := range map[string]string{"s1": "", "s2": "", "s3": "", "again": "s1", "third": "again", "byName": "", "sameName": "byName", "other": "", "f1": "", "f2": "", "review": ""} {
		got := ""
		if before := r.byID[step].previous; before != nil {
			got = before.ID
		}
		if got != want {
			t.Errorf("the step before %s is %q, want %q", step, got, want)
		}
	}
	if got := r.byID["s3"].Target.ID; got != id(9) {
		t.Errorf("s3 is about %s, but the journal has another user", got)
	}
}

// Steps wait for steps that are not carried out, in any order of the plan.
func TestInitialStates(t *testing.T) {
	purge := plan.Step{ID: "p1", Phase: plan.Free, Operation: plan.PurgeDeletedUser, Target: target(4), Irreversible: true}
	for _, c := range []struct {
		name    string
		steps   []plan.Step
		history map[string]History
		set     func(*Options)
		want    string
	}{
		{"waiting for one that waits, in reverse order", []plan.Step{verifyOf("c", 3, "b"), verifyOf("b", 2, "a"), syncAfter("a")}, nil, nil, "c waiting for b|b waiting for a|a byHand "},
		{"selected", []plan.Step{writeAnchor(1), writeAnchor(2)}, nil, func(o *Options) { o.Only = []string{"s2"} }, "s1 leftOut not selected|s2 pending "},
		{"not approved", []plan.Step{purge, verifyOf("c", 1, "p1")}, nil, nil, "p1 notApproved it is irreversible|c waiting for p1"},
		{"recorded", []plan.Step{approved(purge), writeAnchor(1)}, map[string]History{"p1": {State: Verified}, "s1": {State: AlreadyDone}}, nil, "p1 verified recorded in the journal|s1 alreadyDone recorded in the journal"},
		{"begun", []plan.Step{writeAnchor(1), writeAnchor(2)}, map[string]History{"s1": {State: WriteUnknown}, "s2": {State: Undone}}, nil, "s1 pending |s2 pending "},
		{"a sync that is marked as done again", []plan.Step{writeAnchor(1), syncAfter("y", "s1"), verifyOf("c", 1, "y")}, map[string]History{"y": {State: DoneByHand}, "c": {State: Verified}}, func(o *Options) { o.Done = []string{"y"} }, "s1 pending |y doneByHand recorded in the journal|c verified recorded in the journal"},
		{"a sync before which a step was undone", []plan.Step{writeAnchor(1), syncAfter("y", "s1"), verifyOf("c", 1, "y"), verifyOf("d", 2)}, map[string]History{"y": {State: DoneByHand}, "c": {State: Verified}, "d": {State: Verified}}, nil, "s1 pending |y byHand |c waiting for y|d verified recorded in the journal"},
	} {
		_, d := few()
		o := options()
		if c.set != nil {
			c.set(&o)
		}
		r, err := New(&plan.Plan{ID: "sha256:x", Steps: c.steps}, d, c.history, o)
		if err != nil {
			t.Fatal(c.name, err)
		}
		var got []string
		for _, s := range r.Steps() {
			got = append(got, s.Step.ID+" "+string(s.State)+" "+s.Reason)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: %q, want %q", c.name, strings.Join(got, "|"), c.want)
		}
	}
}

// What Check finds in the tenant, without a journal and with one.
func TestCheck(t *testing.T) {
	const flag = "blockCloudObjectTakeoverThroughHardMatchEnabled"
	synced := plan.Properties{{Name: plan.OnPremisesSyncEnabled, Value: plan.Bool(true)}}
	anchored := func(n int) plan.Properties {
		return plan.Properties{{Name: plan.OnPremisesImmutableID, Value: plan.Text(anchor(n))}}
	}
	for _, c := range []struct {
		name  string
		steps []plan.Step
		spoil func(*plan.Plan, *fakeDirectory)
		begun []string // steps whose write has no known outcome
		done  []string
		want  string // the states, or a part of the error
	}{
		{"as planned", []plan.Step{writeAnchor(1)}, nil, nil, nil, "s1 pending "},
		{"written by an earlier run", []plan.Step{writeAnchor(1)}, func(_ *plan.Plan, d *fakeDirectory) { d.set(id(1), active, anchored(1)) }, []string{"s1"}, nil, "s1 verified an earlier run wrote it"},
		{"written by others", []plan.Step{writeAnchor(1)}, func(_ *plan.Plan, d *fakeDirectory) { d.set(id(1), active, anchored(1)) }, nil, nil, "s1 alreadyDone "},
		{"drifted, and the outcome is not known", []plan.Step{writeAnchor(1)}, func(_ *plan.Plan, d *fakeDirectory) { d.set(id(1), active, anchored(7)) }, []string{"s1"}, nil, "s1 pending "},
		{"not written by an earlier run", []plan.Step{writeAnchor(1)}, nil, []string{"s1"}, nil, "s1 pending "},
		{"after one that has drifted", []plan.Step{writeAnchor(1), verifyOf("c", 2, "s1"), verifyOf("d", 3, "c")}, func(_ *plan.Plan, d *fakeDirectory) { delete(d.users, id(1)) }, nil, nil, "s1 drifted there is no such user|c waiting for s1|d waiting for c"},
		{"before one that has drifted, in reverse order", []plan.Step{verifyOf("d", 3, "s1"), writeAnchor(1)}, func(_ *plan.Plan, d *fakeDirectory) { delete(d.users, id(1)) }, nil, nil, "d waiting for s1|s1 drifted there is no such user"},
		{"a look", []plan.Step{verifyOf("c", 1)}, nil, nil, nil, "c pending not yet: onPremisesSyncEnabled is null, expected true"},
		{"a look that is as expected", []plan.Step{verifyOf("c", 1)}, func(_ *plan.Plan, d *fakeDirectory) { d.set(id(1), active, synced) }, nil, nil, "c verified as expected"},
		{"a look before the sync is marked as done", []plan.Step{syncAfter("y"), verifyOf("c", 1, "y")}, func(_ *plan.Plan, d *fakeDirectory) { d.set(id(1), active, synced) }, nil, nil, "y byHand |c verified as expected"},
		{"a look that waits", []plan.Step{syncAfter("y"), verifyOf("c", 1, "y")}, nil, nil, nil, "y byHand |c waiting for y"},
		{"a sync that is done, before a step that waits", []plan.Step{syncAfter("x"), func() plan.Step { s := writeAnchor(1); s.After = []string{"x"}; return s }(), syncAfter("y", "s1")}, nil, nil, []string{"y"}, "step y cannot be done yet: it comes after step s1"},
		{"an anchor that an earlier step releases", []plan.Step{func() plan.Step {
			s := change("c1", plan.Free, plan.ClearOnPremisesImmutableID, target(2), plan.OnPremisesImmutableID, plan.Text(anchor(1)), plan.Value{})
			s.Undo.Operation = plan.SetOnPremisesImmutableID
			return s
		}(), writeAnchor(1)}, func(_ *plan.Plan, d *fakeDirectory) { d.set(id(2), active, anchored(1)) }, nil, nil, "c1 pending |s1 pending "},
		{"an anchor of a user who has another step", []plan.Step{change("n2", plan.Free, plan.SetCloudUserPrincipalName, target(2), plan.UserPrincipalName, plan.Text("u2@contoso.com"), plan.Text("v2@contoso.com")), writeAnchor(1)},
			func(p *plan.Plan, d *fakeDirectory) { d.set(id(2), active, anchored(1)) }, nil, nil, "n2 pending |s1 drifted the user " + id(2) + ` holds the onPremisesImmutableId "` + anchor(1) + `"`},
		{"the step that waits for a user to be deleted", []plan.Step{
			{ID: "d1", Phase: plan.Free, Operation: plan.DeleteUser, Target: target(1), Undo: &plan.Step{ID: "d1u", Phase: plan.Free, Operation: plan.RestoreDeletedUser, Target: target(1)}},
			{ID: "p1", Phase: plan.Free, Operation: plan.PurgeDeletedUser, Target: target(1), Irreversible: true, Approved: true}}, nil, nil, nil, "d1 pending |p1 pending "},
		{"a precondition that holds", []plan.Step{writeAnchor(1)}, func(p *plan.Plan, d *fakeDirectory) {
			p.TenantPreconditions, d.flags = plan.Properties{{Name: flag, Value: plan.Bool(false)}}, plan.Properties{{Name: flag, Value: plan.Bool(false)}}
		}, nil, nil, "s1 pending "},
		{"a precondition that the plan sets", []plan.Step{change("f1", plan.Prepare, plan.SetTenantFlag, plan.Ref{Side: "cloud"}, flag, plan.Bool(true), plan.Bool(false))}, func(p *plan.Plan, d *fakeDirectory) {
			p.TenantPreconditions, d.flags = plan.Properties{{Name: flag, Value: plan.Bool(false)}}, plan.Properties{{Name: flag, Value: plan.Bool(true)}}
		}, nil, nil, "f1 pending "},
		{"no power", []plan.Step{writeAnchor(1)}, func(_ *plan.Plan, d *fakeDirectory) { d.power.left = 1 }, nil, nil, "step s1: the power is off"},
		{"no power while holders are read", []plan.Step{writeAnchor(1)}, func(_ *plan.Plan, d *fakeDirectory) { d.power.left = 3 }, nil, nil, "step s1: the power is off"},
		{"no power for the tenant", []plan.Step{writeAnchor(1)}, func(_ *plan.Plan, d *fakeDirectory) { d.power.left = 0 }, nil, nil, "the power is off"},
	} {
		_, d := few()
		p := &plan.Plan{ID: "sha256:x", Tenant: &plan.Tenant{ID: tenantID}, Steps: c.steps}
		if c.spoil != nil {
			c.spoil(p, d)
		}
		history := make(map[string]History)
		for _, s := range c.begun {
			history[s] = History{State: WriteUnknown}
		}
		o := options()
		o.Done, o.Concurrency = c.done, 0
		r, err := New(p, d, history, o)
		if err != nil {
			t.Fatal(c.name, err)
		}
		var got []string
		if err := r.Check(context.Background()); err != nil {
			got = append(got, err.Error())
		} else {
			for _, s := range r.Steps() {
				got = append(got, s.Step.ID+" "+string(s.State)+" "+s.Reason)
			}
		}
		if all := strings.Join(got, "|"); all != c.want && !(strings.HasPrefix(c.want, "step y") && strings.Contains(all, c.want)) {
			t.Errorf("%s: %q, want %q", c.name, all, c.want)
		}
	}
}

// A look is no change, and a limit counts only what this run would write.
func TestLimits(t *testing.T) {
	purge := plan.Step{ID: "p1", Phase: plan.Stamp, Operation: plan.PurgeDeletedUser, Target: target(1), Irreversible: true, Approved: true}
	for _, c := range []struct {
		name           string
		steps          []plan.Step
		history        map[string]History
		only           []string
		changes, allow int
		want           error
	}{
		{"a look", []plan.Step{writeAnchor(2), verifyOf("c", 1)}, nil, nil, 1, 0, nil},
		{"one too many", []plan.Step{writeAnchor(2), writeAnchor(3)}, nil, nil, 1, 0, ErrLimit},
		{"one is done", []plan.Step{writeAnchor(2), writeAnchor(3)}, map[string]History{"s2": {State: Verified}}, nil, 1, 0, nil},
		{"a reversible step that is approved", []plan.Step{approved(writeAnchor(2))}, nil, nil, 1, 0, nil},
		{"an irreversible step that is left out", []plan.Step{purge, writeAnchor(2)}, nil, []string{"s2"}, 1, 0, nil},
		{"an irreversible step that is done", []plan.Step{purge}, map[string]History{"p1": {State: Verified}}, nil, 0, 1, nil},
		{"an irreversible step that is done, but not allowed", []plan.Step{purge}, map[string]History{"p1": {State: Verified}}, nil, 0, 0, ErrApproval},
	} {
		_, d := few()
		o := options()
		o.MaxChanges, o.AllowIrreversible, o.Only = c.changes, c.allow, c.only
		r, err := New(&plan.Plan{ID: "sha256:x", Steps: c.steps}, d, c.history, o)
		if err != nil {
			t.Fatal(c.name, err)
		}
		if err := r.Allowed(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestFailureText(t *testing.T) {
	cause := errors.New("EOF")
	for want, f := range map[string]Failure{
		"m": {Message: "m", Err: cause}, "EOF": {Err: cause}, "": {}, "C: m": {Code: "C", Message: "m"}, "C: ": {Code: "C", Err: cause}, "404 m": {Status: 404, Message: "m"}, "429 EOF (request-id r)": {Status: 429, Err: cause, RequestID: "r"}, "1 m": {Status: 1, Message: "m"},
	} {
		if got := f.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

package apply

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hardmatch/plan"
)

// few returns a plan that writes three anchors, and its directory.
func few() (*plan.Plan, *fakeDirectory) {
	d := newFake()
	p := &plan.Plan{ID: "sha256:few", AsOf: "2026-11-26", Tenant: &plan.Tenant{ID: tenantID}}
	for n := 1; n <= 3; n++ {
		d.add(id(n), target(n).UserPrincipalName, active)
		p.Steps = append(p.Steps, writeAnchor(n))
	}
	return p, d
}

// Anything that is not as the plan expects is found before the first write.
func TestRefusedBeforeWriting(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*plan.Plan, *fakeDirectory, *Options)
		want  string
	}{
		{"another tenant than the plan's", func(p *plan.Plan, _ *fakeDirectory, _ *Options) { p.Tenant.ID = id(77) }, "wrong tenant: "},
		{"another tenant than asked for", func(_ *plan.Plan, _ *fakeDirectory, o *Options) { o.Tenant = id(77) }, "wrong tenant: "},
		{"another initial domain", func(p *plan.Plan, _ *fakeDirectory, _ *Options) {
			p.Tenant = &plan.Tenant{InitialDomain: "fabrikam.onmicrosoft.com"}
		}, "the plan is for fabrikam"},
		{"the anchor differs", func(_ *plan.Plan, d *fakeDirectory, _ *Options) {
			d.set(id(2), active, plan.Properties{{Name: plan.OnPremisesImmutableID, Value: plan.Text("x")}})
		}, `drift: step s2: onPremisesImmutableId is "x", expected null`},
		{"the anchor differs in case", func(p *plan.Plan, d *fakeDirectory, _ *Options) {
			p.Steps[1].Expect[0].Value = plan.Text("ABC=")
			d.set(id(2), active, plan.Properties{{Name: plan.OnPremisesImmutableID, Value: plan.Text("abc=")}})
		}, "drift: step s2"},
		{"the user is synced", func(_ *plan.Plan, d *fakeDirectory, _ *Options) {
			d.set(id(2), active, plan.Properties{{Name: plan.OnPremisesSyncEnabled, Value: plan.Bool(true)}})
		}, "drift: step s2: the user is synced"},
		{"the user is deleted", func(_ *plan.Plan, d *fakeDirectory, _ *Options) { d.set(id(2), deleted, nil) }, "drift: step s2: the user is deleted"},
		{"there is no such user", func(_ *plan.Plan, d *fakeDirectory, _ *Options) { delete(d.users, id(2)) }, "drift: step s2: there is no such user"},
		{"another user holds the anchor", func(_ *plan.Plan, d *fakeDirectory, _ *Options) {
			d.add(id(8), "x@contoso.com", active, plan.Property{Name: plan.OnPremisesImmutableID, Value: plan.Text(anchor(2))})
		}, "drift: step s2: the user " + id(8) + " holds"},
		{"a deleted user holds the anchor", func(_ *plan.Plan, d *fakeDirectory, _ *Options) {
			d.add(id(8), "x@contoso.com", deleted, plan.Property{Name: plan.OnPremisesImmutableID, Value: plan.Text(anchor(2))})
		}, "drift: step s2: the deleted user " + id(8) + " holds"},
		{"two steps write the same anchor", func(p *plan.Plan, _ *fakeDirectory, _ *Options) {
			p.Steps[1].Set, p.Steps[1].Unique = p.Steps[0].Set, p.Steps[0].Unique
		}, "drift: step s2: the user " + id(1) + " holds"},
		{"a precondition", func(p *plan.Plan, d *fakeDirectory, _ *Options) {
			p.TenantPreconditions = plan.Properties{{Name: "blockSoftMatchEnabled", Value: plan.Bool(false)}}
			d.flags = plan.Properties{{Name: "blockSoftMatchEnabled", Value: plan.Bool(true)}}
		}, "blockSoftMatchEnabled is true, expected false"},
		{"two users of one name", func(p *plan.Plan, d *fakeDirectory, _ *Options) {
			p.Steps[1].Target.ID = ""
			d.add(id(8), target(2).UserPrincipalName, active)
		}, "drift: step s2: 2 users match the target, expected one"},
		{"no user of that name", func(p *plan.Plan, _ *fakeDirectory, _ *Options) {
			p.Steps[1].Target = plan.Ref{Side: "cloud", UserPrincipalName: "nobody@contoso.com"}
		}, "drift: step s2: there is no such user"},
		{"an unknown step", func(_ *plan.Plan, _ *fakeDirectory, o *Options) { o.Only = []string{"s9"} }, `it has no step "s9"`},
		{"sets something else", func(p *plan.Plan, _ *fakeDirectory, _ *Options) { p.Steps[1].Set[0].Name = "displayName" }, "it sets displayName, expected onPremisesImmutableId"},
		{"an invalid anchor", func(p *plan.Plan, _ *fakeDirectory, _ *Options) { p.Steps[1].Set[0].Value = plan.Text("a_b") }, "without $ and _"},
		{"an id that is a path", func(p *plan.Plan, _ *fakeDirectory, _ *Options) { p.Steps[1].Target.ID = "../groups/1" }, "expected a GUID"},
		{"a property that is a query", func(p *plan.Plan, _ *fakeDirectory, _ *Options) { p.Steps[1].Expect[0].Name = "id&$x" }, "is no name of a property"},
		{"steps that wait for each other", func(p *plan.Plan, _ *fakeDirectory, _ *Options) {
			p.Steps[0].After, p.Steps[1].After = []string{"s2"}, []string{"s1"}
		}, "waits for itself"},
		{"a purge without an id", func(p *plan.Plan, _ *fakeDirectory, _ *Options) {
			p.Steps[1] = plan.Step{ID: "s2", Phase: plan.Stamp, Operation: plan.PurgeDeletedUser, Target: plan.Ref{Side: "cloud", UserPrincipalName: "u2@contoso.com"}, Irreversible: true}
		}, "only by its id"},
		{"done before a step that it comes after", func(p *plan.Plan, _ *fakeDirectory, o *Options) {
			p.Steps = append(p.Steps, plan.Step{ID: "y", Phase: plan.Sync, Operation: plan.RunSync, Target: plan.Ref{Side: "onPremises"}, Set: plan.Properties{{Name: plan.PolicyType, Value: plan.Text("Delta")}}, After: []string{"s2"}})
			o.Done = []string{"y"}
		}, "step y cannot be done yet: it comes after step s2, which is not done"},
		{"a purge that is not marked irreversible", func(p *plan.Plan, _ *fakeDirectory, _ *Options) {
			p.Steps[1] = plan.Step{ID: "s2", Phase: plan.Stamp, Operation: plan.PurgeDeletedUser, Target: target(2)}
		}, "irreversible is false, expected true"},
		{"a cleared source that is not marked irreversible", func(p *plan.Plan, _ *fakeDirectory, _ *Options) {
			p.Steps[1] = change("s2", plan.Free, plan.ClearOnPremisesObjectIdentifier, target(2), plan.OnPremisesObjectIdentifier, plan.Text(id(9)), plan.Value{})
			p.Steps[1].Undo = nil
		}, "irreversible is false, expected true"},
		{"done before a purge that is not approved", func(p *plan.Plan, _ *fakeDirectory, o *Options) {
			p.Steps = append(p.Steps,
				plan.Step{ID: "p1", Phase: plan.Free, Operation: plan.PurgeDeletedUser, Target: target(4), Irreversible: true},
				plan.Step{ID: "y", Phase: plan.Sync, Operation: plan.RunSync, Target: plan.Ref{Side: "onPremises"}, Set: plan.Properties{{Name: plan.PolicyType, Value: plan.Text("Delta")}}, After: []string{"p1"}})
			o.Done = []string{"y"}
		}, "step y cannot be done yet: it comes after step p1, which is not done"},
		{"a user to restore is active under another name", func(p *plan.Plan, _ *fakeDirectory, _ *Options) {
			p.Steps[1] = plan.Step{ID: "s2", Phase: plan.Free, Operation: plan.RestoreDeletedUser, Target: target(2), Set: plan.Properties{{Name: plan.UserPrincipalName, Value: plan.Text("back@contoso.com")}}}
		}, `drift: step s2: userPrincipalName is "u2@contoso.com", expected "back@contoso.com"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, d := few()
				o := options()
				c.spoil(p, d, &o)
				tr := &trial{dir: d}
				if _, err := tr.run(p, o); err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("error %v, expected %q", err, c.want)
				}
				if d.arrived != 0 || len(tr.synced) != 0 || tr.rollback != nil {
					t.Errorf("%d writes, journal %q", d.arrived, tr.synced)
				}
			})
		})
	}
}

func TestAllowed(t *testing.T) {
	purge := plan.Step{ID: "p1", Phase: plan.Stamp, Operation: plan.PurgeDeletedUser, Target: target(1), Irreversible: true}
	for _, c := range []struct {
		name string
		set  func(*plan.Plan, *Options)
		want error
	}{
		{"as it is", func(*plan.Plan, *Options) {}, nil},
		{"too many", func(_ *plan.Plan, o *Options) { o.MaxChanges = 2 }, ErrLimit},
		{"few enough", func(_ *plan.Plan, o *Options) { o.MaxChanges, o.Only = 2, []string{"s1", "s2"} }, nil},
		{"not approved", func(p *plan.Plan, o *Options) { p.Steps = append(p.Steps, purge); o.AllowIrreversible = 1 }, ErrApproval},
		{"approved, but not allowed", func(p *plan.Plan, _ *Options) { p.Steps = append(p.Steps, approved(purge)) }, ErrApproval},
		{"approved and allowed", func(p *plan.Plan, o *Options) { p.Steps = append(p.Steps, approved(purge)); o.AllowIrreversible = 1 }, nil},
		{"allowed more than there are", func(_ *plan.Plan, o *Options) { o.AllowIrreversible = 1 }, ErrApproval},
		{"approved, but done by hand", func(p *plan.Plan, o *Options) { p.Steps = append(p.Steps, approved(purge)); o.Done = []string{"p1"} }, nil},
		{"not approved, but left out", func(p *plan.Plan, o *Options) { p.Steps = append(p.Steps, purge); o.Only = []string{"s1"} }, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, d := few()
			o := options()
			o.AllowIrreversible = 0
			c.set(p, &o)
			r, err := New(p, d, nil, o)
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Allowed(); !errors.Is(err, c.want) {
				t.Errorf("%v, expected %v", err, c.want)
			}
			if d.reads != 0 {
				t.Errorf("%d requests", d.reads)
			}
		})
	}
}

func approved(s plan.Step) plan.Step {
	s.Approved = true
	return s
}

// A run stops at the first step that fails, and skips the steps that it has not begun.
func TestStopRules(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault fault
		state State
	}{
		{"refused", refused, Failed}, {"no right", forbidden, Failed},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, d := few()
				d.fault = func(n int, _ Write) fault { return map[int]fault{2: c.fault}[n] }
				tr := &trial{dir: d}
				r, err := tr.run(p, options())
				if (err != nil) != (c.fault == forbidden) {
					t.Error(err)
				}
				if got := stateOf(r, "s1", "s2", "s3"); got != string("verified "+c.state+" skipped") {
					t.Error(got)
				}
				if d.arrived != 2 {
					t.Errorf("%d writes", d.arrived)
				}
				// The cause is removed, and the run is resumed.
				d.fault = nil
				if r, err = tr.run(p, options()); err != nil || stateOf(r, "s1", "s2", "s3") != "verified verified verified" {
					t.Error(err, states(r))
				}
			})
		})
	}
}

func stateOf(r *Run, ids ...string) string {
	var list []string
	for _, id := range ids {
		list = append(list, string(r.byID[id].state))
	}
	return strings.Join(list, " ")
}

// Another administrator changes a user between the first read and the second.
func TestDriftBetweenReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, d := few()
		d.fault = func(n int, _ Write) fault {
			if n == 1 {
				d.set(id(2), active, plan.Properties{{Name: plan.OnPremisesImmutableID, Value: plan.Text("theirs")}})
			}
			return fine
		}
		r, err := (&trial{dir: d}).run(p, options())
		if err != nil || stateOf(r, "s1", "s2", "s3") != "verified drifted skipped" {
			t.Error(err, states(r))
		}
		if text(d.now(id(2)).values[plan.OnPremisesImmutableID]) != "theirs" {
			t.Error("it was overwritten")
		}
	})
}

// A write that does not become visible is not repeated, and stays unknown for the next run.
func TestNotVisible(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, d := few()
		d.delay = time.Hour
		tr := &trial{dir: d}
		r, err := tr.run(p, options())
		if err != nil || stateOf(r, "s1", "s2") != "unknown skipped" || d.arrived != 1 {
			t.Fatal(err, d.arrived, states(r))
		}
		time.Sleep(2 * time.Hour)
		d.delay = 0
		if r, err = tr.run(p, options()); err != nil || d.arrived != 3 || stateOf(r, "s1", "s2", "s3") != "verified verified verified" {
			t.Error(err, d.arrived, states(r))
		}
	})
}

func TestStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, d := few()
		o := options()
		stop := make(chan struct{})
		o.Stop = stop
		o.OnRecord = func(r Record) {
			if r.Step == "s1" && r.State == Confirmed {
				close(stop)
			}
		}
		tr := &trial{dir: d}
		r, err := tr.run(p, o)
		if err != nil || stateOf(r, "s1", "s2") != "verified skipped" {
			t.Error(err, states(r))
		}
	})
}

// Steps after a step by hand wait until that step is marked as done.
func TestByHand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, d := few()
		sync := plan.Step{ID: "sync", Phase: plan.Sync, Operation: plan.RunSync, Target: plan.Ref{Side: "onPremises"}, Set: plan.Properties{{Name: plan.PolicyType, Value: plan.Text("Delta")}}, After: []string{"s1"}}
		look := plan.Step{ID: "look", Phase: plan.VerifyPhase, Operation: plan.Verify, Target: target(1), After: []string{"sync"},
			Expect: plan.Properties{{Name: plan.OnPremisesSyncEnabled, Value: plan.Bool(true)}}}
		last := writeAnchor(3)
		last.Phase, last.After = plan.RestoreSettings, []string{"look"}
		p.Steps = []plan.Step{p.Steps[0], p.Steps[1], sync, look, last}
		tr := &trial{dir: d}
		all := []string{"s1", "s2", "sync", "look", "s3"}
		r, err := tr.run(p, options())
		if err != nil || stateOf(r, all...) != "verified verified byHand waiting waiting" {
			t.Error(err, states(r))
		}
		o := options()
		o.Done = []string{"sync"}
		if r, err = tr.run(p, o); err != nil || stateOf(r, all...) != "verified verified doneByHand waiting waiting" {
			t.Error(err, states(r))
		}
		d.set(id(1), active, plan.Properties{{Name: plan.OnPremisesSyncEnabled, Value: plan.Bool(true)}})
		if r, err = tr.run(p, options()); err != nil || stateOf(r, all...) != "verified verified doneByHand verified verified" {
			t.Error(err, states(r))
		}
		rec, err := ReadJournal(tr.synced)
		if err != nil {
			t.Fatal(err)
		}
		h := rec.Histories()
		h["s1"] = History{State: Undone}
		if r, err = New(p, d, h, options()); err != nil || stateOf(r, all...) != "pending verified byHand waiting verified" {
			t.Error("a sync after a step that was undone:", err, states(r))
		}
	})
}

// Steps run in parallel, except for the first few, and within the limits.
func TestPace(t *testing.T) {
	d := newFake()
	p := &plan.Plan{ID: "sha256:many", Tenant: &plan.Tenant{ID: tenantID}}
	for n := 1; n <= 200; n++ {
		d.add(id(n), target(n).UserPrincipalName, active)
		p.Steps = append(p.Steps, writeAnchor(n))
	}
	slow := slowDirectory{d}
	synctest.Test(t, func(t *testing.T) {
		o := options()
		r, err := New(p, slow, nil, o)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Check(context.Background()); err != nil {
			t.Fatal(err)
		}
		j := NewJournal(&fakeFile{power: d.power}, new(Recorded))
		begin := time.Now()
		if err := r.Execute(context.Background(), j, func([]byte) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begin); took > 100*time.Second || took < 30*time.Second {
			t.Errorf("200 writes of a second each took %v, expected 30 to 100 seconds", took)
		}
		if d.most < 5 || d.most > 8 {
			t.Errorf("%d writes at a time, expected 5 to 8", d.most)
		}
		if d.arrived != 200 {
			t.Errorf("%d writes", d.arrived)
		}
	})
}

// A slowDirectory takes a second for a write.
type slowDirectory struct{ *fakeDirectory }

func (s slowDirectory) Write(ctx context.Context, w Write) (Receipt, error) {
	s.mu.Lock()
	s.busy++
	s.most = max(s.most, s.busy)
	alone := s.arrived < canaries && s.busy > 1
	s.mu.Unlock()
	if alone {
		panic("the first few writes must be one by one")
	}
	time.Sleep(time.Second)
	s.mu.Lock()
	s.busy--
	s.mu.Unlock()
	return s.fakeDirectory.Write(ctx, w)
}

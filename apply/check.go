package apply

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"

	"hardmatch/plan"
)

// Check reads the tenant and compares each step with it, allowing for the effects of
// earlier steps. It writes nothing. A step becomes [Drifted] if its target is not as
// expected, and [AlreadyDone] if its target has the new values already. Check returns an
// error only about the tenant as a whole.
func (r *Run) Check(ctx context.Context) error {
	if err := r.sameTenant(ctx); err != nil {
		return err
	}
	if err := r.conditions(ctx); err != nil {
		return err
	}
	readings, err := r.readAll(ctx)
	if err != nil {
		return err
	}
	expected := make(map[string]observation)
	for _, t := range r.tasks {
		if id := r.blocker(t); t.state == Pending && id != "" {
			t.state, t.reason = Waiting, "for "+id // that step has drifted
		} else if now := readings[t]; now != nil {
			r.checkStep(t, now, expected)
		}
	}
	r.setWaiting()
	return r.checkDone()
}

// checkDone returns an error if a step is marked as done by hand, but a step before it is
// not done. A sync that runs before a purge joins the wrong objects.
func (r *Run) checkDone() error {
	for _, t := range r.tasks {
		if id := r.unfinishedBefore(t); t.state == DoneByHand && id != "" {
			return fmt.Errorf("%w: step %s cannot be done yet: it comes after step %s, which is not done", ErrPlan, t.ID, id)
		}
	}
	return nil
}

// conditions compares the tenant flags that the plan relies on. It leaves out flags that
// the plan sets.
func (r *Run) conditions(ctx context.Context) error {
	var want plan.Properties
	for _, p := range r.plan.TenantPreconditions {
		if !r.setsFlag(p.Name) {
			want = append(want, p)
		}
	}
	if len(want) == 0 {
		return nil
	}
	flags, err := r.dir.Flags(ctx)
	if err != nil {
		return err
	}
	if why := differences(want, flags); why != "" {
		return fmt.Errorf("%w: %s", ErrCondition, why)
	}
	return nil
}

func (r *Run) setsFlag(name string) bool {
	for _, t := range r.tasks {
		if _, sets := t.Set.Get(name); sets && t.Operation == plan.SetTenantFlag {
			return true
		}
	}
	return false
}

// A reading is what was read for one step: its target, and the other users that hold its
// unique values.
type reading struct {
	target  *observation
	holders []holder
}

// readAll makes the readings of all steps that need one, several at a time.
func (r *Run) readAll(ctx context.Context) (map[*task]*reading, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	readings := make(map[*task]*reading)
	var mu sync.Mutex
	var group sync.WaitGroup
	places := make(chan struct{}, max(1, r.Concurrency))
	for _, t := range r.tasks {
		if !t.needsReading() {
			continue
		}
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			now, err := r.readTask(ctx, t)
			if err != nil {
				cancel(err)
				return
			}
			mu.Lock()
			readings[t] = now
			mu.Unlock()
		})
	}
	group.Wait()
	return readings, context.Cause(ctx)
}

// needsReading reports whether the target must be read. A step that verifies a sync is read
// even while it waits: the sync may have run without being marked as done.
func (t *task) needsReading() bool {
	return t.state == Pending || t.state == Waiting && t.Operation == plan.Verify
}

func (r *Run) readTask(ctx context.Context, t *task) (*reading, error) {
	now, err := r.observe(ctx, t)
	if err != nil {
		return nil, fmt.Errorf("step %s: %w", t.ID, err)
	}
	holders, err := r.holders(ctx, &t.Step, now.id)
	if err != nil {
		return nil, fmt.Errorf("step %s: %w", t.ID, err)
	}
	return &reading{now, holders}, nil
}

// checkStep sets the state of a step by its reading. The map expected has the targets as
// earlier steps will leave them, by id; checkStep adds the target of this step.
func (r *Run) checkStep(t *task, read *reading, expected map[string]observation) {
	now := *read.target
	key := strings.ToLower(cmp.Or(now.id, string(t.Operation))) // a flag has no id
	if earlier, ok := expected[key]; ok {
		now = merge(now, earlier)
	}
	v, why := compare(&t.Step, &now)
	if t.Operation == plan.Verify {
		r.checkVerify(t, v, why)
		return
	}
	if v == ready {
		if other := heldBy(read.holders, expected, now.id, t.Unique); other != "" {
			v, why = drift, other
		}
	}
	switch {
	case v == done && t.history.State.isOpen():
		t.state, t.reason = Verified, "an earlier run wrote it"
	case v == done:
		t.state, t.reason = AlreadyDone, why
	case v == drift && !t.history.State.isOpen():
		t.state, t.reason = Drifted, why
	default:
		expected[key] = effect(&t.Step, now)
	}
}

func (r *Run) checkVerify(t *task, v readiness, why string) {
	switch {
	case v == done:
		t.state, t.reason = Verified, "as expected"
	case t.state == Pending:
		t.reason = "not yet: " + why
	}
}

// merge returns an observation with the effects of earlier steps.
func merge(now, earlier observation) observation {
	now.existence = earlier.existence
	for _, p := range earlier.values {
		now.values = withValue(now.values, p)
	}
	return now
}

// heldBy describes a user that will still hold one of the unique values after the earlier
// steps, or returns "".
func heldBy(holders []holder, expected map[string]observation, id string, unique []plan.Property) string {
	for _, h := range holders {
		if e, changes := expected[strings.ToLower(h.id)]; changes && !e.holds(h.value) {
			continue
		}
		return describeHolder(h)
	}
	for other, e := range expected {
		for _, p := range unique {
			if !strings.EqualFold(other, id) && e.holds(p) {
				return describeHolder(holder{id: other, value: p})
			}
		}
	}
	return ""
}

func describeHolder(h holder) string {
	kind := "user"
	if h.deleted {
		kind = "deleted user"
	}
	return fmt.Sprintf("the %s %s holds the %s %v", kind, h.id, h.value.Name, h.value.Value)
}

func (s *observation) holds(p plan.Property) bool {
	v, ok := s.values.Get(p.Name)
	return ok && s.existence != gone && same(p.Name, v, p.Value)
}

// Drift returns the steps whose targets are not as expected.
func (r *Run) Drift() []Outcome {
	var list []Outcome
	for _, o := range r.Steps() {
		if o.State == Drifted {
			list = append(list, o)
		}
	}
	return list
}

package apply

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"

	"hardmatch/plan"
)

// Check reads the tenant and compares all that the steps expect, as it is or will be by
// earlier steps. It changes nothing. Steps that are not as expected are [Drifted], those
// that are so already [AlreadyDone]; the error is of the tenant as a whole.
func (r *Run) Check(ctx context.Context) error {
	if err := r.sameTenant(ctx); err != nil {
		return err
	}
	if err := r.conditions(ctx); err != nil {
		return err
	}
	found, err := r.survey(ctx)
	if err != nil {
		return err
	}
	expected := make(map[string]sight)
	for _, t := range r.tasks {
		if id := r.blocker(t); t.state == Pending && id != "" {
			t.state, t.reason = Waiting, "for "+id // which was found to be off
		} else if f := found[t]; f != nil {
			r.foresee(t, f, expected)
		}
	}
	r.sortWaiting()
	return r.checkDone()
}

// checkDone refuses to believe that something was done by hand before what it comes after:
// a sync that goes ahead of a purge joins the wrong people.
func (r *Run) checkDone() error {
	for _, t := range r.tasks {
		if id := r.early(t); t.state == DoneByHand && id != "" {
			return fmt.Errorf("%w: step %s cannot be done yet, since it comes after %s, which is not", ErrPlan, t.ID, id)
		}
	}
	return nil
}

// conditions compares the flags on which the plan rests, but for those that it sets itself.
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

// A finding is what was read for one step.
type finding struct {
	sight   *sight
	holders []holder
}

// survey reads all targets and holders, several at a time.
func (r *Run) survey(ctx context.Context) (map[*task]*finding, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	found := make(map[*task]*finding)
	var mu sync.Mutex
	var group sync.WaitGroup
	places := make(chan struct{}, max(1, r.Concurrency))
	for _, t := range r.tasks {
		if !t.isToBeSeen() {
			continue
		}
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			f, err := r.find(ctx, t)
			if err != nil {
				cancel(err)
				return
			}
			mu.Lock()
			found[t] = f
			mu.Unlock()
		})
	}
	group.Wait()
	return found, context.Cause(ctx)
}

// isToBeSeen: what the sync is to bring may be there already, so that it is looked at
// even where the step waits for somebody to say so.
func (t *task) isToBeSeen() bool {
	return t.state == Pending || t.state == Waiting && t.Operation == plan.Verify
}

func (r *Run) find(ctx context.Context, t *task) (*finding, error) {
	s, err := r.look(ctx, t)
	if err != nil {
		return nil, fmt.Errorf("step %s: %w", t.ID, err)
	}
	h, err := r.holders(ctx, &t.Step, s.id)
	if err != nil {
		return nil, fmt.Errorf("step %s: %w", t.ID, err)
	}
	return &finding{s, h}, nil
}

// foresee judges a step by what was found, and by what earlier steps make of it.
func (r *Run) foresee(t *task, f *finding, expected map[string]sight) {
	now := *f.sight
	key := strings.ToLower(cmp.Or(now.id, string(t.Operation))) // a flag has no id
	if earlier, ok := expected[key]; ok {
		now = merge(now, earlier)
	}
	v, why := judge(&t.Step, &now)
	if t.Operation == plan.Verify {
		r.foreseeLook(t, v, why)
		return
	}
	if v == ready {
		if other := heldBy(f.holders, expected, now.id, t.Unique); other != "" {
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

func (r *Run) foreseeLook(t *task, v verdict, why string) {
	switch {
	case v == done:
		t.state, t.reason = Verified, "it is so"
	case t.state == Pending:
		t.reason = "not yet: " + why
	}
}

// merge is what was found with what earlier steps will have made of it.
func merge(found, earlier sight) sight {
	found.place = earlier.place
	for _, p := range earlier.values {
		found.values = with(found.values, p)
	}
	return found
}

// heldBy names a user that will still hold a value that is to be unique. Those that
// earlier steps take it from do not.
func heldBy(holders []holder, expected map[string]sight, id string, unique []plan.Property) string {
	for _, h := range holders {
		if e, changes := expected[strings.ToLower(h.id)]; changes && !e.holds(h.value) {
			continue
		}
		return tellHolder(h)
	}
	for other, e := range expected {
		for _, p := range unique {
			if !strings.EqualFold(other, id) && e.holds(p) {
				return tellHolder(holder{id: other, value: p})
			}
		}
	}
	return ""
}

func tellHolder(h holder) string {
	kind := "user"
	if h.deleted {
		kind = "deleted user"
	}
	return fmt.Sprintf("the %s %s holds the %s %v", kind, h.id, h.value.Name, h.value.Value)
}

func (s *sight) holds(p plan.Property) bool {
	v, ok := s.values.Get(p.Name)
	return ok && s.place != gone && same(p.Name, v, p.Value)
}

// Drift lists the steps that were found to be otherwise than expected.
func (r *Run) Drift() []Outcome {
	var list []Outcome
	for _, o := range r.Steps() {
		if o.State == Drifted {
			list = append(list, o)
		}
	}
	return list
}

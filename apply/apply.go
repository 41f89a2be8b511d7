// Package apply carries out a reviewed plan in a tenant: it looks at everything
// first, looks at each object again before it writes, notes in a journal what it
// is about to do, writes once, and reads back what it wrote.
//
// Begin with [New], then [Run.Check], which only reads, then [Run.Execute]. What
// reaches the tenant is behind [Directory]; package graph has the real one.
package apply

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"hardmatch/plan"
)

// The causes for which a plan is refused before anything is written.
var (
	ErrPlan      = errors.New("the plan cannot be carried out")
	ErrTenant    = errors.New("this is another tenant")
	ErrApproval  = errors.New("not approved")
	ErrLimit     = errors.New("more changes than allowed")
	ErrCondition = errors.New("a precondition of the plan does not hold")
)

// Options say what of a plan is carried out, and how carefully.
type Options struct {
	Tenant            string   // id; the one that is signed in to must be it
	Only              []string // ids of steps; all if empty
	Done              []string // ids of steps that somebody has carried out by hand
	AllowIrreversible int      // must be the number of irreversible steps, done or not
	MaxChanges        int
	Concurrency       int // most steps at a time
	// Settle is how long a write is looked for whose outcome is unknown, before it
	// counts as not carried out: other replicas may show it later.
	Settle time.Duration
	Stop   <-chan struct{} // closed: begin nothing new
	Tell   func(Record)    // hears of each record of the journal; may be nil
}

// A Run is one plan on its way into one tenant.
type Run struct {
	Options
	plan    *plan.Plan
	dir     Directory
	tenant  Tenant
	tasks   []*task
	byID    map[string]*task
	deleted deletedList
	touched touched
	journal *Journal
	pace    *pace
	telling sync.Mutex // so that Tell hears one record after the other
}

// A task is a step on its way.
type task struct {
	plan.Step
	state    State
	reason   string
	history  History // what a journal tells of it
	carries  bool    // apply writes or looks; the others are by hand
	reopened bool    // was done, and is so no more
	parked   bool    // waits for the tenant and needs no place among the active
	previous *task   // the step before it with the same target
}

// New prepares a run. It refuses a plan that is not valid and sends nothing.
func New(p *plan.Plan, d Directory, history map[string]History, o Options) (*Run, error) {
	if err := p.Validate(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPlan, err)
	}
	r := &Run{Options: o, plan: p, dir: d, byID: make(map[string]*task)}
	r.touched.at = make(map[string]time.Time)
	for _, s := range p.Steps {
		t := &task{Step: s, history: history[s.ID], carries: carries(&s)}
		if t.history.Target != "" {
			t.Target.ID = t.history.Target
		}
		r.tasks, r.byID[s.ID] = append(r.tasks, t), t
	}
	if made := p.Tenant; made != nil && made.ID != "" && o.Tenant != "" && !strings.EqualFold(made.ID, o.Tenant) {
		return nil, fmt.Errorf("%w: %s is asked for, the plan is for %s", ErrTenant, o.Tenant, made.ID)
	}
	r.line()
	if err := r.checkNames(); err != nil {
		return nil, err
	}
	r.sort()
	return r, nil
}

// line lets the steps of one target go one after the other.
func (r *Run) line() {
	latest := make(map[string]*task)
	for _, t := range r.tasks {
		key := strings.ToLower(cmp.Or(t.Target.ID, t.Target.UserPrincipalName, t.Target.Mail))
		if t.carries && key != "" {
			t.previous = latest[key]
			latest[key] = t
		}
	}
}

func (r *Run) checkNames() error {
	for _, id := range slices.Concat(r.Only, r.Done) {
		if r.byID[id] == nil {
			return fmt.Errorf("%w: it has no step %q", ErrPlan, id)
		}
	}
	return nil
}

// sort tells what this run does not carry out: what was done before, is by hand, left
// out or not approved, and what waits for any of these.
func (r *Run) sort() {
	for _, t := range r.tasks {
		t.state, t.reason = r.fate(t)
	}
	r.reopen()
	r.sortWaiting()
}

// reopen does not believe a journal that a sync was run, and seen to have worked, where
// what it came after has been taken back since.
func (r *Run) reopen() {
	for _, t := range r.tasks {
		stale := r.early(t) != "" || slices.ContainsFunc(t.After, func(id string) bool { return r.byID[id].reopened })
		switch {
		case !stale || slices.Contains(r.Done, t.ID):
			continue
		case t.state == DoneByHand:
			t.state, t.reason = ByHand, t.Explain
		case t.state == Verified && t.Operation == plan.Verify:
			t.state, t.reason = Pending, ""
		default:
			continue
		}
		t.reopened = true
	}
}

// early is a step that is still to be carried out though t, which comes after it, is done.
func (r *Run) early(t *task) string {
	for _, id := range t.After {
		before := r.byID[id]
		toCome := before.state == Pending || before.state == Waiting || before.state == NotApproved
		if before.carries && toCome {
			return id
		}
	}
	return ""
}

// sortWaiting lets steps wait for those that are not carried out.
func (r *Run) sortWaiting() {
	for changed := true; changed; {
		changed = false
		for _, t := range r.tasks {
			if id := r.blocker(t); t.state == Pending && id != "" {
				t.state, t.reason = Waiting, "for "+id
				changed = true
			}
		}
	}
}

func (r *Run) fate(t *task) (State, string) {
	switch {
	case t.history.State.isDone():
		return t.history.State, "as the journal says"
	case slices.Contains(r.Done, t.ID):
		return DoneByHand, "as you say"
	case !t.carries:
		return ByHand, t.Explain
	case len(r.Only) > 0 && !slices.Contains(r.Only, t.ID):
		return LeftOut, "not among --only"
	case t.Irreversible && !t.Approved:
		return NotApproved, "there is no way back from it"
	}
	return Pending, ""
}

// blocker is the step that t waits for and that this run does not carry out.
func (r *Run) blocker(t *task) string {
	for _, id := range t.After {
		if s := r.byID[id].state; s != Pending && !s.isDone() {
			return id
		}
	}
	return ""
}

// Steps are the steps of the plan and what is known of each.
func (r *Run) Steps() []Outcome {
	list := make([]Outcome, len(r.tasks))
	for i, t := range r.tasks {
		list[i] = Outcome{Step: &t.Step, State: t.state, Reason: t.reason}
	}
	return list
}

// Tenant is the one that is signed in to; [Run.Check] finds it out.
func (r *Run) Tenant() Tenant { return r.tenant }

// changes are the steps that this run would write.
func (r *Run) changes() []*task {
	var list []*task
	for _, t := range r.tasks {
		if t.state == Pending && t.Operation != plan.Verify {
			list = append(list, t)
		}
	}
	return list
}

// Allowed tells whether the limits and approvals admit what [Run.Execute] would do. It
// sends nothing.
func (r *Run) Allowed() error {
	irreversible := 0
	for _, t := range r.tasks {
		switch {
		case t.state == NotApproved:
			return fmt.Errorf("%w: step %s, %s of %s; there is no way back from it", ErrApproval, t.ID, t.Operation, name(t.Target))
		case t.Irreversible && t.Approved && t.state != LeftOut && t.state != DoneByHand: // even if an earlier run did it
			irreversible++
		}
	}
	if irreversible != r.AllowIrreversible {
		return fmt.Errorf("%w: %d irreversible steps are approved, %d are allowed", ErrApproval, irreversible, r.AllowIrreversible)
	}
	if n := len(r.changes()); n > r.MaxChanges {
		return fmt.Errorf("%w: %d, at most %d", ErrLimit, n, r.MaxChanges)
	}
	return nil
}

// sameTenant compares the tenant that is signed in to with what the plan and the caller say.
func (r *Run) sameTenant(ctx context.Context) (err error) {
	if r.tenant, err = r.dir.Tenant(ctx); err != nil {
		return err
	}
	if r.Options.Tenant != "" && !strings.EqualFold(r.Options.Tenant, r.tenant.ID) {
		return fmt.Errorf("%w: signed in to %s, expected %s", ErrTenant, r.tenant, r.Options.Tenant)
	}
	made := r.plan.Tenant
	switch {
	case made == nil:
	case made.ID != "" && !strings.EqualFold(made.ID, r.tenant.ID):
		return fmt.Errorf("%w: signed in to %s, the plan is for %s", ErrTenant, r.tenant, made.ID)
	case made.ID == "" && made.InitialDomain != "" && !strings.EqualFold(made.InitialDomain, r.tenant.InitialDomain):
		return fmt.Errorf("%w: signed in to %s, the plan is for %s", ErrTenant, r.tenant, made.InitialDomain)
	}
	return nil
}

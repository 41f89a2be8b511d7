// Package apply carries out a reviewed plan in a tenant. It reads all objects first and
// each object again before its write, records the write in a journal, writes once, and
// reads back what it wrote.
//
// Begin with [New], then [Run.Check], which only reads, then [Run.Execute]. A [Directory]
// gives access to the tenant; package graph has the real one.
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

// The reasons to refuse a plan before anything is written.
var (
	ErrPlan      = errors.New("the plan cannot be carried out")
	ErrTenant    = errors.New("wrong tenant")
	ErrApproval  = errors.New("not approved")
	ErrLimit     = errors.New("more changes than allowed")
	ErrCondition = errors.New("a precondition of the plan does not hold")
)

// Options select the steps of a plan and set the limits of a run.
type Options struct {
	Tenant            string   // id; the signed-in tenant must have it
	Only              []string // ids of steps; all if empty
	Done              []string // ids of steps that a person has carried out by hand
	AllowIrreversible int      // must be the number of irreversible steps, done or not
	MaxChanges        int
	Concurrency       int // how many steps may run at a time
	// ResolveTimeout is how long to keep reading after a write with an unknown outcome
	// before treating it as not made. Other replicas may show it later.
	ResolveTimeout time.Duration
	Stop           <-chan struct{} // closed: begin no further step
	OnRecord       func(Record)    // is called with each record of the journal; may be nil
}

// A Run carries out one plan in one tenant.
type Run struct {
	Options
	plan       *plan.Plan
	dir        Directory
	tenant     Tenant
	tasks      []*task
	byID       map[string]*task
	deleted    deletedList
	written    recentWrites
	journal    *Journal
	pace       *pace
	onRecordMu sync.Mutex // OnRecord is called for one record at a time
}

// A task is a step of a run.
type task struct {
	plan.Step
	state     State
	reason    string
	history   History // what the journal records
	supported bool    // apply carries it out; the others are by hand
	reset     bool    // was done, and must be done again
	parked    bool    // waits for the tenant and does not count as active
	previous  *task   // the step before it with the same target
}

// New prepares a run. The history is what a journal records of each step, by id. New
// returns [ErrPlan] for a plan that is not valid and [ErrTenant] for one of another tenant.
// It sends nothing.
func New(p *plan.Plan, d Directory, history map[string]History, o Options) (*Run, error) {
	if err := p.Validate(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPlan, err)
	}
	r := &Run{Options: o, plan: p, dir: d, byID: make(map[string]*task)}
	r.written.at = make(map[string]time.Time)
	for _, s := range p.Steps {
		t := &task{Step: s, history: history[s.ID], supported: isSupported(&s)}
		if t.history.Target != "" {
			t.Target.ID = t.history.Target
		}
		r.tasks, r.byID[s.ID] = append(r.tasks, t), t
	}
	if planned := p.Tenant; planned != nil && planned.ID != "" && o.Tenant != "" && !strings.EqualFold(planned.ID, o.Tenant) {
		return nil, fmt.Errorf("%w: the plan is for %s, expected %s", ErrTenant, planned.ID, o.Tenant)
	}
	r.chainTargets()
	if err := r.checkIDs(); err != nil {
		return nil, err
	}
	r.setInitialStates()
	return r, nil
}

// chainTargets makes each step wait for the previous step of the same target.
func (r *Run) chainTargets() {
	latest := make(map[string]*task)
	for _, t := range r.tasks {
		key := strings.ToLower(cmp.Or(t.Target.ID, t.Target.UserPrincipalName, t.Target.Mail))
		if t.supported && key != "" {
			t.previous = latest[key]
			latest[key] = t
		}
	}
}

// checkIDs returns an error if the options name a step that the plan does not have.
func (r *Run) checkIDs() error {
	for _, id := range slices.Concat(r.Only, r.Done) {
		if r.byID[id] == nil {
			return fmt.Errorf("%w: it has no step %q", ErrPlan, id)
		}
	}
	return nil
}

// setInitialStates finds the steps that this run does not carry out: those that are done,
// by hand, not selected or not approved, and those that wait for any of these.
func (r *Run) setInitialStates() {
	for _, t := range r.tasks {
		t.state, t.reason = r.initialState(t)
	}
	r.resetStale()
	r.setWaiting()
}

// resetStale resets a sync that the journal records as done if a step before it has since
// been undone. The steps that verify the sync are reset too.
func (r *Run) resetStale() {
	for _, t := range r.tasks {
		stale := r.unfinishedBefore(t) != "" || slices.ContainsFunc(t.After, func(id string) bool { return r.byID[id].reset })
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
		t.reset = true
	}
}

// unfinishedBefore returns the id of a step that comes before t and is not done yet, or "".
func (r *Run) unfinishedBefore(t *task) string {
	for _, id := range t.After {
		before := r.byID[id]
		unfinished := before.state == Pending || before.state == Waiting || before.state == NotApproved
		if before.supported && unfinished {
			return id
		}
	}
	return ""
}

// setWaiting sets the state of all steps that wait for a step which is not carried out.
func (r *Run) setWaiting() {
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

// initialState returns the state of a step before anything is read or written, and why.
func (r *Run) initialState(t *task) (State, string) {
	switch {
	case t.history.State.isDone():
		return t.history.State, "recorded in the journal"
	case slices.Contains(r.Done, t.ID):
		return DoneByHand, "marked as done by hand"
	case !t.supported:
		return ByHand, t.Explain
	case len(r.Only) > 0 && !slices.Contains(r.Only, t.ID):
		return LeftOut, "not selected"
	case t.Irreversible && !t.Approved:
		return NotApproved, "it is irreversible"
	}
	return Pending, ""
}

// blocker returns the id of a step that t waits for and that this run does not carry out,
// or "".
func (r *Run) blocker(t *task) string {
	for _, id := range t.After {
		if s := r.byID[id].state; s != Pending && !s.isDone() {
			return id
		}
	}
	return ""
}

// Steps returns the steps of the plan in order, each with its state.
func (r *Run) Steps() []Outcome {
	list := make([]Outcome, len(r.tasks))
	for i, t := range r.tasks {
		list[i] = Outcome{Step: &t.Step, State: t.state, Reason: t.reason}
	}
	return list
}

// Tenant returns the signed-in tenant. It is empty before [Run.Check].
func (r *Run) Tenant() Tenant { return r.tenant }

// changes returns the steps that this run would write.
func (r *Run) changes() []*task {
	var list []*task
	for _, t := range r.tasks {
		if t.state == Pending && t.Operation != plan.Verify {
			list = append(list, t)
		}
	}
	return list
}

// Allowed returns [ErrApproval] or [ErrLimit] if the approvals or limits do not allow what
// [Run.Execute] would do. It sends nothing.
func (r *Run) Allowed() error {
	irreversible := 0
	for _, t := range r.tasks {
		switch {
		case t.state == NotApproved:
			return fmt.Errorf("%w: step %s, %s of %s; it is irreversible", ErrApproval, t.ID, t.Operation, name(t.Target))
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

// sameTenant compares the signed-in tenant with the plan and the options.
func (r *Run) sameTenant(ctx context.Context) (err error) {
	if r.tenant, err = r.dir.Tenant(ctx); err != nil {
		return err
	}
	if r.Options.Tenant != "" && !strings.EqualFold(r.Options.Tenant, r.tenant.ID) {
		return fmt.Errorf("%w: signed in to %s, expected %s", ErrTenant, r.tenant, r.Options.Tenant)
	}
	planned := r.plan.Tenant
	switch {
	case planned == nil:
	case planned.ID != "" && !strings.EqualFold(planned.ID, r.tenant.ID):
		return fmt.Errorf("%w: signed in to %s, the plan is for %s", ErrTenant, r.tenant, planned.ID)
	case planned.ID == "" && planned.InitialDomain != "" && !strings.EqualFold(planned.InitialDomain, r.tenant.InitialDomain):
		return fmt.Errorf("%w: signed in to %s, the plan is for %s", ErrTenant, r.tenant, planned.InitialDomain)
	}
	return nil
}

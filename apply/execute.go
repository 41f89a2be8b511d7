package apply

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"hardmatch/plan"
)

// Execute carries out the steps that [Run.Check] found to be as expected. It passes the
// rollback plan, as JSON, to keep before the first write. The journal and [Run.Steps] have
// the outcome of each step. Execute returns an error of the journal or of keep, or
// a [Failure] of kind [Unauthorized]. Other failed steps are not an error.
func (r *Run) Execute(ctx context.Context, j *Journal, keep func(rollback []byte) error) error {
	r.journal, r.pace = j, newPace(r.Concurrency)
	err := r.record(Record{
		Plan: r.plan.ID, AsOf: r.plan.AsOf, Steps: r.pending(),
		Tenant: r.tenant.ID, Domain: r.tenant.InitialDomain, Principal: r.tenant.Principal,
	})
	if err == nil {
		err = r.recordInitialStates()
	}
	if err == nil {
		err = r.keepRollback(keep)
	}
	if err != nil {
		return err
	}
	c := coordinator{Run: r, events: make(chan event), running: make(map[*task]bool)}
	c.run(ctx)
	if err := r.record(Record{End: cmp.Or(c.stopped, "all steps that could run are done")}); err != nil {
		return err
	}
	return c.err
}

// pending returns how many steps are still to be carried out.
func (r *Run) pending() int {
	n := 0
	for _, t := range r.tasks {
		if t.state == Pending {
			n++
		}
	}
	return n
}

// record appends a record to the journal and reports it.
func (r *Run) record(rec Record) error {
	rec, err := r.journal.append(rec)
	if err == nil && r.OnRecord != nil {
		r.onRecordMu.Lock()
		defer r.onRecordMu.Unlock()
		r.OnRecord(rec)
	}
	return err
}

// recordInitialStates records the steps that are done without a write, and those that were
// reset.
func (r *Run) recordInitialStates() error {
	for _, t := range r.tasks {
		rec := Record{Step: t.ID, State: t.state, Target: t.Target.ID, Reason: t.reason}
		switch {
		case t.reset:
			rec.State, rec.Reason = Undone, "a step before it was undone"
		case !t.state.isDone() || t.history.State == t.state:
			continue
		}
		if err := r.record(rec); err != nil {
			return err
		}
	}
	return nil
}

// keepRollback passes on the undo of what was written and what will be written.
func (r *Run) keepRollback(keep func([]byte) error) error {
	var steps []plan.Step
	for _, t := range r.tasks {
		switch {
		case t.history.Planned != nil:
			steps = append(steps, executedStep(t.history))
		case t.state == Pending && t.Operation != plan.Verify:
			steps = append(steps, t.Step)
		}
	}
	if len(steps) == 0 {
		return nil
	}
	back, err := reverse(r.plan, steps)
	if err != nil {
		return err
	}
	doc, err := back.JSON()
	if err == nil {
		err = keep(doc)
	}
	if err != nil {
		return fmt.Errorf("rollback plan: %w", err)
	}
	return nil
}

// An event is what a worker reports to the coordinator.
type event struct {
	task      *task
	parked    bool // the step only waits from now on; otherwise it has ended
	state     State
	reason    string
	throttled bool
	err       error // ends the whole run
}

// A coordinator begins steps as soon as their order and the pace allow it.
type coordinator struct {
	*Run
	events  chan event
	running map[*task]bool
	active  int    // running steps that are not parked
	stopped string // why no further step is begun; "" while steps are begun
	err     error
}

func (c *coordinator) run(ctx context.Context) {
	stop := c.Stop
	for {
		c.begin(ctx)
		if len(c.running) == 0 {
			break
		}
		select {
		case e := <-c.events:
			c.handle(e)
		case <-stop:
			c.stopped, stop = "the run was stopped", nil
		}
	}
	for _, t := range c.tasks {
		if t.state == Pending {
			t.state, t.reason = Skipped, c.stopped
		}
	}
}

func (c *coordinator) begin(ctx context.Context) {
	select {
	case <-c.Stop:
		c.stopped = "the run was stopped"
	default:
	}
	for c.stopped == "" && c.pace.admits(len(c.running), c.active) {
		t := c.next()
		if t == nil {
			return
		}
		c.running[t] = true
		c.active++
		go func() {
			w := worker{Run: c.Run, task: t, events: c.events}
			e := w.run(ctx)
			e.task = t
			c.events <- e
		}()
	}
}

// next returns the first step that waits for nothing, or nil. It keeps phases apart, and the
// steps of one target in order. If no step is left then and none is running, the plan
// contradicts this order, and only the order that the steps name counts.
func (c *coordinator) next() *task {
	var first, fallback *task
	barred := false // a step of an earlier phase is not finished
	for _, t := range c.tasks {
		if t.state != Pending {
			continue
		}
		first = cmp.Or(first, t)
		barred = barred || t.Phase != first.Phase
		switch {
		case c.running[t] || c.waitsFor(t.After):
		case !barred && (t.previous == nil || t.previous.state != Pending):
			return t
		default:
			fallback = cmp.Or(fallback, t)
		}
	}
	if len(c.running) > 0 {
		return nil
	}
	return fallback
}

func (c *coordinator) waitsFor(ids []string) bool {
	return slices.ContainsFunc(ids, func(id string) bool { return c.byID[id].state == Pending })
}

func (c *coordinator) handle(e event) {
	t := e.task
	if e.parked {
		if t.parked = true; c.running[t] {
			c.active--
		}
		return
	}
	delete(c.running, t)
	if !t.parked {
		c.active--
	}
	t.state, t.reason = e.state, e.reason
	c.pace.finish(e.throttled)
	c.setWaiting()
	switch {
	case e.err != nil:
		c.err, c.stopped = e.err, e.err.Error()
	case t.state == Failed || t.state == Drifted || t.state == WriteUnknown:
		c.stopped = "step " + t.ID + " did not succeed"
	}
}

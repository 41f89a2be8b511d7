package apply

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"hardmatch/plan"
)

// Execute carries out what [Run.Check] found to be as expected. It gives the rollback
// plan to keep before the first write, and keeps nothing else back: what became of each
// step is in the journal and in [Run.Steps]. Its error is one of the journal, of keep or
// of the right to go on; failed steps are no error of it.
func (r *Run) Execute(ctx context.Context, j *Journal, keep func(rollback []byte) error) error {
	r.journal, r.pace = j, newPace(r.Concurrency)
	err := r.tell(Record{
		Plan: r.plan.ID, AsOf: r.plan.AsOf, Steps: r.pending(),
		Tenant: r.tenant.ID, Domain: r.tenant.InitialDomain, Principal: r.tenant.Principal,
	})
	if err == nil {
		err = r.tellSettled()
	}
	if err == nil {
		err = r.keepRollback(keep)
	}
	if err != nil {
		return err
	}
	c := coordinator{Run: r, events: make(chan event), running: make(map[*task]bool)}
	c.run(ctx)
	if err := r.tell(Record{End: cmp.Or(c.stopped, "all is done that could be")}); err != nil {
		return err
	}
	return c.err
}

// pending is how many steps are to be carried out or looked at.
func (r *Run) pending() int {
	n := 0
	for _, t := range r.tasks {
		if t.state == Pending {
			n++
		}
	}
	return n
}

// tell notes a record in the journal.
func (r *Run) tell(rec Record) error {
	rec, err := r.journal.append(rec)
	if err == nil && r.Tell != nil {
		r.telling.Lock()
		defer r.telling.Unlock()
		r.Tell(rec)
	}
	return err
}

// tellSettled notes what needs no write, and what is done no more.
func (r *Run) tellSettled() error {
	for _, t := range r.tasks {
		rec := Record{Step: t.ID, State: t.state, Target: t.Target.ID, Reason: t.reason}
		switch {
		case t.reopened:
			rec.State, rec.Reason = Undone, "what it came after was taken back"
		case !t.state.isDone() || t.history.State == t.state:
			continue
		}
		if err := r.tell(rec); err != nil {
			return err
		}
	}
	return nil
}

// keepRollback hands over the way back from what was and what will be written.
func (r *Run) keepRollback(keep func([]byte) error) error {
	var steps []plan.Step
	for _, t := range r.tasks {
		switch {
		case t.history.Planned != nil:
			steps = append(steps, undoable(t.history))
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

// An event is what a task says to the coordinator: that it only waits from now on, or
// that it is finished.
type event struct {
	task      *task
	parked    bool
	state     State
	reason    string
	throttled bool
	err       error // ends the whole run
}

// A coordinator begins steps as soon as they may.
type coordinator struct {
	*Run
	events  chan event
	running map[*task]bool
	active  int    // of those running that are not parked
	stopped string // why nothing new is begun
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
			c.hear(e)
		case <-stop:
			c.stopped, stop = "you stopped the run", nil
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
		c.stopped = "you stopped the run"
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
			e := w.carryOut(ctx)
			e.task = t
			c.events <- e
		}()
	}
}

// next is the first step that waits for nothing. If there is none and nothing runs, the
// plan is in an order of its own, and what it says comes before what is usual.
func (c *coordinator) next() *task {
	var first, fallback *task
	barred := false // by an unfinished step of another phase
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

func (c *coordinator) hear(e event) {
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
	c.sortWaiting()
	switch {
	case e.err != nil:
		c.err, c.stopped = e.err, e.err.Error()
	case t.state == Failed || t.state == Drifted || t.state == Unsure:
		c.stopped = "step " + t.ID + " went wrong"
	}
}

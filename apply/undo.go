package apply

import (
	"fmt"

	"hardmatch/plan"
)

// Undo makes the plan that undoes the steps which a journal records as written, or possibly
// written, last step first. Steps without an undo are listed as unplanned. The id of the
// plan stays the same until the journal grows. An empty journal is [ErrJournal].
func Undo(rec *Recorded) (*plan.Plan, error) {
	if len(rec.Records) == 0 {
		return nil, fmt.Errorf("%w: it is empty", ErrJournal)
	}
	head := rec.Records[0]
	of := &plan.Plan{
		AsOf: head.AsOf, Tenant: &plan.Tenant{ID: head.Tenant, InitialDomain: head.Domain},
		Inputs: []plan.Input{{SHA256: rec.prev, Kind: "journal", Records: rec.seq}},
	}
	all := rec.Histories()
	var steps []plan.Step
	seen := make(map[string]bool)
	for _, r := range rec.Records {
		h := all[r.Step]
		if r.State != Intent || seen[r.Step] || !h.State.mayHaveWritten() {
			continue
		}
		seen[r.Step] = true
		steps = append(steps, executedStep(h))
	}
	return reverse(of, steps)
}

// MarkUndone records in the journal of a plan which of its steps were undone by r, which is
// a run of its undo. They then no longer count as done.
func (r *Run) MarkUndone(j *Journal) error {
	for _, t := range r.tasks {
		if t.Undo == nil || !t.state.isDone() {
			continue
		}
		if _, err := j.append(Record{Step: t.Undo.ID, State: Undone, Target: t.Target.ID, Reason: "undone by another plan"}); err != nil {
			return err
		}
	}
	return nil
}

func (s State) mayHaveWritten() bool { return s == Verified || s.isOpen() }

// executedStep returns a step as it was carried out: with the id of its target, and with an
// undo that restores the values from before.
func executedStep(h History) plan.Step {
	s := *h.Planned
	s.Target.ID = h.Target
	if s.Undo == nil {
		return s
	}
	undo := *s.Undo
	undo.Target.ID = h.Target
	undo.Set = nil
	for _, p := range s.Undo.Set {
		if before, known := h.Before.Get(p.Name); known {
			p.Value = before
		}
		undo.Set = append(undo.Set, p)
	}
	s.Undo = &undo
	return s
}

// reverse returns the undo of some of the steps of a plan.
func reverse(p *plan.Plan, steps []plan.Step) (*plan.Plan, error) {
	done := make(map[string]bool)
	for _, s := range steps {
		done[s.ID] = true
	}
	for i := range steps {
		var after []string
		for _, id := range steps[i].After {
			if done[id] {
				after = append(after, id)
			}
		}
		steps[i].After = after
	}
	written := &plan.Plan{AsOf: p.AsOf, Tenant: p.Tenant, Inputs: p.Inputs, Steps: steps}
	return written.Reverse()
}

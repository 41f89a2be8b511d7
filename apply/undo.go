package apply

import (
	"fmt"

	"hardmatch/plan"
)

// Undo makes the plan that takes back what a journal has written, or may have written,
// last step first. What has no way back is listed as unplanned. The id of the plan stays
// the same until the journal grows.
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
		if r.State != Intent || seen[r.Step] || !h.State.mayBeWritten() {
			continue
		}
		seen[r.Step] = true
		steps = append(steps, undoable(h))
	}
	return reverse(of, steps)
}

// MarkUndone notes in the journal of a plan which of its steps a run of its undo has taken
// back, so that they are not taken for done.
func (r *Run) MarkUndone(j *Journal) error {
	for _, t := range r.tasks {
		if t.Undo == nil || !t.state.isDone() {
			continue
		}
		if _, err := j.append(Record{Step: t.Undo.ID, State: Undone, Target: t.Target.ID, Reason: "by the undo"}); err != nil {
			return err
		}
	}
	return nil
}

func (s State) mayBeWritten() bool { return s == Verified || s.isOpen() }

// undoable is a step as it was carried out: its target has the id that was found, and
// its undo puts back what was there.
func undoable(h History) plan.Step {
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

// reverse is the way back from some steps of a plan.
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

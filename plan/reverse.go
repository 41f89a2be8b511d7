package plan

import (
	"fmt"
	"slices"
)

// Reverse returns the plan of the undos, last step first. It lists steps that cannot be
// undone as unplanned.
func (p *Plan) Reverse() (*Plan, error) {
	r := &Plan{AsOf: p.AsOf, Tenant: p.Tenant, Inputs: p.Inputs}
	later := make(map[string][]string) // undos of the steps that come after one, by its id
	targets := make(map[string]bool)
	for _, step := range slices.Backward(p.Steps) {
		switch {
		case step.Undo != nil:
			r.Steps = append(r.Steps, reversed(step, later[step.ID]))
			targets[step.Target.Name()] = true
			for _, id := range step.After {
				later[id] = append(later[id], step.Undo.ID)
			}
		case step.Irreversible:
			r.Unplanned = append(r.Unplanned, Unplanned{
				Object: step.Target,
				Why:    fmt.Sprintf("step %s (%s) cannot be undone", step.ID, step.Operation),
			})
		}
	}
	r.Counts.Users = len(targets)
	return r, r.Seal()
}

// reversed returns the undo of a step. The step is the undo of the result.
func reversed(step Step, after []string) Step {
	undo := *step.Undo
	step.Undo, step.After, step.Approved = nil, nil, false
	undo.Undo, undo.After = &step, after
	return undo
}

package plan

import "fmt"

// Reverse returns the plan that leads back, last step first. What has no way
// back is listed as unplanned.
func (p *Plan) Reverse() (*Plan, error) {
	r := &Plan{AsOf: p.AsOf, Tenant: p.Tenant, Inputs: p.Inputs, TenantPreconditions: p.TenantPreconditions}
	for i := len(p.Steps) - 1; i >= 0; i-- {
		step := p.Steps[i]
		switch {
		case step.Undo != nil:
			undo := *step.Undo
			back := step
			back.Undo, back.After, back.Approved = nil, nil, false
			undo.Undo = &back
			r.Steps = append(r.Steps, undo)
			r.Counts.Users++
		case step.Irreversible:
			r.Unplanned = append(r.Unplanned, Unplanned{
				Object: step.Target,
				Why:    fmt.Sprintf("step %s (%s) has no way back", step.ID, step.Operation),
			})
		}
	}
	if err := r.seal(); err != nil {
		return nil, err
	}
	return r, nil
}

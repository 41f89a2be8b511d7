package plan

import "slices"

// Split returns the plan in parts of at most n objects each, which are carried out one
// after the other. Steps that wait for each other stay in one part and keep their
// numbers. Shared steps, such as a sync, are in every part that needs them. The first
// part has the unplanned objects and the reviews of the tenant.
func (p *Plan) Split(n int) ([]*Plan, error) {
	var parts []*Plan
	for chunk := range slices.Chunk(p.groups(), max(1, n)) {
		part := p.part(slices.Concat(chunk...), len(parts) == 0)
		part.Counts.Users = len(chunk)
		if len(parts) == 0 {
			part.Unplanned = p.Unplanned
		}
		if err := part.Seal(); err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return []*Plan{p}, nil
	}
	return parts, nil
}

// IsShared reports whether a step is about no single object: a sync, a flag of the
// tenant, the scheduler.
func (s *Step) IsShared() bool {
	r := s.Target
	return r.DN == "" && r.ID == "" && r.UserPrincipalName == "" && r.Mail == ""
}

// groups returns the numbers of the steps in groups. Steps that wait for each other are
// in one group. Shared steps are in none.
func (p *Plan) groups() [][]int {
	group := make([]int, len(p.Steps)) // of each step, the number of an earlier step of its group
	number := make(map[string]int, len(p.Steps))
	for i := range p.Steps {
		group[i], number[p.Steps[i].ID] = i, i
	}
	root := func(i int) int {
		for group[i] != i {
			i = group[i]
		}
		return i
	}
	for i := range p.Steps {
		for _, id := range p.Steps[i].After {
			if before := number[id]; !p.Steps[i].IsShared() && !p.Steps[before].IsShared() {
				first, second := root(before), root(i)
				group[max(first, second)] = min(first, second)
			}
		}
	}
	var groups [][]int
	place := make(map[int]int)
	for i := range p.Steps {
		if p.Steps[i].IsShared() {
			continue
		}
		r := root(i)
		if r == i {
			place[r] = len(groups)
			groups = append(groups, nil)
		}
		groups[place[r]] = append(groups[place[r]], i)
	}
	return groups
}

// part returns the plan with some of its steps and the shared steps that they need:
// those that one of them waits for, the flags of the tenant, and the last sync.
func (p *Plan) part(numbers []int, first bool) *Plan {
	part := &Plan{AsOf: p.AsOf, Tenant: p.Tenant, Inputs: p.Inputs, TenantPreconditions: p.TenantPreconditions}
	kept := make(map[string]bool)
	for _, i := range numbers {
		kept[p.Steps[i].ID] = true
		for _, id := range p.Steps[i].After {
			kept[id] = true
		}
	}
	p.keepShared(kept, first)
	for _, s := range p.Steps {
		if kept[s.ID] {
			s.After = slices.DeleteFunc(slices.Clone(s.After), func(id string) bool { return !kept[id] })
			part.Steps = append(part.Steps, s)
		}
	}
	return part
}

func (p *Plan) keepShared(kept map[string]bool, first bool) {
	last := true
	for _, s := range slices.Backward(p.Steps) {
		switch {
		case !s.IsShared():
		case s.Operation == SetTenantFlag, s.Operation == RunSync && last:
			kept[s.ID] = true
		case s.Operation == RunSync && kept[s.ID]: // the first of two syncs goes with the second
			for _, id := range s.After {
				kept[id] = true
			}
		case s.Operation == ManualReview && s.Target.Side == SideCloud:
			kept[s.ID] = first
		case s.Operation == ManualReview && s.Phase == RestoreSettings && p.pauses(kept):
			kept[s.ID] = true
		}
		last = last && s.Operation != RunSync
	}
}

// pauses reports whether a kept step by hand, such as the pause of the scheduler, has a
// counterpart at the end of the plan.
func (p *Plan) pauses(kept map[string]bool) bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool {
		return s.Operation == ManualReview && s.Phase == Prepare && s.IsShared() && s.Target.Side != SideCloud && kept[s.ID]
	})
}

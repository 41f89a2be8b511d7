package script

import (
	"slices"

	"hardmatch/plan"
)

// A laterChange is what later steps do to the property that a step changes. A
// script that is run again finds their values instead of the value of the step.
type laterChange struct {
	values   []plan.Value // other than those that the step expects and sets
	reverted bool         // a later step sets the value that the step expects
}

// laterChanges returns for each step what later steps do to the same property of
// the same object. It ignores proxyAddresses, because each step changes another
// address.
func (sel *Selection) laterChanges() map[string]laterChange {
	changes := make(map[string]laterChange)
	values := make(map[string][]plan.Value) // of later steps, by object and property
	for _, s := range slices.Backward(sel.Steps) {
		c, ok := s.Change()
		if !ok || c.Property == plan.ProxyAddresses {
			continue
		}
		var later laterChange
		for _, name := range objectNames(s) {
			for _, v := range values[name+" "+c.Property] {
				later.reverted = later.reverted || v == c.Before
				if v != c.Before && v != c.After && !slices.Contains(later.values, v) {
					later.values = append(later.values, v)
				}
			}
		}
		for _, name := range objectNames(s) {
			values[name+" "+c.Property] = append(values[name+" "+c.Property], c.After)
		}
		later.reverted = later.reverted || c.Property == plan.OnPremisesObjectIdentifier // the sync sets a new value
		changes[s.ID] = later
	}
	return changes
}

// impliedBy returns for each reverted step the steps by hand that wait for it,
// directly or not. A reverted step cannot be recognised as done. If a person
// reports one of these steps as done, the reverted step was done before it.
func (sel *Selection) impliedBy(changes map[string]laterChange, byHand func(plan.Step) bool) map[string][]string {
	waiting := make(map[string][]string) // of all steps
	for _, s := range slices.Backward(sel.Steps) {
		own := waiting[s.ID]
		if byHand(s) {
			own = append([]string{s.ID}, own...)
		}
		for _, id := range s.After {
			waiting[id] = plan.AppendNew(waiting[id], own)
		}
	}
	implied := make(map[string][]string)
	for id, change := range changes {
		if change.reverted {
			implied[id] = waiting[id]
		}
	}
	return implied
}

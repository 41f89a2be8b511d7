package render

import (
	"slices"

	"hardmatch/plan"
)

// A later is what the steps behind one do to the property that it changes: a
// script that is run again finds their values, not its own.
type later struct {
	values []plan.Value // others than those it expects and sets
	back   bool         // one of them sets what it expects
}

// laters are the steps behind each that change the same property of the same
// object. Of proxyAddresses each step changes a value of its own.
func (sp *speech) laters() map[string]later {
	laters := make(map[string]later)
	values := make(map[string][]plan.Value)
	for _, s := range slices.Backward(sp.steps) {
		c, err := changeOf(s)
		if flag, before, after, bad := flagOf(s); s.Operation == plan.SetTenantFlag && bad == nil {
			c, err = change{flag, before, after}, nil
		}
		if err != nil || c.property == proxyAddresses {
			continue
		}
		var l later
		for _, name := range objectNames(s) {
			for _, v := range values[name+" "+c.property] {
				l.back = l.back || v == c.before
				if v != c.before && v != c.after && !slices.Contains(l.values, v) {
					l.values = append(l.values, v)
				}
			}
		}
		for _, name := range objectNames(s) {
			values[name+" "+c.property] = append(values[name+" "+c.property], c.after)
		}
		l.back = l.back || c.property == objectIdentifier // the sync gives it a new one
		laters[s.ID] = l
	}
	return laters
}

// before are the steps that a person can say are done and that wait for a step,
// directly or not, where the step cannot be found done because something takes
// it back: who says so of one of them says it of this step.
func (k facts) before(sp *speech, s plan.Step, byHand func(plan.Step) bool) []string {
	if !k.laters[s.ID].back {
		return nil
	}
	reached := map[string]bool{s.ID: true}
	var list []string
	for _, s := range sp.steps {
		if !slices.ContainsFunc(s.After, func(other string) bool { return reached[other] }) {
			continue
		}
		reached[s.ID] = true
		if byHand(s) {
			list = append(list, s.ID)
		}
	}
	return list
}

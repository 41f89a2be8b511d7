package script

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
func (sp *Selection) laters() map[string]later {
	laters := make(map[string]later)
	values := make(map[string][]plan.Value)
	for _, s := range slices.Backward(sp.Steps) {
		c, ok := s.Change()
		if !ok || c.Property == plan.ProxyAddresses {
			continue
		}
		var l later
		for _, name := range objectNames(s) {
			for _, v := range values[name+" "+c.Property] {
				l.back = l.back || v == c.Before
				if v != c.Before && v != c.After && !slices.Contains(l.values, v) {
					l.values = append(l.values, v)
				}
			}
		}
		for _, name := range objectNames(s) {
			values[name+" "+c.Property] = append(values[name+" "+c.Property], c.After)
		}
		l.back = l.back || c.Property == plan.OnPremisesObjectIdentifier // the sync gives it a new one
		laters[s.ID] = l
	}
	return laters
}

// befores are for each step that something takes back the steps that a person can
// say are done and that wait for it, directly or not: who says so of one of them
// says it of this step, which cannot be found done.
func (sp *Selection) befores(laters map[string]later, byHand func(plan.Step) bool) map[string][]string {
	behind := make(map[string][]string) // of all steps
	for _, s := range slices.Backward(sp.Steps) {
		own := behind[s.ID]
		if byHand(s) {
			own = append([]string{s.ID}, own...)
		}
		for _, id := range s.After {
			behind[id] = plan.AppendNew(behind[id], own)
		}
	}
	befores := make(map[string][]string)
	for id, l := range laters {
		if l.back {
			befores[id] = behind[id]
		}
	}
	return befores
}

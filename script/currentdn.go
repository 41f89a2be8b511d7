package script

import (
	"maps"

	"hardmatch/plan"
)

// currentDNs maps the DN by which a plan names an object to the DN that the object
// has after some steps. A plan names an object in all its steps by the exported DN.
type currentDNs map[string]string

func (c currentDNs) of(dn string) string {
	if current, ok := c[dn]; ok {
		return current
	}
	return dn
}

// applyMove records the new DN of an object if the step moves it.
func (c currentDNs) applyMove(s plan.Step) {
	change, ok := s.Change()
	if !ok || change.Property != plan.DistinguishedName {
		return
	}
	before := c.of(s.Target.DN)
	after, _ := change.After.Text()
	for dn, current := range c {
		if current == before {
			c[dn] = after
		}
	}
	c[before] = after
	delete(c, after) // the object is back at its first DN
}

// stepDNs returns for each step the DN that its object has before the step.
func (sel *Selection) stepDNs() map[string]string {
	dns, moved := make(map[string]string), maps.Clone(sel.moved)
	for _, s := range sel.Steps {
		dns[s.ID] = moved.of(s.Target.DN)
		moved.applyMove(s)
	}
	return dns
}

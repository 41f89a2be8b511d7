package script

import (
	"maps"

	"hardmatch/plan"
)

// places are the DNs that objects have by now, under those that a plan calls
// them by: it names an object in all its steps as it was exported.
type places map[string]string

func (p places) of(dn string) string {
	if now, ok := p[dn]; ok {
		return now
	}
	return dn
}

// follow learns where a step moves its object, if it does.
func (p places) follow(s plan.Step) {
	c, ok := s.Change()
	if !ok || c.Property != plan.DistinguishedName {
		return
	}
	before := p.of(s.Target.DN)
	after, _ := c.After.Text()
	for dn, now := range p {
		if now == before {
			p[dn] = after
		}
	}
	p[before] = after
	delete(p, after) // it is called what it was called before
}

// places are the DNs that the objects of steps have when it is their turn.
func (sp *Selection) places() map[string]string {
	dns, moved := make(map[string]string), maps.Clone(sp.moved)
	for _, s := range sp.Steps {
		dns[s.ID] = moved.of(s.Target.DN)
		moved.follow(s)
	}
	return dns
}

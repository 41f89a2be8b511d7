package plan

// A Change is what a step does to one property; null is no value. Of proxyAddresses,
// which has several values, Before is the one that goes and After the one that comes.
type Change struct {
	Property      string
	Before, After Value
}

// Change returns what a valid step changes, and false if it changes no property or does
// not say what to: a move for which the plan has no place.
func (s *Step) Change() (Change, bool) {
	c := Change{Property: s.Operation.Property()}
	if s.Operation == SetTenantFlag {
		c.Property = s.Set[0].Name
	}
	before, expects := s.Expect.Get(c.Property)
	after, sets := s.Set.Get(c.Property)
	c.Before, c.After = before, after
	return c, expects && sets
}

// IsBeta reports whether a property is in the beta version of Microsoft Graph and not in
// v1.0 (November 2026).
func IsBeta(property string) bool { return property == OnPremisesObjectIdentifier }

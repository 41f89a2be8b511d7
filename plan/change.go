package plan

// A Change is what a step does to one property. Null is no value. The property
// proxyAddresses has several values: Before is the removed one, After the added one.
type Change struct {
	Property      string
	Before, After Value
}

// Change returns what a valid step changes. It returns false if the step changes no
// property, or if it is a move and the plan has no place to move the object to.
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

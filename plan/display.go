package plan

import (
	"cmp"
	"fmt"
	"slices"
)

// Display returns an object as people see it: its DN or [Ref.Name], and its place in
// the export if that is known.
func (r Ref) Display() string {
	name := cmp.Or(r.DN, r.Name())
	if r.Origin != nil {
		name = fmt.Sprintf("%s (%s:%d)", name, r.Origin.File, r.Origin.Line)
	}
	return name
}

// Display returns a value as people see it: "none" for null, "true", "false", or the
// text itself.
func (v Value) Display() string {
	if v.IsNull() {
		return "none"
	}
	if b, ok := v.Bool(); ok {
		return fmt.Sprint(b)
	}
	s, _ := v.Text()
	return s
}

// Names returns the id and the initial domain of a tenant, as far as they are known.
func (t *Tenant) Names() []string {
	return slices.DeleteFunc([]string{t.ID, t.InitialDomain}, func(name string) bool { return name == "" })
}

// Phases returns the phases of a plan in their order.
func Phases() []Phase { return slices.Clone(phases) }

// IsMove reports whether an operation moves an object to another OU.
func (o Operation) IsMove() bool { return o == MoveOutOfScope || o == MoveIntoScope }

// IsByHand reports whether no format can write the step and a person must carry it out:
// a review, or a move without an OU to move to.
func (s *Step) IsByHand() bool {
	return s.Operation == ManualReview || s.Operation.IsMove() && len(s.Set) == 0
}

// Add adds the scopes and roles of more, each once.
func (n *Needs) Add(more Needs) {
	n.Scopes, n.Roles = AppendNew(n.Scopes, more.Scopes), AppendNew(n.Roles, more.Roles)
}

// AppendNew appends the texts of more that are not in list yet, each once.
func AppendNew(list, more []string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

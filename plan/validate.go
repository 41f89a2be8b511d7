package plan

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"hardmatch/directory"
)

// ErrStep is the cause for which [Plan.Validate] refuses a plan with invalid steps or
// preconditions.
var ErrStep = errors.New("the plan is not valid")

// Validate returns nil for a plan that may be written and carried out: the steps and
// their undos are valid, no step waits for itself or for an undo, and the preconditions
// are flags. Otherwise its error wraps [ErrStep] or [ErrSyntax].
func (p *Plan) Validate() error {
	if err := p.check(); err != nil {
		return err
	}
	for _, flag := range p.TenantPreconditions {
		if _, ok := flag.Value.Bool(); !ok || !slices.Contains(directory.TenantFlags(), flag.Name) {
			return fmt.Errorf("%w: the precondition %q is %v, expected true or false for one of the flags %v", ErrStep, flag.Name, flag.Value, directory.TenantFlags())
		}
	}
	for i := range p.Steps {
		if err := p.Steps[i].Validate(); err != nil {
			return err
		}
	}
	return p.checkOrder()
}

// checkOrder refuses a step that waits for itself or for an undo.
func (p *Plan) checkOrder() error {
	const entered, left = 1, 2
	byID := make(map[string]*Step, len(p.Steps))
	for i := range p.Steps {
		byID[p.Steps[i].ID] = &p.Steps[i]
	}
	marks := make(map[string]int, len(p.Steps))
	var visit func(s *Step) error
	visit = func(s *Step) error {
		switch marks[s.ID] {
		case entered:
			return fmt.Errorf("%w: step %s waits for itself", ErrStep, s.ID)
		case left:
			return nil
		}
		marks[s.ID] = entered
		for _, id := range s.After {
			before := byID[id]
			if before == nil {
				return fmt.Errorf("%w: step %s comes after %s, which is an undo, expected a step", ErrStep, s.ID, id)
			}
			if err := visit(before); err != nil {
				return err
			}
		}
		marks[s.ID] = left
		return nil
	}
	for i := range p.Steps {
		if err := visit(&p.Steps[i]); err != nil {
			return err
		}
	}
	return nil
}

// A StepError reports a step that is not valid for its operation.
type StepError struct {
	Step      string // id
	Operation Operation
	Reason    string // what was found, then what was expected
}

func (e *StepError) Error() string {
	return fmt.Sprintf("%v: step %s (%s): %s", ErrStep, e.Step, e.Operation, e.Reason)
}

// Unwrap returns [ErrStep].
func (e *StepError) Unwrap() error { return ErrStep }

// Validate returns nil if a step and its undo are valid for their operations, otherwise
// a *[StepError].
func (s *Step) Validate() error {
	for {
		why := s.invalid()
		if s.Undo == nil && why == "" {
			return nil
		}
		if why == "" && !s.Undo.Operation.isUndoOf(s.Operation) {
			why = fmt.Sprintf("its undo is %s, expected %s", s.Undo.Operation, orNone(string(rules[s.Operation].undo)))
		}
		if why != "" {
			return &StepError{s.ID, s.Operation, why}
		}
		s = s.Undo
	}
}

func orNone(name string) string {
	if name == "" {
		return "none"
	}
	return name
}

// invalid returns why a step, apart from its undo, is not valid for its operation, or "".
func (s *Step) invalid() string {
	r, known := rules[s.Operation]
	if !known {
		return "it has an unknown operation"
	}
	for _, check := range []func(*Step) string{r.checkTarget, r.checkNames, r.checkValues, r.checkUnique} {
		if why := check(s); why != "" {
			return why
		}
	}
	if r.irreversible && !s.Irreversible {
		return "irreversible is false, expected true, since the operation cannot be undone"
	}
	return ""
}

func (r rule) checkTarget(s *Step) string {
	t := s.Target
	switch {
	case r.side != "" && t.Side != r.side, t.Side != SideCloud && t.Side != SideOnPremises:
		return fmt.Sprintf("its target is on the side %q, expected %s", t.Side, orEither(r.side))
	case r.target == anyObject:
		return ""
	case r.target == noObject && !s.IsShared():
		return fmt.Sprintf("its target is %q, expected no object", t.Name())
	case r.target == noObject:
		return ""
	case t.ID != "" && t.Side == SideCloud && !isGUID(t.ID):
		return fmt.Sprintf("the id of its target is %q, expected a GUID", t.ID)
	case t.ObjectGUID != "" && t.Side == SideOnPremises && !isGUID(t.ObjectGUID):
		return fmt.Sprintf("the objectGUID of its target is %q, expected a GUID", t.ObjectGUID)
	}
	return r.target.check(t)
}

func orEither(side string) string {
	if side == "" {
		return SideOnPremises + " or " + SideCloud
	}
	return side
}

func isGUID(s string) bool {
	_, ok := parseGUID(s)
	return ok
}

func (n naming) check(t Ref) string {
	named := t.UserPrincipalName != "" || t.Mail != ""
	if t.Side == SideOnPremises {
		named = named || t.DN != "" || t.ObjectGUID != ""
	} else {
		named = named || t.ID != ""
	}
	switch {
	case n == byID && t.ID == "":
		return "its target has no id, expected one, since a deleted user is found only by its id"
	case !named:
		return "its target has no name, expected one by which the object can be found"
	case n == byLastingName && t.ID == "" && t.UserPrincipalName != "":
		return "its target is named by userPrincipalName, expected id or mail, since the step changes that name"
	}
	return ""
}

// propertyNames are the names that properties may have on each side. They are written
// into requests without quotes.
var propertyNames = map[string]*regexp.Regexp{
	SideCloud:      regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`),
	SideOnPremises: regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*$`),
}

// checkNames refuses names that no property has, and values for another property than
// that of the operation.
func (r rule) checkNames(s *Step) string {
	for _, list := range []Properties{s.Expect, s.Set} {
		for i, p := range list {
			if !propertyNames[s.Target.Side].MatchString(p.Name) {
				return fmt.Sprintf("%q is no name of a property, expected letters and digits", p.Name)
			}
			if slices.ContainsFunc(list[:i], func(o Property) bool { return strings.EqualFold(o.Name, p.Name) }) {
				return fmt.Sprintf("it names %s twice, expected once", p.Name)
			}
		}
	}
	if s.Operation == SetTenantFlag {
		return ""
	}
	for _, p := range s.Set {
		if p.Name != r.property {
			return fmt.Sprintf("it sets %s, expected %s", p.Name, orNone(r.property))
		}
	}
	return ""
}

func (r rule) checkValues(s *Step) string {
	if s.Operation == SetTenantFlag {
		return checkFlag(s)
	}
	before, expects := s.Expect.Get(r.property)
	after, sets := s.Set.Get(r.property)
	switch {
	case r.property == "", r.optional && !sets:
		return ""
	case !sets:
		return fmt.Sprintf("it does not set %s, expected %s", r.property, r.after.want)
	case !r.after.valid(after):
		return fmt.Sprintf("it sets %s to %v, expected %s", r.property, after, r.after.want)
	case r.before.valid == nil:
		return ""
	case !expects:
		return fmt.Sprintf("it does not expect a value of %s, expected %s", r.property, r.before.want)
	case !r.before.valid(before):
		return fmt.Sprintf("it expects %s to be %v, expected %s", r.property, before, r.before.want)
	case before == after:
		return fmt.Sprintf("it sets %s to %v, which is the value before, expected another value", r.property, after)
	case r.property == DistinguishedName:
		return checkMove(before, after)
	}
	return ""
}

// checkMove refuses a move that renames the object.
func checkMove(before, after Value) string {
	from, _, _ := directory.CutDN(before.text)
	to, _, _ := directory.CutDN(after.text)
	if from != to {
		return fmt.Sprintf("it moves %v to %v, expected the same RDN", before, after)
	}
	return ""
}

// checkFlag requires one flag, changed from true to false or back.
func checkFlag(s *Step) string {
	if len(s.Set) != 1 || len(s.Expect) != 1 || s.Set[0].Name != s.Expect[0].Name {
		return fmt.Sprintf("it expects %d and sets %d properties, expected one flag in both", len(s.Expect), len(s.Set))
	}
	name, before, after := s.Set[0].Name, s.Expect[0].Value, s.Set[0].Value
	_, wasKnown := before.Bool()
	_, isKnown := after.Bool()
	switch {
	case !slices.Contains(settableFlags, name):
		return fmt.Sprintf("it sets the flag %s, expected one of %v", name, settableFlags)
	case !wasKnown || !isKnown || before == after:
		return fmt.Sprintf("it sets %s from %v to %v, expected true to false or false to true", name, before, after)
	}
	return ""
}

func (r rule) checkUnique(s *Step) string {
	for _, u := range s.Unique {
		if set, _ := s.Set.Get(r.property); !r.unique || u.Name != r.property || u.Value != set {
			return fmt.Sprintf("its unique has %s %v, expected %s", u.Name, u.Value, map[bool]string{true: "the value that it sets", false: "none"}[r.unique])
		}
	}
	return ""
}

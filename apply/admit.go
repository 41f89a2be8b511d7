package apply

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"hardmatch/plan"
)

const (
	objectIdentifier = "onPremisesObjectIdentifier"
	deletedDateTime  = "deletedDateTime"
	cloudSide        = "cloud"
)

// settable are the operations that apply carries out and the properties that each may
// set. The list is here and not in the plan, so that no plan can do anything else.
var settable = map[plan.Operation][]string{
	plan.SetOnPremisesImmutableID:        {plan.OnPremisesImmutableID},
	plan.ClearOnPremisesImmutableID:      {plan.OnPremisesImmutableID},
	plan.ClearOnPremisesObjectIdentifier: {objectIdentifier},
	plan.SetCloudUserPrincipalName:       {plan.UserPrincipalName},
	plan.RestoreDeletedUser:              {plan.UserPrincipalName},
	plan.DeleteUser:                      nil,
	plan.PurgeDeletedUser:                nil,
	plan.SetTenantFlag:                   nil,
	plan.Verify:                          nil,
}

func carries(s *plan.Step) bool {
	_, known := settable[s.Operation]
	return known && s.Target.Side == cloudSide
}

var (
	guid         = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)
	propertyName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)
)

// admit refuses a step that does something else than its operation says.
func admit(s *plan.Step) error {
	if !carries(s) {
		return nil
	}
	for _, p := range slices.Concat(s.Expect, s.Set) {
		if !propertyName.MatchString(p.Name) {
			return fmt.Errorf("%q is no property of Microsoft Graph", p.Name)
		}
	}
	if s.Operation == plan.SetTenantFlag {
		return admitFlag(s)
	}
	if err := admitTarget(s); err != nil {
		return err
	}
	for _, p := range s.Set {
		if !slices.Contains(settable[s.Operation], p.Name) {
			return fmt.Errorf("%s does not set %s", s.Operation, p.Name)
		}
	}
	return admitValue(s)
}

// admitTarget wants a GUID wherever an id is given, since it becomes part of a path.
func admitTarget(s *plan.Step) error {
	t := s.Target
	byName := t.UserPrincipalName != "" || t.Mail != ""
	switch {
	case t.ID != "" && !guid.MatchString(t.ID):
		return fmt.Errorf("the id %q of the user is no GUID", t.ID)
	case t.ID != "":
		return nil
	case s.Operation == plan.RestoreDeletedUser, s.Operation == plan.PurgeDeletedUser:
		return errors.New("a deleted user is found by its id only")
	case !byName:
		return errors.New("it does not say which user")
	}
	return nil
}

// admitValue wants the value that an operation is for.
func admitValue(s *plan.Step) error {
	switch s.Operation {
	case plan.ClearOnPremisesImmutableID, plan.ClearOnPremisesObjectIdentifier:
		if len(s.Set) != 1 || !s.Set[0].Value.IsNull() {
			return errors.New("it sets null and nothing else")
		}
	case plan.SetOnPremisesImmutableID:
		v, ok := theText(s.Set)
		if !ok || strings.ContainsAny(v, "$_") || len(v) > 256 {
			return errors.New("it sets one text of at most 256 characters without $ and _, which the service takes for no anchor")
		}
	case plan.SetCloudUserPrincipalName:
		if v, ok := theText(s.Set); !ok || strings.Count(v, "@") != 1 {
			return errors.New("it sets one name with an @")
		}
	case plan.RestoreDeletedUser:
		if _, ok := theText(s.Set); !ok && len(s.Set) > 0 {
			return errors.New("it sets a name or nothing")
		}
	}
	if s.Operation == plan.PurgeDeletedUser || s.Operation == plan.ClearOnPremisesObjectIdentifier {
		if !s.Irreversible {
			return fmt.Errorf("%s has no way back, and the step does not say so", s.Operation)
		}
	}
	return nil
}

func theText(set plan.Properties) (string, bool) {
	if len(set) != 1 {
		return "", false
	}
	v, ok := set[0].Value.Text()
	return v, ok && v != ""
}

func admitFlag(s *plan.Step) error {
	if len(s.Set) != 1 || len(s.Expect) != 1 || s.Set[0].Name != s.Expect[0].Name {
		return errors.New("it does not say one flag, before and after")
	}
	if _, ok := s.Set[0].Value.Bool(); !ok {
		return errors.New("a flag is true or false")
	}
	return nil
}

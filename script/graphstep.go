package script

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"hardmatch/convert"
	"hardmatch/plan"
)

// cloudCan is nil for a step that can be said in requests to Microsoft Graph.
func cloudCan(s plan.Step) error {
	switch {
	case s.Operation == plan.ManualReview:
		return errByHand
	case s.Operation.IsMove() && len(s.Set) == 0:
		return errNoOU
	case s.Target.Side != cloud:
		return errOtherSide
	case s.Operation == plan.SetTenantFlag:
		_, _, _, err := flagOf(s)
		return err
	}
	if err := checkTarget(s); err != nil {
		return err
	}
	switch s.Operation {
	case plan.DeleteUser, plan.Verify:
		return checkNames(s, 0)
	case plan.RestoreDeletedUser:
		return checkRestore(s)
	case plan.PurgeDeletedUser:
		return checkPurge(s)
	}
	c, err := ChangeOf(s)
	if err == nil && c.property == plan.UserPrincipalName && s.Target.ID == "" && s.Target.UserPrincipalName != "" {
		err = errors.New("a user is not found by the name that it loses, only by its id or mail")
	}
	if err != nil {
		return err
	}
	return checkNames(s, 1)
}

// checkTarget wants a way to find the user: an id that is one, or a name. An id
// becomes part of a path, so that nothing but a GUID will do.
func checkTarget(s plan.Step) error {
	r := s.Target
	if r.ID == "" && r.UserPrincipalName == "" && r.Mail == "" {
		return errors.New("the plan does not say which user")
	}
	if _, err := convert.ParseGUID(r.ID); r.ID != "" && (err != nil || len(r.ID) != 36) {
		return errors.New("the id of the user is no GUID")
	}
	return nil
}

var propertyName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)

// checkNames wants names of properties, which stand unescaped in $select, no
// more than so many values to set, and no uniqueness but of the anchor.
func checkNames(s plan.Step, sets int) error {
	for _, e := range slices.Concat(s.Expect, s.Set) {
		if !propertyName.MatchString(e.Name) {
			return fmt.Errorf("%q is no property of Microsoft Graph", e.Name)
		}
	}
	if len(s.Set) > sets {
		return errors.New("it sets more than its operation does")
	}
	for _, u := range s.Unique {
		if _, ok := u.Value.Text(); !ok || u.Name != plan.OnPremisesImmutableID {
			return fmt.Errorf("it wants a unique %s", u.Name)
		}
	}
	return nil
}

func checkRestore(s plan.Step) error {
	if s.Target.ID == "" {
		return errors.New("a deleted user is found by its id only")
	}
	if name, ok := s.Set.Get(plan.UserPrincipalName); len(s.Set) == 1 && (!ok || !isText(name)) {
		return errors.New("a user can be restored with another name, but with nothing else")
	}
	return checkNames(s, 1)
}

// checkPurge wants an id: what is deleted for good is not searched for.
func checkPurge(s plan.Step) error {
	if s.Target.ID == "" {
		return errors.New("a deleted user is found by its id only")
	}
	return checkNames(s, 0)
}

func isText(v plan.Value) bool {
	text, ok := v.Text()
	return ok && text != ""
}

// flagOf returns the flag that a step sets in the tenant, before and after.
func flagOf(s plan.Step) (name string, before, after plan.Value, err error) {
	if len(s.Set) != 1 || len(s.Expect) != 1 || s.Set[0].Name != s.Expect[0].Name || !propertyName.MatchString(s.Set[0].Name) {
		return "", before, after, errors.New("it does not say one flag, before and after")
	}
	before, after = s.Expect[0].Value, s.Set[0].Value
	_, known := before.Bool()
	_, sets := after.Bool()
	if !known || !sets || before == after {
		return "", before, after, errors.New("a flag goes from true to false or back")
	}
	return s.Set[0].Name, before, after, nil
}

// graphVersion is beta where a property is not in v1.0 (November 2026).
func graphVersion(s plan.Step) string {
	_, expects := s.Expect.Get(objectIdentifier)
	_, sets := s.Set.Get(objectIdentifier)
	if expects || sets {
		return "beta"
	}
	return "v1.0"
}

// selectOf are the properties to read of the user of a step.
func selectOf(s plan.Step) []string {
	names := slices.Clone(userSelect)
	for _, e := range s.Expect {
		names = plan.AppendNew(names, []string{e.Name})
	}
	return names
}

// targetFilter finds the user of a step; the hits have to be compared again,
// as Graph compares without regard to case.
func targetFilter(r plan.Ref) string {
	switch {
	case r.ID != "":
		return "id eq " + odataLiteral(r.ID)
	case r.UserPrincipalName != "":
		return "userPrincipalName eq " + odataLiteral(r.UserPrincipalName)
	}
	return "proxyAddresses/any(p:p eq " + odataLiteral("SMTP:"+r.Mail) + ")"
}

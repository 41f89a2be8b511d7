package apply

import (
	"fmt"
	"strings"
	"time"

	"hardmatch/plan"
)

// An existence is whether a user exists.
type existence uint8

const (
	gone existence = iota
	deleted
	active
)

func (p existence) String() string {
	return [...]string{"there is no such user", "the user is deleted", "the user is active"}[p]
}

// An observation is what was read about the target of a step.
type observation struct {
	id        string
	existence existence
	values    plan.Properties
	user      *User // nil for a flag, and if no user was found
	many      int   // how many users a search found, if not one
}

// A readiness is the result of comparing a step with its target.
type readiness uint8

const (
	ready readiness = iota // the target is as the step expects
	done                   // the target has the new values already
	drift                  // the target is otherwise
)

// compare compares a step with its target, and describes what differs.
func compare(s *plan.Step, now *observation) (readiness, string) {
	if now.many > 1 {
		return drift, fmt.Sprintf("%d users match the target, expected one; make the plan again from an export that has ids", now.many)
	}
	switch s.Operation {
	case plan.DeleteUser:
		return compareExistence(s, now, active, deleted)
	case plan.PurgeDeletedUser:
		return compareExistence(s, now, deleted, gone)
	case plan.RestoreDeletedUser:
		if now.existence == active {
			if why := differences(s.Set, now.values); why != "" {
				return drift, why
			}
		}
		return compareExistence(s, now, deleted, active)
	case plan.Verify:
		return compareVerify(s, now)
	}
	return compareValues(s, now)
}

func compareExistence(s *plan.Step, now *observation, from, to existence) (readiness, string) {
	switch now.existence {
	case to:
		return done, now.existence.String()
	case from:
		if why := differences(s.Expect, now.values); why != "" {
			return drift, why
		}
		return ready, ""
	}
	return drift, now.existence.String()
}

func compareVerify(s *plan.Step, now *observation) (readiness, string) {
	if now.existence != active {
		return drift, now.existence.String()
	}
	if why := differences(s.Expect, now.values); why != "" {
		return drift, why
	}
	return done, ""
}

func compareValues(s *plan.Step, now *observation) (readiness, string) {
	if now.existence != active {
		return drift, now.existence.String()
	}
	if differences(s.Set, now.values) == "" {
		return done, ""
	}
	if why := differences(s.Expect, now.values); why != "" {
		return drift, why
	}
	if why := anchorRefusal(s, now.values); why != "" {
		return drift, why
	}
	return ready, ""
}

// anchorRefusal returns why a step must not change an anchor, or "". It refuses to change
// that of a synced user if the plan does not check onPremisesSyncEnabled itself.
func anchorRefusal(s *plan.Step, values plan.Properties) string {
	if s.Operation != plan.SetOnPremisesImmutableID && s.Operation != plan.ClearOnPremisesImmutableID {
		return ""
	}
	_, checked := s.Expect.Get(plan.OnPremisesSyncEnabled)
	if on, _ := values.Get(plan.OnPremisesSyncEnabled); !checked && on == plan.Bool(true) {
		return "the user is synced, so only the sync may change its anchor"
	}
	return ""
}

// differences describes each wanted property that has another value. A property that is
// absent counts as null: the service sends every requested property, but OData allows it to
// omit nulls.
func differences(want, have plan.Properties) string {
	var list []string
	for _, w := range want {
		if v, _ := have.Get(w.Name); !same(w.Name, v, w.Value) {
			list = append(list, fmt.Sprintf("%s is %v, expected %v", w.Name, v, w.Value))
		}
	}
	return strings.Join(list, "; ")
}

// same compares two values of a property by exact case, as the service compares anchors. It
// compares instants to the second: the versions of Microsoft Graph write fractions
// differently.
func same(property string, a, b plan.Value) bool {
	if a == b {
		return true
	}
	x, isText := a.Text()
	y, both := b.Text()
	if property != plan.DeletedDateTime || !isText || !both {
		return false
	}
	t, err := time.Parse(time.RFC3339, x)
	u, err2 := time.Parse(time.RFC3339, y)
	return err == nil && err2 == nil && t.Truncate(time.Second).Equal(u.Truncate(time.Second))
}

// effect returns the target as a step leaves it.
func effect(s *plan.Step, now observation) observation {
	switch s.Operation {
	case plan.DeleteUser:
		now.existence = deleted
	case plan.PurgeDeletedUser:
		now.existence = gone
	case plan.RestoreDeletedUser:
		now.existence = active
		if upn, ok := now.values.Get(plan.UserPrincipalName); ok {
			text, _ := upn.Text()
			now.values = withValue(now.values, plan.Property{Name: plan.UserPrincipalName, Value: plan.Text(plan.FormerName(now.id, text))})
		}
	}
	for _, p := range s.Set {
		now.values = withValue(now.values, p)
	}
	return now
}

// withValue returns the values with one of them replaced or added.
func withValue(values plan.Properties, p plan.Property) plan.Properties {
	list := plan.Properties{p}
	for _, v := range values {
		if v.Name != p.Name {
			list = append(list, v)
		}
	}
	return list
}

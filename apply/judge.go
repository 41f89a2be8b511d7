package apply

import (
	"fmt"
	"strings"
	"time"

	"hardmatch/plan"
)

// A place is where an object is.
type place uint8

const (
	gone place = iota
	deleted
	active
)

func (p place) String() string {
	return [...]string{"there is no such user", "the user is deleted", "the user is active"}[p]
}

// A sight is what was found of the target of a step.
type sight struct {
	id     string
	place  place
	values plan.Properties
	user   *User // nil for a flag, and where nobody was found
	many   int   // of those that a search found, if not one
}

// A verdict is what is to be done about a step.
type verdict uint8

const (
	ready verdict = iota
	done
	drift
)

// judge compares a step with what was found. It says what differs.
func judge(s *plan.Step, now *sight) (verdict, string) {
	if now.many > 1 {
		return drift, fmt.Sprintf("%d users are found by it; plan with an export that has their ids", now.many)
	}
	switch s.Operation {
	case plan.DeleteUser:
		return judgePlace(s, now, active, deleted)
	case plan.PurgeDeletedUser:
		return judgePlace(s, now, deleted, gone)
	case plan.RestoreDeletedUser:
		if now.place == active {
			if why := differences(s.Set, now.values); why != "" {
				return drift, why
			}
		}
		return judgePlace(s, now, deleted, active)
	case plan.Verify:
		return judgeLook(s, now)
	}
	return judgeValues(s, now)
}

func judgePlace(s *plan.Step, now *sight, from, to place) (verdict, string) {
	switch now.place {
	case to:
		return done, now.place.String()
	case from:
		if why := differences(s.Expect, now.values); why != "" {
			return drift, why
		}
		return ready, ""
	}
	return drift, now.place.String()
}

func judgeLook(s *plan.Step, now *sight) (verdict, string) {
	if now.place != active {
		return drift, now.place.String()
	}
	if why := differences(s.Expect, now.values); why != "" {
		return drift, why
	}
	return done, ""
}

func judgeValues(s *plan.Step, now *sight) (verdict, string) {
	if now.place != active {
		return drift, now.place.String()
	}
	if differences(s.Set, now.values) == "" {
		return done, ""
	}
	if why := differences(s.Expect, now.values); why != "" {
		return drift, why
	}
	if why := unfit(s, now.values); why != "" {
		return drift, why
	}
	return ready, ""
}

// unfit says why an anchor must not be changed of which the plan did not look at whether
// the user is synced.
func unfit(s *plan.Step, values plan.Properties) string {
	if s.Operation != plan.SetOnPremisesImmutableID && s.Operation != plan.ClearOnPremisesImmutableID {
		return ""
	}
	_, looked := s.Expect.Get(plan.OnPremisesSyncEnabled)
	if on, _ := values.Get(plan.OnPremisesSyncEnabled); !looked && on == plan.Bool(true) {
		return "the user is synced, so that its anchor belongs to the sync"
	}
	return ""
}

// differences says of each wanted property that is not so what it is. A property that
// the service left out of its answer counts as null: it writes each one that is asked
// for, but OData lets it omit nulls.
func differences(want, have plan.Properties) string {
	var list []string
	for _, w := range want {
		if v, _ := have.Get(w.Name); !same(w.Name, v, w.Value) {
			list = append(list, fmt.Sprintf("%s is %v, expected %v", w.Name, v, w.Value))
		}
	}
	return strings.Join(list, "; ")
}

// same compares by exact case, as the service does with anchors, but instants as such:
// the versions of Microsoft Graph write fractions of a second differently.
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

// effect is what a target looks like once a step is carried out.
func effect(s *plan.Step, now sight) sight {
	switch s.Operation {
	case plan.DeleteUser:
		now.place = deleted
	case plan.PurgeDeletedUser:
		now.place = gone
	case plan.RestoreDeletedUser:
		now.place = active
		if upn, ok := now.values.Get(plan.UserPrincipalName); ok {
			text, _ := upn.Text()
			now.values = with(now.values, plan.Property{Name: plan.UserPrincipalName, Value: plan.Text(plan.FormerName(now.id, text))})
		}
	}
	for _, p := range s.Set {
		now.values = with(now.values, p)
	}
	return now
}

func with(values plan.Properties, p plan.Property) plan.Properties {
	list := plan.Properties{p}
	for _, v := range values {
		if v.Name != p.Name {
			list = append(list, v)
		}
	}
	return list
}

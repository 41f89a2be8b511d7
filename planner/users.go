package planner

import (
	"fmt"
	"strings"

	"hardmatch/convert"
	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/plan"
)

// A UserError is a name of a [Scope] that does not name exactly one user of a side.
type UserError struct {
	Name  string
	Side  directory.Side
	Found []plan.Ref // none, or the objects with this name
}

func (e *UserError) Error() string {
	side, by := "on-premises", "userPrincipalName, sAMAccountName, GUID or ImmutableId"
	if e.Side == directory.Cloud {
		side, by = "cloud", "id, userPrincipalName, onPremisesImmutableId or address"
	}
	if len(e.Found) == 0 {
		return fmt.Sprintf("no %s user is called %q, by %s", side, e.Name, by)
	}
	var found []string
	for _, ref := range e.Found {
		name := ref.DN
		if e.Side == directory.Cloud {
			name = ref.ID
		}
		found = append(found, fmt.Sprintf("%s (%s:%d)", name, ref.Origin.File, ref.Origin.Line))
	}
	return fmt.Sprintf("%q is the name of %d %s users: %s", e.Name, len(e.Found), side, strings.Join(found, "; "))
}

// chooseUsers limits the plan to users and the cloud users of their verdicts.
func (b *builder) chooseUsers(users []string) error {
	if len(users) == 0 {
		return nil
	}
	b.chosen = make(map[match.Ref]bool)
	names := b.indexNames()
	for _, name := range users {
		r, err := b.onPremisesUser(names, name)
		if err != nil {
			return err
		}
		b.chosen[r] = true
		if c := b.sim.VerdictOf(r).Counterpart; c != match.None {
			b.chosen[c] = true
		}
	}
	return nil
}

// joinPairs plans for the pairs of the scope.
func (b *builder) joinPairs(pairs []Pair) error {
	if len(pairs) == 0 {
		return nil
	}
	names := b.indexNames()
	for _, pair := range pairs {
		user, err := b.onPremisesUser(names, pair.OnPremises)
		if err != nil {
			return err
		}
		cloud, err := b.cloudUser(pair.Cloud)
		if err != nil {
			return err
		}
		if b.isChosen(user, cloud) && !b.isJoined(user, cloud) {
			b.joinPair(user, cloud, "", fmt.Sprintf("%s was mapped to %s", label(b.sim.Object(user)), b.name(cloud)), true)
		}
	}
	return nil
}

// isJoined reports whether the next sync joins the two by their anchor without any step.
func (b *builder) isJoined(user, cloud match.Ref) bool {
	v := b.sim.VerdictOf(user)
	switch v.Kind {
	case match.Joined, match.HardMatch, match.Restore:
		if v.Counterpart == cloud {
			b.addUnplanned(user, v.Kind.String()+": "+v.Reason)
			return true
		}
	}
	return false
}

func (b *builder) onPremisesUser(names nameIndex, name string) (match.Ref, error) {
	found := names.find(name)
	if len(found) != 1 {
		return match.None, &UserError{Name: name, Side: directory.OnPremises, Found: b.refs(found)}
	}
	return found[0], nil
}

func (b *builder) cloudUser(name string) (match.Ref, error) {
	name = strings.TrimSpace(name)
	for _, attribute := range []string{"id", plan.UserPrincipalName, plan.OnPremisesImmutableID, plan.ProxyAddresses} {
		var found []match.Ref
		for r := range b.sim.Holders(attribute, name) {
			if r.IsCloud() && match.IsUser(b.sim.Object(r)) && !b.sim.Repeats(r) {
				found = append(found, r)
			}
		}
		switch {
		case len(found) == 1:
			return found[0], nil
		case len(found) > 1:
			return match.None, &UserError{Name: name, Side: directory.Cloud, Found: b.refs(found)}
		}
	}
	return match.None, &UserError{Name: name, Side: directory.Cloud}
}

// A nameIndex finds users by the names that an administrator may use. Deleted objects are
// found only by GUID: another user may have their other names now.
type nameIndex struct {
	byName   map[string][]match.Ref // userPrincipalName and sAMAccountName, lower case
	byGUID   map[convert.GUID][]match.Ref
	byAnchor map[string][]match.Ref
}

func (b *builder) indexNames() nameIndex {
	x := nameIndex{map[string][]match.Ref{}, map[convert.GUID][]match.Ref{}, map[string][]match.Ref{}}
	objects := b.sim.NewReader()
	for v := range b.sim.Verdicts() {
		if o := objects.Object(v.Object); match.IsUser(o) {
			x.put(v.Object, o)
		}
	}
	return x
}

func (x nameIndex) put(r match.Ref, o *directory.Object) {
	if o.ObjectGUID.Presence == directory.Present {
		x.byGUID[o.ObjectGUID.Value] = append(x.byGUID[o.ObjectGUID.Value], r)
	}
	if o.IsDeleted {
		return
	}
	if anchor := string(o.Anchor.Value); anchor != "" {
		x.byAnchor[anchor] = append(x.byAnchor[anchor], r)
	}
	upn, sam := strings.ToLower(o.UserPrincipalName.String()), strings.ToLower(o.SAMAccountName.String())
	if upn != "" {
		x.byName[upn] = append(x.byName[upn], r)
	}
	if sam != "" && sam != upn {
		x.byName[sam] = append(x.byName[sam], r)
	}
}

// find tries the names first, since the name of a user may look like a GUID. The text of
// a GUID is the objectGUID or the GUID that the anchor was made from.
func (x nameIndex) find(name string) []match.Ref {
	name = strings.TrimSpace(name)
	if found := x.byName[strings.ToLower(name)]; len(found) > 0 {
		return found
	}
	if found := x.byAnchor[name]; len(found) > 0 {
		return found
	}
	guid, err := convert.ParseGUID(name)
	if err != nil {
		guid, err = convert.ParseImmutableID(name)
	}
	if err != nil {
		return nil
	}
	if found := x.byGUID[guid]; len(found) > 0 {
		return found
	}
	return x.byAnchor[guid.ImmutableID()]
}

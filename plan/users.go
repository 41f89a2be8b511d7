package plan

import (
	"fmt"
	"strings"

	"hardmatch/convert"
	"hardmatch/directory"
)

// A UserError is a name of a [Request] that does not name exactly one user.
type UserError struct {
	Name  string
	Found []Ref // none, or the several objects that bear the name
}

func (e *UserError) Error() string {
	if len(e.Found) == 0 {
		return fmt.Sprintf("no on-premises user is called %q, by userPrincipalName, sAMAccountName, GUID or ImmutableId", e.Name)
	}
	var found []string
	for _, ref := range e.Found {
		found = append(found, fmt.Sprintf("%s (%s:%d)", ref.DN, ref.Origin.File, ref.Origin.Line))
	}
	return fmt.Sprintf("%q is the name of %d users: %s", e.Name, len(e.Found), strings.Join(found, "; "))
}

// choose returns the candidates that the names ask for, each once and in the
// order of the exports; where there are no names, all that were not deleted and for
// whom something is to be done.
func choose(all []*candidate, users []string) ([]*candidate, error) {
	if len(users) == 0 {
		return keep(all, func(c *candidate) bool { return !c.object.IsDeleted && !c.well }), nil
	}
	index := indexNames(all)
	wanted := make(map[*candidate]bool)
	for _, name := range users {
		found := index.find(name)
		if len(found) != 1 {
			return nil, &UserError{Name: name, Found: found.refs()}
		}
		wanted[found[0]] = true
	}
	return keep(all, func(c *candidate) bool { return wanted[c] }), nil
}

func keep(all []*candidate, want func(*candidate) bool) []*candidate {
	var kept []*candidate
	for _, c := range all {
		if want(c) {
			kept = append(kept, c)
		}
	}
	return kept
}

type candidates []*candidate

func (list candidates) refs() []Ref {
	var refs []Ref
	for _, c := range list {
		refs = append(refs, refOf(c.object))
	}
	return refs
}

// A nameIndex finds users by what an administrator may call them. Deleted
// objects are only found by GUID: their other names may be somebody else's now.
type nameIndex struct {
	byName   map[string]candidates // userPrincipalName and sAMAccountName, lower case
	byGUID   map[convert.GUID]candidates
	byAnchor map[string]candidates
}

func indexNames(all []*candidate) nameIndex {
	x := nameIndex{map[string]candidates{}, map[convert.GUID]candidates{}, map[string]candidates{}}
	for _, c := range all {
		o := c.object
		if o.ObjectGUID.Presence == directory.Present {
			x.byGUID[o.ObjectGUID.Value] = append(x.byGUID[o.ObjectGUID.Value], c)
		}
		if o.IsDeleted {
			continue
		}
		if c.anchor != "" {
			x.byAnchor[c.anchor] = append(x.byAnchor[c.anchor], c)
		}
		upn, sam := strings.ToLower(o.UserPrincipalName.String()), strings.ToLower(o.SAMAccountName.String())
		if upn != "" {
			x.byName[upn] = append(x.byName[upn], c)
		}
		if sam != "" && sam != upn {
			x.byName[sam] = append(x.byName[sam], c)
		}
	}
	return x
}

// find tries the names first: a user may well be called like a GUID. The text
// of a GUID is the objectGUID, else the GUID that the anchor was made from.
func (x nameIndex) find(name string) candidates {
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

package report

import (
	"cmp"
	"slices"
	"strings"

	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/sid"
	"hardmatch/syncerror"
)

// HoldersIn returns what finds the objects that an error is about: those with a
// value that it names, with its anchor, or with its ids.
func HoldersIn(s *match.Simulation) func(syncerror.Error) []Holder {
	return func(e syncerror.Error) []Holder {
		var refs []match.Ref
		add := func(attribute, value string) {
			for r := range s.Holders(attribute, value) {
				if !slices.Contains(refs, r) {
					refs = append(refs, r)
				}
			}
		}
		for _, c := range e.Conflicts {
			add(lookupOf(c))
		}
		add(directory.AttrOnPremisesImmutableID, e.Anchor)
		for _, id := range e.ObjectIDs {
			add("id", id)
		}
		slices.SortFunc(refs, onPremisesFirst)
		var holders []Holder
		for _, r := range refs {
			holders = append(holders, holderOf(s.Object(r)))
		}
		return holders
	}
}

// onPremisesFirst orders objects by side, then as the exports do.
func onPremisesFirst(a, b match.Ref) int {
	if a.IsCloud() != b.IsCloud() {
		if a.IsCloud() {
			return 1
		}
		return -1
	}
	return cmp.Compare(a, b)
}

// lookupOf spells a conflict as [match.Simulation.Holders] looks it up.
func lookupOf(c syncerror.Conflict) (attribute, value string) {
	switch strings.ToLower(c.Attribute) {
	case "userprincipalname", "onpremisesuserprincipalname":
		return "userPrincipalName", c.Value
	case "proxyaddresses", "proxyaddress", "mail", "targetaddress":
		return "proxyAddresses", c.Value
	case "immutableid", "sourceanchor", "onpremisesimmutableid", "onpremiseimmutableid":
		return directory.AttrOnPremisesImmutableID, c.Value
	case "objectsid", "onpremisessecurityidentifier", "onpremisesecurityidentifier":
		octets, err := sid.Parse(c.Value)
		if err != nil {
			return "", ""
		}
		return "onPremisesSecurityIdentifier", string(octets)
	}
	return c.Attribute, c.Value
}

func holderOf(o *directory.Object) Holder {
	return Holder{string(appendPlace(nil, o.Origin)), string(holderName(o)), standing(o)}
}

func holderName(o *directory.Object) []byte {
	if o.Side == directory.OnPremises {
		return identityOf(o)
	}
	return nameOf(o)
}

// standing is what counts of an object when a value is to be freed.
func standing(o *directory.Object) string {
	var says []string
	if o.Class != directory.User && o.Class != directory.UnknownClass {
		says = append(says, o.Class.String())
	}
	if o.Side == directory.Cloud {
		switch p := o.OnPremisesSyncEnabled; {
		case p.Is("true"):
			says = append(says, "synced")
		case p.Presence == directory.Present || p.Presence == directory.Empty:
			says = append(says, "cloud-only")
		}
	}
	switch {
	case len(o.Anchor.Value) > 0 && o.Side == directory.Cloud:
		says = append(says, "ImmutableId "+string(o.Anchor.Value))
	case len(o.Anchor.Value) > 0:
		says = append(says, "anchor "+string(o.Anchor.Value))
	case o.OnPremisesImmutableID.Presence == directory.Empty:
		says = append(says, "no anchor")
	}
	if o.Deleted() {
		says = append(says, "deleted")
	}
	return strings.Join(says, ", ")
}

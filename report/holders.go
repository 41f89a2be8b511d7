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

// HoldersIn returns a function that finds the objects of an error: those with a value
// that it names, with its anchor, or with its ids.
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

// onPremisesFirst orders objects by side, then in the order of the exports.
func onPremisesFirst(a, b match.Ref) int {
	if a.IsCloud() != b.IsCloud() {
		if a.IsCloud() {
			return 1
		}
		return -1
	}
	return cmp.Compare(a, b)
}

// lookupOf returns a conflict in the spelling of [match.Simulation.Holders].
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
	return Holder{string(appendPlace(nil, o.Origin)), string(holderName(o)), stateOf(o)}
}

func holderName(o *directory.Object) []byte {
	if o.Side == directory.OnPremises {
		return identityOf(o)
	}
	return nameOf(o)
}

// stateOf returns the facts about an object that matter when a value must be freed.
func stateOf(o *directory.Object) string {
	var parts []string
	if o.Class != directory.User && o.Class != directory.UnknownClass {
		parts = append(parts, o.Class.String())
	}
	if o.Side == directory.Cloud {
		switch p := o.OnPremisesSyncEnabled; {
		case p.Is("true"):
			parts = append(parts, "synced")
		case p.Presence == directory.Present || p.Presence == directory.Empty:
			parts = append(parts, "cloud-only")
		}
	}
	switch {
	case len(o.Anchor.Value) > 0 && o.Side == directory.Cloud:
		parts = append(parts, "ImmutableId "+string(o.Anchor.Value))
	case len(o.Anchor.Value) > 0:
		parts = append(parts, "anchor "+string(o.Anchor.Value))
	case o.OnPremisesImmutableID.Presence == directory.Empty:
		parts = append(parts, "no anchor")
	}
	if o.Deleted() {
		parts = append(parts, "deleted")
	}
	return strings.Join(parts, ", ")
}

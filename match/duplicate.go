package match

import (
	"bytes"
	"cmp"
	"slices"
)

// A DuplicateValue is a value that must be unique, with all objects that hold it:
// on-premises objects first, each side in export order.
type DuplicateValue struct {
	Holders []Ref
	Key     Key
}

// DuplicateValues returns the values of an index kind that several identities hold. An
// on-premises object and the cloud object that it matches are one identity. At least one
// holder of each value is on-premises. Deleted objects and objects that never sync hold
// nothing. The order is that of the first holders.
func (s *Simulation) DuplicateValues(kind IndexKind) []DuplicateValue {
	var all []DuplicateValue
	var group []entry
	for p := range s.local[kind] {
		for bucket := range s.local[kind][p].buckets() {
			slices.SortStableFunc(bucket, func(a, b entry) int { return cmp.Compare(a.tag, b.tag) })
			for len(bucket) > 0 {
				n := alike(bucket)
				group = s.withRemote(group[:0], bucket[:n], s.remote[kind][p].bucket(bucket[0].tag))
				if s.differ(kind, group) {
					all = s.confirm(kind, group, all)
				}
				bucket = bucket[n:]
			}
		}
	}
	slices.SortFunc(all, func(a, b DuplicateValue) int { // the order of hashes differs in every process
		return cmp.Or(cmp.Compare(a.Holders[0], b.Holders[0]), bytes.Compare(a.Key.kind, b.Key.kind), bytes.Compare(a.Key.text, b.Key.text))
	})
	return all
}

// alike returns how many entries at the beginning have the same tag.
func alike(entries []entry) int {
	n := 1
	for n < len(entries) && entries[n].tag == entries[0].tag {
		n++
	}
	return n
}

// withRemote appends the entries of both sides that have the tag of the first local one,
// with references to objects in place of numbers.
func (s *Simulation) withRemote(group, local, remote []entry) []entry {
	for _, entry := range local {
		group = append(group, entry.of(onPremises))
	}
	for _, entry := range remote {
		if entry.tag == local[0].tag {
			group = append(group, entry.of(cloud))
		}
	}
	return group
}

// differ reports whether entries are of several identities, one of them on-premises.
func (s *Simulation) differ(kind IndexKind, entries []entry) bool {
	if len(entries) < 2 {
		return false
	}
	first, several, local := None, false, false
	for _, entry := range entries {
		identity := s.identityIn(kind, entry.ref)
		if identity == None {
			continue
		}
		local = local || !entry.ref.IsCloud()
		several = several || first != None && first != identity
		first = identity
	}
	return several && local
}

// identity returns one object for all objects of an identity. It is None for an object that
// holds no values: it was deleted, never syncs, or repeats another record.
func (s *Simulation) identity(r Ref) Ref {
	if !r.IsCloud() {
		return s.identities[r.Number()]
	}
	if s.inactive[r.Number()] {
		return None
	}
	return r
}

// duplicates are the outcomes whose counterpart is of another identity.
var duplicates = []*Outcome{duplicateUPN, duplicateAddress, duplicateSIP, duplicateOther}

// identityOf returns the identity of an on-premises object, by its verdict.
func identityOf(v Verdict) Ref {
	switch {
	case v.Outcome == repeated || v.Kind == NotSynced:
		return None
	case v.Counterpart == None || v.Kind == ProvisionQuarantined || slices.Contains(duplicates, v.Outcome):
		return v.Object
	}
	return v.Counterpart
}

// identityIn is identity for an index kind: for anchors, a cloud object that was found by
// its names is of another identity.
func (s *Simulation) identityIn(kind IndexKind, r Ref) Ref {
	if p := s.identity(r); p == None || r.IsCloud() || kind != ByAnchor {
		return p
	}
	if v := s.verdicts[r.Number()]; v.byAnchor {
		return v.Counterpart
	}
	return r
}

// confirm compares the keys of entries that have one tag, and appends those that several
// identities have.
func (s *Simulation) confirm(kind IndexKind, entries []entry, all []DuplicateValue) []DuplicateValue {
	var keys []Key
	var groups [][]entry
	for _, entry := range entries {
		if s.identity(entry.ref) == None {
			continue
		}
		keysOf(s.other.Object(entry.ref), func(k Key) {
			if k.index != kind || tagOf(k.hash()) != entry.tag {
				return
			}
			i := slices.IndexFunc(keys, k.equal)
			if i < 0 {
				i = len(keys)
				keys, groups = append(keys, k.clone()), append(groups, nil)
			}
			groups[i] = append(groups[i], entry)
		})
	}
	for i, group := range groups {
		if s.differ(kind, group) {
			all = append(all, DuplicateValue{Holders: s.ordered(kind, group), Key: keys[i]})
		}
	}
	return all
}

// ordered returns the holders in order, and of each identity the on-premises object.
func (s *Simulation) ordered(kind IndexKind, entries []entry) []Ref {
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.ref&1, b.ref&1), cmp.Compare(a.ref, b.ref))
	})
	var holders []Ref
	seen := make(map[Ref]bool, len(entries))
	for _, entry := range entries {
		identity := s.identityIn(kind, entry.ref)
		if entry.ref.IsCloud() && seen[identity] || slices.Contains(holders[max(0, len(holders)-1):], entry.ref) {
			continue
		}
		seen[identity] = true
		holders = append(holders, entry.ref)
	}
	return holders
}

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
func (s *Simulation) DuplicateValues(l IndexKind) []DuplicateValue {
	var all []DuplicateValue
	var group []slot
	for p := range s.local[l] {
		for bucket := range s.local[l][p].buckets() {
			slices.SortStableFunc(bucket, func(a, b slot) int { return cmp.Compare(a.tag, b.tag) })
			for len(bucket) > 0 {
				n := alike(bucket)
				group = s.withRemote(group[:0], bucket[:n], s.remote[l][p].like(bucket[0].tag))
				if s.differ(l, group) {
					all = s.confirm(l, group, all)
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

// alike returns how many slots at the beginning have one tag.
func alike(slots []slot) int {
	n := 1
	for n < len(slots) && slots[n].tag == slots[0].tag {
		n++
	}
	return n
}

// withRemote appends slots of both sides that have one tag, with objects of the
// simulation for references.
func (s *Simulation) withRemote(group, local, remote []slot) []slot {
	for _, slot := range local {
		group = append(group, slot.of(onPremises))
	}
	for _, slot := range remote {
		if slot.tag == local[0].tag {
			group = append(group, slot.of(cloud))
		}
	}
	return group
}

// differ reports whether slots are of several persons, one of them on-premises.
func (s *Simulation) differ(l IndexKind, slots []slot) bool {
	if len(slots) < 2 {
		return false
	}
	first, several, local := None, false, false
	for _, slot := range slots {
		person := s.personIn(l, slot.ref)
		if person == None {
			continue
		}
		local = local || !slot.ref.IsCloud()
		several = several || first != None && first != person
		first = person
	}
	return several && local
}

// person returns an object that stands for all that are one and the same, or None
// for an object that holds nothing: one that was deleted, never syncs, or repeats
// another.
func (s *Simulation) person(r Ref) Ref {
	if !r.IsCloud() {
		return s.persons[r.Number()]
	}
	if s.gone[r.Number()] {
		return None
	}
	return r
}

// duplicates are the outcomes whose counterpart has a value by chance.
var duplicates = []*Outcome{duplicateUPN, duplicateAddress, duplicateSIP, duplicateOther}

// personOf is the person of an on-premises object, by its verdict.
func personOf(v Verdict) Ref {
	switch {
	case v.Outcome == repeated || v.Kind == NotSynced:
		return None
	case v.Counterpart == None || v.Kind == ProvisionQuarantined || slices.Contains(duplicates, v.Outcome):
		return v.Object
	}
	return v.Counterpart
}

// personIn is person for an index kind: for anchors, a cloud object that was found by its
// names is another identity.
func (s *Simulation) personIn(l IndexKind, r Ref) Ref {
	if p := s.person(r); p == None || r.IsCloud() || l != ByAnchor {
		return p
	}
	if v := s.verdicts[r.Number()]; v.byAnchor {
		return v.Counterpart
	}
	return r
}

// confirm compares the keys themselves of slots that have one hash.
func (s *Simulation) confirm(l IndexKind, slots []slot, all []DuplicateValue) []DuplicateValue {
	var keys []Key
	var groups [][]slot
	for _, slot := range slots {
		if s.person(slot.ref) == None {
			continue
		}
		keysOf(s.loadOther(slot.ref), func(k Key) {
			if k.index != l || tagOf(k.hash()) != slot.tag {
				return
			}
			i := slices.IndexFunc(keys, k.equal)
			if i < 0 {
				i = len(keys)
				keys, groups = append(keys, k.clone()), append(groups, nil)
			}
			groups[i] = append(groups[i], slot)
		})
	}
	for i, group := range groups {
		if s.differ(l, group) {
			all = append(all, DuplicateValue{Holders: s.ordered(l, group), Key: keys[i]})
		}
	}
	return all
}

// ordered returns the holders in order: of one and the same the on-premises one counts.
func (s *Simulation) ordered(l IndexKind, slots []slot) []Ref {
	slices.SortFunc(slots, func(a, b slot) int {
		return cmp.Or(cmp.Compare(a.ref&1, b.ref&1), cmp.Compare(a.ref, b.ref))
	})
	var holders []Ref
	seen := make(map[Ref]bool, len(slots))
	for _, slot := range slots {
		person := s.personIn(l, slot.ref)
		if slot.ref.IsCloud() && seen[person] || slices.Contains(holders[max(0, len(holders)-1):], slot.ref) {
			continue
		}
		seen[person] = true
		holders = append(holders, slot.ref)
	}
	return holders
}

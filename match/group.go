package match

import "hardmatch/directory"

// group settles what becomes of a group: it has no anchor in the cloud that an
// export shows, but its SID.
func (j *judgement) group() *Outcome {
	if !j.Tenant.Seen[directory.Groups] {
		j.missing = j.settings.missing(directory.Groups, directory.Users, directory.Contacts)
		return noCloud
	}
	if r := j.sidHolder(); r != None && r.IsCloud() {
		j.counterpart = r
		switch c := j.loadOther(r); {
		case c.Class != directory.Group:
			return DuplicateSID
		case c.OnPremisesSyncEnabled.Is("true"):
			return joinedGroup
		}
	}
	if j.census.unseen&CloudGroupSID != 0 {
		return j.byAddress(directory.Group, CloudGroupSID)
	}
	return j.byAddress(directory.Group, 0)
}

// contact settles what becomes of a contact, of which exports show no anchor.
func (j *judgement) contact() *Outcome {
	if !j.Tenant.Seen[directory.Contacts] {
		j.missing = j.settings.missing(directory.Contacts, directory.Users, directory.Groups)
		return noCloud
	}
	return j.byAddress(directory.Contact, 0)
}

// byAddress looks for the cloud object with the primary SMTP address. Unseen is
// what would tell for sure whether the object is joined already.
func (j *judgement) byAddress(class directory.Class, unseen Inputs) *Outcome {
	primary, _ := j.primarySMTP()
	if len(primary) == 0 {
		j.missing |= unseen
		return j.provision()
	}
	for _, r := range j.holdersOfSMTP(primary) {
		c := j.loadOther(r)
		j.meet(r)
		switch {
		case c.Class != class:
			return SoftMatchType
		case !c.OnPremisesSyncEnabled.Is("true"):
			return j.pass(softMatchedSMTP, j.softBlock())
		case class == directory.Group && unseen == 0:
			return GroupTaken
		}
		return joinedByAddress
	}
	j.missing |= unseen | j.settings.missing(directory.Users, directory.Groups, directory.Contacts)
	return j.provision()
}

// holdersOfSMTP returns the active cloud objects that have an address, those of
// the class that is looked for first.
func (j *judgement) holdersOfSMTP(address []byte) []Ref {
	users, others := j.withAddress(address)
	return append(append([]Ref(nil), others...), users...)
}

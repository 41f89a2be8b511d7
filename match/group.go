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
		case !c.OnPremisesSyncEnabled.Known():
			j.missing |= CloudSyncEnabled
			return open
		}
	}
	return j.byAddress(directory.Group, j.census.unseen&CloudGroupSID)
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
	j.missing |= j.settings.missing(directory.Users, directory.Groups, directory.Contacts) & optional
	primary, _ := j.primarySMTP()
	if r := j.withPrimary(primary, class); r != None {
		j.counterpart = r
		return j.meets(j.loadOther(r), class)
	}
	if len(primary) > 0 && j.comesWith(primary) {
		return SoftMatchType
	}
	j.missing |= unseen
	return j.provision()
}

// withPrimary returns the object of its own class that has the primary SMTP address of
// the object as its own, else one of another class that has it at all.
func (j *judgement) withPrimary(primary []byte, class directory.Class) Ref {
	if len(primary) == 0 {
		return None
	}
	users, others := j.withAddress(primary)
	other := None
	for _, r := range append(others, users...) {
		switch c := j.loadOther(r); {
		case c.Class != class:
			other = min(other, r)
		case isPrimary(c, primary):
			return r
		}
	}
	return other
}

// meets settles what becomes of a group or contact whose address a cloud object has.
func (j *judgement) meets(c *directory.Object, class directory.Class) *Outcome {
	synced := c.OnPremisesSyncEnabled
	switch {
	case c.Class != class:
		return SoftMatchType
	case !synced.Known():
		j.missing |= CloudSyncEnabled
		return open
	case !synced.Is("true"):
		return j.pass(softMatchedSMTP, j.blocked(FlagBlockSoftMatch, SoftMatchBlocked))
	case class == directory.Group && j.o.ObjectSID.Known() && c.ObjectSID.Known():
		return GroupTaken
	}
	return joinedByAddress
}

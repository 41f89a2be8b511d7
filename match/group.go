package match

import "hardmatch/directory"

// group decides about a group. Exports show no anchor of a cloud group, but its SID.
func (e *evaluation) group() *Outcome {
	if !e.Tenant.Seen[directory.Groups] {
		e.missing = e.settings.missing(directory.Groups, directory.Users, directory.Contacts)
		return noCloud
	}
	if r := e.sidHolder(); r != None && r.IsCloud() {
		e.counterpart = r
		switch c := e.other.Object(r); {
		case c.Class != directory.Group:
			return DuplicateSID
		case c.OnPremisesSyncEnabled.Is("true"):
			return joinedGroup
		case !c.OnPremisesSyncEnabled.Known():
			e.missing |= CloudSyncEnabled
			return open
		}
	}
	return e.byAddress(directory.Group, e.stats.notShown&CloudGroupSID)
}

// contact decides about a contact. Exports show no anchor of a cloud contact.
func (e *evaluation) contact() *Outcome {
	if !e.Tenant.Seen[directory.Contacts] {
		e.missing = e.settings.missing(directory.Contacts, directory.Users, directory.Groups)
		return noCloud
	}
	return e.byAddress(directory.Contact, 0)
}

// byAddress looks for the cloud object with the primary SMTP address. The input unseen would
// show whether the object is joined already.
func (e *evaluation) byAddress(class directory.Class, unseen Inputs) *Outcome {
	e.missing |= e.settings.missing(directory.Users, directory.Groups, directory.Contacts) & optional
	primary, _ := e.primarySMTP()
	if r := e.withPrimary(primary, class); r != None {
		e.counterpart = r
		return e.matchByAddress(e.other.Object(r), class)
	}
	if len(primary) > 0 && e.earlierOfOtherClass(primary) {
		return SoftMatchType
	}
	e.missing |= unseen
	return e.provision()
}

// withPrimary returns the cloud object of a class that has the primary SMTP address. If there
// is none, it returns an object of another class that has the address, or None.
func (e *evaluation) withPrimary(primary []byte, class directory.Class) Ref {
	if len(primary) == 0 {
		return None
	}
	users, others := e.withAddress(primary)
	other := None
	for _, r := range append(others, users...) {
		switch c := e.other.Object(r); {
		case c.Class != class:
			other = min(other, r)
		case isPrimary(c, primary):
			return r
		}
	}
	return other
}

// matchByAddress decides about a group or contact whose address a cloud object has.
func (e *evaluation) matchByAddress(c *directory.Object, class directory.Class) *Outcome {
	synced := c.OnPremisesSyncEnabled
	switch {
	case c.Class != class:
		return SoftMatchType
	case !synced.Known():
		e.missing |= CloudSyncEnabled
		return open
	case !synced.Is("true"):
		return e.pass(softMatchedSMTP, e.blocked(directory.FlagBlockSoftMatch, SoftMatchBlocked))
	case class == directory.Group && e.o.ObjectSID.Known() && c.ObjectSID.Known():
		return GroupTaken
	}
	return joinedByAddress
}

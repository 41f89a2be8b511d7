package match

import (
	"bytes"

	"hardmatch/directory"
)

// provision decides how a new object is made. Other objects may have values of it that must be
// unique.
func (e *evaluation) provision() *Outcome {
	if holder := e.sidHolder(); holder != None {
		e.setCounterpart(holder)
		return DuplicateSID
	}
	unseen := e.stats.notShown
	if e.missing |= unseen & OtherAddresses; IsUser(e.o) {
		e.missing |= unseen & CloudSID
	} else if unseen&(CloudAddresses|CloudMail) != 0 {
		e.missing |= OtherAddresses
	}
	smtp, sip, other := e.addressHolders()
	if sip != None {
		e.setCounterpart(sip)
		return duplicateSIP
	}
	return e.pass(provisioned,
		e.quarantine(e.upnHolder(), directory.FlagQuarantineUPN, QuarantinedUPN, duplicateUPN),
		e.quarantine(smtp, directory.FlagQuarantineAddresses, quarantinedAddress, duplicateAddress),
		e.quarantine(other, directory.FlagQuarantineAddresses, quarantinedOther, duplicateOther))
}

// quarantine is the gate of a value that another object has already.
func (e *evaluation) quarantine(holder Ref, flag string, quarantined, refused *Outcome) gate {
	if holder == None {
		return gate{}
	}
	if e.counterpart == None {
		e.setCounterpart(holder)
	}
	switch e.settings.flag(flag) {
	case yes:
		return gate{refusal: quarantined}
	case no:
		return gate{refusal: refused}
	}
	return gate{missing: flagInputs[flag]}
}

// setCounterpart sets the counterpart of the verdict if r is a cloud object.
func (e *evaluation) setCounterpart(r Ref) {
	if r.IsCloud() {
		e.counterpart = r
	}
}

// sidHolder returns another object with the SID of this one, or None.
func (e *evaluation) sidHolder() Ref {
	switch e.o.ObjectSID.Presence {
	case directory.Present:
		return e.holder(Key{BySID, kindOctets, e.o.ObjectSID.Value})
	case directory.NotExported, directory.Lost:
		if e.o.Class != directory.Contact {
			e.missing |= ObjectSID
		}
	}
	return None
}

// upnHolder returns the object that has the user principal name this user would have.
func (e *evaluation) upnHolder() Ref {
	upn := e.domains.cloudUPN(e.o)
	if !IsUser(e.o) || !upn.Known {
		return None
	}
	return e.holder(upnKey([]byte(upn.Name)))
}

// addressHolders returns an object that has one of the SMTP addresses of this object, one
// that has its SIP address, and one that has another address such as an X.500 one.
func (e *evaluation) addressHolders() (smtp, sip, other Ref) {
	smtp, sip, other = None, None, None
	addressesOf(e.o, func(k Key) {
		holder := &other
		switch {
		case bytes.EqualFold(k.kind, kindSMTP):
			holder = &smtp
		case bytes.EqualFold(k.kind, kindSIP):
			holder = &sip
		}
		if *holder == None {
			*holder = e.holder(k)
		}
	})
	return smtp, sip, other
}

// holder returns another object that already has a key: a cloud object, or an on-premises
// object that reaches the cloud before this one.
func (e *evaluation) holder(k Key) Ref {
	for r := range e.withKey(k) {
		if !r.IsCloud() && r >= e.self {
			break
		}
		if r.IsCloud() && !e.inactive[r.Number()] || !r.IsCloud() && e.arrives(r) {
			return r
		}
	}
	return None
}

// arrives reports whether an on-premises object is in the cloud after the sync.
func (s *Simulation) arrives(r Ref) bool {
	v := s.verdicts[r.Number()]
	if v.Outcome == nil || v.Outcome == repeated {
		return false
	}
	switch v.Kind {
	case Joined, HardMatch, SoftMatchSMTP, SoftMatchUPN, Restore, Provision, ProvisionQuarantined:
		return true
	}
	return false
}

package match

import (
	"bytes"

	"hardmatch/directory"
)

// provision settles how a new object is made: what must be unique may be taken.
func (j *judgement) provision() *Outcome {
	if taken := j.sidHolder(); taken != None {
		j.meet(taken)
		return DuplicateSID
	}
	unseen := j.census.unseen
	if j.missing |= unseen & OtherAddresses; IsUser(j.o) {
		j.missing |= unseen & CloudSID
	} else if unseen&(CloudAddresses|CloudMail) != 0 {
		j.missing |= OtherAddresses
	}
	smtp, sip, other := j.addressHolders()
	if sip != None {
		j.meet(sip)
		return duplicateSIP
	}
	return j.pass(provisioned,
		j.quarantine(j.upnHolder(), FlagQuarantineUPN, QuarantinedUPN, duplicateUPN),
		j.quarantine(smtp, FlagQuarantineAddresses, quarantinedAddress, duplicateAddress),
		j.quarantine(other, FlagQuarantineAddresses, quarantinedOther, duplicateOther))
}

// quarantine settles what a value does that somebody has already.
func (j *judgement) quarantine(holder Ref, flag string, parked, refused *Outcome) gate {
	if holder == None {
		return gate{}
	}
	if j.counterpart == None {
		j.meet(holder)
	}
	switch j.settings.flag(flag) {
	case yes:
		return gate{refusal: parked}
	case no:
		return gate{refusal: refused}
	}
	return gate{missing: flagInputs[flag]}
}

// meet notes the counterpart of the verdict, which is one of the cloud.
func (j *judgement) meet(r Ref) {
	if r.IsCloud() {
		j.counterpart = r
	}
}

// sidHolder returns another object with the SID of this one, or None.
func (j *judgement) sidHolder() Ref {
	switch j.o.ObjectSID.Presence {
	case directory.Present:
		return j.holder(Key{BySID, kindOctets, j.o.ObjectSID.Value})
	case directory.NotExported, directory.Lost:
		if j.o.Class != directory.Contact {
			j.missing |= ObjectSID
		}
	}
	return None
}

// upnHolder returns who has the user principal name that this user would have.
func (j *judgement) upnHolder() Ref {
	upn := j.domains.cloudUPN(j.o)
	if !IsUser(j.o) || !upn.Known {
		return None
	}
	return j.holder(upnKey([]byte(upn.Name)))
}

// addressHolders returns who has one of the SMTP addresses of this object, its SIP
// address, and another address such as one of X.500.
func (j *judgement) addressHolders() (smtp, sip, other Ref) {
	smtp, sip, other = None, None, None
	addressesOf(j.o, func(k Key) {
		holder := &other
		switch {
		case bytes.EqualFold(k.kind, kindSMTP):
			holder = &smtp
		case bytes.EqualFold(k.kind, kindSIP):
			holder = &sip
		}
		if *holder == None {
			*holder = j.holder(k)
		}
	})
	return smtp, sip, other
}

// holder returns another object that has a key already: one of the cloud, or one
// that came into the cloud before this one.
func (j *judgement) holder(k Key) Ref {
	for r := range j.having(k) {
		if !r.IsCloud() && r >= j.self {
			break
		}
		if r.IsCloud() && !j.gone[r.Number()] || !r.IsCloud() && j.arrives(r) {
			return r
		}
	}
	return None
}

// arrives reports whether an on-premises object is one of the cloud after the sync.
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

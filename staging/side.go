package staging

import (
	"hardmatch/convert"
	"hardmatch/directory"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// sideOf returns the side of an object according to its attributes. Attributes of
// both sides do not decide, and neither does ImmutableId, because people calculate
// it for on-premises users.
func (s *Stager) sideOf(o *directory.Object, r *records.Record) directory.Side {
	switch {
	case s.side != directory.UnknownSide:
		return s.side
	case !r.Displayed: // LDIF
		return directory.OnPremises
	}
	exported := func(of ...directory.Presence) bool {
		for _, p := range of {
			if p != directory.NotExported {
				return true
			}
		}
		return false
	}
	plainOnly := s.presences[attrPlainImmutableID] != directory.NotExported
	switch {
	case r.Type != "":
		return directory.Cloud
	case s.presences[attrMailboxID] >= directory.Present:
		return directory.UnknownSide
	case exported(o.DN.Presence, o.ObjectGUID.Presence, o.ConsistencyGUID.Presence, s.presences[attrObjectSID], o.SAMAccountName.Presence,
		o.UserAccountControl.Presence, s.presences[attrGroupType]):
		return directory.OnPremises
	case exported(o.ID.Presence, o.OnPremisesSyncEnabled.Presence, o.DeletedDateTime.Presence, o.OnPremisesObjectIdentifier.Presence),
		!plainOnly && exported(o.OnPremisesImmutableID.Presence):
		return directory.Cloud
	}
	return directory.UnknownSide
}

// stageCloud completes a cloud object.
func (s *Stager) stageCloud(o *directory.Object, r *records.Record) {
	o.Class = s.cloudClass(o, r)
	if s.presences[attrAccountEnabled] == directory.Empty {
		forgetUnrequested(o)
	}
	if id := &o.ID; id.Presence == directory.Present {
		if guid, err := convert.ParseGUID(id.Value); err == nil {
			s.id = convert.AppendGUID(s.id[:0], guid)
			id.Value = s.id
			o.IsDeleted = o.IsDeleted || isDeletedName(o.UserPrincipalName.Value, s.id)
		} else {
			s.reject(o.Origin.Line, "id", err, hint.New(hint.CloudIDIsGUID))
			*id = directory.Text{Presence: directory.Lost}
		}
	}
	s.kinds[kindOf(o, r.Deleted)] = true
	if o.OnPremisesImmutableID.Presence == directory.Present {
		o.Anchor = directory.SourceAnchor{Attribute: directory.AttrOnPremisesImmutableID, Value: o.OnPremisesImmutableID.Value}
	}
}

// isDeletedName reports whether the service made a user principal name when it
// deleted a user: it puts the id without dashes before the name.
func isDeletedName(upn, id []byte) bool {
	for _, c := range id {
		switch {
		case c == '-':
			continue
		case len(upn) == 0 || upn[0] != c && upn[0]|0x20 != c:
			return false
		}
		upn = upn[1:]
	}
	return true
}

// kindOf returns the kind of an object in the tenant.
func kindOf(o *directory.Object, deleted bool) directory.TenantKind {
	switch {
	case deleted || o.Deleted():
		return directory.DeletedUsers
	case o.Class == directory.Group:
		return directory.Groups
	case o.Class == directory.Contact:
		return directory.Contacts
	}
	return directory.Users
}

// forgetUnrequested marks empty properties as not exported if the Graph cmdlets
// were not asked for them. Every user has accountEnabled, so if this is empty, only
// the default properties were requested.
func forgetUnrequested(o *directory.Object) {
	for _, t := range []*directory.Text{&o.OnPremisesImmutableID, &o.OnPremisesSyncEnabled, &o.DeletedDateTime, &o.MailNickname, &o.UserType, &o.ObjectSID} {
		if t.Presence == directory.Empty {
			t.Presence = directory.NotExported
		}
	}
	for _, list := range []*directory.Texts{&o.ProxyAddresses, &o.ProvisioningErrors, &o.ServiceErrors} {
		if list.Presence == directory.Empty {
			list.Presence = directory.NotExported
		}
	}
	if g := &o.OnPremisesObjectIdentifier; g.Presence == directory.Empty {
		g.Presence = directory.NotExported
	}
}

// cloudClass returns the class that the type of the record states, or that its
// attributes imply.
func (s *Stager) cloudClass(o *directory.Object, r *records.Record) directory.Class {
	switch r.Type {
	case "user":
		return directory.User
	case "group":
		return directory.Group
	case "orgContact", "contact":
		return directory.Contact
	case "device":
		return directory.Computer
	case "", "directoryObject":
		switch {
		case s.presences[attrGroupTypes] != directory.NotExported:
			return directory.Group
		case s.presences[attrAppID] != directory.NotExported:
			return directory.OtherClass
		case s.presences[attrDeviceID] != directory.NotExported:
			return directory.Computer
		case o.UserPrincipalName.Presence != directory.NotExported, s.presences[attrAccountEnabled] != directory.NotExported:
			return directory.User
		}
		return directory.UnknownClass
	}
	return directory.OtherClass
}

package modeltest

import (
	"slices"

	"hardmatch/directory"
	"hardmatch/match"
)

// An Attribute is an attribute of the objects of one side that an export may not show.
type Attribute struct {
	Name   string
	Side   directory.Side
	Inputs match.Inputs // a verdict that needs the attribute names one of these
	hide   func(*directory.Object, directory.Presence)
}

// Attributes are the attributes that a verdict or a plan may depend on.
var Attributes = slices.Concat(
	attributesOf(directory.OnPremises, onPremisesTexts), attributesOf(directory.Cloud, cloudTexts), otherAttributes)

type textAttribute struct {
	name   string
	inputs match.Inputs
	of     func(*directory.Object) *directory.Text
}

var onPremisesTexts = []textAttribute{
	{"distinguishedName", 0, func(o *directory.Object) *directory.Text { return &o.DN }},
	{"sAMAccountName", 0, func(o *directory.Object) *directory.Text { return &o.SAMAccountName }},
	{"userAccountControl", 0, func(o *directory.Object) *directory.Text { return &o.UserAccountControl }},
	{"mailNickname", 0, func(o *directory.Object) *directory.Text { return &o.MailNickname }},
	{"msExchRecipientTypeDetails", 0, func(o *directory.Object) *directory.Text { return &o.RecipientTypeDetails }},
	{"userPrincipalName", match.UPN, func(o *directory.Object) *directory.Text { return &o.UserPrincipalName }},
	{"mail", match.Mail, func(o *directory.Object) *directory.Text { return &o.Mail }},
	{"objectSid", match.ObjectSID, func(o *directory.Object) *directory.Text { return &o.ObjectSID }},
}

var cloudTexts = []textAttribute{
	{"id", match.CloudID | match.CloudManagement, func(o *directory.Object) *directory.Text { return &o.ID }},
	{"userPrincipalName", match.CloudUserPrincipalName, func(o *directory.Object) *directory.Text { return &o.UserPrincipalName }},
	{"mail", match.CloudMail | match.OtherAddresses, func(o *directory.Object) *directory.Text { return &o.Mail }},
	{"onPremisesSecurityIdentifier", match.CloudSID | match.CloudGroupSID, func(o *directory.Object) *directory.Text { return &o.ObjectSID }},
	{"onPremisesSyncEnabled", match.CloudSyncEnabled, func(o *directory.Object) *directory.Text { return &o.OnPremisesSyncEnabled }},
	{"isCloudManaged", match.CloudManagement, func(o *directory.Object) *directory.Text { return &o.IsCloudManaged }},
	{"userType", match.CloudUserPrincipalName, func(o *directory.Object) *directory.Text { return &o.UserType }},
}

func attributesOf(side directory.Side, texts []textAttribute) []Attribute {
	var all []Attribute
	for _, t := range texts {
		all = append(all, Attribute{t.name, side, t.inputs, func(o *directory.Object, p directory.Presence) {
			*t.of(o) = directory.Text{Presence: p}
		}})
	}
	return all
}

var otherAttributes = []Attribute{
	{"proxyAddresses", directory.OnPremises, match.Addresses, hideAddresses},
	{"proxyAddresses", directory.Cloud, match.CloudAddresses | match.OtherAddresses, hideAddresses},
	{"objectClass", directory.OnPremises, match.Class, hideClass},
	{"objectGUID", directory.OnPremises, match.ObjectGUID | match.ObjectGUIDLost, hideObjectGUID},
	{directory.AttrConsistencyGUID, directory.OnPremises, match.ConsistencyGUID | match.ConsistencyGUIDLost, hideConsistencyGUID},
	{customAnchor, directory.OnPremises, match.Anchor | match.AnchorLost | match.ObjectGUID, hideCustomAnchor},
	{"onPremisesObjectIdentifier", directory.Cloud, match.CloudObjectIdentifier, hideSource},
	{directory.AttrOnPremisesImmutableID, directory.Cloud, match.CloudImmutableID | match.DeletedImmutableID, hideImmutableID},
	{"assignedLicenses", directory.Cloud, 0, func(o *directory.Object, p directory.Presence) { o.AssignedLicenses = p }},
}

func hideAddresses(o *directory.Object, p directory.Presence) {
	o.ProxyAddresses = directory.Texts{Presence: p}
}

func hideClass(o *directory.Object, _ directory.Presence) { o.Class = directory.UnknownClass }

func hideObjectGUID(o *directory.Object, p directory.Presence) {
	if o.ObjectGUID = (directory.GUID{Presence: p}); o.Anchor.Attribute == directory.AttrObjectGUID {
		o.Anchor = directory.SourceAnchor{}
	}
}

// hideConsistencyGUID leaves a user without the value of its anchor, as staging does.
func hideConsistencyGUID(o *directory.Object, p directory.Presence) {
	o.ConsistencyGUID = directory.Text{Presence: p}
	if o.Class == directory.User && o.Anchor.Attribute != customAnchor {
		o.Anchor = directory.SourceAnchor{Attribute: directory.AttrConsistencyGUID}
	}
}

func hideCustomAnchor(o *directory.Object, p directory.Presence) {
	if o.Anchor.Attribute == customAnchor {
		o.Custom, o.Anchor = directory.Text{Presence: p}, directory.SourceAnchor{}
	}
}

func hideSource(o *directory.Object, p directory.Presence) {
	o.OnPremisesObjectIdentifier = directory.GUID{Presence: p}
}

func hideImmutableID(o *directory.Object, p directory.Presence) {
	o.OnPremisesImmutableID, o.Anchor = directory.Text{Presence: p}, directory.SourceAnchor{}
}

// Hide returns the model with one attribute of one object in the state p, which is
// [directory.NotExported] or [directory.Lost]. It does not change m.
func (m *Model) Hide(r match.Ref, a Attribute, p directory.Presence) match.Model {
	hidden := m.Model
	side := &hidden.OnPremises
	if r.IsCloud() {
		side = &hidden.Cloud
	}
	space := &directory.ConnectorSpace{Side: (*side).Side}
	for i, o := range (*side).All() {
		if i == r.Number() {
			a.hide(o, p)
		}
		space.Add(o)
	}
	*side = space
	return hidden
}

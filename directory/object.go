// Package directory has the types of both sides of a synchronisation: objects, their
// addresses and source anchors, and the place where each was read.
//
// Begin with [Object]. It is a record of one export in a form that does not depend on the
// format of the export. Each of its attributes is in one of four states; see [Presence].
package directory

import (
	"bytes"
	"slices"
	"strings"

	"hardmatch/convert"
)

// A Presence is the state of one attribute of one object. NotExported says nothing about the
// object. Lost means that the attribute had a value which can no longer be read. Neither is
// empty.
type Presence uint8

const (
	NotExported Presence = iota // the export does not show the attribute
	Empty                       // exported, without a value
	Present                     // exported, with a value
	Lost                        // exported, but the value did not survive it
)

// Known reports whether the export shows the value, or shows that there is no value.
func (p Presence) Known() bool { return p == Empty || p == Present }

// A Text is an attribute of one value. Value is UTF-8 for text and the stored
// octets for binary attributes; it is only set when the attribute is Present.
type Text struct {
	Presence
	Value []byte
}

// String returns the value, or "" if there is no value.
func (t Text) String() string { return string(t.Value) }

// Is reports whether the attribute is present with this value, compared as
// Active Directory and Entra ID compare names: without regard to case.
func (t Text) Is(value string) bool {
	return t.Presence == Present && bytes.EqualFold(t.Value, []byte(value))
}

// Texts is an attribute of any number of values, in the export's order.
type Texts struct {
	Presence
	Values [][]byte
}

// A GUID is an attribute that holds a GUID, such as objectGUID.
type GUID struct {
	Presence
	Value convert.GUID
}

// An Origin is the place where an object was read. Lines count from 1. Offset is that of the
// first octet of an object of JSON or XML, where one line may contain all objects. It is 0 in
// other formats.
type Origin struct {
	File   string
	Line   int
	Offset int64
}

// A Side is one of the two connector spaces.
type Side uint8

const (
	UnknownSide Side = iota
	OnPremises
	Cloud
)

// String returns the side as the JSON documents spell it.
func (s Side) String() string { return [...]string{"unknown", "onPremises", "cloud"}[s] }

// An Object is one user, contact, group or other object as one export shows it.
//
// The values of an object that an iterator yields lie in memory that the next
// step of the iteration overwrites; [Object.Clone] keeps them.
type Object struct {
	Origin Origin
	Side   Side
	Class  Class

	DN                Text
	ObjectClass       Text // the most derived class, as spelt
	SAMAccountName    Text
	UserPrincipalName Text
	Mail              Text
	MailNickname      Text
	DisplayName       Text
	GivenName         Text
	Surname           Text // sn
	TargetAddress     Text
	ProxyAddresses    Texts
	ObjectGUID        GUID
	ConsistencyGUID   Text // octets of mS-DS-ConsistencyGuid: normally 16, but AD stores any
	ObjectSID         Text // octets of objectSid; of a cloud object onPremisesSecurityIdentifier
	Custom            Text // the attribute named as source anchor, when it is neither of the two

	// Of cloud objects. The anchor of one is its onPremisesImmutableId.
	ID                         Text // a GUID in lower case
	OnPremisesImmutableID      Text
	OnPremisesObjectIdentifier GUID  // objectGUID of the object that is its source
	OnPremisesSyncEnabled      Text  // true or false; Empty means that it never synced
	IsCloudManaged             Text  // true or false: its source of authority is the cloud
	DeletedDateTime            Text  // as the export spells it
	UserType                   Text  // Member or Guest
	ProvisioningErrors         Texts // onPremisesProvisioningErrors, each as JSON
	ServiceErrors              Texts // serviceProvisioningErrors, each as JSON

	UserAccountControl     Text     // decimal digits
	RecipientTypeDetails   Text     // msExchRecipientTypeDetails, decimal digits
	AssignedLicenses       Presence // of a cloud user; which licences does not matter here
	Certificates           int      // values of userCertificate
	SMIMECertificates      int      // values of userSMIMECertificate
	IsDeleted              bool     // a tombstone or recycled object; in the cloud one of the deleted items
	IsCriticalSystemObject bool
	Anchor                 SourceAnchor

	memory []byte // of the values that a [Reader] assembled
}

// Deleted reports whether the object was deleted, on either side.
func (o *Object) Deleted() bool { return o.IsDeleted || o.DeletedDateTime.Presence == Present }

// CutDN splits a DN after its first component: at the first comma that no backslash
// escapes and that is not in quotes (RFC 4514). The parent is what follows the comma
// and its blanks. CutDN fails if either part is empty.
func CutDN(dn string) (rdn, parent string, ok bool) {
	comma := firstComma(dn)
	if comma < 0 {
		return dn, "", false
	}
	parent = strings.TrimLeft(dn[comma+1:], " ")
	return dn[:comma], parent, comma > 0 && parent != ""
}

// firstComma returns the offset of the first comma that no backslash escapes and that
// is not in quotes, or -1.
func firstComma[T string | []byte](dn T) int {
	quoted := false
	for i := 0; i < len(dn); i++ {
		switch c := dn[i]; {
		case c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case c == ',' && !quoted:
			return i
		}
	}
	return -1
}

// IsMangled reports whether the first component of a DN was mangled by Active
// Directory: with DEL when the object was deleted, with CNF when it lost a
// replication conflict (MS-ADTS 3.1.1.5.5.1.2 and 3.1.1.1.9).
func IsMangled(dn []byte, mark string) bool {
	rdn := dn
	if comma := firstComma(dn); comma >= 0 {
		rdn = dn[:comma]
	}
	for at := 0; ; {
		i := bytes.IndexByte(rdn[at:], '\\')
		if i < 0 {
			return false
		}
		at += i + 1
		if end := at + len(`0A:`) + len(mark); end <= len(rdn) && rdn[at] == '0' && rdn[at+1]|0x20 == 'a' && rdn[end-1] == ':' && strings.EqualFold(string(rdn[at+2:end-1]), mark) {
			return true
		}
	}
}

// Reset makes o an object about which nothing is known. It keeps the memory for reuse.
func (o *Object) Reset() {
	memory := o.memory[:0]
	lists := [...][][]byte{o.ProxyAddresses.Values[:0], o.ProvisioningErrors.Values[:0], o.ServiceErrors.Values[:0]}
	*o = Object{memory: memory}
	o.ProxyAddresses.Values, o.ProvisioningErrors.Values, o.ServiceErrors.Values = lists[0], lists[1], lists[2]
}

// Clone returns a copy of o with memory of its own: one block for all values.
func (o *Object) Clone() *Object {
	c := *o
	n := len(o.Anchor.Value)
	for _, t := range c.texts() {
		n += len(t.Value)
	}
	for _, list := range c.lists() {
		for _, v := range list.Values {
			n += len(v)
		}
	}
	c.memory = make([]byte, 0, n)
	for _, t := range c.texts() {
		t.Value = c.keep(t.Value)
	}
	for _, list := range c.lists() {
		list.Values = slices.Clone(list.Values)
		for i, v := range list.Values {
			list.Values[i] = c.keep(v)
		}
	}
	c.Anchor.Value = c.keep(o.Anchor.Value)
	return &c
}

// keep moves a value to the memory of the object.
func (o *Object) keep(v []byte) []byte {
	if v == nil {
		return nil
	}
	at := len(o.memory)
	o.memory = append(o.memory, v...)
	return o.memory[at:len(o.memory):len(o.memory)]
}

// textCount is how many attributes of an object are a Text.
const textCount = 21

// texts returns the attributes with one value. Attributes whose values are often equal are
// adjacent; see [segment.encode].
func (o *Object) texts() [textCount]*Text {
	return [textCount]*Text{
		&o.SAMAccountName, &o.MailNickname, &o.UserPrincipalName, &o.Mail, &o.TargetAddress,
		&o.DN, &o.DisplayName, &o.GivenName, &o.Surname, &o.ObjectClass, &o.ConsistencyGUID, &o.ObjectSID, &o.Custom,
		&o.UserAccountControl, &o.RecipientTypeDetails,
		&o.ID, &o.OnPremisesImmutableID, &o.OnPremisesSyncEnabled, &o.IsCloudManaged, &o.DeletedDateTime, &o.UserType,
	}
}

func (o *Object) lists() [3]*Texts {
	return [3]*Texts{&o.ProxyAddresses, &o.ProvisioningErrors, &o.ServiceErrors}
}

func (o *Object) guids() [2]*GUID { return [2]*GUID{&o.ObjectGUID, &o.OnPremisesObjectIdentifier} }

// Package directory holds the nouns that both sides of a synchronisation are
// made of: objects, their addresses and source anchors, and where each was read.
//
// Begin with [Object]. It is a record of one export brought to one form, and it
// carries for every attribute which of four states it is in; see [Presence].
package directory

import (
	"bytes"
	"slices"

	"hardmatch/convert"
)

// A Presence is the state of one attribute of one object. An attribute that was
// not exported says nothing about the object; one that was lost by the export
// had a value which can no longer be read. Neither is empty.
type Presence uint8

const (
	NotExported Presence = iota // the export does not show the attribute
	Empty                       // exported, without a value
	Present                     // exported, with a value
	Lost                        // exported, but the value did not survive it
)

// A Text is an attribute of one value. Value is UTF-8 for text and the stored
// octets for binary attributes; it is only set when the attribute is Present.
type Text struct {
	Presence
	Value []byte
}

// String returns the value, or "" when there is none.
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

// An Origin is the place an object was read from. Lines count from 1. Offset is
// that of the first octet of an object of JSON or XML, where all may stand on
// one line; it is 0 in other formats.
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
	ProxyAddresses    Texts
	ObjectGUID        GUID
	ConsistencyGUID   Text // octets of mS-DS-ConsistencyGuid: normally 16, but AD stores any
	ObjectSID         Text // octets
	Custom            Text // the attribute named as source anchor, when it is neither of the two

	// Of cloud objects. The anchor of one is its onPremisesImmutableId.
	ID                    Text // a GUID in lower case
	OnPremisesImmutableID Text
	OnPremisesSyncEnabled Text // true or false; Empty means that it never was
	DeletedDateTime       Text // as the export spells it

	UserAccountControl     Text // decimal digits
	RecipientTypeDetails   Text // msExchRecipientTypeDetails, decimal digits
	IsDeleted              bool // a tombstone or recycled object
	IsCriticalSystemObject bool
	Anchor                 SourceAnchor
}

// Reset makes o an object of which nothing is known, keeping its memory.
func (o *Object) Reset() {
	values := o.ProxyAddresses.Values[:0]
	*o = Object{}
	o.ProxyAddresses.Values = values
}

// Clone returns a copy of o with memory of its own: one block for all values.
func (o *Object) Clone() *Object {
	c := *o
	n := 0
	for _, t := range c.texts() {
		n += len(t.Value)
	}
	for _, v := range c.ProxyAddresses.Values {
		n += len(v)
	}
	block := make([]byte, 0, n+len(o.Anchor.Value))
	keep := func(v []byte) []byte {
		if v == nil {
			return nil
		}
		at := len(block)
		block = append(block, v...)
		return block[at:len(block):len(block)]
	}
	for _, t := range c.texts() {
		t.Value = keep(t.Value)
	}
	c.ProxyAddresses.Values = slices.Clone(o.ProxyAddresses.Values)
	for i, v := range c.ProxyAddresses.Values {
		c.ProxyAddresses.Values[i] = keep(v)
	}
	c.Anchor.Value = keep(o.Anchor.Value)
	return &c
}

func (o *Object) texts() []*Text {
	return []*Text{
		&o.DN, &o.ObjectClass, &o.SAMAccountName, &o.UserPrincipalName, &o.Mail, &o.MailNickname,
		&o.DisplayName, &o.ConsistencyGUID, &o.ObjectSID, &o.Custom, &o.UserAccountControl, &o.RecipientTypeDetails,
		&o.ID, &o.OnPremisesImmutableID, &o.OnPremisesSyncEnabled, &o.DeletedDateTime,
	}
}

// A ConnectorSpace holds the objects of one side in the order of the exports.
// Duplicates are kept: that two exports disagree about an object is a fact.
type ConnectorSpace struct {
	Side    Side
	Objects []*Object
}

package match

import (
	"bytes"

	"hardmatch/directory"
)

// An IndexKind is a kind of key by which objects are found, and which should be unique.
type IndexKind uint8

// The kinds.
const (
	ByObjectID IndexKind = iota // objectGUID or DN, and id: which records show one object
	ByAnchor                    // ignoring case, to find anchors that differ in case only; see [Simulation.withAnchor]
	ByUPN
	ByAddress // of proxyAddresses and mail
	BySID
	ByMailNickname // of on-premises objects
	IndexKinds     // how many kinds there are
)

// A Key is a value by which an index kind finds objects. Text is compared without regard to
// case, octets are compared exactly. The kind is the scheme of an address, or the attribute
// that identifies an object.
type Key struct {
	index      IndexKind
	kind, text []byte
}

var (
	kindSMTP   = []byte("smtp")
	kindSIP    = []byte("sip")
	kindGUID   = []byte("guid")
	kindDN     = []byte("dn")
	kindID     = []byte("id")
	kindOctets = []byte("octets")
	kindName   = []byte("name")
)

func (k Key) equal(other Key) bool {
	if k.index != other.index || !bytes.EqualFold(k.kind, other.kind) {
		return false
	}
	return bytes.Equal(k.text, other.text) || !k.isOctets() && bytes.EqualFold(k.text, other.text)
}

func (k Key) isOctets() bool {
	return k.index == BySID || k.index == ByObjectID && bytes.Equal(k.kind, kindGUID)
}

func (k Key) clone() Key {
	k.kind, k.text = bytes.Clone(k.kind), bytes.Clone(k.text)
	return k
}

// keysOf calls do with each key of an object.
func keysOf(o *directory.Object, do func(Key)) {
	for kind := range IndexKinds {
		if kind == ByAddress {
			addressesOf(o, do)
		} else if k, ok := keyOf(o, kind); ok {
			do(k)
		}
	}
}

// keyOf returns the key of an object, for an index kind with at most one key an object.
func keyOf(o *directory.Object, kind IndexKind) (Key, bool) {
	k := Key{index: kind, kind: kindName}
	switch kind {
	case ByObjectID:
		return objectKeyOf(o)
	case ByAnchor:
		if IsUser(o) {
			k.text = o.Anchor.Value
		}
	case ByUPN:
		k.text = o.UserPrincipalName.Value
	case BySID:
		k.kind, k.text = kindOctets, o.ObjectSID.Value
	case ByMailNickname:
		if o.Side == directory.OnPremises {
			k.text = o.MailNickname.Value
		}
	}
	return k, len(k.text) > 0
}

func objectKeyOf(o *directory.Object) (Key, bool) {
	switch {
	case o.Side == directory.Cloud:
		return Key{ByObjectID, kindID, o.ID.Value}, len(o.ID.Value) > 0
	case o.ObjectGUID.Presence == directory.Present:
		return Key{ByObjectID, kindGUID, o.ObjectGUID.Value[:]}, true
	}
	return Key{ByObjectID, kindDN, o.DN.Value}, len(o.DN.Value) > 0
}

// addressesOf calls do with the key of every address of an object. It calls do once for an
// address that is both in mail and in proxyAddresses.
func addressesOf(o *directory.Object, do func(Key)) {
	mail := o.Mail.Value
	for _, v := range o.ProxyAddresses.Values {
		a := directory.ParseProxyAddress(v)
		if len(a.Address) == 0 {
			continue
		}
		if len(mail) == len(a.Address) && a.IsSMTP() && bytes.EqualFold(a.Address, mail) {
			mail = nil
		}
		do(addressKey(a))
	}
	if len(mail) > 0 {
		do(smtpKey(mail))
	}
}

// addressKey returns one key for all spellings that the service treats as one address. A
// value without a scheme is an SMTP address.
func addressKey(a directory.ProxyAddress) Key {
	if len(a.Scheme) == 0 {
		a.Scheme = kindSMTP
	}
	return Key{ByAddress, a.Scheme, a.Address}
}

func smtpKey(address []byte) Key { return Key{ByAddress, kindSMTP, address} }

func upnKey(name []byte) Key { return Key{ByUPN, kindName, name} }

// in reports whether an object has the key.
func (k Key) in(o *directory.Object) bool {
	if k.index != ByAddress {
		own, ok := keyOf(o, k.index)
		return ok && own.equal(k)
	}
	found := false
	addressesOf(o, func(own Key) { found = found || own.equal(k) })
	return found
}

package match

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"hardmatch/directory"
)

// A Lane is a kind of key by which objects are found and must be told apart.
type Lane uint8

// The lanes.
const (
	ByIdentity Lane = iota // objectGUID or DN, and id: which records show one object
	ByAnchor               // in one case here, so that twins are found; [Simulation.holdersOfAnchor] compares by exact case
	ByUPN
	ByAddress // of proxyAddresses and mail, with the scheme before it
	BySID
	ByMailNickname // of on-premises objects
	Lanes
)

// keys calls do with each key of an object in each lane. A key is valid until the
// call returns.
func (k *keyer) keys(o *directory.Object, do func(l Lane, key []byte)) {
	if o.Side == directory.Cloud {
		k.text(ByIdentity, 'i', o.ID, do)
	} else if o.ObjectGUID.Presence == directory.Present {
		do(ByIdentity, append(append(k.buf[:0], 'g'), o.ObjectGUID.Value[:]...))
	} else {
		k.text(ByIdentity, 'd', o.DN, do)
	}
	if len(o.Anchor.Value) > 0 && isUserClass(o) {
		k.buf = appendFolded(k.buf[:0], o.Anchor.Value)
		do(ByAnchor, k.buf)
	}
	k.text(ByUPN, 'u', o.UserPrincipalName, do)
	if o.ObjectSID.Presence == directory.Present {
		do(BySID, o.ObjectSID.Value)
	}
	if o.Side == directory.OnPremises {
		k.text(ByMailNickname, 'n', o.MailNickname, do)
	}
	k.addresses(o, func(key []byte) { do(ByAddress, key) })
}

// A keyer makes keys in memory that it uses again.
type keyer struct{ buf []byte }

func (k *keyer) text(l Lane, mark byte, t directory.Text, do func(Lane, []byte)) {
	if t.Presence == directory.Present {
		k.buf = appendFolded(append(k.buf[:0], mark), t.Value)
		do(l, k.buf)
	}
}

// addresses calls do with the key of every address that the object has, and once
// for one that is both its mail and among its proxyAddresses.
func (k *keyer) addresses(o *directory.Object, do func(key []byte)) {
	mailSeen := o.Mail.Presence != directory.Present
	for _, v := range o.ProxyAddresses.Values {
		a := directory.ParseProxyAddress(v)
		if len(a.Address) == 0 {
			continue
		}
		mailSeen = mailSeen || a.IsSMTP() && bytes.EqualFold(a.Address, o.Mail.Value)
		do(k.address(a))
	}
	if !mailSeen {
		do(k.smtp(o.Mail.Value))
	}
}

var smtpScheme = []byte("smtp")

// address is the same for addresses that the service takes for one. A value
// without a scheme is an SMTP address.
func (k *keyer) address(a directory.ProxyAddress) []byte {
	scheme := a.Scheme
	if len(scheme) == 0 {
		scheme = smtpScheme
	}
	k.buf = append(appendFolded(k.buf[:0], scheme), ':')
	k.buf = appendFolded(k.buf, a.Address)
	return k.buf
}

func (k *keyer) smtp(address []byte) []byte {
	return k.address(directory.ProxyAddress{Address: address})
}

// appendFolded appends text so that what is equal but for case is the same.
func appendFolded(dst, text []byte) []byte {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c >= utf8.RuneSelf {
			return appendFoldedRunes(dst, text[i:])
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

func appendFoldedRunes(dst, text []byte) []byte {
	for _, r := range string(text) {
		if 'A' <= r && r <= 'Z' {
			dst = append(dst, byte(r)+'a'-'A')
			continue
		}
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		dst = utf8.AppendRune(dst, lowerASCII(least))
	}
	return dst
}

// lowerASCII keeps a letter like the Kelvin sign equal to its ASCII twin.
func lowerASCII(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

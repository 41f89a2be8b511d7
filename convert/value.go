package convert

import (
	"hardmatch/hint"
	"hardmatch/sid"
)

// A Kind is what a value turned out to be.
type Kind uint8

// The kinds. A GUID can be that of an AD object or the object id of an Entra
// ID object; only some notations tell, and KindObjectID is used for these.
const (
	KindGUID     Kind = iota + 1
	KindObjectID      // surely the object id of an Entra ID object
	KindSID           // surely no GUID
	KindAnchor        // a source anchor that is no GUID
)

type kinds uint8

func (k kinds) has(kind Kind) bool { return k>>kind&1 == 1 }

// A Value is what all the notations of one thing have in common. Values can be
// compared with ==.
type Value struct {
	Kind   Kind
	GUID   GUID   // of KindGUID and KindObjectID
	Anchor string // of KindAnchor: the text that Entra ID knows
	Octets string // of KindSID; of KindAnchor where Anchor is surely Base64
}

// HasGUID reports whether v.GUID means something.
func (v *Value) HasGUID() bool { return v.Kind == KindGUID || v.Kind == KindObjectID }

// Has reports whether the value can be written in the notation.
func (v *Value) Has(n Notation) bool {
	if n == Auto || n >= notationEnd || !notations[n].kinds.has(v.Kind) {
		return false
	}
	if v.Kind == KindAnchor && v.Octets == "" { // a text has no octets
		return n == NotationImmutableID || n == NotationDN
	}
	return true
}

// Append appends the value in the notation. Where it has none, for example the
// GUID of a SID, dst comes back as it was with an *Error whose cause is
// ErrNoSuch. Nothing else can fail and nothing is allocated but room in dst.
func (v *Value) Append(dst []byte, n Notation) ([]byte, error) {
	if !v.Has(n) {
		return dst, v.noSuch(n)
	}
	return notations[n].append(dst, v), nil
}

// noSuch says why the value cannot be written in the notation.
func (v *Value) noSuch(n Notation) *Error {
	switch v.Kind {
	case KindObjectID:
		return &Error{
			Err:  ErrNoSuch,
			Text: "this is the object id of an Entra ID object, which has no " + n.String(),
			Hint: hint.New(hint.AnchorOfADObject),
		}
	case KindSID:
		return &Error{
			Err:  ErrNoSuch,
			Text: "this is a SID, which has no " + n.String(),
			Hint: hint.New(hint.SIDNotations),
		}
	case KindAnchor:
		return &Error{
			Err:  ErrNoSuch,
			Text: "this is an anchor that is no GUID, which has no " + n.String(),
			Hint: v.anchorHint(),
		}
	}
	return &Error{Err: ErrNoSuch, Text: "nothing that could be written as " + n.String()}
}

// anchorHint is what can be done with an anchor that is not a GUID.
func (v *Value) anchorHint() hint.Hint {
	if inner, ok := findEncodedGUID(v.Octets); ok {
		return inner.hint()
	}
	return hint.New(hint.AnchorNotations)
}

// octetsOf appends the octets that the value stands for in AD.
func (v *Value) octetsOf(dst []byte) []byte {
	if v.HasGUID() {
		return append(dst, v.GUID[:]...)
	}
	return append(dst, v.Octets...)
}

// sidOf appends the octets of the SID that the value is, or has in Entra ID.
func (v *Value) sidOf(dst []byte) []byte {
	if v.HasGUID() {
		return sid.AppendEntraOctets(dst, v.GUID)
	}
	return append(dst, v.Octets...)
}

// anchorOf appends the text of the anchor as Entra ID knows it.
func (v *Value) anchorOf(dst []byte) []byte {
	if v.Kind == KindAnchor {
		return append(dst, v.Anchor...)
	}
	return AppendImmutableID(dst, v.GUID)
}

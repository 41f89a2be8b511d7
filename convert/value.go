package convert

import (
	"hardmatch/hint"
	"hardmatch/sid"
)

// A Kind is what a value is.
type Kind uint8

// The kinds. A GUID can belong to an AD object or be the object id of an Entra ID
// object. Only some notations show the difference.
const (
	KindGUID     Kind = iota + 1 // of an AD object or of an Entra ID object
	KindObjectID                 // certainly the object id of an Entra ID object
	KindSID                      // a SID that holds no object id
	KindAnchor                   // a source anchor that is not a GUID
)

type kinds uint8

func (k kinds) has(kind Kind) bool { return k>>kind&1 == 1 }

// A Value is a GUID, an anchor or a SID, whatever notation it was read from. Values can
// be compared with ==.
type Value struct {
	Kind   Kind
	GUID   GUID   // of KindGUID and KindObjectID
	Anchor string // of KindAnchor: the text as Entra ID stores it
	Octets string // of KindSID; of KindAnchor if Anchor is certainly Base64
}

// HasGUID reports whether v.GUID is set.
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

// Append appends the value in the notation. If the value has no such notation, for
// example a SID has no GUID, it returns dst unchanged and an *Error with the cause
// ErrNoSuch. Append allocates only to grow dst.
func (v *Value) Append(dst []byte, n Notation) ([]byte, error) {
	if !v.Has(n) {
		return dst, v.errNoNotation(n)
	}
	return notations[n].append(dst, v), nil
}

// errNoNotation explains why the value cannot be written in the notation.
func (v *Value) errNoNotation(n Notation) *Error {
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
			Text: "this is an anchor that is not a GUID, so it has no " + n.String(),
			Hint: v.anchorHint(),
		}
	}
	return &Error{Err: ErrNoSuch, Text: "there is no value to write as " + n.String()}
}

// anchorHint returns what can be done with an anchor that is not a GUID.
func (v *Value) anchorHint() hint.Hint {
	if inner, ok := findEncodedGUID(v.Octets); ok {
		return inner.hint()
	}
	return hint.New(hint.AnchorNotations)
}

// octetsOf appends the octets of the value as AD stores them.
func (v *Value) octetsOf(dst []byte) []byte {
	if v.HasGUID() {
		return append(dst, v.GUID[:]...)
	}
	return append(dst, v.Octets...)
}

// sidOf appends the octets of the SID, or of the SID that Entra ID makes of the GUID.
func (v *Value) sidOf(dst []byte) []byte {
	if v.HasGUID() {
		return sid.AppendEntraOctets(dst, v.GUID)
	}
	return append(dst, v.Octets...)
}

// anchorOf appends the text of the anchor as Entra ID stores it.
func (v *Value) anchorOf(dst []byte) []byte {
	if v.Kind == KindAnchor {
		return append(dst, v.Anchor...)
	}
	return AppendImmutableID(dst, v.GUID)
}

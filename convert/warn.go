package convert

import (
	"strconv"
	"strings"

	"hardmatch/hint"
)

// The warnings about a value that has one reading.

// addWarnings adds the warnings about the reading.
func (e *evaluation) addWarnings() {
	if isBase64(e.Notation) || e.Notation == NotationSIDBase64 {
		e.warnBase64()
	}
	switch e.Kind {
	case KindGUID:
		e.warnGUID()
	case KindObjectID:
		if e.Notation == NotationGUID {
			e.warn("this is a CloudAnchor: its GUID is the object id in Entra ID, not that of an AD object",
				hint.New(hint.SourceAnchorOfObject))
		}
	case KindAnchor:
		e.warnAnchor()
	}
}

func (e *evaluation) warnGUID() {
	switch {
	case e.GUID == GUID{}:
		e.warn("this is the nil GUID, all zeros, which no object has", hint.New(hint.EmptyAtSource))
	case e.GUID == maxGUID:
		e.warn("this is the GUID of all ones, which no object has", hint.Hint{})
	case e.GUID.looksSwapped():
		e.warnOrder()
	case objectIDProperty(e.label):
		e.warn("a property called "+e.label+" holds the object id in Entra ID, not the GUID of an AD object",
			hint.New(hint.AnchorProperty))
	}
	if e.colons == 2 && !isBase64(e.Notation) {
		e.warn("two colons mean Base64 in LDIF, but the value is "+e.Notation.String(), hint.Hint{})
	}
	if e.Notation == NotationGUIDBind {
		if _, rest, _ := cutGUIDBind(e.text); rest != "" {
			e.warn("the text after <GUID=...> was left out", hint.Hint{})
		}
	}
}

// warnOrder warns of octets that were probably written, or read, in the other order.
func (e *evaluation) warnOrder() {
	other := e.GUID.Swapped()
	meant := func(n Notation) hint.Hint {
		return hint.New(hint.OtherOrderNotation, other.String(), other.ImmutableID(), n.String())
	}
	unchosen := hint.New(hint.OtherOrder, other.String(), other.ImmutableID())
	const textOrder = "the octets look like text order (version nibble 4 in the wrong place), as Java, Go and Python write them"
	switch e.Notation {
	case NotationBase64TextOrder:
		e.warn("read in text order, the octets look as if they were in stored order (version nibble 4 in the wrong place)",
			meant(NotationImmutableID))
	case NotationGUID, NotationGUIDB, NotationGUIDP, NotationGUIDX, NotationGUIDN, NotationURN, NotationInt:
		e.warn("the digits look like stored octets printed in their order (version nibble 4 in the wrong place)", unchosen)
	case NotationImmutableID, NotationLDIF, NotationBase64URL:
		e.warn(textOrder, meant(NotationBase64TextOrder))
	case NotationHex:
		e.warn(textOrder, meant(NotationGUIDN))
	default:
		e.warn(textOrder, unchosen)
	}
}

// warnBase64 warns of spellings of Base64 that other programs refuse, or compare
// as different.
func (e *evaluation) warnBase64() {
	shape, ok := shapeOf(e.text)
	if !ok || e.Kind == KindAnchor && e.Notation == NotationImmutableID && e.Octets == "" {
		return
	}
	var canonical hint.Hint
	if e.Kind == KindGUID && e.Notation != NotationBase64TextOrder {
		canonical = hint.New(hint.WriteCanonical, e.GUID.ImmutableID())
	}
	if shape.used&inURL != 0 {
		e.warn("this is Base64 for URLs, with - and _ for + and /, which Entra ID does not accept in an immutableid", canonical)
	} else if shape.pads < (4-shape.data%4)%4 && e.Notation != NotationBase64URL {
		e.warn("the padding of the Base64 is missing, and Entra ID compares character by character", canonical)
	}
	if looksLowered(e.text) {
		e.warn("the Base64 has no capital letter: it was probably changed to lower case, and is now a different GUID",
			hint.New(hint.CopyFromSource))
	}
	if paddingBits(e.text[:shape.data]) != 0 {
		e.warn("the padding bits of the Base64 are not zero, so its text differs from what a sync writes", canonical)
	}
}

// warnAnchor warns of the rules for anchors (Microsoft, "Design concepts",
// sourceAnchor) that the anchor breaks.
func (e *evaluation) warnAnchor() {
	if inner, ok := findEncodedGUID(base64Of(e.Anchor)); ok {
		e.warn("this is the Base64 of "+inner.what+", not of the 16 octets of the GUID", inner.hint())
		return
	}
	if e.Octets != "" {
		e.warn("this is the Base64 of "+octetCount(len(e.Octets))+", a GUID has 16: read as an anchor of another attribute", hint.Hint{})
		return
	}
	e.warn(e.anchorDoubt()+": read as the text of an anchor", e.anchorHint())
	if held := forbiddenIn(e.Anchor); held != "" {
		e.warn("the anchor contains "+held+", which Entra ID does not allow in a text anchor", hint.Hint{})
	}
	if strings.IndexByte(e.Anchor, ' ') >= 0 {
		e.warn("the anchor contains a blank", hint.Hint{})
	}
	if w := anchorWeight(e.Anchor); w >= maxAnchorWeight {
		e.warn("the anchor counts as "+strconv.Itoa(w)+" characters, expected fewer than 60; a character other than a-z A-Z 0-9 counts as 3", hint.Hint{})
	}
}

// anchorDoubt explains why a text is not a GUID. The Base64 of 15 octets has no padding
// to recognise it by, but an employee number does not look like Base64.
func (e *evaluation) anchorDoubt() string {
	if e.isFifteenOctets() {
		return "as Base64 this is 15 octets, a GUID has 16"
	}
	return "this is not a GUID in any notation"
}

func (e *evaluation) isFifteenOctets() bool {
	shape, ok := shapeOf(e.text)
	return ok && shape.octets() == 15 && shape.pads == 0 && shape.used == inBoth &&
		strings.ToLower(e.text) != e.text && strings.ToUpper(e.text) != e.text
}

// anchorHint returns a hint about what the text of an anchor might have been.
func (e *evaluation) anchorHint() hint.Hint {
	if len(e.text) == 21 || len(e.text) == 23 {
		if shape, ok := shapeOf(e.text); ok && shape.pads == 0 && shape.used == inBoth {
			return hint.New(hint.UnpaddedLength, strconv.Itoa(len(e.text)))
		}
	}
	if e.isFifteenOctets() {
		return hint.New(hint.LostOctetOfImmutableID)
	}
	if v, ok := parseInt(e.text); ok && len(e.text) > 20 {
		return hint.New(hint.UseDecimal, v.GUID.String())
	}
	return hint.Hint{}
}

package convert

import (
	"slices"
	"strings"

	"hardmatch/sid"
)

// The second stage finds everything that a clean value can be.

// A recognition holds everything that a clean value can be.
type recognition struct {
	cleaned
	asked   Notation   // Auto: any
	inAsked attempt    // the result for the notation asked for
	inEvery candidates // the results for all notations; empty if inAsked is enough
	anchor  Reading    // the text as an anchor, if no notation has a reading
}

// An attempt is the result of one notation for a text: a reading, octets that are not a
// reading, or nothing.
type attempt struct {
	text    string
	reading Reading // of Kind 0: none
	octets  []byte  // a list of the wrong length
}

// candidates are the results of all notations for a text.
type candidates struct {
	text   string    // the clean text, with or without blanks
	first  Reading   // of Kind 0: none; apart from the others, because most values have one
	others []Reading // with other values, in the order of Notations
	octets []byte    // a list of the wrong length
}

// recognise finds the readings in the notation, or in every notation for Auto.
// If the value is not written in the notation, it tries the others too, so that
// evaluate can name the one that the value looks like. For an immutableid it always
// does both, because any text can be one.
func recognise(c cleaned, asked Notation) recognition {
	r := recognition{cleaned: c, asked: asked}
	if asked != Auto {
		r.inAsked = r.findAsked()
	}
	if asked == Auto || asked == NotationImmutableID || r.inAsked.reading.Kind == 0 && r.inAsked.octets == nil {
		r.inEvery = r.findEvery()
		if r.inEvery.first.Kind == 0 {
			r.anchor = r.readAnchor()
		}
	}
	return r
}

// findEvery tries every notation. It removes blanks inside the value only if the value
// has no reading with them.
func (r *recognition) findEvery() candidates {
	found := r.candidates(r.text)
	if found.first.Kind != 0 || strings.IndexByte(r.text, ' ') <= 0 {
		return found
	}
	tight := strings.ReplaceAll(r.text, " ", "")
	if strings.Count(r.text, " ") == 4 && len(tight) == 32 {
		tight = strings.ReplaceAll(r.text, " ", "-") // five groups
	}
	if without := r.candidates(tight); without.first.Kind != 0 {
		return without
	}
	return found
}

// candidates tries every notation that can be recognised.
func (r *recognition) candidates(text string) candidates {
	found := candidates{text: text}
	if v, ok := cloudAnchor(text); ok {
		found.add(NotationGUID, v)
		return found
	}
	var scratch [maxOctets]byte
	for n := Auto + 1; n < notationEnd; n++ {
		switch row := &notations[n]; {
		case row.named, n == NotationInt && len(text) < 32: // shorter numbers are employee numbers
		case row.value != nil:
			if v, ok := row.value(text); ok {
				found.add(n, v)
			}
		default:
			if octets, ok := row.octets(scratch[:0], text); ok {
				found.addOctets(&r.cleaned, n, octets)
			}
		}
	}
	return found
}

// addOctets adds a list of octets as a GUID, a SID or both. It keeps a list of another
// length for the error.
func (found *candidates) addOctets(c *cleaned, n Notation, octets []byte) {
	if isBase64(n) && !canonicalOrPadded(found.text) {
		return
	}
	isSID := looksLikeSID(octets)
	if g, ok := GUIDFromOctets(octets); ok && !(isSID && sidProperty(c.label)) {
		found.add(c.spelling(n), Value{Kind: KindGUID, GUID: g})
	}
	if isSID && !guidProperty(c.label) {
		found.add(sidSpelling(n), sidValue(octets))
	}
	least := notations[n].least
	if found.first.Kind == 0 && found.octets == nil && least > 0 && (len(octets) >= least || unwrap(found.text) != found.text) {
		found.octets = append([]byte(nil), octets...)
	}
}

// looksLikeSID also requires an authority below 256, as all SIDs in use have.
// Without this one random GUID in 65536 would have the form of a SID.
func looksLikeSID[T string | []byte](octets T) bool {
	return sid.Valid(octets) && octets[2]|octets[3]|octets[4]|octets[5]|octets[6] == 0
}

// add adds a reading unless another notation has the same value.
func (found *candidates) add(n Notation, v Value) {
	if found.first.Kind == 0 {
		found.first = Reading{Notation: n, Value: v}
		return
	}
	if found.first.Value == v || slices.ContainsFunc(found.others, func(r Reading) bool { return r.Value == v }) {
		return
	}
	found.others = append(found.others, Reading{Notation: n, Value: v})
}

func isBase64(n Notation) bool {
	return n == NotationImmutableID || n == NotationBase64URL || n == NotationBase64TextOrder || n == NotationLDIF
}

// spelling returns NotationLDIF for an immutableid after two colons, otherwise n.
func (c *cleaned) spelling(n Notation) Notation {
	if c.colons == 2 && n == NotationImmutableID {
		return NotationLDIF
	}
	return n
}

// sidSpelling returns the notation of a SID that corresponds to the notation n of a
// GUID.
func sidSpelling(n Notation) Notation {
	if isBase64(n) {
		return NotationSIDBase64
	}
	return NotationSIDHex
}

// findAsked tries the notation asked for, and then tries it without blanks.
func (r *recognition) findAsked() attempt {
	a := r.attempt(r.text)
	if a.reading.Kind == 0 && a.octets == nil && strings.IndexByte(r.text, ' ') > 0 {
		return r.attempt(strings.ReplaceAll(r.text, " ", ""))
	}
	return a
}

// attempt reads a text in the notation asked for.
func (r *recognition) attempt(text string) attempt {
	row, a := &notations[r.asked], attempt{text: text}
	if row.value != nil {
		if v, ok := row.value(text); ok {
			a.reading = Reading{Notation: r.asked, Value: v}
		}
		return a
	}
	var scratch [maxOctets]byte
	octets, ok := row.octets(scratch[:0], text)
	if v := r.valueOf(octets, ok, text); v.Kind != 0 {
		a.reading = Reading{Notation: r.asked, Value: v}
	} else if ok {
		a.octets = octets
	}
	return a
}

// valueOf returns the value of the octets, or of the text, in the notation asked for.
// Kind is 0 if there is none. ok reports whether the text has octets.
func (r *recognition) valueOf(octets []byte, ok bool, text string) Value {
	switch {
	case ok && (r.asked == NotationSIDBase64 || r.asked == NotationSIDHex):
		if sid.Valid(octets) {
			return sidValue(octets)
		}
	case ok && len(octets) == 16:
		return Value{Kind: KindGUID, GUID: GUID(octets)}
	case r.asked == NotationImmutableID && plainText([]byte(text)): // any text can be one
		return anchorValue(text)
	case ok && r.asked == NotationLDIF:
		return r.encodedAnchor(string(octets))
	case ok && r.asked == NotationBase64URL:
		return Value{Kind: KindAnchor, Octets: string(octets), Anchor: encodeBase64(octets)}
	}
	return Value{}
}

// readAnchor reads the text as an anchor. Kind is 0 if it cannot be one.
func (c *cleaned) readAnchor() Reading {
	if !plainText([]byte(c.text)) {
		return Reading{}
	}
	if octets := base64Of(c.text); c.colons == 2 && octets != "" {
		return Reading{Notation: NotationLDIF, Value: c.encodedAnchor(octets)}
	}
	return Reading{Notation: NotationImmutableID, Value: anchorValue(c.text)}
}

// encodedAnchor returns the anchor that LDIF wrote as Base64. For a binary attribute
// the Base64 is the anchor. For an attribute that holds text it is only the encoding.
func (c *cleaned) encodedAnchor(octets string) Value {
	if c.label != "" && !guidProperty(c.label) && plainText([]byte(octets)) {
		return Value{Kind: KindAnchor, Anchor: octets}
	}
	return Value{Kind: KindAnchor, Anchor: encodeBase64([]byte(octets)), Octets: octets}
}

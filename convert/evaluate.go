package convert

import (
	"strings"

	"hardmatch/hint"
)

// The third stage picks the one reading, or explains why there is none.

// An evaluation is the reading that was picked, and the text that it was read from.
type evaluation struct {
	cleaned
	Reading
	readings []Reading // all readings of an ambiguous value, in place of Reading
}

// evaluate returns the one reading with its warnings, or an error that explains why
// there is none or more than one.
func (r *recognition) evaluate() (Result, error) {
	e, err := r.pick()
	switch {
	case err == nil:
		e.addWarnings()
		return Result{Reading: e.Reading, Warnings: e.warnings}, nil
	case err.Err == ErrAmbiguous:
		return Result{Readings: e.readings, Warnings: e.warnings}, err
	}
	return Result{}, err
}

// pick prefers the notation that was asked for. For an immutableid it first checks
// what the value looks like.
func (r *recognition) pick() (evaluation, *Error) {
	switch {
	case r.asked == Auto:
		return r.pickAny()
	case r.inAsked.octets != nil:
		return evaluation{}, r.wrongOctets()
	case r.inAsked.reading.Kind != 0 && r.asked != NotationImmutableID:
		return r.picked(r.inAsked.text, r.inAsked.reading), nil
	}
	looks, err := r.pickAny()
	switch {
	case r.inAsked.reading.Kind == 0:
		return evaluation{}, r.otherNotation(&looks, err)
	case err == nil && looks.Notation == NotationImmutableID:
		return looks, nil
	}
	return r.picked(r.inAsked.text, r.inAsked.reading), nil
}

// pickAny picks the one reading of all notations, or an anchor if there is none.
// With ErrAmbiguous it returns all readings and the warnings.
func (r *recognition) pickAny() (evaluation, *Error) {
	found := &r.inEvery
	switch {
	case len(found.others) > 0:
		e := r.picked(found.text, Reading{})
		e.readings = append([]Reading{found.first}, found.others...)
		return e, ambiguous(e.readings)
	case found.first.Kind != 0:
		return r.picked(found.text, found.first), nil
	}
	if err := nearMiss(r.text, r.inEvery.octets); err != nil {
		return evaluation{}, err
	}
	if r.anchor.Kind == 0 {
		return evaluation{}, errNoText
	}
	return r.picked(r.text, r.anchor), nil
}

var errNoText = &Error{
	Err:  ErrSyntax,
	Text: "control characters or bytes that are not UTF-8, expected a GUID, an anchor or a SID",
	Hint: hint.New(hint.OctetsAsText),
}

// picked returns the evaluation of a reading, with a warning if blanks were removed
// from the text.
func (r *recognition) picked(text string, reading Reading) evaluation {
	e := evaluation{cleaned: r.cleaned, Reading: reading}
	if text != e.text {
		e.text = text
		e.warn("blanks inside the value were left out", hint.Hint{})
	}
	return e
}

// wrongOctets explains octets that are not a value in the notation asked for.
func (r *recognition) wrongOctets() *Error {
	if r.asked == NotationSIDBase64 || r.asked == NotationSIDHex {
		return errSIDOctets
	}
	return lengthError(len(r.inAsked.octets), r.inAsked.octets)
}

// otherNotation explains that a value is not written in the notation asked for, and
// names the notation that it looks like.
func (r *recognition) otherNotation(looks *evaluation, err *Error) *Error {
	text := "not written as " + r.asked.String()
	switch {
	case err != nil && err.Err != ErrAmbiguous:
		return err
	case err != nil:
		return &Error{Err: ErrSyntax, Text: text, Hint: err.Hint}
	case looks.Kind == KindAnchor:
		return &Error{Err: ErrSyntax, Text: text + ", nor in any other notation of a GUID"}
	}
	name := looks.Notation.String()
	return &Error{Err: ErrSyntax, Text: text + ", it looks like " + name, Hint: hint.New(hint.UseNotation, name)}
}

// ambiguous returns the error for several readings. It also sets in each of them how
// they differ, and in the likeliest one why it is likelier.
func ambiguous(found []Reading) *Error {
	best := 0
	for i := range found {
		found[i].Why = whyNotation(found[i].Notation)
		if found[i].likelihood() > found[best].likelihood() {
			best = i
		}
	}
	alone := true
	for i := range found {
		alone = alone && (i == best || found[i].likelihood() < found[best].likelihood())
	}
	var names []string
	for _, r := range found {
		names = append(names, r.Notation.String())
	}
	choose := hint.New(hint.ChooseNotation, names...)
	if alone {
		found[best].Likelier = found[best].reason()
		choose = hint.New(hint.ChooseLikelierNotation, append([]string{names[best], found[best].Likelier}, names...)...)
	}
	return &Error{Err: ErrAmbiguous, Text: number(len(found)) + " readings: " + strings.Join(names, " or "), Hint: choose}
}

// whyNotation returns what a reading in the notation takes the value for.
func whyNotation(n Notation) string {
	switch n {
	case NotationHex:
		return "octets as stored"
	case NotationGUIDN:
		return "digits as written"
	case NotationInt:
		return "a decimal number"
	case NotationHexSpaced:
		return "octets in hex"
	case NotationBytes:
		return "octets in decimal"
	case NotationSIDBase64, NotationSIDHex:
		return "octets of a SID"
	}
	return "octets of a GUID"
}

// likelihood ranks readings. GUIDs do not begin like a SID, AD makes GUIDs of
// version 4, and other versions of RFC 4122 are rare.
func (r *Reading) likelihood() int {
	switch v := r.GUID.version(); {
	case !r.HasGUID():
		return 3
	case v == 4:
		return 2
	case 1 <= v && v <= 5:
		return 1
	}
	return 0
}

// reason returns why the reading is likelier than others.
func (r *Reading) reason() string {
	if !r.HasGUID() {
		return "the octets have the form of a SID"
	}
	return "this is a version " + string(lowerDigits[r.GUID.version()]) + " GUID"
}

package convert

import "hardmatch/hint"

// A Reading is one way to read a value.
type Reading struct {
	Notation Notation
	Value
	Why      string // of several readings: how this one reads the digits
	Likelier string // of several readings: why this one is likelier than the others, or ""
}

// A Warning reports that a value was read, but is probably not what was meant, or will
// not work elsewhere.
type Warning struct {
	Text string
	Hint hint.Hint // what to do about it
}

// A Result is what Read found.
type Result struct {
	Reading            // the one reading, if there is one
	Readings []Reading // two or more for an ambiguous value, in the order of Notations
	Warnings []Warning
}

// Read recognises every notation except base64-textorder. It removes quotes, blanks,
// invisible characters, a property name in front, LDIF folding and URL encoding, and
// replaces typographic dashes. The warnings list its assumptions.
//
// A text that is neither a GUID nor a SID is read as an anchor, with a warning, if it
// can be one. For a value that can be read in more than one way, Read returns all
// readings in the Result, and an *Error with the cause ErrAmbiguous. Every other error
// is an *Error too. Read does not allocate for a clean dashed GUID or ImmutableId.
func Read[T string | []byte](input T) (Result, error) {
	if g, n := readPlain(input); n != Auto && !g.odd() {
		return Result{Reading: Reading{Notation: n, Value: Value{Kind: KindGUID, GUID: g}}}, nil
	}
	return read(string(input), Auto)
}

// ReadAs reads the value in one notation. It removes blanks and the like as Read does.
// ReadAs(s, Auto) is Read(s).
func ReadAs[T string | []byte](input T, n Notation) (Result, error) {
	if n == Auto {
		return Read(input)
	}
	return read(string(input), n)
}

// readPlain is the fast path for the two notations that are common in exports.
func readPlain[T string | []byte](s T) (GUID, Notation) {
	switch len(s) {
	case dashedLen:
		if g, ok := parseDashed(s); ok {
			return g, NotationGUID
		}
	case immutableIDLen:
		if g, err := ParseImmutableID(s); err == nil && !looksLikeSID(g[:]) && !looksLowered(s) {
			return g, NotationImmutableID
		}
	}
	return GUID{}, Auto
}

// maxText is the length of the longest value. The longest notation of a SID has half of
// it.
const maxText = 1024

// read runs the three stages.
func read(input string, asked Notation) (Result, error) {
	if asked >= notationEnd {
		return Result{}, &Error{Err: ErrNoSuch, Text: "there is no such notation"}
	}
	c := clean(input)
	if err := c.damage(asked); err != nil {
		return Result{}, err
	}
	r := recognise(c, asked)
	return r.evaluate()
}

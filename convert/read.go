package convert

import "hardmatch/hint"

// A Reading is one way to understand a value.
type Reading struct {
	Notation Notation
	Value
	Why      string // among several readings: how this one takes the digits
	Likelier string // among several readings: why this one is likelier than the others, or ""
}

// A Warning says that a value was read, but is probably not what was meant or
// will not do elsewhere.
type Warning struct {
	Text string
	Hint hint.Hint // what to do about it
}

// A Result is what Read found.
type Result struct {
	Reading            // the one reading, if there is one
	Readings []Reading // two or more of an ambiguous value, in the order of the contract
	Warnings []Warning
}

// Read recognises any notation but base64-textorder, and frees the value from
// quotes, blanks, invisible characters, typographic dashes, a property name in
// front, LDIF folding and URL encoding. What it had to assume is among the
// warnings.
//
// Text that is no GUID and no SID is an anchor, if it can be one, with a
// warning. A value that can be understood in two ways gives an *Error with the
// cause ErrAmbiguous and all the readings in the Result; every other error is
// an *Error too. Read allocates nothing for a dashed GUID or an ImmutableId
// without blemish.
func Read[T string | []byte](input T) (Result, error) {
	if g, n := readPlain(input); n != Auto && !g.odd() {
		return Result{Reading: Reading{Notation: n, Value: Value{Kind: KindGUID, GUID: g}}}, nil
	}
	return read(string(input), Auto)
}

// ReadAs reads the value in the notation and in no other; blanks and the like
// around it are forgiven as in Read. ReadAs(s, Auto) is Read(s).
func ReadAs[T string | []byte](input T, n Notation) (Result, error) {
	if n == Auto {
		return Read(input)
	}
	return read(string(input), n)
}

// readPlain is the fast path: the two notations that whole exports are made of.
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

// The longest value that is looked at; the longest notation of a SID is half of it.
const maxText = 1024

// read leads a value through the three stages.
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

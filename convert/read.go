package convert

import "strings"

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
	Hint string // what to do about it, or ""
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

func read(input string, n Notation) (Result, error) {
	if n >= notationEnd {
		return Result{}, &Error{Err: ErrNoSuch, Text: "there is no such notation"}
	}
	p := clean(input)
	if err := p.damage(); err != nil && (n != NotationInt || err != errRounded) { // a number may end in zeros
		return Result{}, err
	}
	if n != Auto {
		return p.readAs(n)
	}
	return p.readAny()
}

// readAny tries every notation. Blanks inside a value are left out only if it
// makes no sense with them.
func (p *pasted) readAny() (Result, error) {
	var buf [4]Reading
	found := p.readings(buf[:0])
	if len(found) == 0 && strings.IndexByte(p.text, ' ') > 0 {
		found = p.withoutBlanks(buf[:0])
	}
	switch len(found) {
	case 0:
		return p.readAnchor()
	case 1:
		return p.result(found[0]), nil
	}
	return p.ambiguous(append([]Reading(nil), found...))
}

// readings collects every different value that a notation finds in the text.
func (p *pasted) readings(found []Reading) []Reading {
	if v, ok := cloudAnchor(p.text); ok {
		return append(found, Reading{Notation: NotationGUID, Value: v})
	}
	for n := Auto + 1; n < notationEnd; n++ {
		if notations[n].named || n == NotationInt && len(p.text) < 32 { // shorter ones are employee numbers
			continue
		}
		found = p.collect(found, n)
	}
	return found
}

// collect adds the readings of one notation that are not there yet.
func (p *pasted) collect(found []Reading, n Notation) []Reading {
	row := &notations[n]
	if row.value != nil {
		if v, ok := row.value(p.text); ok {
			found = appendNew(found, n, v)
		}
		return found
	}
	octets, ok := row.octets(p.octets[:0], p.text)
	if !ok || isBase64(n) && !canonicalOrPadded(p.text) {
		return found
	}
	if g, ok := GUIDFromOctets(octets); ok && !(looksLikeSID(octets) && sidProperty(p.label)) {
		found = appendNew(found, p.spelling(n), Value{Kind: KindGUID, GUID: g})
	}
	if looksLikeSID(octets) && !guidProperty(p.label) {
		found = appendNew(found, sidSpelling(n), sidValue(octets))
	}
	return found
}

func appendNew(found []Reading, n Notation, v Value) []Reading {
	for i := range found {
		if found[i].Value == v {
			return found
		}
	}
	return append(found, Reading{Notation: n, Value: v})
}

func isBase64(n Notation) bool {
	return n == NotationImmutableID || n == NotationBase64URL || n == NotationBase64TextOrder || n == NotationLDIF
}

// spelling is LDIF for Base64 after two colons.
func (p *pasted) spelling(n Notation) Notation {
	if p.colons == 2 && n == NotationImmutableID {
		return NotationLDIF
	}
	return n
}

// sidSpelling is how the octets of a SID are called where those of a GUID
// would be n.
func sidSpelling(n Notation) Notation {
	if isBase64(n) {
		return NotationSIDBase64
	}
	return NotationSIDHex
}

// withoutBlanks tries again without the blanks, which some program or a line
// break put there.
func (p *pasted) withoutBlanks(found []Reading) []Reading {
	tight := *p
	tight.text = strings.ReplaceAll(p.text, " ", "")
	if strings.Count(p.text, " ") == 4 && len(tight.text) == 32 {
		tight.text = strings.ReplaceAll(p.text, " ", "-") // the groups are still there
	}
	found = tight.readings(found)
	if len(found) > 0 {
		p.text = tight.text
		p.warn("blanks inside the value were left out", "")
	}
	return found
}

// ambiguous says how the readings differ.
func (p *pasted) ambiguous(found []Reading) (Result, error) {
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
	text := number(len(found)) + " readings: " + found[0].Notation.String()
	hint := "say --from " + found[0].Notation.String()
	for _, r := range found[1:] {
		text += " or " + r.Notation.String()
		hint += " or --from " + r.Notation.String()
	}
	if alone {
		found[best].Likelier = found[best].reason()
		hint += "; " + found[best].Notation.String() + " is likelier: " + found[best].Likelier
	}
	result := Result{Readings: found, Warnings: p.warnings}
	return result, &Error{Err: ErrAmbiguous, Text: text, Hint: hint}
}

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

// likelihood ranks readings: AD makes GUIDs of version 4, those of RFC 4122 are
// seen, and no GUID begins as a SID does.
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

func (r *Reading) reason() string {
	if !r.HasGUID() {
		return "the octets have the form of a SID"
	}
	return "this is a version " + string(lowerDigits[r.GUID.version()]) + " GUID"
}

package convert

import "strings"

// readAs asks one notation only.
func (p *pasted) readAs(n Notation) (Result, error) {
	if n == NotationImmutableID { // any text can be one, so what it looks like counts first
		same := *p
		if result, err := same.readAny(); err == nil && result.Notation == n {
			return result, nil
		}
	}
	r, err := p.readNamed(n)
	if err == errOtherNotation && strings.IndexByte(p.text, ' ') > 0 {
		tight := *p
		tight.text = strings.ReplaceAll(p.text, " ", "")
		if r, err = tight.readNamed(n); err == nil {
			p.text = tight.text
			p.warn("blanks inside the value were left out", "")
		}
	}
	switch err {
	case nil:
		return p.result(r), nil
	case errOtherNotation:
		return Result{}, p.notIn(n)
	}
	return Result{}, err
}

var errOtherNotation = &Error{Err: ErrSyntax}

func (p *pasted) readNamed(n Notation) (Reading, *Error) {
	row := &notations[n]
	if row.value != nil {
		v, ok := row.value(p.text)
		if !ok {
			return Reading{}, errOtherNotation
		}
		return Reading{Notation: n, Value: v}, nil
	}
	octets, ok := row.octets(p.octets[:0], p.text)
	switch {
	case ok && (n == NotationSIDBase64 || n == NotationSIDHex):
		if !isSID(octets) {
			return Reading{}, errSIDOctets
		}
		return Reading{Notation: n, Value: sidValue(octets)}, nil
	case ok && len(octets) == 16:
		return Reading{Notation: n, Value: Value{Kind: KindGUID, GUID: GUID(octets)}}, nil
	case n == NotationImmutableID && plainText([]byte(p.text)): // any text can be one
		return Reading{Notation: n, Value: anchorValue(p.text)}, nil
	case ok && n == NotationLDIF:
		return Reading{Notation: n, Value: p.encodedAnchor(string(octets))}, nil
	case ok && n == NotationBase64URL:
		v := Value{Kind: KindAnchor, Octets: string(octets), Anchor: encodeBase64(octets)}
		return Reading{Notation: n, Value: v}, nil
	case ok:
		return Reading{}, lengthError(len(octets), octets)
	}
	return Reading{}, errOtherNotation
}

// notIn says what the value looks like instead.
func (p *pasted) notIn(n Notation) *Error {
	result, err := p.readAny()
	missed, _ := err.(*Error)
	switch {
	case missed != nil && missed.Err != ErrAmbiguous:
		return missed
	case missed != nil:
		return &Error{Err: ErrSyntax, Text: "not written as " + n.String(), Hint: missed.Hint}
	case result.Kind == KindAnchor:
		return &Error{Err: ErrSyntax, Text: "not written as " + n.String() + ", nor in any other notation of a GUID"}
	}
	looks := result.Notation.String()
	return &Error{
		Err:  ErrSyntax,
		Text: "not written as " + n.String() + ", it looks like " + looks,
		Hint: "say --from " + looks + ", or nothing",
	}
}

package jsonexport

import (
	"bytes"
	"strconv"

	"hardmatch/exportfile/records"
	"hardmatch/ldifparse"
)

// addValue adds a value to the record: one field for each text, number or literal.
func (j *reader) addValue(d *ldifparse.Description) error {
	switch j.in.peek() {
	case '"':
		return j.addString(d, j.sink.IsList(d))
	case '[':
		return j.addArray(d)
	case '{':
		return j.addWrapped(d)
	}
	return j.addScalar(d)
}

// addString adds a string, or the values joined in it. It decodes the encoding
// before the escapes, because escapes stand for characters, not octets.
func (j *reader) addString(d *ldifparse.Description, joined bool) (err error) {
	line, add := j.in.line, j.sink.AddText
	text, escaped := j.in.str()
	if !escaped {
		text = j.sink.Keep(text)
	} else if text, err = j.unescape(text); err != nil {
		return err
	} else {
		add = j.sink.AddDecoded
	}
	if joined {
		return j.sink.SplitJoined(d, line, text, add)
	}
	return add(d, line, text)
}

func (j *reader) unescape(text []byte) ([]byte, error) {
	at := len(j.sink.Arena)
	if date := appendDate(j.sink.Arena, text); date != nil {
		j.sink.Arena, j.traits.powerShell = date, true
		return date[at:], nil
	}
	text, err := j.sink.Decoder.Text(text)
	j.sink.Arena = appendUnescaped(j.sink.Arena, text)
	return j.sink.Arena[at:len(j.sink.Arena):len(j.sink.Arena)], err
}

// plainString returns the next string decoded, as far as possible. It is for the
// statements of a file about itself.
func (j *reader) plainString() []byte {
	text, escaped := j.in.str()
	if escaped {
		text, _ = j.unescape(text)
	}
	return text
}

// addScalar adds a number, true or false as it is spelt, and null as empty.
func (j *reader) addScalar(d *ldifparse.Description) error {
	line := j.in.line
	if j.in.peek() != 'n' {
		return j.sink.AddText(d, line, j.sink.Keep(j.in.raw()))
	}
	if j.in.scalar(); d.Index == j.sink.Names.DN() {
		return nil
	}
	return j.sink.Add(d, records.Text, line, nil)
}

// addArray adds the elements of an array. An array of octets is one value, a byte[]
// of .NET.
func (j *reader) addArray(d *ldifparse.Description) (err error) {
	line, at, n := j.in.line, len(j.sink.Record.Fields), 0
	octets := true
	for j.in.open(); j.in.more(']'); n++ {
		octets = octets && isDigit(j.in.peek())
		if err == nil {
			err = j.addElement(d)
		} else {
			j.in.skip()
		}
	}
	switch added := j.sink.Record.Fields[at:]; {
	case err != nil:
		return err
	case n == 0:
		return j.sink.Add(d, records.Text, line, nil)
	case octets && len(added) == n && j.joinOctets(added):
		j.sink.Record.Fields = j.sink.Record.Fields[:at]
		return j.sink.AddOctets(d, line, j.sink.Arena[len(j.sink.Arena)-n:])
	}
	return nil
}

func (j *reader) addElement(d *ldifparse.Description) error {
	switch j.in.peek() {
	case '"':
		return j.addString(d, false)
	case '[', '{':
		line := j.in.line
		return j.addJSON(d, line, j.in.raw())
	}
	return j.addScalar(d)
}

// joinOctets appends to the arena the octets whose numbers are the values of
// fields. It returns false if a value is not an octet.
func (j *reader) joinOctets(fields []records.Field) bool {
	at := len(j.sink.Arena)
	for _, f := range fields {
		n, err := strconv.ParseUint(string(f.Value), 10, 8)
		if err != nil {
			j.sink.Arena = j.sink.Arena[:at]
			return false
		}
		j.sink.Arena = append(j.sink.Arena, byte(n))
	}
	return true
}

// addJSON adds an array or object as JSON text.
func (j *reader) addJSON(d *ldifparse.Description, line int, text []byte) error {
	if d.Index == j.sink.Names.DN() {
		return j.sink.AddLost(d, line, text)
	}
	text, err := j.sink.Decoder.Text(text)
	if err != nil {
		return err
	}
	return j.sink.AddDecoded(d, line, j.sink.Keep(text))
}

// addWrapped adds the value that PowerShell wrapped in an object, or else the
// object itself.
func (j *reader) addWrapped(d *ldifparse.Description) error {
	outer, line := j.in, j.in.line
	text := outer.raw()
	if outer.err != nil || text == nil {
		return nil
	}
	if len(bytes.Trim(text, "{} \t\r\n")) == 0 {
		return j.sink.Add(d, records.Text, line, nil)
	}
	if j.sub.reset(text, line); !j.sub.unwrap() {
		return j.addJSON(d, line, text)
	}
	j.in = &j.sub
	defer func() { j.in = outer }()
	if j.in.peek() == '[' {
		return j.addArray(d)
	}
	return j.addElement(d)
}

// unwrap narrows a text in memory to the value in it, if it is an object that
// ConvertTo-Json makes: {"value":[..],"Count":2} for a list,
// {"value":"\/Date(..)\/","DisplayHint":2,"DateTime":".."} for a date, and
// {"BinaryLength":28,"AccountDomainSid":..,"Value":"S-1-.."} for a SID.
func (s *scanner) unwrap() bool {
	from, to, wraps := 0, 0, false
	for s.open(); s.more('}'); {
		key, _ := s.key()
		isValue := bytes.EqualFold(key, []byte("value"))
		switch string(key) {
		case "Count", "DisplayHint", "DateTime", "BinaryLength":
			wraps = true
		}
		s.colon()
		s.peek()
		start := s.pos
		if s.skip(); isValue {
			from, to = start, s.pos
		}
	}
	if wraps = wraps && to > 0; wraps {
		s.narrow(from, to)
	}
	return wraps
}

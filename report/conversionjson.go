package report

import (
	"strconv"

	"hardmatch/convert"
	"hardmatch/hint"
	"hardmatch/text"
)

// appendJSON appends an object. A member that the value does not have is null; notations
// that it does not have are left out.
func (l *ConversionList) appendJSON(c *Conversion) {
	r := &c.Result
	read := r.Kind != 0
	l.buf = appendJSONString(append(l.buf, `{"input":`...), c.Input)
	l.buf = append(l.buf, `,"notation":`...)
	if read {
		l.buf = appendJSONString(l.buf, r.Notation.String())
	} else {
		l.buf = append(l.buf, "null"...)
	}
	l.member(`,"guid":`, &r.Value, convert.NotationGUID)
	l.member(`,"immutableId":`, &r.Value, convert.NotationImmutableID)
	l.octets(&r.Value)
	l.all(&r.Value)
	l.strings(`,"warnings":[`, r.Warnings, func(warning convert.Warning) string { return warning.Text })
	l.buf = append(l.buf, `,"error":`...)
	if c.Err != nil {
		l.buf = appendJSONString(l.buf, c.Err.Text)
	} else {
		l.buf = append(l.buf, "null"...)
	}
	l.readings(r)
	l.hints(c)
	l.buf = append(l.buf, '}')
}

// member writes the value in one notation, or null.
func (l *ConversionList) member(key string, v *convert.Value, n convert.Notation) {
	l.buf = append(l.buf, key...)
	if !v.Has(n) {
		l.buf = append(l.buf, "null"...)
		return
	}
	l.value, _ = v.Append(l.value[:0], n)
	l.buf = appendJSONString(l.buf, l.value)
}

// octets writes the octets, in the order in which they are stored, as numbers.
func (l *ConversionList) octets(v *convert.Value) {
	var octets []byte
	switch {
	case v.HasGUID():
		octets = v.GUID[:]
	case v.Octets != "":
		octets = []byte(v.Octets)
	default:
		l.buf = append(l.buf, `,"bytes":null`...)
		return
	}
	l.buf = append(l.buf, `,"bytes":[`...)
	for i, b := range octets {
		if i > 0 {
			l.buf = append(l.buf, ',')
		}
		l.buf = strconv.AppendUint(l.buf, uint64(b), 10)
	}
	l.buf = append(l.buf, ']')
}

func (l *ConversionList) all(v *convert.Value) {
	l.buf = append(l.buf, `,"notations":{`...)
	comma := ""
	for _, n := range l.notations {
		if v.Has(n) {
			l.buf = append(append(append(l.buf, comma...), '"'), n.String()...)
			l.member(`":`, v, n)
			comma = ","
		}
	}
	l.buf = append(l.buf, '}')
}

func (l *ConversionList) strings(key string, warnings []convert.Warning, text func(convert.Warning) string) {
	l.buf = append(l.buf, key...)
	for i, warning := range warnings {
		if i > 0 {
			l.buf = append(l.buf, ',')
		}
		l.buf = appendJSONString(l.buf, text(warning))
	}
	l.buf = append(l.buf, ']')
}

// readings writes the readings of an ambiguous value.
func (l *ConversionList) readings(result *convert.Result) {
	if len(result.Readings) == 0 {
		return
	}
	l.buf = append(l.buf, `,"readings":[`...)
	for i := range result.Readings {
		r := &result.Readings[i]
		if i > 0 {
			l.buf = append(l.buf, ',')
		}
		l.buf = appendJSONString(append(l.buf, `{"notation":`...), r.Notation.String())
		l.member(`,"guid":`, &r.Value, convert.NotationGUID)
		l.member(`,"immutableId":`, &r.Value, convert.NotationImmutableID)
		if !r.HasGUID() {
			l.member(`,"sid":`, &r.Value, convert.NotationSID)
		}
		l.buf = append(l.buf, `,"likelier":`...)
		l.buf = strconv.AppendBool(l.buf, r.Likelier != "")
		l.buf = appendJSONString(append(l.buf, `,"why":`...), r.Why)
		l.buf = append(l.buf, '}')
	}
	l.buf = append(l.buf, ']')
}

// hints writes the hints, if there are any, those of the warnings first: their words,
// their codes and their arguments, each in its own list.
func (l *ConversionList) hints(c *Conversion) {
	var hints []hint.Hint
	add := func(h hint.Hint) {
		if !h.IsZero() {
			hints = append(hints, h)
		}
	}
	for _, warning := range c.Result.Warnings {
		add(warning.Hint)
	}
	if c.Err != nil {
		add(c.Err.Hint)
	}
	if len(hints) == 0 {
		return
	}
	l.hintList(`,"hints":[`, hints, func(h hint.Hint) { l.buf = appendJSONString(l.buf, l.words.Text(h)) })
	l.hintList(`,"hintCodes":[`, hints, func(h hint.Hint) { l.buf = appendJSONString(l.buf, string(h.Code)) })
	l.hintList(`,"hintArgs":[`, hints, func(h hint.Hint) { l.buf = appendStrings(l.buf, "[", h.Args) })
}

func (l *ConversionList) hintList(key string, hints []hint.Hint, add func(hint.Hint)) {
	l.buf = append(l.buf, key...)
	for i, h := range hints {
		if i > 0 {
			l.buf = append(l.buf, ',')
		}
		add(h)
	}
	l.buf = append(l.buf, ']')
}

// appendJSONString appends a whole string of JSON; see [text.AppendJSON].
func appendJSONString[T string | []byte](dst []byte, s T) []byte {
	return append(text.AppendJSON(append(dst, '"'), []byte(s)), '"')
}

package main

import (
	"bufio"
	"strconv"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"hardmatch/convert"
)

// convertJSON writes one object a value, keys in the order of the contract.
// What a value has not is null; notations that it has not are left out.
type convertJSON struct {
	out       *bufio.Writer
	document  bool // one document, not an object a line
	notations []convert.Notation
	count     int
	buf       []byte
	value     []byte
}

func newConvertJSON(e *env, document bool, to convert.Notation) *convertJSON {
	w := &convertJSON{
		out:       bufio.NewWriterSize(e.stdout, convertBuffer),
		document:  document,
		notations: wanted(to),
	}
	if document {
		w.out.WriteString(`{"schema":"hardmatch.convert/1","results":[`)
	}
	return w
}

// wanted are the notations to write: one, or all.
func wanted(to convert.Notation) []convert.Notation {
	if to != convert.Auto {
		return []convert.Notation{to}
	}
	return convert.Notations()
}

func (w *convertJSON) write(c *conversion) error {
	w.buf = w.buf[:0]
	if w.document && w.count > 0 {
		w.buf = append(w.buf, ',')
	}
	if w.document {
		w.buf = append(w.buf, '\n')
	}
	w.count++
	w.object(c)
	if !w.document {
		w.buf = append(w.buf, '\n')
	}
	_, err := w.out.Write(w.buf)
	return err
}

func (w *convertJSON) flush() error { return w.out.Flush() }

func (w *convertJSON) close() error {
	if w.document {
		w.out.WriteString("\n]}\n")
	}
	return w.out.Flush()
}

func (w *convertJSON) object(c *conversion) {
	r := &c.result
	read := r.Kind != 0
	w.buf = appendJSONString(append(w.buf, `{"input":`...), c.input)
	w.buf = append(w.buf, `,"notation":`...)
	if read {
		w.buf = appendJSONString(w.buf, r.Notation.String())
	} else {
		w.buf = append(w.buf, "null"...)
	}
	w.member(`,"guid":`, &r.Value, convert.NotationGUID)
	w.member(`,"immutableId":`, &r.Value, convert.NotationImmutableID)
	w.octets(&r.Value)
	w.all(&r.Value)
	w.strings(`,"warnings":[`, r.Warnings, func(warning convert.Warning) string { return warning.Text })
	w.buf = append(w.buf, `,"error":`...)
	if c.err != nil {
		w.buf = appendJSONString(w.buf, c.err.Text)
	} else {
		w.buf = append(w.buf, "null"...)
	}
	w.readings(r)
	w.hints(c)
	w.buf = append(w.buf, '}')
}

// member writes the value in one notation, or null.
func (w *convertJSON) member(key string, v *convert.Value, n convert.Notation) {
	w.buf = append(w.buf, key...)
	if !v.Has(n) {
		w.buf = append(w.buf, "null"...)
		return
	}
	w.value, _ = v.Append(w.value[:0], n)
	w.buf = appendJSONString(w.buf, w.value)
}

// octets writes the octets as stored as numbers.
func (w *convertJSON) octets(v *convert.Value) {
	var octets []byte
	switch {
	case v.HasGUID():
		octets = v.GUID[:]
	case v.Octets != "":
		octets = []byte(v.Octets)
	default:
		w.buf = append(w.buf, `,"bytes":null`...)
		return
	}
	w.buf = append(w.buf, `,"bytes":[`...)
	for i, b := range octets {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		w.buf = strconv.AppendUint(w.buf, uint64(b), 10)
	}
	w.buf = append(w.buf, ']')
}

func (w *convertJSON) all(v *convert.Value) {
	w.buf = append(w.buf, `,"notations":{`...)
	comma := ""
	for _, n := range w.notations {
		if v.Has(n) {
			w.buf = append(append(append(w.buf, comma...), '"'), n.String()...)
			w.member(`":`, v, n)
			comma = ","
		}
	}
	w.buf = append(w.buf, '}')
}

func (w *convertJSON) strings(key string, warnings []convert.Warning, text func(convert.Warning) string) {
	w.buf = append(w.buf, key...)
	for i, warning := range warnings {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		w.buf = appendJSONString(w.buf, text(warning))
	}
	w.buf = append(w.buf, ']')
}

// readings are there for an ambiguous value only.
func (w *convertJSON) readings(result *convert.Result) {
	if len(result.Readings) == 0 {
		return
	}
	w.buf = append(w.buf, `,"readings":[`...)
	for i := range result.Readings {
		r := &result.Readings[i]
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		w.buf = appendJSONString(append(w.buf, `{"notation":`...), r.Notation.String())
		w.member(`,"guid":`, &r.Value, convert.NotationGUID)
		w.member(`,"immutableId":`, &r.Value, convert.NotationImmutableID)
		if !r.HasGUID() {
			w.member(`,"sid":`, &r.Value, convert.NotationSID)
		}
		w.buf = append(w.buf, `,"likelier":`...)
		w.buf = strconv.AppendBool(w.buf, r.Likelier != "")
		w.buf = appendJSONString(append(w.buf, `,"why":`...), r.Why)
		w.buf = append(w.buf, '}')
	}
	w.buf = append(w.buf, ']')
}

// hints are there where there are any, those of the warnings first.
func (w *convertJSON) hints(c *conversion) {
	key := `,"hints":[`
	add := func(hint string) {
		if hint != "" {
			w.buf = appendJSONString(append(w.buf, key...), hint)
			key = ","
		}
	}
	for _, warning := range c.result.Warnings {
		add(warning.Hint)
	}
	if c.err != nil {
		add(c.err.Hint)
	}
	if key == "," {
		w.buf = append(w.buf, ']')
	}
}

// appendJSONString appends a string of RFC 8259. What would act on a terminal
// is escaped too, and bytes that are not UTF-8 become U+FFFD.
func appendJSONString[T string | []byte](dst []byte, s T) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(s); {
		if c := s[i]; c >= ' ' && c < 0x7f && c != '"' && c != '\\' {
			dst = append(dst, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))]))
		i += size
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r > 0xffff && unicode.Is(unicode.Cf, r):
			high, low := utf16.EncodeRune(r)
			dst = appendJSONEscape(appendJSONEscape(dst, high), low)
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp):
			dst = appendJSONEscape(dst, r)
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

func appendJSONEscape(dst []byte, unit rune) []byte {
	const digits = "0123456789abcdef"
	return append(dst, '\\', 'u', digits[unit>>12&15], digits[unit>>8&15], digits[unit>>4&15], digits[unit&15])
}

package exportfile

import (
	"bytes"
	"regexp"
	"slices"

	"hardmatch/ldifparse"
)

// cell adds what one cell holds: a value or, of an attribute that has several,
// the values that were joined there.
func (r *recorder) cell(d *ldifparse.Description, line int, value []byte) error {
	if len(value) == 0 || !r.isList(d) || isTypeName(value) {
		return r.text(d, line, value)
	}
	for _, part := range splitCell(value) {
		if err := r.text(d, line, part); err != nil {
			return err
		}
	}
	return nil
}

func (r *recorder) isList(d *ldifparse.Description) bool {
	return d.Index < r.dnIndex() && slices.Contains(r.options.Lists, r.options.Attributes[d.Index])
}

// nextAddress matches what joins an address, with its scheme, to the one before.
// People join by semicolon, comma, bar, blank, line end or plus sign.
var nextAddress = regexp.MustCompile(`[;,|+\s]+[A-Za-z][A-Za-z0-9]+:`)

// splitCell takes joined values apart. An X.400 or X.500 address may hold the
// separators itself, so that they count only where a scheme follows, or where
// there is no scheme at all.
func splitCell(value []byte) [][]byte {
	value = bytes.TrimSpace(value)
	if bytes.IndexByte(value, ':') < 0 {
		return bytes.FieldsFunc(value, func(c rune) bool { return c == ';' || c == ',' || c == '|' || c == '\n' || c == '\r' })
	}
	var parts [][]byte
	for {
		at := nextAddress.FindIndex(value)
		if at == nil {
			return append(parts, bytes.TrimRight(value, ";,|+ \r\n\t"))
		}
		parts = append(parts, value[:at[0]])
		value = bytes.TrimLeft(value[at[0]:], ";,|+ \r\n\t")
	}
}

package console

import (
	"unicode/utf8"

	"hardmatch/exportfile/encoding"

	"golang.org/x/text/width"
)

// A ruler gives the octet at which each column of a line begins. If octets is nil,
// each octet is a column.
type ruler struct {
	octets []int
	length int
}

// newRuler measures a line of UTF-8 in which letters of East Asia have this width.
// In other encodings each octet is a letter.
func newRuler(line []byte, wide int) ruler {
	if encoding.IsASCII(line) || !utf8.Valid(line) {
		return ruler{length: len(line)}
	}
	octets := make([]int, 0, len(line))
	for i, c := range string(line) {
		octets = append(octets, i)
		if wide > 1 && isWide(c) {
			octets = append(octets, i+utf8.RuneLen(c))
		}
	}
	return ruler{octets, len(line)}
}

// at returns the octet at which a column begins, or the end of the line.
func (r ruler) at(column int) int {
	switch {
	case r.octets == nil:
		return min(column, r.length)
	case column < len(r.octets):
		return r.octets[column]
	}
	return r.length
}

// rulerFor measures a line in the encoding of the file so far.
func (c *reader) rulerFor(line []byte, wide int) ruler {
	if c.sink.Decoder.IsCodePage() {
		return ruler{length: len(line)}
	}
	return newRuler(line, wide)
}

// columns returns the number of letters in the line.
func (c *reader) columns(line []byte) int {
	if c.sink.Decoder.IsCodePage() || !utf8.Valid(line) {
		return len(line)
	}
	return utf8.RuneCount(line)
}

func isWide(c rune) bool {
	kind := width.LookupRune(c).Kind()
	return kind == width.EastAsianWide || kind == width.EastAsianFullwidth
}

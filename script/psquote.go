package script

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"hardmatch/text"
)

// ErrNotUTF8 is the only failure of quoting for PowerShell: PowerShell's strings
// are UTF-16 and have no spelling for other octets.
var ErrNotUTF8 = errors.New("not UTF-8, so PowerShell has no string for it")

// psQuote returns an expression of Windows PowerShell 5.1 and PowerShell 7 whose
// value is exactly s, whatever s holds. It promises that the expression
//
//   - is one operand: a single-quoted string, or parentheses around a sum of such
//     strings and [char] casts, which can stand wherever a string can but in
//     argument mode after a name glued to it;
//   - is one line of printable ASCII. A script without a byte order mark is read
//     as the ANSI code page by 5.1, so that "é" would arrive as two other letters;
//   - expands nothing: there is no double quote, and $ and ` mean themselves
//     between single quotes.
//
// PowerShell ends a single-quoted string at any of ' U+2018 U+2019 U+201A U+201B
// (about_Quoting_Rules). The first is doubled; the others are not ASCII and never
// stand in the script as themselves.
func psQuote(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", fmt.Errorf("%w: %q", ErrNotUTF8, s)
	}
	var b strings.Builder
	parts := 0
	for part := range psParts(s) {
		switch {
		case parts > 0:
			b.WriteString(" + ")
		case !strings.HasPrefix(part, "'"):
			b.WriteString("'' + ") // without a string on the left, + adds numbers
			parts++
		}
		b.WriteString(part)
		parts++
	}
	if parts > 1 {
		return "(" + b.String() + ")", nil
	}
	return b.String(), nil
}

// psParts yields the terms of the sum: quoted runs of printable ASCII and one
// cast for each UTF-16 unit of everything else. It yields at least one.
func psParts(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start := 0
		for i, r := range s {
			if text.IsPrintableASCII(r) {
				continue
			}
			if start < i && !yield(psString(s[start:i])) {
				return
			}
			for _, unit := range utf16.AppendRune(nil, r) {
				if !yield(fmt.Sprintf("[char]0x%04X", unit)) {
					return
				}
			}
			start = i + utf8.RuneLen(r)
		}
		if start < len(s) || s == "" {
			yield(psString(s[start:]))
		}
	}
}

func psString(printable string) string {
	return "'" + strings.ReplaceAll(printable, "'", "''") + "'"
}

// psComment returns text that can stand after # on a line of its own: printable
// ASCII, everything else as \u{hex}. A script stays readable by 5.1 without a
// byte order mark, and no line break, direction mark or terminal escape in a
// name can make the comment look like, or be, something else. Octets that are
// not UTF-8 become \x{hex}; a comment is for people, so that is no failure.
func psComment(s string) string { return text.VisibleASCII(s) }

package script

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"hardmatch/text"
)

// ErrNotUTF8 is the only error of quoting for PowerShell: strings of PowerShell are
// UTF-16 and cannot hold other octets.
var ErrNotUTF8 = errors.New("not UTF-8, so it cannot be a string of PowerShell")

// psQuote returns an expression of Windows PowerShell 5.1 and PowerShell 7 whose
// value is exactly s. For every s the expression
//
//   - is one operand: a single-quoted string, or parentheses around a sum of such
//     strings and [char] casts. It is valid wherever a string is valid, except in
//     argument mode directly after a name;
//   - is one line of printable ASCII. Windows PowerShell 5.1 reads a script without
//     a byte order mark in the ANSI code page, so "é" would become two other letters;
//   - expands nothing: it has no double quote, and between single quotes $ and `
//     mean themselves.
//
// PowerShell ends a single-quoted string at any of ' U+2018 U+2019 U+201A U+201B
// (about_Quoting_Rules). The first is doubled. The others are not ASCII, so the
// expression has casts for them.
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

// psComment returns text that is safe after # on its own line: printable ASCII,
// and everything else as \u{hex}. So 5.1 reads the script without a byte order mark,
// and no line break, direction mark or terminal escape in a name can end the comment
// or change how it looks. An octet that is not UTF-8 becomes \x{hex}; a comment is
// for people, so this is not an error.
func psComment(s string) string { return text.VisibleASCII(s) }

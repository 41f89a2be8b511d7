package script

import (
	"errors"
	"strings"
)

// errNUL is the only failure of quoting for a shell.
var errNUL = errors.New("it holds a NUL, which no shell can pass on")

// shQuote returns a word of the POSIX shell (Shell Command Language, 2.2.2) whose
// value is exactly s: all octets but NUL, which fails, mean themselves between
// single quotes. A single quote ends the quotes, stands behind a backslash, and
// begins them again. The word may hold line breaks and what is not ASCII; what
// scripts of this package quote is JSON in ASCII, see jsonLiteral.
func shQuote(s string) (string, error) {
	if strings.IndexByte(s, 0) >= 0 {
		return "", errNUL
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'", nil
}

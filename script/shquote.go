package script

import (
	"errors"
	"strings"
)

// errNUL is the only error of quoting for a shell.
var errNUL = errors.New("it contains a NUL, which no shell can pass on")

// shQuote returns a word of the POSIX shell (Shell Command Language, 2.2.2) whose
// value is exactly s. All octets except NUL, which fails, mean themselves between
// single quotes. For a single quote in s the word ends the quotes, escapes it with
// a backslash, and begins the quotes again. The word can hold line breaks and
// characters that are not ASCII. Scripts of this package quote JSON in ASCII; see
// [jsonLiteral].
func shQuote(s string) (string, error) {
	if strings.IndexByte(s, 0) >= 0 {
		return "", errNUL
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'", nil
}

package diagnose

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// A charset is a set of ASCII characters.
type charset [256]bool

func charsOf(text string) *charset {
	var s charset
	for _, c := range []byte(text) {
		s[c] = true
	}
	return &s
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

var (
	nameAllowed      = charsOf(letters + "0123456789'.-_!#^~")
	suffixAllowed    = charsOf(letters + "0123456789.-@")
	labelAllowed     = charsOf(letters + "0123456789-_")
	addressForbidden = charsOf("<>();,[]\"")
	targetForbidden  = charsOf("<>();,[]\"\\")
	blanksOnly       = charsOf("")
)

// outside returns a text for the first character that is not allowed, or "".
func outside(v []byte, allowed *charset) string {
	for i, c := range v {
		if !allowed[c] {
			r, _ := utf8.DecodeRune(v[i:])
			return character(r)
		}
	}
	return ""
}

// forbidden returns a text for the first character that is a blank, outside ASCII or one
// of others, or "".
func forbidden(v []byte, others *charset) string {
	for i, c := range v {
		if c <= ' ' || c >= 0x7f || others[c] {
			r, _ := utf8.DecodeRune(v[i:])
			return character(r)
		}
	}
	return ""
}

func character(c rune) string {
	switch {
	case c == ' ':
		return "a blank"
	case c == utf8.RuneError:
		return "octets that are not UTF-8"
	case c > 0x7f:
		return fmt.Sprintf("the character %q, which is not ASCII", c)
	case c > ' ' && c < 0x7f:
		return fmt.Sprintf("the character '%c'", c)
	}
	return fmt.Sprintf("the character %q", c)
}

// smtpFault returns what is wrong with an SMTP address, or "".
func smtpFault(v []byte) string {
	local, domain, found := bytes.Cut(v, []byte("@"))
	switch {
	case hasBlank(v):
		return "has " + forbidden(v, blanksOnly)
	case !found:
		return "has no @"
	case bytes.IndexByte(v, ':') >= 0:
		return "has a colon"
	case bytes.IndexByte(domain, '@') >= 0:
		return "has more than one @"
	case len(local) == 0:
		return "has nothing before the @"
	case local[0] == '.' || local[len(local)-1] == '.' || bytes.Contains(local, []byte("..")):
		return "has a misplaced point before the @"
	case !isDomain(domain):
		return "has no domain after the @"
	}
	return ""
}

func hasBlank(v []byte) bool {
	for _, c := range v {
		if c <= ' ' || c == 0x7f {
			return true
		}
	}
	return false
}

// isDomain reports whether a name consists of labels of letters, digits and hyphens. It
// accepts any top-level domain: the verified domains decide.
func isDomain(v []byte) bool {
	before := byte('.')
	for _, c := range v {
		switch {
		case c == '.' && (before == '.' || before == '-'), c == '-' && before == '.':
			return false
		case c != '.' && c < 0x80 && !labelAllowed[c]:
			return false
		}
		before = c
	}
	return before != '.' && before != '-'
}

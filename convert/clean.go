package convert

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"hardmatch/hint"
)

// The first stage removes what people and programs put around a value.

// A cleaned value is the value without its surroundings.
type cleaned struct {
	text     string
	label    string // name of the property in front of the value, or ""
	colons   int    // number of colons after the label: 1, 2 for Base64 in LDIF, 0 for =
	warnings []Warning
}

func (c *cleaned) warn(text string, h hint.Hint) {
	c.warnings = append(c.warnings, Warning{Text: text, Hint: h})
}

// clean removes a byte order mark, blanks, quotes, a property name and URL encoding.
// It joins folded lines and replaces typographic characters with ASCII.
func clean(input string) cleaned {
	c := cleaned{text: input}
	if !plainASCII(input) {
		c.text = c.toASCII(input)
	}
	c.unfold()
	for range 3 { // "name": "value", within quotes again
		before := len(c.text)
		c.text = strings.TrimRight(strings.TrimSpace(c.text), ",; \t")
		c.cutLabel()
		c.unquote()
		if len(c.text) == before {
			break
		}
	}
	c.decodePercent()
	if inner := strings.Trim(c.text, "{}()"); len(inner) == 32 && allHex(inner) {
		c.text = inner // no notation has these brackets, but people type them
	}
	return c
}

// plainASCII reports whether every byte is a printable ASCII character.
func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// toASCII replaces characters that have an ASCII character of the same meaning. It
// reads bytes that are not UTF-8 as Windows-1252, where the dashes are 96 and 97.
func (c *cleaned) toASCII(s string) string {
	s = strings.TrimSpace(strings.Trim(s, "\ufeff\u200b\u00a0 \t\r\n"))
	out := make([]byte, 0, len(s))
	dashes, invisible := false, false
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			r = windows1252(s[i])
		}
		i += size
		switch ascii := asciiFor(r); {
		case r < utf8.RuneSelf || ascii == 0:
			out = utf8.AppendRune(out, r)
		case ascii == '-':
			dashes = true
			out = append(out, '-')
		case ascii == drop:
			invisible = true
		case ascii == '.':
			out = append(out, "..."...)
		default:
			out = append(out, ascii)
		}
	}
	if dashes {
		c.warn("typographic dashes were read as -", hint.New(hint.ChangedDashes))
	}
	if invisible {
		c.warn("invisible characters were left out", hint.New(hint.CopyAsText))
	}
	return string(out)
}

const drop = 0xff

// asciiFor returns the ASCII character of the same meaning, drop for an invisible
// character, and 0 for all others.
func asciiFor(r rune) byte {
	switch {
	case 0x2010 <= r && r <= 0x2015, r == 0x2212, r == 0xfe58, r == 0xfe63, r == 0xff0d:
		return '-'
	case r == 0xa0, 0x2000 <= r && r <= 0x200a, r == 0x202f, r == 0x205f, r == 0x3000:
		return ' '
	case r == 0x2018, r == 0x2019, r == 0x201a, r == 0x201b, r == 0xb4, r == 0x2032:
		return '\''
	case r == 0x201c, r == 0x201d, r == 0x201e, r == 0x201f, r == 0xab, r == 0xbb, r == 0x2033:
		return '"'
	case r == 0x2026:
		return '.'
	case invisible(r):
		return drop
	}
	return 0
}

// invisible reports whether a character is invisible or changes the direction of the
// text after it.
func invisible(r rune) bool {
	return 0x200b <= r && r <= 0x200f || 0x202a <= r && r <= 0x202e ||
		0x2060 <= r && r <= 0x206f || r == 0xfeff || r == 0xad || r == 0x61c || r == 0x180e ||
		0xe0000 <= r && r <= 0xe007f || 0xfe00 <= r && r <= 0xfe0f
}

// windows1252 decodes the typographic characters that programs put into a GUID.
func windows1252(b byte) rune {
	switch b {
	case 0x96, 0x97:
		return 0x2013
	case 0x91, 0x92:
		return 0x2019
	case 0x93, 0x94:
		return 0x201d
	case 0x85:
		return 0x2026
	case 0xa0, 0xad, 0xab, 0xbb:
		return rune(b)
	}
	return utf8.RuneError
}

// unfold joins the lines of a folded LDIF value (RFC 2849 note 2), and replaces other
// line ends with blanks.
func (c *cleaned) unfold() {
	if strings.IndexByte(c.text, '\n') < 0 {
		return
	}
	text := strings.ReplaceAll(c.text, "\r\n", "\n")
	first, _, _ := strings.Cut(text, "\n")
	if label, _, colons := splitLabel(first); label != "" && colons > 0 {
		text = strings.ReplaceAll(text, "\n ", "")
	}
	c.text = strings.ReplaceAll(text, "\n", " ")
}

// unquote removes pairs of quotes, the single apostrophe by which spreadsheets mark
// text, and the ="..." of spreadsheets.
func (c *cleaned) unquote() {
	s := strings.TrimSpace(c.text)
	if strings.HasPrefix(s, `="`) {
		s = s[1:]
	}
	for len(s) >= 2 && (s[0] == '"' || s[0] == '\'' || s[0] == '`') && s[len(s)-1] == s[0] {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	if len(s) > 1 && s[0] == '\'' {
		s = s[1:]
	}
	c.text = s
}

// cutLabel removes the name of a property in front of the value.
func (c *cleaned) cutLabel() {
	label, rest, colons := splitLabel(c.text)
	if label == "" {
		return
	}
	c.label, c.text, c.colons = label, strings.TrimSpace(rest), colons
}

// splitLabel splits a text into the name of a property, the number of colons after it
// (0 for =) and the rest. An unknown name needs quotes, two colons, or a blank before
// or after the colon. The label is "" if there is none.
func splitLabel(s string) (label, rest string, colons int) {
	at := strings.IndexAny(s, ":=")
	if at < 1 {
		return "", s, 0
	}
	name := strings.TrimSpace(s[:at])
	quoted := len(name) > 2 && (name[0] == '"' || name[0] == '\'') && name[len(name)-1] == name[0]
	if quoted {
		name = name[1 : len(name)-1]
	}
	if !nameOfProperty(name) {
		return "", s, 0
	}
	rest = s[at+1:]
	known := knownProperty(name)
	switch {
	case s[at] == '=':
		if known && !strings.HasPrefix(rest, "=") {
			return name, rest, 0
		}
		return "", s, 0
	case strings.HasPrefix(rest, ":"):
		return name, rest[1:], 2
	case known, quoted, s[at-1] == ' ', strings.HasPrefix(rest, " "):
		return name, rest, 1
	}
	return "", s, 0
}

// nameOfProperty reports whether s could be the name of an attribute, with
// options (RFC 4512 section 2.5). Two hex digits are an octet, not a name.
func nameOfProperty(s string) bool {
	if len(s) < 2 || len(s) > 64 || s[0]|0x20 < 'a' || s[0]|0x20 > 'z' || len(s) == 2 && allHex(s) {
		return false
	}
	for i := range len(s) {
		if base64Class[s[i]]&(inBoth|inURL) == 0 && s[i] != '.' && s[i] != ';' {
			return false
		}
	}
	return !hasPrefixFold(s, "urn") && !hasPrefixFold(s, "ldap")
}

// decodePercent removes URL encoding (RFC 3986 section 2.1).
func (c *cleaned) decodePercent() {
	s := c.text
	if strings.IndexByte(s, '%') < 0 {
		return
	}
	out := make([]byte, 0, len(s))
	decoded := false
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && hexValue[s[i+1]]|hexValue[s[i+2]] < 16 {
			out = append(out, hexValue[s[i+1]]<<4|hexValue[s[i+2]])
			i, decoded = i+2, true
			continue
		}
		out = append(out, s[i])
	}
	if out = bytes.TrimSpace(out); decoded && plainASCII(string(out)) {
		c.text = string(out)
		c.warn("URL encoding was removed", hint.Hint{})
	}
}

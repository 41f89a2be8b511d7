package records

import (
	"bytes"
	"slices"

	"hardmatch/ldifparse"
)

// AddJoined adds the contents of one cell: a value or, for an attribute with
// several values, each of the values joined in the cell. Its error is that of
// [Sink.AddText].
func (s *Sink) AddJoined(d *ldifparse.Description, line int, value []byte) error {
	return s.SplitJoined(d, line, value, s.AddText)
}

// SplitJoined calls add, which is AddText or AddDecoded, for each of the values
// joined in value. It returns the first error of add.
func (s *Sink) SplitJoined(d *ldifparse.Description, line int, value []byte, add func(*ldifparse.Description, int, []byte) error) error {
	if len(value) == 0 || !s.IsList(d) || isTypeName(value) {
		return add(d, line, value)
	}
	cut := nextValue
	if bytes.IndexByte(value, ':') >= 0 {
		cut = nextAddress
	}
	for rest := value; ; {
		var part []byte
		if part, rest = cut(rest); len(part) > 0 || len(bytes.Trim(value, separators)) == 0 {
			if err := add(d, line, part); err != nil {
				return err
			}
		}
		if len(rest) == 0 {
			return nil
		}
	}
}

// IsList reports whether an attribute may have several values.
func (s *Sink) IsList(d *ldifparse.Description) bool {
	return d.Index < s.Names.DN() && slices.Contains(s.Options.Lists, s.Options.Attributes[d.Index])
}

// separators are the characters that people join values with. Plus signs join
// addresses only.
const separators = ";,|\r\n \t+"

// nextValue splits the first of several joined values off.
func nextValue(value []byte) (part, rest []byte) {
	const marks = ";,| \t\r\n"
	n := bytes.IndexAny(value, marks)
	if n < 0 {
		n = len(value)
	}
	return value[:n], bytes.TrimLeft(value[n:], marks)
}

// nextAddress splits the first of several joined addresses off. An X.400 or X.500
// address may contain the separators itself, so they count only if a scheme
// follows.
func nextAddress(value []byte) (part, rest []byte) {
	for at := 0; ; {
		n := bytes.IndexAny(value[at:], separators)
		if n < 0 {
			return value, nil
		}
		at += n
		next := bytes.TrimLeft(value[at:], separators)
		end := len(value) - len(next)
		if len(next) == 0 || StartsWithScheme(next) {
			return value[:at+ownedSeparators(value[:at], value[at:end], len(next) == 0)], next
		}
		at = end
	}
}

// ownedSeparators returns how many of the separators after an address belong to it.
// An X.400 address ends with a semicolon, unless that semicolon joins it to the
// next address.
func ownedSeparators(address, joint []byte, last bool) int {
	isX400 := len(address) > 5 && bytes.EqualFold(address[:5], []byte("x400:"))
	if isX400 && joint[0] == ';' && (last || bytes.ContainsAny(joint[1:], ";,|+\n")) {
		return 1
	}
	return 0
}

// StartsWithScheme reports whether v begins with the scheme of an address, such as smtp:ada@contoso.com.
func StartsWithScheme(v []byte) bool {
	for i, c := range v {
		isLetter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !isLetter && (i == 0 || c < '0' || c > '9') {
			return i > 1 && c == ':'
		}
	}
	return false
}

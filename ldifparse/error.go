package ldifparse

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"
)

// The causes that a ParseError can have.
var (
	ErrNoColon   = errors.New("no colon after the attribute name")
	ErrName      = errors.New("not an attribute name")
	ErrBase64    = errors.New("value after :: is not Base64")
	ErrFold      = errors.New("continuation line with nothing to continue")
	ErrNoDN      = errors.New("record without a dn")
	ErrNotText   = errors.New("NUL or byte order mark inside the file")
	ErrTooLarge  = errors.New("record is larger than the limit")
	ErrMod       = errors.New("line belongs to no modification")
	ErrURLDN     = errors.New("dn given as a URL, which is not opened")
	ErrURL       = errors.New("value given as a URL, which is not opened")
	ErrDuplicate = errors.New("second changetype in one record")
)

// A ParseError says where a record stopped being LDIF. Lines and columns count
// from 1, columns in bytes. It names no file: whoever opened the file knows it.
type ParseError struct {
	Record int   // line on which the record starts
	Line   int   // line on which reading stopped; of a folded value its first
	Column int   // byte in that line
	Offset int64 // of the line, in bytes from the start of the input
	Err    error // one of the causes above
	Hint   string
}

func (e *ParseError) Error() string {
	return fmt.Sprintf("%d:%d: %v (record starts on line %d)", e.Line, e.Column, e.Err, e.Record)
}

func (e *ParseError) Unwrap() error { return e.Err }

// hint recognises what spoils a file before it reaches us.
func hint(cause error, line []byte) string {
	switch cause {
	case ErrNotText:
		return "two files of different encodings were joined; convert each to UTF-8 first"
	case ErrFold:
		return "lines that begin with a blank continue the one above; if the whole text is indented, remove the indentation"
	case ErrNoColon:
		return hintNoColon(line)
	case ErrBase64:
		return hintBase64(line)
	case ErrNoDN:
		return "each record begins with a dn: line"
	case ErrURLDN, ErrURL:
		return "export again without -t, so that values stand in the file"
	}
	return ""
}

func hintNoColon(line []byte) string {
	switch {
	case bytes.Contains(line, []byte("=")):
		return "a continuation line has lost its leading blank; export again, or put the blank back"
	case bytes.Count(line, []byte(",")) > 2:
		return "this looks like csvde output, not LDIF"
	}
	return "a value with a line break in it has to be Base64; export again with a tool that encodes it"
}

// hintBase64 judges a value by its rest, from the first octet that is not Base64.
func hintBase64(rest []byte) string {
	const guid = "-4a63-4a0c-9fb8-3d4b9ab1a1d5" // eight digits of it are Base64
	switch rest := bytes.TrimRight(rest, "="); {
	case bytes.Count(rest, []byte("-")) == 4 && len(rest) >= len(guid):
		return "the value is a written GUID; after two colons stands the Base64 of its octets"
	case bytes.ContainsAny(rest, "=, ") || !isASCII(rest):
		return "the value was decoded in place, as some web pages do; put one colon for two, or give --accept-decoded"
	case len(rest) == 0:
		return "the value is cut, or characters of it are lost; export again"
	}
	return ""
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

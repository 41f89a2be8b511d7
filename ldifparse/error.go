package ldifparse

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"hardmatch/hint"
)

// The causes of a ParseError.
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

// A ParseError describes where a record stopped being LDIF. Lines and columns count
// from 1, columns in bytes. It does not name the file, which its opener knows.
type ParseError struct {
	Record int   // line on which the record starts
	Line   int   // line on which reading stopped; the first one of a folded value
	Column int   // byte in that line
	Offset int64 // of the line, in bytes from the start of the input
	Err    error // one of the causes
	Hint   hint.Hint
}

func (e *ParseError) Error() string {
	return fmt.Sprintf("%d:%d: %v (record starts on line %d)", e.Line, e.Column, e.Err, e.Record)
}

func (e *ParseError) Unwrap() error { return e.Err }

// ErrorHint returns what to do about the error, for [hint.Of].
func (e *ParseError) ErrorHint() hint.Hint { return e.Hint }

// hintFor returns what to do about damage that happened before the file was read.
func hintFor(cause error, line []byte) hint.Hint {
	switch cause {
	case ErrNotText:
		return hint.New(hint.SplitEncodings)
	case ErrFold:
		return hint.New(hint.ContinuationLines)
	case ErrNoColon:
		return hintNoColon(line)
	case ErrBase64:
		return hintBase64(line)
	case ErrNoDN:
		return hint.New(hint.RecordNeedsDN)
	case ErrURLDN, ErrURL:
		return hint.New(hint.ExportValuesInline)
	}
	return hint.Hint{}
}

func hintNoColon(line []byte) hint.Hint {
	switch {
	case bytes.Contains(line, []byte("=")):
		return hint.New(hint.LostContinuation)
	case bytes.Count(line, []byte(",")) > 2:
		return hint.New(hint.NotLDIFButCSV)
	}
	return hint.New(hint.EncodeLineBreak)
}

// hintBase64 recognises what a value is by its rest, from the first octet that is
// not Base64.
func hintBase64(rest []byte) hint.Hint {
	const guid = "-4a63-4a0c-9fb8-3d4b9ab1a1d5" // the eight digits before it are valid Base64
	switch rest := bytes.TrimRight(rest, "="); {
	case bytes.Count(rest, []byte("-")) == 4 && len(rest) >= len(guid):
		return hint.New(hint.GUIDAfterTwoColons)
	case bytes.ContainsAny(rest, "=, ") || !isASCII(rest):
		return hint.New(hint.AcceptDecoded)
	case len(rest) == 0:
		return hint.New(hint.CutBase64)
	}
	return hint.Hint{}
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

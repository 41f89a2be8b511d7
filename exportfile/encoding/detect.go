// Package encoding detects the encoding of a text and decodes it. No other package
// handles byte order marks.
//
// [Detect] and [Decoder] are for exports, whose values are decoded one by one.
// [Decode], [DecodeBOM] and [NewReader] are for other texts.
package encoding

import (
	"bytes"
	"errors"

	"hardmatch/hint"
)

// BOM is the byte order mark in UTF-8.
const BOM = "\ufeff"

// An Error means that a text cannot be decoded.
type Error struct {
	Err  error
	Hint hint.Hint // what to do about it
}

func (e *Error) Error() string { return e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// ErrorHint returns what to do about the error, for [hint.Of].
func (e *Error) ErrorHint() hint.Hint { return e.Hint }

var (
	errUTF32  = &Error{errors.New("this is UTF-32"), hint.New(hint.SaveUTF8)}
	errBinary = &Error{errors.New("this is a binary file, not an export"), hint.New(hint.Export)}
)

// TrimBOM returns a text in UTF-8 without its byte order mark.
func TrimBOM(text []byte) []byte { return bytes.TrimPrefix(text, []byte(BOM)) }

// TrimBlank returns a text in UTF-8 without leading blanks, empty lines and byte
// order marks.
func TrimBlank(text []byte) []byte { return bytes.TrimLeft(text, " \t\r\n"+BOM) }

// Detect returns the name of the encoding of a text from its beginning; "" means
// 8-bit text. Unicode is recognised by its byte order mark, and UTF-16 without one
// by a NUL in every second octet. If forced is not "", it is parsed and returned
// instead. The error is an [*Error], or that of [Parse].
func Detect(head []byte, forced string) (string, error) {
	if forced != "" {
		return Parse(forced)
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe\x00\x00")):
		return "", errUTF32
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return UTF16LE, nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return UTF16BE, nil
	case bytes.HasPrefix(head, []byte(BOM)):
		return UTF8, nil
	}
	return detectNUL(bytes.TrimSuffix(firstLine(head), []byte{0})) // some programs end a text with a NUL
}

// detectNUL recognises UTF-16 without a byte order mark by the positions of its
// NULs.
func detectNUL(sample []byte) (string, error) {
	var nul [2]int
	for i, c := range sample {
		if c == 0 {
			nul[i%2]++
		}
	}
	half := len(sample) / 2
	switch {
	case nul[0] == 0 && nul[1] == 0:
		return "", nil
	case nul[0] == 0 && nul[1] > half*3/4:
		return UTF16LE, nil
	case nul[1] == 0 && nul[0] > half*3/4:
		return UTF16BE, nil
	}
	return "", errBinary
}

// firstLine returns the sample in which UTF-16 is detected. It is no more than a
// line, because a file in another encoding may follow a short one.
func firstLine(head []byte) []byte {
	const least, most = 16, 512
	sample := head[:min(len(head), most)]
	if len(sample) <= least {
		return sample
	}
	if n := bytes.IndexByte(sample[least:], '\n'); n >= 0 {
		return sample[:least+n]
	}
	return sample
}

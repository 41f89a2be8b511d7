package records

import (
	"errors"
	"fmt"

	"hardmatch/exportfile/encoding"
	"hardmatch/hint"
)

// A Note states something about a file that users of its records must know.
type Note struct {
	Rule       string // the symptom: one of the constants below
	Line       int    // 0: the file as a whole
	Text       string // lower case, no period
	Hint       hint.Hint
	Incomplete bool // objects or values are missing
}

// The symptoms of a file that is damaged or incomplete, as published rule IDs.
const (
	Unreadable   = "HM5001" // a record could not be read
	Cut          = "HM5002" // the file ends before its proper end
	MorePages    = "HM5003" // the file is one page of several
	WrongCount   = "HM5004" // the file states another number of objects than it holds
	PartialValue = "HM5005" // the server sent only some of the values of an attribute
	SearchFailed = "HM5006" // the search that made the file ended with an error
	FullPage     = "HM5007" // the file holds exactly as many objects as one page can
	LostValue    = "HM5008" // an object had a value that the file does not hold
	NotExported  = "HM5009" // a necessary attribute was not exported
	DamagedText  = "HM5010" // characters were replaced when the file was written
	AssumedText  = "HM5011" // the encoding of the file is a guess
	NoSnapshot   = "HM5012" // the file holds changes or errors, not the objects of a directory
)

// A ReadError describes a record, or the rest of a file, that could not be read.
type ReadError struct {
	File         string
	Line, Column int // from 1; 0 if unknown
	Err          error
	Hint         hint.Hint
}

func (e *ReadError) Error() string {
	switch {
	case e.Line == 0:
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	case e.Column == 0:
		return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err)
	}
	return fmt.Sprintf("%s:%d:%d: %v", e.File, e.Line, e.Column, e.Err)
}

func (e *ReadError) Unwrap() error { return e.Err }

// ErrorHint returns what to do about the error, for [hint.Of].
func (e *ReadError) ErrorHint() hint.Hint { return e.Hint }

// AsReadError returns err as an error of a file. If err is or wraps a [*ReadError]
// or an [*encoding.Error], the result has its position and hint.
func AsReadError(file string, err error) *ReadError {
	e := ReadError{Err: err}
	if known := findReadError(err); known != nil {
		e = *known
	}
	e.File = file
	return &e
}

// findReadError returns the error with a hint inside err, or nil.
func findReadError(err error) *ReadError {
	var known *ReadError
	if errors.As(err, &known) {
		return known
	}
	var text *encoding.Error
	if errors.As(err, &text) {
		return &ReadError{Err: text.Err, Hint: text.Hint}
	}
	return nil
}

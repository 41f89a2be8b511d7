package convert

import (
	"errors"

	"hardmatch/hint"
	"hardmatch/sid"
)

// The causes that an Error can have.
var (
	ErrEmpty     = errors.New("nothing to convert")
	ErrSyntax    = errors.New("not written in a known notation")
	ErrLength    = errors.New("wrong number of octets")
	ErrPadding   = errors.New("padding bits of the Base64 are not zero")
	ErrAmbiguous = errors.New("more than one reading")
	ErrLost      = errors.New("the value was lost on export")
	ErrExcel     = errors.New("the value was changed by a spreadsheet")
	ErrDigits    = errors.New("digits are missing")
	ErrHeader    = errors.New("the name of a property, not a value")
	ErrNoSuch    = errors.New("the value has no such notation")
)

var (
	errSIDOctets = &Error{Err: ErrLength, Text: sid.ErrOctets.Error()}
	errSIDText   = &Error{Err: ErrSyntax, Text: sid.ErrText.Error()}
)

// An Error describes why a value could not be converted.
type Error struct {
	Err  error     // one of the causes above
	Text string    // what was found, then what was expected
	Hint hint.Hint // what to do about it; not part of Error()
}

// Error returns Text.
func (e *Error) Error() string { return e.Text }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// ErrorHint returns the hint, for [hint.Of].
func (e *Error) ErrorHint() hint.Hint { return e.Hint }

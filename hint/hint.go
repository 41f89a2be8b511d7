// Package hint names what a person can do about an error, a warning or a note.
//
// A package that finds something out returns a [Hint]: a code and its arguments. It
// does not know which program or page shows it, so it names no flag, no command
// and no button. Each front door has the words: the programs in cmd/wording, the
// page in site/texts.js.
package hint

import "errors"

// A Code names one piece of advice. Codes are part of the JSON documents, as
// hintCode, and are not reused.
type Code string

// A Hint is a code and the values that its words need, in the order that the
// comment of the code gives. The zero Hint is none.
type Hint struct {
	Code Code
	Args []string
}

// New returns a hint.
func New(code Code, args ...string) Hint { return Hint{code, args} }

// IsZero reports whether there is no hint.
func (h Hint) IsZero() bool { return h.Code == "" }

// Words turns a hint into one line of text for a person, without a period at its
// end. They return "" for the zero Hint.
type Words func(Hint) string

// Text returns the words of h. Without words it is the code, so that a library
// user who sets none still sees which hint it is.
func (w Words) Text(h Hint) string {
	if w == nil {
		return string(h.Code)
	}
	return w(h)
}

// Of returns the hint of the first error in err's tree that has one.
func Of(err error) Hint {
	var hinted interface{ ErrorHint() Hint }
	if errors.As(err, &hinted) {
		return hinted.ErrorHint()
	}
	return Hint{}
}

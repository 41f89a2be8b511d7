// Package hint has codes for what a person can do about an error, a warning or a note.
//
// A library returns a [Hint]: a code and its arguments. It does not know which program
// or page shows the hint, so it names no flag, no command and no button. Package
// cmd/wording has the words of the programs, and site/texts.js those of the page.
package hint

import "errors"

// A Code identifies a hint. JSON documents contain codes as hintCode, so the meaning of
// a code does not change.
type Code string

// A Hint is a code and its arguments, in the order that the comment of the code gives.
// The zero Hint means that there is none.
type Hint struct {
	Code Code
	Args []string
}

// New returns a hint.
func New(code Code, args ...string) Hint { return Hint{code, args} }

// IsZero reports whether there is no hint.
func (h Hint) IsZero() bool { return h.Code == "" }

// Words returns a hint as one line of text without a period at its end, and "" for the
// zero Hint.
type Words func(Hint) string

// Text returns the words of h. If w is nil, it returns the code.
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

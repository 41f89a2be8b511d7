package records

import (
	"bytes"
	"fmt"

	"hardmatch/exportfile/encoding"
	"hardmatch/hint"
)

// A damage counts the values whose letters were replaced on export.
type damage struct{ questions, unreadable Tally }

// questionable matches a question mark where a letter is to be expected.
var questionable = Pattern(`[A-Za-z]\?+[A-Za-z]|\?\?|(^|[ ,=])\?[A-Za-z]|[a-z]\?([ ,]|$)`)

// Inspect counts a value whose letters were replaced on export.
func (s *Sink) Inspect(line int, value []byte) {
	d := &s.damage
	switch {
	case bytes.IndexByte(value, '?') >= 0 && questionable().Match(value):
		if d.questions.first(line) {
			d.questions.What = string(value)
		}
	case !encoding.IsPrintableASCII(value) && bytes.Contains(value, []byte("\ufffd")):
		if d.unreadable.first(line) {
			d.unreadable.What = string(value)
		}
	}
}

// NoteDamage notes the values that were damaged. Where letters beyond ASCII
// survived, a question mark is one.
func (s *Sink) NoteDamage() {
	note := func(t Tally, what string) {
		s.Summary.AddNote(Note{Rule: DamagedText, Line: t.Line, Hint: hint.New(hint.ExportUTF8),
			Text: fmt.Sprintf("%s with %s, as in \"%s\": letters were lost on export", Plural(t.Count, "value", "values"), what, Printable(t.What))})
	}
	if s.damage.questions.Count > 0 && s.Decoder.Name() == encoding.ASCII {
		note(s.damage.questions, "question marks in a file of pure ASCII")
	}
	if s.damage.unreadable.Count > 0 {
		note(s.damage.unreadable, "signs for unreadable characters")
	}
}

package records

import (
	"bytes"
	"fmt"

	"hardmatch/exportfile/encoding"
	"hardmatch/hint"
)

// damage counts the values whose letters were replaced on export.
type damage struct{ questionMarks, replacements Tally }

// questionable matches a question mark in a place where a letter is likely.
var questionable = Pattern(`[A-Za-z]\?+[A-Za-z]|\?\?|(^|[ ,=])\?[A-Za-z]|[a-z]\?([ ,]|$)`)

// CountDamage counts the value if its letters were replaced on export.
func (s *Sink) CountDamage(line int, value []byte) {
	d := &s.damage
	switch {
	case bytes.IndexByte(value, '?') >= 0 && questionable().Match(value):
		if d.questionMarks.increment(line) {
			d.questionMarks.Example = string(value)
		}
	case !encoding.IsPrintableASCII(value) && bytes.Contains(value, []byte("\ufffd")):
		if d.replacements.increment(line) {
			d.replacements.Example = string(value)
		}
	}
}

// NoteDamage adds notes about damaged values. Question marks count only in a file
// of pure ASCII: if other letters survived, a question mark is genuine.
func (s *Sink) NoteDamage() {
	note := func(t Tally, what string) {
		s.Summary.AddNote(Note{Rule: DamagedText, Line: t.Line, Hint: hint.New(hint.ExportUTF8),
			Text: fmt.Sprintf("%s with %s, as in \"%s\": letters were lost on export", Plural(t.Count, "value", "values"), what, Printable(t.Example))})
	}
	if s.damage.questionMarks.Count > 0 && s.Decoder.Name() == encoding.ASCII {
		note(s.damage.questionMarks, "question marks in a file of pure ASCII")
	}
	if s.damage.replacements.Count > 0 {
		note(s.damage.replacements, "replacement characters")
	}
}

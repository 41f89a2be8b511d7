package exportfile

import (
	"bytes"
	"fmt"

	"hardmatch/exportfile/encoding"
)

// A damage counts the values whose letters were replaced on export.
type damage struct{ questions, unreadable seen }

// questionable matches a question mark where a letter is to be expected.
var questionable = pattern(`[A-Za-z]\?+[A-Za-z]|\?\?|(^|[ ,=])\?[A-Za-z]|[a-z]\?([ ,]|$)`)

func (d *damage) look(line int, value []byte) {
	switch {
	case bytes.IndexByte(value, '?') >= 0 && questionable().Match(value):
		if d.questions.first(line) {
			d.questions.what = string(value)
		}
	case !encoding.IsPrintableASCII(value) && bytes.Contains(value, []byte("\ufffd")):
		if d.unreadable.first(line) {
			d.unreadable.what = string(value)
		}
	}
}

// noteDamage tells of values that were damaged. Where letters beyond ASCII
// survived, a question mark is one.
func (f *File) noteDamage(d *damage) {
	note := func(s seen, what string) {
		f.note(Note{Rule: DamagedText, Line: s.line, Hint: "keys are still good; for the names export again as UTF-8: Export-Csv and Out-File take -Encoding utf8",
			Text: fmt.Sprintf("%s with %s, as in \"%s\": letters were lost on export", plural(s.count, "value", "values"), what, printable(s.what))})
	}
	if d.questions.count > 0 && f.decoder.Name() == encoding.ASCII {
		note(d.questions, "question marks in a file of pure ASCII")
	}
	if d.unreadable.count > 0 {
		note(d.unreadable, "signs for unreadable characters")
	}
}

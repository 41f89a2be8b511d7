package console

import (
	"hardmatch/exportfile/records"

	"hardmatch/hint"
)

// A propertyCounts counts the properties of the objects of a list.
type propertyCounts struct {
	objects, usual, last int
	line                 int  // of the last object
	uniform              bool // all except the last have the same number
}

func (s *propertyCounts) add(properties, line int) {
	if s.objects++; s.objects == 1 {
		s.usual, s.uniform = properties, true
	} else {
		s.uniform = s.uniform && s.last == s.usual
	}
	s.last, s.line = properties, line
}

// isCut reports whether the last object alone lacks properties.
func (s *propertyCounts) isCut() bool { return s.objects > 2 && s.uniform && s.last < s.usual }

// noteCut adds a note if the file ends inside a list or a table.
func (c *reader) noteCut() {
	switch {
	case c.counts.isCut():
		c.sink.Summary.AddNote(records.Note{Rule: records.Cut, Line: c.counts.line, Incomplete: true, Hint: hint.New(hint.ExportAgain),
			Text: "the file ends inside its last object, which has fewer properties than all others: it is cut"})
	case c.lines.unterminated:
		c.sink.Summary.AddNote(records.Note{Rule: records.Cut, Line: c.lines.number, Hint: hint.New(hint.CompareEnd),
			Text: "the file ends without a line break: its last line may be cut"})
	}
}

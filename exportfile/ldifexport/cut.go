package ldifexport

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// noteCut compares what was read with what the writer states at the end.
func (l *reader) noteCut() {
	n := records.Note{Rule: records.Cut, Incomplete: true, Hint: hint.New(hint.ExportAgain)}
	switch {
	case l.encodingChanges: // reading ended before the file
		return
	case l.extended > l.done, l.v3 > l.searches:
		n.Text = "the file ends before the search result that ldapsearch writes last"
	case l.ldbRecords > 0 && !l.ldbReturned:
		n.Text = "the file ends before the count of records that ldbsearch writes last"
	case l.counted > l.entries+l.sink.Summary.Skipped:
		n.Rule, n.Text = records.WrongCount, fmt.Sprintf("the file states that it has %d entries, but holds %d", l.counted, l.entries+l.sink.Summary.Skipped)
	case !l.trailing && l.key.onlyLastLacks() && !l.tail.endsInEmptyLine():
		n.Line, n.Text = l.lastLine, fmt.Sprintf("the file ends inside its last record, which has no %s, unlike all others", l.sink.Options.Key)
	case l.sink.Summary.Skipped > 0 && l.broken == l.entries+l.sink.Summary.Skipped-1 && !l.tail.endsInNewline():
		n.Text = "the file ends in the middle of a line of the record that could not be read"
	default:
		return
	}
	n.Text += ": it is cut"
	l.sink.Summary.AddNote(n)
}

// keyCounts counts the records that have the attribute which every object has. Two
// facts together show a cut: the last record ends without an empty line, and it
// alone lacks the attribute. Either fact alone does not, because both occur in
// files made by hand.
type keyCounts struct {
	index            int // of the attribute in the names asked for, or -1
	at               int // its field in the last record that had it: it is nearly always the same
	records, withKey int
	lastHas          bool
}

func (k *keyCounts) count(fields []records.Field) {
	if k.records++; k.index < 0 {
		return
	}
	if k.at >= len(fields) || fields[k.at].Index != k.index {
		k.lastHas = false
		at := slices.IndexFunc(fields, func(f records.Field) bool { return f.Index == k.index })
		if at < 0 {
			return
		}
		k.at = at
	}
	k.lastHas = true
	k.withKey++
}

func (k *keyCounts) onlyLastLacks() bool {
	return !k.lastHas && k.withKey > 1 && k.withKey == k.records-1
}

// A tail remembers the last octets that were read.
type tail struct {
	src  io.Reader
	last []byte
}

const tailSize = 8 // two line ends, in any form

func (t *tail) Read(p []byte) (int, error) {
	n, err := t.src.Read(p)
	t.last = append(t.last, p[max(0, n-tailSize):n]...)
	t.last = slices.Delete(t.last, 0, max(0, len(t.last)-tailSize))
	return n, err
}

func (t *tail) endsInNewline() bool { return bytes.HasSuffix(t.last, []byte("\n")) }

// endsInEmptyLine reports whether the input ends with an empty line.
func (t *tail) endsInEmptyLine() bool {
	return bytes.HasSuffix(bytes.ReplaceAll(t.last, []byte("\r"), nil), []byte("\n\n"))
}

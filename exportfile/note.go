package exportfile

import "fmt"

// A Note is something about a file that whoever uses its records must know.
type Note struct {
	Rule       string // the sign it is: one of the constants below
	Line       int    // 0: the file as a whole
	Text       string // lower case, no period
	Hint       string
	Incomplete bool // objects or values are missing
}

// The signs that a file is damaged or incomplete, by their published identifiers.
const (
	Unreadable   = "HM5001" // a record could not be read
	Cut          = "HM5002" // the file ends before its end
	MorePages    = "HM5003" // it is one page of several
	WrongCount   = "HM5004" // it holds another number of objects than it says
	PartialValue = "HM5005" // the server sent only a part of the values of an attribute
	SearchFailed = "HM5006" // the search behind it ended with an error
	FullPage     = "HM5007" // it holds exactly as many objects as one page can
	LostValue    = "HM5008" // an object had a value that the file does not hold
	NotExported  = "HM5009" // an attribute that is needed was not exported
	DamagedText  = "HM5010" // characters were replaced when it was written
	AssumedText  = "HM5011" // its encoding is a guess
	NoSnapshot   = "HM5012" // it holds changes or findings, not the objects of a directory
)

// maxNotes limits the notes of one rule: a file may have as many signs as lines.
const maxNotes = 100

// A noteCount is how many notes of one rule there are, and where the last stands.
type noteCount struct{ notes, last int }

// note adds a note. The last one of its rule that is kept stands for all further.
func (f *File) note(n Note) {
	c := f.noted[n.Rule]
	if c.notes++; c.notes <= maxNotes {
		c.last, f.Notes = len(f.Notes), append(f.Notes, n)
	} else {
		last := &f.Notes[c.last]
		last.Text = fmt.Sprintf("and %d further notes like the one before", c.notes-maxNotes+1)
		last.Incomplete = last.Incomplete || n.Incomplete
	}
	f.noted[n.Rule] = c
}

// A ReadError is a record, or the rest of a file, that could not be read.
type ReadError struct {
	File         string
	Line, Column int // from 1; 0 where there is none
	Err          error
	Hint         string
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

package records

import (
	"fmt"
	"slices"
)

// A Summary is what is known about an export as a whole: after it was recognised its
// name, format and line ends, and once all records were read the rest.
type Summary struct {
	Name     string
	Format   string // "LDIF", after reading with its writer: "LDIF (ldifde)"
	Encoding string // what was found or assumed
	LineEnds string // LF, CRLF, CR or CRCRLF; "" if it has no lines
	Records  int    // delivered
	Skipped  int    // could not be read
	Notes    []Note
	// Types are the types of object that the file says it lists, spelt as in
	// [Record], even if it holds none: that a tenant has no role eligibilities is a fact.
	// [DeletedItems] and [UsersOrDeleted] are among them for a list of such.
	Types []string

	noted map[string]noteCount // by rule
}

// The entries of [Summary.Types] for deleted objects of whatever type, and for what
// Microsoft Graph says to be users and may be deleted ones.
const (
	DeletedItems   = "deletedItems"
	UsersOrDeleted = "users, which may be deleted"
)

const maxTypes = 100 // no tool lists as many

// AddType adds a type of object, unless it is "" or there already.
func (s *Summary) AddType(kind string) {
	if kind != "" && !slices.Contains(s.Types, kind) && len(s.Types) < maxTypes {
		s.Types = append(s.Types, kind)
	}
}

// Incomplete reports whether objects or values are missing, once all was read.
func (s *Summary) Incomplete() bool {
	return s.Skipped > 0 || slices.ContainsFunc(s.Notes, func(n Note) bool { return n.Incomplete })
}

// maxNotes limits the notes of one rule: a file may have a symptom on every line.
const maxNotes = 100

// A noteCount is how many notes of one rule there are, and the index of the last.
type noteCount struct{ count, last int }

// AddNote adds a note. Of very many of one rule only the first are kept, and the
// last of these counts the others.
func (s *Summary) AddNote(n Note) {
	c := s.noted[n.Rule]
	if c.count++; c.count <= maxNotes {
		c.last, s.Notes = len(s.Notes), append(s.Notes, n)
	} else {
		last := &s.Notes[c.last]
		last.Text = fmt.Sprintf("and %d further notes like the one before", c.count-maxNotes+1)
		last.Incomplete = last.Incomplete || n.Incomplete
	}
	if s.noted == nil {
		s.noted = make(map[string]noteCount)
	}
	s.noted[n.Rule] = c
}

package records

import (
	"fmt"
	"slices"
)

// A Summary is what is known about an export as a whole. Name, format and line ends
// are known once the export is recognised, the rest after all records were read.
type Summary struct {
	Name     string
	Format   string // "LDIF"; after reading, with its writer: "LDIF (ldifde)"
	Encoding string // detected or assumed
	LineEnds string // LF, CRLF, CR or CRCRLF; "" if it has no lines
	Records  int    // delivered
	Skipped  int    // not readable
	Notes    []Note
	// Types are the types of objects that the file lists, spelt as in [Record],
	// even if it lists none of them: an empty list of role eligibilities is a fact
	// about the tenant. [DeletedItems] and [UsersOrDeleted] mark lists of deleted
	// or possibly deleted objects.
	Types []string

	noted map[string]noteCount // by rule
}

// The entries of [Summary.Types] for deleted objects of any type, and for lists
// that Microsoft Graph calls users but that may contain deleted users.
const (
	DeletedItems   = "deletedItems"
	UsersOrDeleted = "users, which may be deleted"
)

const maxTypes = 100 // far above what any tool lists

// AddType adds a type of object, unless it is "" or already present.
func (s *Summary) AddType(kind string) {
	if kind != "" && !slices.Contains(s.Types, kind) && len(s.Types) < maxTypes {
		s.Types = append(s.Types, kind)
	}
}

// Incomplete reports whether objects or values are missing. It is final once all
// records were read.
func (s *Summary) Incomplete() bool {
	return s.Skipped > 0 || slices.ContainsFunc(s.Notes, func(n Note) bool { return n.Incomplete })
}

// maxNotes limits the notes of one rule, because a file may have a symptom on every
// line.
const maxNotes = 100

// noteCount is the number of notes of one rule, and the index of the last one.
type noteCount struct{ count, last int }

// AddNote adds a note. Above [maxNotes] of one rule, only the first are kept, and
// the last of these counts the others.
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

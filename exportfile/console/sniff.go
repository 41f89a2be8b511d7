package console

import (
	"bytes"
	"iter"
	"regexp"

	"hardmatch/exportfile/encoding"
	"hardmatch/exportfile/records"
)

// A nameSniffer distinguishes names of attributes from words of other texts.
type nameSniffer struct {
	wanted        *records.Names
	seen          map[string]bool
	hasIdentifier bool // a name identifies an object
}

func newNameSniffer(wanted *records.Names) nameSniffer {
	return nameSniffer{wanted: wanted, seen: make(map[string]bool)}
}

func (s *nameSniffer) reset() {
	clear(s.seen)
	s.hasIdentifier = false
}

func (s *nameSniffer) add(name, value []byte) {
	n := records.NormalName(string(name))
	if s.wanted.Has(n) {
		s.seen[n] = true
		s.hasIdentifier = s.hasIdentifier || identifies(name, value)
	}
}

// identified reports whether the names are those of an object.
func (s *nameSniffer) identified() bool { return s.hasIdentifier || len(s.seen) > 1 }

var identifying = map[string]func() *regexp.Regexp{
	"distinguishedname": shapeDN, "dn": shapeDN, "userprincipalname": shapeUPN,
	"objectguid": shapeGUID, "objectid": shapeGUID, "id": shapeGUID,
}

var (
	shapeDN   = records.Pattern(`(?i)^(CN|OU)=.*,(CN|OU|DC)=`)
	shapeUPN  = records.Pattern(`^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$`)
	shapeGUID = records.Pattern(`(?i)^\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$`)
)

// textLines yields the lines at the beginning of a file, without line ends and
// trailing blanks. The last line may be cut.
func textLines(head []byte) iter.Seq[[]byte] {
	if bytes.IndexByte(head, '\n') < 0 {
		head = bytes.ReplaceAll(head, []byte("\r"), []byte("\n"))
	}
	if len(head) >= records.HeadSize-len(encoding.BOM) {
		head = head[:bytes.LastIndexByte(head, '\n')+1]
	}
	return func(yield func([]byte) bool) {
		for line := range bytes.Lines(head) {
			if !yield(bytes.TrimRight(line, " \t\r\n")) {
				return
			}
		}
	}
}

// identifies reports whether the name is that of an attribute that identifies an
// object, and the value has the form for it.
func identifies(name, value []byte) bool {
	shape := identifying[records.NormalName(string(name))]
	return shape != nil && shape().Match(value)
}

// measure detects from the beginning of the file how wide the console was, and
// whether every line is followed by an empty line.
func (c *reader) measure() {
	head, _ := c.lines.src.Peek(records.HeadSize)
	adjoining, apart, blanks, above := 0, 0, 2, 0
	for line := range textLines(head) {
		if len(line) == 0 {
			blanks++
			continue
		}
		switch blanks {
		case 0:
			adjoining++
		case 1:
			apart++
		}
		if line[0] == ' ' && above == c.width {
			c.fullLines++
		}
		blanks, above = 0, c.columns(line)
		if above > c.width {
			c.width, c.fullLines = above, 0
		}
	}
	c.doubled = adjoining == 0 && apart > 1
}

package console

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"hardmatch/exportfile/records"
)

// SniffList recognises Format-List: properties with their colons in one column, of
// which at least two are wanted, or one that identifies an object.
func SniffList(head []byte, wanted *records.Names) (string, error) {
	s := listSniffer{names: newNameSniffer(wanted), colon: -1}
	if last := bytes.LastIndexByte(head, '\n') + 1; bytes.IndexByte(head[last:], ':') < 0 {
		head = head[:last] // a name that is cut is no reason to doubt the list above it
	}
	for line := range textLines(head) {
		s.addLine(line)
	}
	s.end(true)
	switch {
	case !s.found:
		return "", nil
	case s.adjoining:
		return m365Text, nil
	}
	return "text (Format-List)", nil
}

// A listSniffer looks for a list among other lines.
type listSniffer struct {
	names     nameSniffer
	colon     int  // column of the colons; -1 outside of a list
	adjoining bool // a colon follows its key directly, as those of m365 do
	blank     bool // the line above was empty
	mixed     bool // up to the next empty line it is no list after all
	found     bool
}

func (s *listSniffer) addLine(line []byte) {
	key, value, colon, ok := splitProperty(line)
	above := s.blank
	s.blank = len(line) == 0
	switch {
	case s.found:
	case s.blank:
		s.mixed = false
	case isPrompt(line):
		s.mixed = false
		s.end(true)
	case s.mixed:
	case s.colon >= 0 && !ok && (leadingBlanks(line) > s.colon || deletedName().Match(line)):
	case s.colon >= 0 && colon != s.colon && !above:
		s.mixed = true
		s.end(false)
	case ok && colon != s.colon:
		s.end(true)
		s.colon = colon
		s.addProperty(key, value)
	case ok:
		s.addProperty(key, value)
	default:
		s.end(true)
	}
}

func (s *listSniffer) addProperty(key, value []byte) {
	s.adjoining = s.adjoining || utf8.RuneCount(key) == s.colon
	s.names.add(key, value)
}

// end ends a list. One that goes over into something else is none.
func (s *listSniffer) end(whole bool) {
	if s.found = s.found || whole && s.names.identified(); !s.found {
		s.names.reset()
		s.colon, s.adjoining = -1, false
	}
}

// splitProperty splits "Name : value" at the first colon that a blank or the end
// of the line follows.
func splitProperty(line []byte) (key, value []byte, colon int, ok bool) {
	const longest = 128
	at := -1
	for i, c := range line[:min(len(line), longest)] {
		if c == ':' && (i+1 == len(line) || line[i+1] == ' ') {
			at = i
			break
		}
	}
	if at < 1 || !isKeyStart(line[0]) {
		return nil, nil, 0, false
	}
	key = bytes.TrimRight(line[:at], " ")
	if bytes.Contains(key, []byte("  ")) {
		return nil, nil, 0, false
	}
	return key, bytes.TrimLeft(line[at+1:], " "), utf8.RuneCount(line[:at]), true
}

func isKeyStart(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || c == '@' || c == '_' || c >= utf8.RuneSelf
}

func leadingBlanks(line []byte) int { return len(line) - len(bytes.TrimLeft(line, " ")) }

// deletedName is the second line of the name of a deleted object.
var deletedName = records.Pattern(`^DEL:[0-9a-fA-F-]{36}`)

var errNoProperty = errors.New("this line is neither a property nor does it continue one")

// listLine reads a line of a list, or passes over one that is of none.
func (c *reader) listLine() {
	line := c.line.text
	key, value, colon, ok := splitProperty(line)
	inside := c.colon >= 0
	switch {
	case inside && !ok && leadingBlanks(line) >= c.colon+2:
		c.continueValue(line[c.colon+2:])
	case inside && !ok && deletedName().Match(line):
		c.pending.value = append(c.pending.value, '\n')
		c.pending.appendText(line)
	case ok && (!inside || colon == c.colon || c.separated()):
		if c.finishValue(); c.separated() || colon != c.colon {
			c.deliver()
		}
		c.colon = colon
		c.beginValue(key, value, colon+2)
	case inside && c.separated():
		c.endBlock()
	case inside:
		c.finishValue()
		c.failObject(c.line.number, errNoProperty)
	}
}

// separated reports whether an empty line stands above this one that was not
// put behind every line.
func (c *reader) separated() bool {
	return c.blanks > 1 || c.blanks == 1 && !c.doubled
}

// A pendingValue is one that may continue on the next line.
type pendingValue struct {
	open        bool
	line        int
	name, value []byte
	column      int  // where values begin
	width       int  // columns of its last line
	blank       bool // it ended with one
	tooLong     bool
	lost        bool // nobody knows whether a blank stood where it was broken
}

func (c *reader) beginValue(name, value []byte, column int) {
	p := &c.pending
	p.open, p.tooLong, p.lost = true, false, false
	p.line, p.column = c.line.number, column
	p.name, p.value = append(p.name[:0], name...), append(p.value[:0], value...)
	p.width, p.blank = c.columns(c.line.text), c.line.blanks == 1
}

// continueValue joins a line to the value above it. Where the culture has words,
// PowerShell breaks a value behind a blank, and in the middle of a word only if it
// is wider than a line; elsewhere it breaks wherever the line ends. Either way a
// line that is full is no end of a word, and a shorter one is: or, if the next word
// had fitted, the end of a line of the value.
func (c *reader) continueValue(part []byte) {
	p := &c.pending
	if !p.open {
		return
	}
	next, _, _ := bytes.Cut(part, []byte(" "))
	switch room := c.width - p.width; {
	case p.blank || room > 0 && room <= len(next)+1:
		p.value = append(p.value, ' ')
	case room > 0:
		p.value = append(p.value, '\n')
	case !c.isFull(p.value, next, p.width-p.column):
		p.lost = true
	}
	p.appendText(part)
	p.width, p.blank = c.columns(c.line.text), c.line.blanks == 1
}

// appendText appends to the value, unless that gets longer than any.
func (p *pendingValue) appendText(part []byte) {
	if p.value = append(p.value, part...); len(p.value) > maxLine {
		p.value, p.tooLong = p.value[:0], true
	}
}

// isFull reports whether the value was broken because its line was full. No other
// line is longer; but the console may have been wider, if it broke at words.
func (c *reader) isFull(value, next []byte, width int) bool {
	if c.fullLines > 1 {
		return true
	}
	value = value[max(0, len(value)-width):]
	word := value[bytes.LastIndexByte(value, ' ')+1:]
	return len(word)+len(next) > width || bytes.HasSuffix(value, []byte(",")) && nextRDN().Match(next)
}

// nextRDN matches what follows a comma in a name, without a blank. In a list of
// names there is one.
var nextRDN = records.Pattern(`^(OU|DC)=`)

// finishValue adds the value that is pending to its object.
func (c *reader) finishValue() {
	p := &c.pending
	if !p.open {
		return
	}
	p.open = false
	if c.addProperty(p); p.tooLong {
		c.failObject(p.line, errLine)
	}
}

// flush ends the object, or the row.
func (c *reader) flush() {
	c.finishValue()
	c.deliver()
	c.finishRow()
}

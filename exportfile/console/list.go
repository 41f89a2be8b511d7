package console

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"hardmatch/exportfile/records"
)

// SniffList recognises Format-List: properties with their colons in one column. At
// least two of them are wanted, or one identifies an object.
func SniffList(head []byte, wanted *records.Names) (string, error) {
	s := listSniffer{names: newNameSniffer(wanted), colon: -1}
	if last := bytes.LastIndexByte(head, '\n') + 1; bytes.IndexByte(head[last:], ':') < 0 {
		head = head[:last] // a cut name does not make the list above it doubtful
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
	adjoining bool // a colon directly follows its key, as in the output of m365
	blank     bool // the line above was empty
	mixed     bool // the text up to the next empty line is not a list
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
	case s.colon >= 0 && (leadingBlanks(line) > s.colon || deletedName().Match(line)):
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

// end ends a list. Whole is false if other text follows directly: then it is not a
// list.
func (s *listSniffer) end(whole bool) {
	if s.found = s.found || whole && s.names.identified(); !s.found {
		s.names.reset()
		s.colon, s.adjoining = -1, false
	}
}

// splitProperty splits "Name : value" at the first colon before a blank or the end
// of the line.
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

// deletedName matches the second line of the name of a deleted object.
var deletedName = records.Pattern(`^DEL:[0-9a-fA-F-]{36}`)

var errNoProperty = errors.New("this line is neither a property nor the continuation of one")

// listLine reads a line of a list, and skips any other line.
func (c *reader) listLine() {
	line := c.line.text
	key, value, colon, ok := splitProperty(line)
	inside := c.colon >= 0
	switch {
	case inside && leadingBlanks(line) >= c.colon+2:
		c.continueValue(line[c.colon+2:])
	case inside && !ok && deletedName().Match(line):
		c.pending.value = append(c.pending.value, '\n')
		c.pending.appendText(line)
	case ok && (!inside || colon == c.colon || c.separated()):
		if c.finishValue(); c.separated() {
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

// separated reports whether there is an empty line above the current one, not
// counting the empty line after every line of a doubled file.
func (c *reader) separated() bool {
	return c.blanks > 1 || c.blanks == 1 && !c.doubled
}

// A pendingValue is a value that may continue on the next line.
type pendingValue struct {
	open        bool
	line        int
	name, value []byte
	column      int  // where its text begins
	width       int  // columns of its last line
	blank       bool // its last line ended with one blank
	tooLong     bool
	lost        bool // it is unknown whether a blank was where the value was wrapped
}

func (c *reader) beginValue(name, value []byte, column int) {
	p := &c.pending
	p.open, p.tooLong, p.lost = true, false, false
	p.line, p.column = c.line.number, column
	p.name, p.value = append(p.name[:0], name...), append(p.value[:0], value...)
	p.width, p.blank = c.columns(c.line.text), c.line.blanks == 1
}

// continueValue joins a line to the value above it. In cultures with words,
// PowerShell wraps a value after a blank, and inside a word only if the word is
// wider than a line; in other cultures it wraps wherever the line ends. In both
// cases a full line does not end a word, and a shorter line does. If the next word
// had fitted, the shorter line ends with a line break of the value.
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

// appendText appends to the value, unless the value is already too long.
func (p *pendingValue) appendText(part []byte) {
	if p.value = append(p.value, part...); len(p.value) > maxLine {
		p.value, p.tooLong = p.value[:0], true
	}
}

// isFull reports whether the value was wrapped because its line was full. No line
// of the file is longer, but the console may have been wider if it wrapped at
// words.
func (c *reader) isFull(value, next []byte, width int) bool {
	if c.fullLines > 1 {
		return true
	}
	value = value[max(0, len(value)-width):]
	word := value[bytes.LastIndexByte(value, ' ')+1:]
	return len(word)+len(next) > width || bytes.HasSuffix(value, []byte(",")) && nextRDN().Match(next)
}

// nextRDN matches the text after a comma inside a distinguished name, where no
// blank follows. In a list of names a blank follows the comma.
var nextRDN = records.Pattern(`^(OU|DC)=`)

// finishValue adds the pending value to its object.
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

// flush ends the object or row.
func (c *reader) flush() {
	c.finishValue()
	c.deliver()
	c.finishRow()
}

// Package console reads the console output of PowerShell, az and m365: lists and
// tables, as Format-List and Format-Table write them.
package console

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// Read reads lists and tables, and skips other text between them: prompts, commands
// and their errors.
func Read(src io.Reader, s *records.Sink) {
	c := &reader{sink: s}
	c.lines.src = bufio.NewReaderSize(src, records.HeadSize)
	c.measure()
	c.colon = -1
	c.ahead = c.lines.read(nil)
	for !c.stopped && c.next() {
		c.handleLine()
	}
	c.flush()
	if c.stopped {
		return
	}
	if err := c.lines.err; err != io.EOF {
		if !c.sink.Reject(0, 0, err, hint.Hint{}) {
			return
		}
	}
	c.noteFailed()
	if !c.prompted && c.sink.Summary.Records > 0 {
		c.noteCut()
	}
	c.sink.Close()
}

// A reader reads text line by line. A line belongs to a list, to a table, or to
// neither.
type reader struct {
	sink    *records.Sink
	stopped bool // the consumer left the loop

	lines       lineReader
	line, ahead textLine // the current line and the next
	blanks      int      // empty lines above the current one
	preamble    bool     // the current line is in the header of a transcript
	prompted    bool     // the last line is a prompt, so that the text above it is complete
	width       int      // columns of the longest line at the beginning of the file
	fullLines   int      // lines of this width that continue on the next line
	doubled     bool     // every line is followed by an empty line

	object  listObject
	counts  propertyCounts
	pending pendingValue
	colon   int // column of the colons of the list; -1 outside of one
	table   *table

	failedCommands, droppedColumns records.Tally // commands; columns
}

// next moves to the next line that is not empty.
func (c *reader) next() bool {
	for c.blanks = 0; ; c.blanks++ {
		c.line, c.ahead = c.ahead, c.lines.read(c.line.text[:0])
		if c.line.number == 0 {
			return false
		}
		if len(c.line.text) > 0 || c.line.tooLong {
			return true
		}
	}
}

var (
	prompt        = records.Pattern(`^(\*Evil-WinRM\*|(\([^)]*\) ?)?(\[[^\]]*\]: ?)?PS\b)[^>]{0,300}>|^[A-Za-z]:\\[^>|<"]{0,300}>|^[a-z][\w.-]*@[\w.-]+:[^$#]{0,300}[$#] `)
	transcript    = records.Pattern(`^\*{10,}$`)
	commandError  = records.Pattern(`^(Get|Search|Select|Connect|Invoke|Find|Import)-[A-Za-z]+ ?: .`)
	droppedColumn = records.Pattern(`^WARNING: column '([^']*)' does not fit`)
)

// A regular expression costs more than everything else done to a line, so each of
// these functions first rejects lines that cannot match.

func isTranscriptRule(line []byte) bool {
	return bytes.HasPrefix(line, []byte("***")) && transcript().Match(line)
}

func isPrompt(line []byte) bool {
	return bytes.ContainsAny(line, ">$#") && prompt().Match(line)
}

func isCommandError(line []byte) bool {
	verb := bytes.IndexByte(line, '-')
	return verb >= len("Get") && verb <= len("Connect") && commandError().Match(line)
}

func isDroppedColumn(line []byte) bool {
	return bytes.HasPrefix(line, []byte("WARNING: ")) && droppedColumn().Match(line)
}

// handleLine reads the current line according to its kind.
func (c *reader) handleLine() {
	text := c.line.text
	isRule := isTranscriptRule(text)
	c.prompted = isRule
	switch {
	case c.line.tooLong:
		c.endBlock()
		c.reject(c.line.number, errLine, hint.New(hint.ExportConsole))
	case isRule, c.preamble:
		c.endBlock()
		c.preamble = c.preamble != isRule
	case isPrompt(text):
		c.prompted = true
		c.endBlock()
	case isCommandError(text):
		c.endBlock()
		c.failedCommands.Add(c.line.number, shorten(text))
	case isDroppedColumn(text):
		c.droppedColumns.Add(c.line.number, string(droppedColumn().FindSubmatch(text)[1]))
	case c.beginsTable():
	case c.table != nil && c.tableLine():
	default:
		c.listLine()
	}
}

// endBlock ends the list or table.
func (c *reader) endBlock() {
	c.flush()
	c.colon, c.table = -1, nil
}

// reject yields an error for something that could not be read.
func (c *reader) reject(line int, err error, h hint.Hint) {
	if !c.stopped {
		c.stopped = !c.sink.Reject(line, 0, err, h)
	}
}

func shorten(text []byte) string {
	const most = 80
	if len(text) > most {
		return records.Printable(string(text[:most])) + "..."
	}
	return records.Printable(string(text))
}

func (c *reader) noteFailed() {
	if x := c.failedCommands; x.Count > 0 {
		c.sink.Summary.AddNote(records.Note{Rule: records.SearchFailed, Line: x.Line, Incomplete: true,
			Text: fmt.Sprintf("%s with an error: %s", records.Plural(x.Count, "command ended", "commands ended"), x.Example), Hint: hint.New(hint.SeeCommandError)})
	}
	if x := c.droppedColumns; x.Count > 0 {
		c.sink.Summary.AddNote(records.Note{Rule: records.LostValue, Line: x.Line, Incomplete: true,
			Text: fmt.Sprintf("%s left out for lack of width, such as %s", records.Plural(x.Count, "column was", "columns were"), records.Printable(x.Example)), Hint: hint.New(hint.ExportLossless)})
	}
}

// A listObject is the object whose properties are being read one after another.
type listObject struct {
	open    bool
	first   string          // name of its first property
	seen    map[string]bool // names of its wanted properties
	count   int             // of all its properties
	err     error           // why it cannot be read
	errLine int             // line of err
}

// addProperty adds a property to the object. If the object already has a property
// of this name, a new object begins.
func (c *reader) addProperty(p *pendingValue) {
	name := string(p.name)
	if o := &c.object; !o.open || name == o.first || o.seen[name] {
		c.deliver()
		c.sink.Begin(p.line, -1)
		*o = listObject{open: true, first: name, seen: make(map[string]bool)}
	}
	c.object.count++
	d := c.sink.Names.Describe(p.name)
	switch {
	case d == nil || c.object.err != nil:
		return
	case p.lost:
		c.failObject(p.line, c.sink.AddLost(d, p.line, p.value))
	default:
		c.failObject(p.line, c.addValue(d, p.line, p.value))
	}
	c.object.seen[name] = true
}

// failObject records why the object cannot be read.
func (c *reader) failObject(line int, err error) {
	if c.object.err == nil {
		c.object.err, c.object.errLine = err, line
	}
}

// deliver delivers the object, unless none of its properties is wanted.
func (c *reader) deliver() {
	o := &c.object
	if o.open {
		c.counts.add(o.count, c.sink.Record.Line)
	}
	switch {
	case !o.open || c.stopped || len(o.seen) == 0:
	case o.err != nil:
		c.reject(o.errLine, o.err, hint.New(hint.ExportConsole))
	default:
		c.stopped = !c.sink.Deliver()
	}
	o.open = false
}

// maxLine limits a line of text. Consoles do not show such long lines.
const maxLine = 1 << 20

var errLine = fmt.Errorf("the line or value is longer than %d KiB", maxLine>>10)

// A textLine is a line without its end and the blanks before the end.
type textLine struct {
	number  int // 0: no line
	text    []byte
	blanks  int // number of trailing blanks
	tooLong bool
}

// A lineReader reads lines of limited length.
type lineReader struct {
	src          *bufio.Reader
	number       int
	err          error // why there are no more lines
	unterminated bool  // the last line has no line end
}

// read returns the next line, appended to buf.
func (l *lineReader) read(buf []byte) textLine {
	if l.err != nil {
		return textLine{}
	}
	line := textLine{number: l.number + 1, text: buf}
	part, more := []byte(nil), true
	for more {
		part, l.err = l.src.ReadSlice('\n')
		more = l.err == bufio.ErrBufferFull
		if line.tooLong = line.tooLong || len(line.text)+len(part) > maxLine; line.tooLong {
			line.text = line.text[:0]
			continue
		}
		line.text = append(line.text, part...)
	}
	if l.err != nil && len(line.text) == 0 && !line.tooLong {
		return textLine{}
	}
	l.number++
	l.unterminated = l.err != nil
	whole := bytes.TrimRight(line.text, "\r\n")
	line.text = bytes.TrimRight(whole, " \t\r")
	line.blanks = len(whole) - len(line.text)
	return line
}

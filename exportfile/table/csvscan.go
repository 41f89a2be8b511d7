package table

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"

	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

const (
	bufferSize  = 256 << 10
	maxColumns  = 1 << 16
	maxOpenCell = 1 << 20 // octets of a cell after its first line break
)

// A scanner splits delimited text into rows and cells, in the buffer that it was
// read into. It returns only the wanted cells.
//
// Its 340 lines replace encoding/csv, which cannot recover from a missing quote:
// the cell then holds the rest of the file. Here reading continues at the next
// line, and a quote counts as missing if the cell is longer than 1 MiB after its
// first line break. Encoding/csv also replaces CRLF inside a cell with LF.
type scanner struct {
	src           io.Reader
	buf           []byte
	pos, end      int
	err           error // why there is no more; permanent
	line          int   // the line at pos
	delimiter     byte  // '\n': there is one column and no delimiter
	width         int   // columns of the header
	wantedColumns []int // ascending, with width as the last
	rereadBudget  int   // octets that may be read again: as many as were read

	// Of the last row, valid until the next.
	row     []byte // with its line end; only the first line if the row has a fault
	first   int    // line of the row
	cells   []cell
	count   int  // number of its cells
	extra   bool // cells after the last column have text
	quoteAt int  // where the last quoted cell begins
	cut     bool // the input ended inside this cell
}

// A cell is a part of the row, without the quotes around it.
type cell struct {
	column, start, end int
	quoted, doubled    bool // doubled: it contains doubled quotes
}

var (
	errNeedMore = errors.New("the row continues after the buffer")
	errQuote    = errors.New("text follows the closing quote of the cell that begins here")
	errUnclosed = errors.New("the quote that opens here is not closed")
	errCut      = errors.New("the file ends inside the quoted cell that begins here")
	errLongRow  = fmt.Errorf("the row takes more than %d MiB", records.MaxRecord>>20)
)

func newScanner(src io.Reader) *scanner {
	return &scanner{src: src, buf: make([]byte, bufferSize), line: 1, wantedColumns: []int{0}}
}

// setColumns sets which cells of the following rows are wanted.
func (s *scanner) setColumns(h *header, wanted []column) {
	s.delimiter, s.width, s.wantedColumns = h.delimiter, len(h.names), nil
	for _, c := range wanted {
		s.wantedColumns = append(s.wantedColumns, c.at)
	}
	s.wantedColumns = append(s.wantedColumns, s.width)
}

// peek returns the beginning of the text.
func (s *scanner) peek() []byte {
	for s.end < records.HeadSize && s.err == nil {
		s.fill()
	}
	return s.buf[:min(s.end, records.HeadSize)]
}

// next reads a row. Fault is the error of a row that could not be read; err is why
// there are no more rows.
func (s *scanner) next() (fault *records.ReadError, err error) {
	for {
		if s.pos == s.end && s.err != nil {
			return nil, s.err
		}
		n, err := s.split(s.buf[s.pos:s.end])
		switch {
		case err == nil:
			s.setRow(n)
			return nil, nil
		case err != errNeedMore:
			return s.resume(err), nil
		case s.end-s.pos >= records.MaxRecord:
			return s.skipLongRow(), nil
		case s.err == io.EOF:
			return s.resume(errUnclosed), nil
		case s.err != nil:
			return nil, s.err
		}
		s.fill()
	}
}

// setRow makes the next n octets the row.
func (s *scanner) setRow(n int) {
	s.row, s.first = s.buf[s.pos:s.pos+n], s.line
	s.line += bytes.Count(s.row, newLine)
	s.pos += n
}

var newLine = []byte("\n")

// rewind returns to the second line of a row of several lines, which may be
// separate rows if a quote is missing. It reports whether it did so. On average
// each octet is read at most twice, because rows of a million lines would otherwise
// take hours.
func (s *scanner) rewind() bool {
	at := bytes.IndexByte(s.row, '\n') + 1
	rest := len(s.row) - at
	if at == 0 || rest > s.rereadBudget {
		return false
	}
	s.pos, s.rereadBudget = s.pos-rest, s.rereadBudget-rest
	s.line = s.first + 1
	return true
}

// split finds the cells of the row at the start of data, and its length.
func (s *scanner) split(data []byte) (int, error) {
	s.cells, s.extra, s.quoteAt = s.cells[:0], false, -1
	want := 0
	for at, column := 0, 0; ; column++ {
		n := s.countEmptyCells(data[at:], s.wantedColumns[want]-column)
		at, column = at+n, column+n
		c := cell{column: column, start: at}
		var after int
		if at < len(data) && data[at] == '"' {
			var err error
			s.quoteAt = at
			if after, err = s.quotedEnd(data, &c); err != nil {
				return 0, err
			}
		} else {
			after = s.unquotedEnd(data, at)
			if c.end = after; after == len(data) && s.err != io.EOF {
				return 0, errNeedMore
			}
		}
		atEnd := after == len(data) || data[after] == '\n'
		if atEnd && !c.quoted {
			c.end = at + len(bytes.TrimRight(data[at:after], "\r"))
		}
		switch {
		case column >= s.width:
			s.extra = s.extra || c.end > c.start
		case column == s.wantedColumns[want]:
			s.cells = append(s.cells, c)
			want++
		}
		if atEnd {
			s.count = column + 1
			return min(after+1, len(data)), nil
		}
		at = after + 1
	}
}

// countEmptyCells counts unwanted empty cells, eight at a time. Rows of csvde
// consist mostly of these.
func (s *scanner) countEmptyCells(data []byte, most int) int {
	const ones = 0x0101010101010101
	n, delimiters := 0, uint64(s.delimiter)*ones
	for n+8 <= min(most, len(data)) && binary.LittleEndian.Uint64(data[n:]) == delimiters {
		n += 8
	}
	return n
}

// unquotedEnd returns the end of the unquoted cell at data[at]. It reads eight
// octets at a time.
func (s *scanner) unquotedEnd(data []byte, at int) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	delimiters := uint64(s.delimiter) * ones
	for ; at+8 <= len(data); at += 8 {
		w := binary.LittleEndian.Uint64(data[at:])
		d, n := w^delimiters, w^'\n'*ones
		if found := ((d-ones)&^d | (n-ones)&^n) & highs; found != 0 { // a zero octet in d or n
			return at + bits.TrailingZeros64(found)/8
		}
	}
	for ; at < len(data); at++ {
		if data[at] == s.delimiter || data[at] == '\n' {
			break
		}
	}
	return at
}

// quotedEnd finds the end of a quoted cell, and the delimiter or line end after it.
func (s *scanner) quotedEnd(data []byte, c *cell) (after int, err error) {
	c.start++
	c.quoted = true
	for at := c.start; ; at++ {
		n := bytes.IndexByte(data[at:], '"')
		if n < 0 {
			return 0, s.unclosed(data[c.start:])
		}
		if at += n + 1; at == len(data) && s.err != io.EOF {
			return 0, errNeedMore
		}
		if at < len(data) && data[at] == '"' {
			c.doubled = true
			continue
		}
		if c.end = at - 1; c.end-c.start > maxOpenCell && isOpen(data[c.start:c.end]) {
			return 0, errUnclosed
		}
		if at < len(data) && data[at] != s.delimiter && data[at] != '\n' {
			return s.afterQuote(data, at)
		}
		return at, nil
	}
}

func (s *scanner) unclosed(cell []byte) error {
	if len(cell) > maxOpenCell && isOpen(cell) {
		return errUnclosed
	}
	return errNeedMore
}

// isOpen reports whether a cell is so long after its first line break that its
// closing quote must be missing.
func isOpen(cell []byte) bool {
	at := bytes.IndexByte(cell, '\n')
	return at >= 0 && len(cell)-at > maxOpenCell
}

// afterQuote skips the blanks with which a console pads lines.
func (s *scanner) afterQuote(data []byte, at int) (int, error) {
	for ; at < len(data); at++ {
		switch data[at] {
		case ' ', '\r':
		case '\n':
			return at, nil
		default:
			return 0, errQuote
		}
	}
	if s.err != io.EOF {
		return 0, errNeedMore
	}
	return at, nil
}

// skipLongRow continues after a row that is too long, or inside it.
func (s *scanner) skipLongRow() *records.ReadError {
	s.setRow(s.end - s.pos)
	if !s.rewind() {
		s.skipLine()
	}
	s.row = nil
	return &records.ReadError{Line: s.first, Err: errLongRow, Hint: hint.New(hint.ExportFewerColumns)}
}

// resume continues at the line after the fault, so that a missing quote does not
// hide the rows that follow.
func (s *scanner) resume(fault error) *records.ReadError {
	data := s.buf[s.pos:s.end]
	s.row, s.first = data[:bytes.IndexByte(data, '\n')+1], s.line
	at := s.quoteAt
	e := &records.ReadError{Line: s.line + bytes.Count(data[:at], newLine), Column: at - bytes.LastIndexByte(data[:at], '\n'), Err: fault, Hint: hint.New(hint.ExportDoubledQuotes)}
	if fault == errUnclosed && s.err == io.EOF && !s.nextLineIsRow(data[at:]) {
		e.Err, e.Hint = errCut, hint.New(hint.ExportAgain)
		s.cut = true
		s.pos = s.end
		return e
	}
	s.line = e.Line
	s.pos += at
	s.skipLine()
	return e
}

// nextLineIsRow reports whether the next line begins a row with a cell in each
// column.
func (s *scanner) nextLineIsRow(data []byte) bool {
	n := bytes.IndexByte(data, '\n')
	if n < 0 {
		return false
	}
	_, err := s.split(data[n+1:])
	return err == nil && s.count == s.width && s.count > 1
}

// skipLine skips the rest of a line.
func (s *scanner) skipLine() {
	for {
		if n := bytes.IndexByte(s.buf[s.pos:s.end], '\n'); n >= 0 {
			s.pos += n + 1
			s.line++
			return
		}
		if s.pos = s.end; s.err != nil {
			return
		}
		s.fill()
	}
}

// fill reads until the unread text has doubled, or the input ends. Rows longer than
// the buffer are therefore scanned only a few times.
func (s *scanner) fill() {
	rest := s.end - s.pos
	if s.pos > 0 {
		copy(s.buf, s.buf[s.pos:s.end])
		s.pos, s.end = 0, rest
	}
	if 2*rest > len(s.buf) && len(s.buf) < records.MaxRecord {
		grown := make([]byte, min(2*len(s.buf), records.MaxRecord))
		copy(grown, s.buf[:rest])
		s.buf = grown
	}
	const maxEmptyReads = 100 // as in package bufio
	for empty := 0; s.err == nil && s.end <= min(2*rest, len(s.buf)-1); {
		var n int
		n, s.err = s.src.Read(s.buf[s.end:])
		s.end, s.rereadBudget = s.end+n, s.rereadBudget+n
		if empty++; n > 0 {
			empty = 0
		} else if empty == maxEmptyReads && s.err == nil {
			s.err = io.ErrNoProgress
		}
	}
}

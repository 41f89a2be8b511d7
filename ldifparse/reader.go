package ldifparse

import (
	"io"
	"iter"
	"slices"
	"strings"
)

// DefaultMaxRecord is the default limit for the wanted values of a record, in
// octets.
const DefaultMaxRecord = 64 << 20

// Options state what to read.
type Options struct {
	// Attributes are the wanted names, without options, in any case. The values of
	// all other attributes are skipped line by line. Nil means all.
	Attributes []string
	// MaxRecord limits the octets of the wanted values of one record. 0 means
	// DefaultMaxRecord.
	MaxRecord int
	// AcceptDecoded accepts a value after two colons as text if it is not Base64,
	// for text that a web page has decoded.
	AcceptDecoded bool
	// Comment, if not nil, is called with every comment, unfolded and without its
	// "#", unless the comment is longer than MaxRecord. The text is valid during
	// the call.
	Comment func(text []byte)
}

// Read yields the records of src. An error is a [*ParseError], after which reading
// continues with the next record, or an error of src, which is the last.
func Read(src io.Reader, o Options) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		newReader(src, o, bufferSize).records(yield)
	}
}

// A reader joins lines to logical lines (logicalline.go), and these to records. The
// next record overwrites the current one.
type reader struct {
	lineBuffer
	logical
	o      Options
	names  *nameTable
	record Record

	hasLine  bool        // the record has a line
	haveDN   bool        // the dn was read and accepted
	plain    bool        // an entry with a dn and no error: its attributes follow
	failed   *ParseError // the record's first error
	size     int         // of its wanted values, in octets
	modOpen  bool        // the last modification has no "-" yet
	preamble preamble
	secondDN []byte // a dn that ended the record without an empty line

	arena []byte // values that were copied from the buffer
	kept  int    // how many of record.Attributes are in the arena
}

func newReader(src io.Reader, o Options, size int) *reader {
	if o.MaxRecord == 0 {
		o.MaxRecord = DefaultMaxRecord
	}
	r := &reader{o: o, names: newNameTable(o.Attributes)}
	r.lineBuffer = newLineBuffer(src, size, r.keepAll)
	return r
}

func (r *reader) records(yield func(*Record, error) bool) {
	for {
		err := r.read()
		switch {
		case err == io.EOF:
			return
		case err != nil:
			_, broken := err.(*ParseError)
			if !yield(nil, err) || !broken {
				return
			}
		case !yield(&r.record, nil):
			return
		}
	}
}

// reset forgets the record. It releases the memory of an unusually large one.
func (r *reader) reset() {
	attributes, arena := r.record.Attributes[:0], r.arena[:0]
	if cap(attributes) > 4096 {
		attributes = nil
	}
	if cap(arena) > 1<<20 {
		arena = nil
	}
	if r.size > 1<<20 {
		clear(attributes[:cap(attributes)])
	}
	r.record = Record{Attributes: attributes}
	r.arena, r.kept, r.size = arena, 0, 0
	r.hasLine, r.haveDN, r.plain, r.modOpen, r.failed = false, false, false, false, nil
	r.preamble.reset()
}

// read fills r.record with the next record.
func (r *reader) read() error {
	for {
		r.reset()
		if dn := r.secondDN; dn != nil {
			r.secondDN = nil
			r.startLine(dn)
		}
		r.bomSize = 0
		if err := r.readBlock(); err != nil {
			return err
		}
		if r.classify(); r.failed != nil {
			return r.failed
		}
		if r.haveDN || r.record.Kind != Entry {
			r.clip()
			return nil
		}
	}
}

// readBlock reads up to the empty line, or to anything else that ends a record. It
// returns io.EOF, or the error of the input, if nothing is left.
func (r *reader) readBlock() error {
	for {
		line, more := r.nextBuffered(), false
		if line == nil {
			var err error
			if line, more, err = r.next(); err != nil {
				return r.endInput(err)
			}
		}
		switch {
		case more:
			r.appendPiece(line)
		case len(line) == 0:
			r.finish()
			if r.preamble.comment = false; r.hasLine {
				return nil
			}
		case line[0] == ' ':
			r.continueLine(line[1:])
		default:
			if r.mode > skip {
				r.finish()
			}
			if r.startLine(line); r.secondDN != nil {
				return nil
			}
		}
	}
}

// endInput ends the record at the end of the input.
func (r *reader) endInput(err error) error {
	if err != io.EOF || !r.hasLine {
		r.finish()
		return err
	}
	dash, skipped := r.mode == nothing, r.mode == skip || r.mode == comment
	r.finish()
	r.record.Unterminated = !r.ended && !dash && !(r.padded() && (skipped || r.form == Base64))
	return nil
}

// padded reports whether the last line ends as Base64 often does.
func (r *reader) padded() bool { return r.lastByte() == '=' }

// classify decides the kind of a block without a dn.
func (r *reader) classify() {
	if r.haveDN || r.failed != nil {
		return
	}
	for _, a := range r.record.Attributes {
		switch keywords[strings.ToLower(a.Name)] {
		case keyRef:
			r.record.Kind = Reference
		case keySearch, keyResult:
			r.record.Kind = Done
			return
		}
	}
	if r.record.Kind == Entry && r.preamble.attributes {
		r.line, r.lineOffset = r.record.Line, r.record.Offset
		r.fail(ErrNoDN, 1, nil)
	}
	if r.preamble.failed != nil {
		r.failed = r.preamble.failed
	}
}

// clip removes the capacity of values that reaches into unread input.
func (r *reader) clip() {
	r.record.DN = slices.Clip(r.record.DN)
	for i := range r.record.Attributes {
		a := &r.record.Attributes[i]
		a.Value = a.Value[:len(a.Value):len(a.Value)]
	}
}

// begin records where the record starts.
func (r *reader) begin() {
	r.hasLine = true
	r.record.Line, r.record.Offset = r.number, r.offset()
}

// fail sets the record's first error. The rest of the record is skipped. A line
// after a comment may still be the rest of the comment.
func (r *reader) fail(cause error, column int, line []byte) {
	switch {
	case r.preamble.comment && !r.preamble.dn && cause != ErrNotText && cause != ErrTooLarge:
		if r.preamble.failed == nil {
			r.preamble.failed = r.errorAt(cause, column, line)
		}
	case r.failed == nil:
		r.failed, r.plain = r.errorAt(cause, column, line), false
	}
}

func (r *reader) errorAt(cause error, column int, line []byte) *ParseError {
	return &ParseError{
		Record: r.record.Line, Line: r.line, Column: column, Offset: r.lineOffset,
		Err: cause, Hint: hintFor(cause, line),
	}
}

// keepAll copies the values in the buffer before the buffer is overwritten.
func (r *reader) keepAll() {
	for i := range r.record.Attributes[r.kept:] {
		a := &r.record.Attributes[r.kept+i]
		a.Value = r.keep(a.Value)
	}
	r.kept = len(r.record.Attributes)
	r.record.DN = r.keep(r.record.DN)
	if r.mode > skip {
		r.text = r.keep(r.text)
	}
}

// keep copies v if it is in the buffer. It returns nil for an empty v, because text
// appended to it later would go to the buffer.
func (r *reader) keep(v []byte) []byte {
	switch {
	case len(v) == 0:
		return nil
	case !r.holds(v):
		return v
	}
	at := len(r.arena)
	r.arena = append(r.arena, v...)
	return r.arena[at:len(r.arena):len(r.arena)]
}

// holds reports whether v is in the buffer: then both end at the same octet.
func (r *reader) holds(v []byte) bool {
	last := v[:cap(v)]
	return &last[cap(v)-1] == &r.buf[len(r.buf)-1]
}

package ldifparse

import (
	"bytes"
	"encoding/base64"
)

// A mode is what happens with the current logical line.
type mode uint8

const (
	// there is no line
	nothing mode = iota
	skip         // an unwanted attribute, or a comment without a reader
	comment
	value
	undecided // not understood yet: decided after its last continuation
)

// logical is the current logical line: a line with its continuations.
type logical struct {
	mode         mode
	name         *Description
	form         Form
	valuePending bool   // the first line ended directly after the colon
	text         []byte // the line so far, or its value
	line         int    // number of its first line
	column       int    // of the value in that line
	bomSize      int    // length of the byte order mark before the line
	lineOffset   int64  // offset of that line
}

// startLine begins a logical line.
func (r *reader) startLine(line []byte) {
	if line[0] == '#' {
		r.startComment(line)
		return
	}
	name, colon := r.names.find(line)
	if !r.plain || name == nil || name.keyword != keyNone {
		r.startSpecial(name, line, colon)
		return
	}
	if r.mode = skip; !name.wanted {
		r.readPlain()
		return
	}
	r.line, r.lineOffset = r.number, r.offset()
	r.startValue(name, line, colon)
}

func (r *reader) startComment(line []byte) {
	r.preamble.comment = !r.haveDN
	r.mode = skip
	if r.o.Comment != nil {
		r.mode, r.text = comment, line[1:]
	}
}

var bom = []byte("\xef\xbb\xbf")

// startWithBOM begins a line after a byte order mark: the first of a file, or of a
// file that was appended to another.
func (r *reader) startWithBOM(line []byte) {
	rest := line
	for bytes.HasPrefix(rest, bom) {
		rest = rest[len(bom):]
	}
	if r.mode = nothing; len(rest) == 0 {
		return
	}
	r.bomSize = len(line) - len(rest)
	if r.startLine(rest); r.mode != undecided && r.secondDN == nil {
		r.bomSize = 0
	}
}

// startSpecial begins a line that is not an ordinary attribute of an entry.
func (r *reader) startSpecial(name *Description, line []byte, colon int) {
	if name == nil && bytes.HasPrefix(line, bom) {
		r.startWithBOM(line)
		return
	}
	if r.line, r.lineOffset = r.number, r.offset(); !r.hasLine {
		r.begin()
	}
	isDN := name != nil && name.keyword == keyDN
	switch {
	case isDN && r.preamble.dn:
		r.secondDN, r.mode = line, nothing
	case r.failed != nil:
		r.mode = skip
	case len(line) == 1 && line[0] == '-':
		r.modOpen, r.mode = false, nothing
	case name == nil, !isDN && r.preamble.comment && !r.preamble.dn:
		r.mode, r.text = undecided, line
		r.addSize(len(line))
	default:
		r.startNamed(name, line, colon)
	}
}

// startNamed begins a line with a known name.
func (r *reader) startNamed(name *Description, line []byte, colon int) {
	if name.keyword == keyDN && !r.preamble.dn {
		r.preamble.dn = true
	} else if !r.preamble.dn && name.keyword != keyVersion {
		r.preamble.attributes = true
	}
	if r.mode = skip; name.wanted || name.keyword != keyNone || r.record.Kind == Change {
		r.startValue(name, line, colon)
	}
}

// startValue begins a wanted value.
func (r *reader) startValue(name *Description, line []byte, colon int) {
	r.mode, r.name = value, name
	r.form, r.text = Text, line[colon+1:]
	if r.valuePending = len(r.text) == 0; !r.valuePending {
		r.chooseForm()
	}
	r.column = r.bomSize + len(line) - len(r.text) + 1
	r.addSize(len(r.text) + overhead)
}

// chooseForm removes the second colon or less-than sign and the blanks before the
// value.
func (r *reader) chooseForm() {
	switch r.text[0] {
	case ':':
		r.form, r.text = Base64, r.text[1:]
	case '<':
		r.form, r.text = URL, r.text[1:]
	}
	r.valuePending = false
	r.trimBlanks()
}

func (r *reader) trimBlanks() {
	for len(r.text) > 0 && r.text[0] == ' ' {
		r.text = r.text[1:]
	}
}

// continueLine continues the logical line with a line that begins with a blank. A
// line of blanks counts as empty if there is nothing to continue.
func (r *reader) continueLine(line []byte) {
	if r.mode != nothing {
		r.appendText(line)
		return
	}
	if !r.midLine && len(trimRight(line)) == 0 {
		return
	}
	if r.line, r.lineOffset = r.number, r.offset(); !r.hasLine {
		r.begin()
	}
	r.fail(ErrFold, 1, line)
	r.mode = skip
}

// appendText appends to the logical line. If the text is still in the buffer, this
// closes the gap that the line end and the blank leave.
func (r *reader) appendText(line []byte) {
	if r.mode <= skip || !r.addSize(len(line)) {
		return
	}
	first := len(r.text) == 0
	r.text = append(r.text, line...)
	switch {
	case r.mode != value || !first || len(line) == 0:
	case r.valuePending:
		r.chooseForm()
	default:
		r.trimBlanks()
	}
}

// appendPiece continues a line that is longer than the buffer. The value may begin
// only here.
func (r *reader) appendPiece(piece []byte) {
	begins := len(r.text) == 0
	if r.appendText(piece); begins {
		r.column += len(piece) - len(r.text)
	}
}

// addSize adds to the size of the record, and fails if the record is too large. A
// comment is not part of the record and has its own limit. It reports whether the
// line is still read.
func (r *reader) addSize(n int) bool {
	if r.mode == comment && len(r.text)+n <= r.o.MaxRecord {
		return true
	}
	if r.mode != comment {
		if r.size += n; r.size <= r.o.MaxRecord {
			return true
		}
		r.fail(ErrTooLarge, 1, nil)
	}
	r.mode, r.text = skip, nil
	return false
}

// finish ends the logical line.
func (r *reader) finish() {
	m := r.mode
	r.mode = nothing
	switch m {
	case comment:
		r.o.Comment(r.text)
	case undecided:
		r.finishUndecided()
	case value:
		if r.decode() {
			r.applyValue()
		}
	}
}

// finishUndecided decides a line whose first part was not understood, because a
// fold may be anywhere, even inside a name.
func (r *reader) finishUndecided() {
	padded := append(bytes.Clone(r.text), make([]byte, slack)...)
	line := padded[:len(r.text)]
	if r.preamble.comment && !r.preamble.dn {
		r.preamble.text = append(append(r.preamble.text, line...), '\n')
	}
	name, colon := r.names.find(line)
	switch {
	case name != nil && name.keyword == keyDN && r.preamble.dn:
		r.fail(ErrName, 1, line)
	case name != nil:
		r.startNamed(name, line, colon)
		r.finish()
	default:
		r.rejectLine(line, colon)
	}
	r.bomSize = 0
}

// rejectLine reports a line that is not LDIF.
func (r *reader) rejectLine(line []byte, colon int) {
	cause := ErrName
	switch {
	case bytes.IndexByte(line, 0) >= 0 || bytes.HasPrefix(line, []byte("\xff\xfe")) || bytes.HasPrefix(line, []byte("\xfe\xff")):
		cause = ErrNotText
	case colon < 0:
		cause = ErrNoColon
	}
	r.fail(cause, 1, line)
}

// decode replaces Base64 with its octets, in place: the result is shorter.
func (r *reader) decode() bool {
	if r.form != Base64 {
		return true
	}
	r.text = r.text[:len(bytes.TrimRight(r.text, " "))]
	if len(r.text) <= shortBase64 {
		if decoded := r.decodeToArena(r.text); decoded != nil {
			r.text = decoded
			return true
		}
	}
	if r.o.AcceptDecoded && !isBase64(r.text) {
		r.form = Text
		return true
	}
	n, err := base64.StdEncoding.Decode(r.text, r.text)
	if corrupt, bad := err.(base64.CorruptInputError); bad {
		r.fail(ErrBase64, r.column, r.text[corrupt:]) // the text before it is already decoded
		return false
	}
	r.text = r.text[:n]
	return true
}

// shortBase64 is the length up to which decodeToArena is faster than decoding in
// place, which needs no memory.
const shortBase64 = 4096

func isBase64(text []byte) bool {
	_, err := base64.StdEncoding.Decode(make([]byte, base64.StdEncoding.DecodedLen(len(text))), text)
	return err == nil
}

// applyValue adds a value to the record.
func (r *reader) applyValue() {
	switch {
	case r.failed != nil:
	case r.name.keyword == keyNone && r.record.Kind == Entry:
		r.addAttribute()
	case r.haveDN:
		r.applyKeyword()
	case r.name.keyword == keyDN:
		r.setDN()
	case r.name.keyword != keyVersion:
		r.addAttribute()
	}
}

func (r *reader) addAttribute() {
	a := r.newAttribute()
	a.Description, a.Form, a.Line, a.Value = r.name, r.form, r.line, r.text
	r.text = nil
}

func (r *reader) setDN() {
	if r.form == URL {
		r.fail(ErrURLDN, r.column, r.text)
		return
	}
	dn := r.text
	switch {
	case r.preamble.isComment(dn):
		r.record.Attributes, r.kept = r.record.Attributes[:0], 0
		r.record.Line, r.record.Offset = r.line, r.lineOffset
	case r.preamble.failed != nil:
		r.failed = r.preamble.failed
	case r.preamble.attributes:
		r.applyPreamble()
	default: // at most a version line
		r.record.Line, r.record.Offset = r.line, r.lineOffset
	}
	r.record.DN, r.haveDN, r.text = dn, true, nil
	r.plain = r.failed == nil && r.record.Kind == Entry
}

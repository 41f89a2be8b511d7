// Package ldifexport reads LDIF as ldifde, ldapsearch and ldbsearch write it, with
// the parser of package ldifparse, and detects where the file is incomplete.
package ldifexport

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"hardmatch/exportfile/encoding"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
	"hardmatch/ldifparse"
)

// Read passes the entries of an LDIF file to a sink.
func Read(src io.Reader, s *records.Sink) {
	l := &reader{sink: s, tail: tail{src: src}, key: keyCounts{index: indexOf(s.Options.Attributes, s.Options.Key)}}
	whole := l.read()
	if s.Summary.Format, s.Summary.Encoding = "LDIF"+l.writer(), s.Decoder.Name(); whole {
		l.noteFile()
	}
}

// indexOf returns the position of a name in the requested names, or -1.
func indexOf(attributes []string, name string) int {
	return slices.IndexFunc(attributes, func(s string) bool { return strings.EqualFold(s, name) })
}

// read reports whether the file was read to its end, or as far as possible.
func (l *reader) read() bool {
	options := ldifparse.Options{
		Attributes:    l.sink.Options.Attributes,
		MaxRecord:     records.MaxRecord,
		AcceptDecoded: l.sink.Options.AcceptDecoded,
		Comment:       l.readComment,
	}
	for parsed, err := range ldifparse.Read(&l.tail, options) {
		if err == nil {
			if parsed.Kind != ldifparse.Entry {
				l.readOther(parsed)
				continue
			}
			err = l.convertEntry(parsed)
		}
		if err != nil {
			err, final := l.toReadError(err)
			l.broken = l.entries + l.sink.Summary.Skipped
			if !l.sink.Reject(0, 0, err, hint.Hint{}) {
				return false
			}
			if final {
				break
			}
			continue
		}
		if isObject(parsed) && !l.sink.Deliver() {
			return false
		}
	}
	return true
}

// A reader turns parsed entries into records, and collects evidence of the program
// that wrote the file and of a cut.
type reader struct {
	sink *records.Sink

	entries            int
	contentAdd         int  // entries with changetype: add
	attributes, values bool // whether there are any
	lastLine           int

	external, partial, changes records.Tally
	partialField               *records.Field // a value of the entry whose attribute the server sent only in part
	encodingChanges            bool           // the encoding changes

	extended    int // "extended LDIF" headers of ldapsearch
	v3          int // its "LDAPv3" headers, with -L and without
	searches    int // "search result" comments
	done        int // "result:" lines
	ldbRecords  int // "record 12" comments of ldbsearch
	ldbReturned bool
	tail        tail
	key         keyCounts
	broken      int  // entries and skipped records before the last broken one
	trailing    bool // something follows the last entry
	counted     int  // entries, by comments at the end; in joined files the sum
}

// convertEntry makes the entry the current record. It decodes the text in place.
func (l *reader) convertEntry(p *ldifparse.Record) (err error) {
	l.lastLine, l.trailing, l.partialField = p.Line, false, nil
	l.sink.Decoder.Reset()
	if p.ChangeType != "" {
		l.contentAdd++
	}
	l.entries++
	if p.DN, err = l.sink.Decoder.DN(p.DN); err != nil {
		return l.encodingError(err, p, p.Line)
	}
	l.sink.CountDamage(p.Line, p.DN) // every user has a name, so damage shows here first
	l.attributes = l.attributes || len(p.Attributes) > 0
	for i := range p.Attributes {
		a := &p.Attributes[i]
		if a.Form != records.Text || a.Options != "" || !encoding.IsPrintableASCII(a.Value) {
			if err := l.convertAttribute(p, a); err != nil {
				return err
			}
		}
		l.values = l.values || len(a.Value) > 0
	}
	if a := l.partialField; a != nil {
		p.Attributes = append(p.Attributes, records.Field{Description: a.Description, Form: records.Lost, Line: a.Line})
	}
	l.key.count(p.Attributes)
	if p.Unterminated {
		l.sink.Summary.AddNote(records.Note{Rule: records.Cut, Line: p.Line, Incomplete: true,
			Text: "the file ends in the middle of a line: its last record may be cut",
			Hint: hint.New(hint.CompareEndAgain)})
	}
	l.sink.Record = records.Record{Line: p.Line, Offset: -1, Sparse: true, DN: p.DN, Fields: p.Attributes}
	return nil
}

// convertAttribute handles a value that is not printable ASCII without options.
func (l *reader) convertAttribute(p *ldifparse.Record, a *ldifparse.Attribute) (err error) {
	switch a.Form {
	case records.Text:
		if a.Value, err = l.sink.Decoder.Text(a.Value); err != nil {
			return l.encodingError(err, p, a.Line)
		}
	case records.Lost:
		l.external.Add(a.Line, a.Name)
	}
	if isPartial(a.Options) {
		l.partialField = a
		l.partial.Add(a.Line, a.Name+";"+a.Options)
	}
	return nil
}

// isPartial reports whether a range option means fewer than all values.
func isPartial(options string) bool {
	limits, isRange := strings.CutPrefix(strings.ToLower(options), "range=")
	return isRange && limits != "0-*"
}

func (l *reader) encodingError(err error, p *ldifparse.Record, line int) error {
	return &ldifparse.ParseError{Record: p.Line, Line: line, Column: 1, Offset: p.Offset, Err: err}
}

// isObject reports whether an entry is an object of a directory. The root DSE and
// the entries that hold the indexes of ldb are not.
func isObject(p *ldifparse.Record) bool {
	return len(p.DN) > 0 && p.DN[0] != '@'
}

// toReadError converts an error of the parser to one of the file. It reports
// whether the error is final, because nothing useful can follow.
func (l *reader) toReadError(err error) (error, bool) {
	var parse *ldifparse.ParseError
	if !errors.As(err, &parse) {
		return err, true
	}
	mixed := encoding.IsChange(parse.Err) || parse.Err == ldifparse.ErrNotText
	l.encodingChanges = l.encodingChanges || mixed
	if l.ldbRecords > 0 && (mixed || parse.Err == encoding.ErrNUL || parse.Err == ldifparse.ErrNoColon) {
		return errShowBinary, true
	}
	e := &records.ReadError{Line: parse.Line, Column: parse.Column, Err: parse.Err, Hint: parse.Hint}
	switch {
	case parse.Err == ldifparse.ErrTooLarge:
		e.Err, e.Hint = records.ErrTooLarge, hint.New(hint.Export)
	case parse.Err == encoding.ErrNotUTF8:
		e.Hint = hint.New(hint.ChooseOtherEncoding)
	case parse.Err == encoding.ErrNUL:
		e.Hint = hint.New(hint.ExportEncoded)
	case mixed && l.sink.Decoder.IsUTF16():
		e.Err, e.Hint = fmt.Errorf("the encoding changes: %w", parse.Err), hint.New(hint.SplitEncodings)
	case mixed:
		at := parse.Offset + int64(l.sink.Decoder.BOMSize())
		e.Err, e.Hint = fmt.Errorf("the encoding changes at byte %d: %w", at, parse.Err), hint.New(hint.SplitEncodings)
	}
	return e, mixed
}

// readOther handles records that are not entries.
func (l *reader) readOther(p *ldifparse.Record) {
	l.trailing = true
	switch p.Kind {
	case ldifparse.Change:
		l.changes.Add(p.Line, p.ChangeType)
		l.sink.Summary.Skipped++
	case ldifparse.Done:
		code, text, ok := p.Result()
		if ok {
			l.done++
		}
		if ok && code != 0 {
			l.sink.Summary.AddNote(records.Note{Rule: records.SearchFailed, Line: p.Line, Incomplete: true,
				Text: fmt.Sprintf("the search failed with result %d %s: objects are missing", code, records.Printable(text)),
				Hint: resultHint(code)})
		}
	}
}

// resultHint returns what to do about the usual result codes of RFC 4511.
func resultHint(code int) hint.Hint {
	switch code {
	case 1:
		return hint.New(hint.BindFirst)
	case 3, 4, 11:
		return hint.New(hint.ExportWithPaging)
	}
	return hint.New(hint.ExportAgain)
}

var countComment = records.Pattern(`^ (?:numEntries: (\d+)|(\d+) entries|record (\d+)|returned (\d+) records)\r?$`)

// readComment collects what the writers state about themselves.
func (l *reader) readComment(text []byte) {
	l.trailing = true
	switch {
	case bytes.HasPrefix(text, []byte(" extended LDIF")):
		l.extended++
		return
	case bytes.HasPrefix(text, []byte(" LDAPv3")):
		l.v3++
		return
	case bytes.HasPrefix(text, []byte(" search result")):
		l.searches++
		return
	case len(text) > 40 || len(text) == 0 || text[0] != ' ':
		return
	}
	m := countComment().FindSubmatch(text)
	switch {
	case m == nil:
	case m[3] != nil:
		l.ldbRecords++
	case m[4] != nil:
		l.ldbReturned = true
	default:
		n, _ := strconv.Atoi(string(m[1]) + string(m[2]))
		l.counted += n
	}
}

// noteFile adds the notes about the file as a whole.
func (l *reader) noteFile() {
	l.sink.NoteEncoding()
	l.sink.NoteDamage()
	if x := l.changes; x.Count > 0 {
		l.sink.Summary.AddNote(records.Note{Rule: records.NoSnapshot, Line: x.Line, Incomplete: true,
			Text: records.Plural(x.Count, "record changes objects", "records change objects") + " (modify, delete, rename): an export has none, and they are not applied",
			Hint: hint.New(hint.ExportContent)})
	}
	if l.sink.Summary.Records == records.PageSize && l.done == 0 && l.ldbRecords == 0 {
		l.sink.Summary.AddNote(records.Note{Rule: records.FullPage, Text: fmt.Sprintf("the file holds exactly %d records, which is all that Active Directory sends without paging: objects may be missing", records.PageSize),
			Hint: hint.New(hint.ExportWithPaging)})
	}
	l.noteValues()
	l.noteCut()
}

// noteValues adds notes about values that the file does not hold.
func (l *reader) noteValues() {
	switch {
	case l.sink.Summary.Records == 0 || l.values:
	case l.attributes:
		l.sink.Summary.AddNote(records.Note{Rule: records.LostValue, Incomplete: true, Text: "the file holds names of attributes without their values", Hint: hint.New(hint.ExportWithoutOption, "-A")})
	default:
		l.sink.Summary.AddNote(records.Note{Rule: records.NotExported, Text: "the records hold none of the attributes that hardmatch reads", Hint: hint.New(hint.Export)})
	}
	if x := l.external; x.Count > 0 {
		text := "1 value, of " + x.Example + ", is in another file, which is not read"
		if x.Count > 1 {
			text = fmt.Sprintf("%d values, such as one of %s, are in other files, which are not read", x.Count, x.Example)
		}
		l.sink.Summary.AddNote(records.Note{Rule: records.LostValue, Line: x.Line, Incomplete: true, Text: text, Hint: hint.New(hint.ExportValuesInline)})
	}
	if x := l.partial; x.Count > 0 {
		l.sink.Summary.AddNote(records.Note{Rule: records.PartialValue, Line: x.Line, Incomplete: true,
			Text: fmt.Sprintf("%s: the server sent only a part of the values", x.Example), Hint: hint.New(hint.ExportWithoutRange)})
	}
}

// writer returns the name of the program that wrote the file, as a suffix of the
// format, or "".
func (l *reader) writer() string {
	switch {
	case l.ldbRecords > 0:
		return " (ldbsearch)"
	case l.v3 > 0 || l.done > 0:
		return " (ldapsearch)"
	case l.contentAdd > 0 && l.contentAdd == l.entries && l.sink.Summary.LineEnds == "CRLF":
		return " (ldifde)"
	}
	return ""
}

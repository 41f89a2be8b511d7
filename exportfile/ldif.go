package exportfile

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"hardmatch/exportfile/encoding"
	"hardmatch/ldifparse"
)

// ldif yields the entries of an LDIF file.
func (f *File) ldif(yield func(*Record, error) bool) {
	l := &ldifReader{File: f}
	l.tail.src, l.key.index = f.text, f.indexOf(f.options.Key)
	whole := l.read(yield)
	if l.Format, l.Encoding = "LDIF"+l.writer(), l.decoder.Name(); whole {
		l.judge()
	}
}

// read reports whether the loop was not left early.
func (l *ldifReader) read(yield func(*Record, error) bool) bool {
	options := ldifparse.Options{
		Attributes:    l.options.Attributes,
		MaxRecord:     maxRecord,
		AcceptDecoded: l.options.AcceptDecoded,
		Comment:       l.comment,
	}
	for parsed, err := range ldifparse.Read(&l.tail, options) {
		if err == nil {
			if parsed.Kind != ldifparse.Entry {
				l.other(parsed)
				continue
			}
			err = l.entry(parsed)
		}
		if err != nil {
			err, final := l.translate(err)
			l.broken = l.entries + l.Skipped
			l.Skipped++
			if !yield(nil, err) {
				return false
			}
			if final {
				break
			}
			continue
		}
		if isObject(parsed) {
			l.Records++
			if !yield(&l.record, nil) {
				return false
			}
		}
	}
	return true
}

// indexOf returns the position of a name in the names asked for, or -1.
func (f *File) indexOf(name string) int {
	return slices.IndexFunc(f.options.Attributes, func(s string) bool { return strings.EqualFold(s, name) })
}

// An ldifReader turns parsed entries into records and collects the signs by
// which the writers of LDIF can be told apart and cuts be noticed.
type ldifReader struct {
	*File
	record Record

	entries            int
	contentAdd         int  // entries with changetype: add
	attributes, values bool // there are any
	lastLine           int

	external, partial, changes seen
	lacking                    *Field // of the entry, a value of an attribute of which there is only a part
	mixed                      bool   // the encoding changes
	damage                     damage

	extended    int // "extended LDIF" headers of ldapsearch
	v3          int // its "LDAPv3" headers, with -L and without
	searches    int // "search result" comments
	done        int // "result:" lines
	ldbRecords  int // "record 12" comments of ldbsearch
	ldbReturned bool
	tail        tail
	key         key
	broken      int  // how many entries and skipped records stand before the last broken one
	trailing    bool // something stands behind the last entry
	counted     int  // entries, by comments at the end; of joined files all of them
}

// seen counts what occurs on many lines and is told once.
type seen struct {
	count, line int
	what        string
}

func (s *seen) add(line int, what string) {
	if s.first(line) {
		s.what = what
	}
}

// first counts one more and reports whether it is the first, the only one that
// is shown.
func (s *seen) first(line int) bool {
	if s.count++; s.count == 1 {
		s.line = line
	}
	return s.count == 1
}

// entry makes an entry the record, its text decoded in place.
func (l *ldifReader) entry(p *ldifparse.Record) (err error) {
	l.lastLine, l.trailing, l.lacking = p.Line, false, nil
	l.decoder.Reset()
	if p.ChangeType != "" {
		l.contentAdd++
	}
	l.entries++
	if p.DN, err = l.decoder.DN(p.DN); err != nil {
		return l.encodingError(err, p, p.Line)
	}
	l.damage.look(p.Line, p.DN) // no name of a person is without it
	l.attributes = l.attributes || len(p.Attributes) > 0
	for i := range p.Attributes {
		a := &p.Attributes[i]
		if a.Form != Text || a.Options != "" || !encoding.IsPrintableASCII(a.Value) {
			if err := l.attribute(p, a); err != nil {
				return err
			}
		}
		l.values = l.values || len(a.Value) > 0
	}
	if a := l.lacking; a != nil {
		p.Attributes = append(p.Attributes, Field{Description: a.Description, Form: Lost, Line: a.Line})
	}
	l.key.count(p.Attributes)
	if p.Unterminated {
		l.note(Note{Rule: Cut, Line: p.Line, Incomplete: true,
			Text: "the file ends in the middle of a line: its last record may be cut",
			Hint: "export again; if the file is whole, end it with a line break"})
	}
	l.record = Record{Line: p.Line, Offset: -1, Sparse: true, DN: p.DN, Fields: p.Attributes}
	return nil
}

// attribute looks at a value that is not simply printable ASCII.
func (l *ldifReader) attribute(p *ldifparse.Record, a *ldifparse.Attribute) (err error) {
	switch a.Form {
	case Text:
		if a.Value, err = l.decoder.Text(a.Value); err != nil {
			return l.encodingError(err, p, a.Line)
		}
	case Lost:
		l.external.add(a.Line, a.Name)
	}
	if isPartial(a.Options) {
		l.lacking = a
		l.partial.add(a.Line, a.Name+";"+a.Options)
	}
	return nil
}

// isPartial reports whether a range option stands for less than all values.
func isPartial(options string) bool {
	limits, isRange := strings.CutPrefix(strings.ToLower(options), "range=")
	return isRange && limits != "0-*"
}

func (l *ldifReader) encodingError(err error, p *ldifparse.Record, line int) error {
	return &ldifparse.ParseError{Record: p.Line, Line: line, Column: 1, Offset: p.Offset, Err: err}
}

// isObject is false for what is no object of a directory: the root DSE, and the
// entries in which ldb keeps its indexes.
func isObject(p *ldifparse.Record) bool {
	return len(p.DN) > 0 && p.DN[0] != '@'
}

// translate makes an error of the parser one of the file. Some leave nothing to
// go on with: then it is final.
func (l *ldifReader) translate(err error) (error, bool) {
	var parse *ldifparse.ParseError
	if !errors.As(err, &parse) {
		return l.readError(err), true
	}
	mixed := encoding.IsChange(parse.Err) || parse.Err == ldifparse.ErrNotText
	l.mixed = l.mixed || mixed
	if l.ldbRecords > 0 && (mixed || parse.Err == encoding.ErrNUL || parse.Err == ldifparse.ErrNoColon) {
		return l.readError(errShowBinary), true
	}
	e := &ReadError{File: l.Name, Line: parse.Line, Column: parse.Column, Err: parse.Err, Hint: parse.Hint}
	switch {
	case parse.Err == ldifparse.ErrTooLarge:
		e.Err, e.Hint = errTooLarge, exportHint
	case parse.Err == encoding.ErrNotUTF8:
		e.Hint = "leave --encoding away, or say another"
	case parse.Err == encoding.ErrNUL:
		e.Hint = "a value with a NUL in it has to be Base64; export again with a tool that encodes it"
	case mixed && l.isUTF16():
		e.Err, e.Hint = fmt.Errorf("the encoding changes: %w", parse.Err), encoding.JoinedHint
	case mixed:
		at := parse.Offset + int64(l.decoder.Mark())
		e.Err, e.Hint = fmt.Errorf("the encoding changes at byte %d: %w", at, parse.Err), encoding.JoinedHint
	}
	return e, mixed
}

// isUTF16 is true where the octets read are not those of the file.
func (l *ldifReader) isUTF16() bool {
	return l.decoder.IsUTF16()
}

// other takes account of what is no entry.
func (l *ldifReader) other(p *ldifparse.Record) {
	l.trailing = true
	switch p.Kind {
	case ldifparse.Change:
		l.changes.add(p.Line, p.ChangeType)
		l.Skipped++
	case ldifparse.Done:
		code, text, ok := p.Result()
		if ok {
			l.done++
		}
		if ok && code != 0 {
			l.note(Note{Rule: SearchFailed, Line: p.Line, Incomplete: true,
				Text: fmt.Sprintf("the search failed with result %d %s: objects are missing", code, printable(text)),
				Hint: resultHint(code)})
		}
	}
}

// resultHint says what to do about the result codes of RFC 4511 one meets.
func resultHint(code int) string {
	switch code {
	case 1:
		return "Active Directory answers so without a successful bind; give the user with -D and -W, or use -Y GSSAPI"
	case 3, 4, 11:
		return "ask in pages: ldapsearch -E pr=1000/noprompt"
	}
	return "export again"
}

// printable is text from a file, or its beginning, that may stand in a message.
func printable(text string) string {
	const most = 200
	if len(text) > most {
		text = text[:most] + "..."
	}
	return strings.Trim(strconv.QuoteToGraphic(text), `"`)
}

var counter = pattern(`^ (?:numEntries: (\d+)|(\d+) entries|record (\d+)|returned (\d+) records)\r?$`)

// comment reads what the writers say about themselves.
func (l *ldifReader) comment(text []byte) {
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
	m := counter().FindSubmatch(text)
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

// judge notes what holds for the file as a whole.
func (l *ldifReader) judge() {
	l.noteEncoding()
	l.noteDamage(&l.damage)
	if x := l.changes; x.count > 0 {
		l.note(Note{Rule: NoSnapshot, Line: x.line, Incomplete: true,
			Text: plural(x.count, "record changes objects", "records change objects") + " (modify, delete, rename); an export has none, and they are not applied",
			Hint: "give a file that ldifde -f or ldapsearch wrote, not one for ldifde -i or ldapmodify"})
	}
	if l.Records == pageSize && l.done == 0 && l.ldbRecords == 0 {
		l.note(Note{Rule: FullPage, Text: fmt.Sprintf("the file holds exactly %d records, which is all that Active Directory sends without paging: objects may be missing", pageSize),
			Hint: "ask in pages: ldapsearch -E pr=1000/noprompt, or ldifde without -g"})
	}
	l.noteValues()
	l.noteCut()
}

const pageSize = 1000 // MaxPageSize, unless an administrator changed it

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// noteValues tells of values that are not in the file.
func (l *ldifReader) noteValues() {
	switch {
	case l.Records == 0 || l.values:
	case l.attributes:
		l.note(Note{Rule: LostValue, Incomplete: true, Text: "the file holds names of attributes without their values", Hint: "export again without -A"})
	default:
		l.note(Note{Rule: NotExported, Text: "the records hold none of the attributes that hardmatch reads", Hint: exportHint})
	}
	if x := l.external; x.count > 0 {
		text := "1 value, that of " + x.what + ", stands in another file, which is not read"
		if x.count > 1 {
			text = fmt.Sprintf("%d values, such as that of %s, stand in other files, which are not read", x.count, x.what)
		}
		l.note(Note{Rule: LostValue, Line: x.line, Incomplete: true, Text: text, Hint: "export again without -t, so that the values stand in the export"})
	}
	if x := l.partial; x.count > 0 {
		l.note(Note{Rule: PartialValue, Line: x.line, Incomplete: true,
			Text: fmt.Sprintf("%s: the server sent only a part of the values", x.what), Hint: "ask for the attribute without ;range="})
	}
}

// writer names the program by its habits.
func (l *ldifReader) writer() string {
	switch {
	case l.ldbRecords > 0:
		return " (ldbsearch)"
	case l.v3 > 0 || l.done > 0:
		return " (ldapsearch)"
	case l.contentAdd > 0 && l.contentAdd == l.entries && l.LineEnds == "CRLF":
		return " (ldifde)"
	}
	return ""
}

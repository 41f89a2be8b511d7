// Package xmlexport reads the output of Export-Clixml and csexport, and refuses
// other XML.
package xmlexport

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"hardmatch/exportfile/encoding"
	"hardmatch/exportfile/records"

	"golang.org/x/text/encoding/charmap"
	"hardmatch/hint"
)

const (
	maxNesting = 1000
	maxTag     = 64 << 10 // a tag names a property; the value follows it
)

var (
	errDirective = errors.New("the file has a document type declaration (DOCTYPE), which neither Export-Clixml nor csexport writes")
	errNesting   = fmt.Errorf("elements are nested more than %d deep", maxNesting)
	errEndTag    = errors.New("an end tag closes an element that is not open")
	errTag       = fmt.Errorf("a tag takes more than %d KiB", maxTag>>10)
	errXMLText   = errors.New("the text is not in the encoding that the file has so far")
	errStopped   = errors.New("the consumer has enough")
)

var webPage = records.Pattern(`(?i)<html[\s>]|^<!doctype html`)

// refuseXML returns an error for XML, or nearly XML, that is not an export.
func refuseXML(head []byte) error {
	switch text := encoding.TrimBlank(head); {
	case !bytes.HasPrefix(text, []byte("<")):
		return nil
	case webPage().Match(text):
		return &records.ReadError{Err: errors.New("this is a web page, probably a sign-in page that was saved instead of the export"), Hint: hint.New(hint.ExportAfterSignIn)}
	default:
		return &records.ReadError{Err: errors.New("this is XML that is neither CLIXML nor of csexport"), Hint: hint.New(hint.Export)}
	}
}

// An xmlReader iterates over the elements of a document. An error in the XML ends
// the iteration and is kept in broken.
type xmlReader struct {
	sink   *records.Sink
	src    *xmlSource
	dec    *xml.Decoder
	open   []string // names of the open elements
	line   int      // of the last token
	offset int64
	broken error
}

// An element is the start of an XML element.
type element struct {
	name  string
	attrs []xml.Attr
	line  int
}

func (e element) attr(name string) string { return attr(e.attrs, name) }

// attr returns the attribute of this name in any name space, or "".
func attr(attrs []xml.Attr, name string) string {
	for _, a := range attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func newXMLReader(text io.Reader, s *records.Sink) *xmlReader {
	src := newXMLSource(text, s.Decoder)
	dec := xml.NewDecoder(src)
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // src already decodes
	return &xmlReader{sink: s, src: src, dec: dec}
}

// next returns the next relevant token.
func (x *xmlReader) next() (xml.Token, error) {
	for x.broken == nil {
		x.offset = x.src.begin(x.dec.InputOffset())
		x.line, _ = x.position()
		token, err := x.dec.RawToken()
		if err == nil {
			err = x.track(token)
		}
		if x.broken = err; err != nil {
			break
		}
		switch token.(type) {
		case xml.StartElement, xml.EndElement, xml.CharData:
			return token, nil
		}
	}
	return nil, x.broken
}

// position returns the position after the last token.
func (x *xmlReader) position() (line, column int) {
	line, column = x.dec.InputPos()
	return line + x.src.above, column
}

// track updates the open elements.
func (x *xmlReader) track(token xml.Token) error {
	switch t := token.(type) {
	case xml.Directive:
		return errDirective
	case xml.StartElement:
		if x.open = append(x.open, t.Name.Local); len(x.open) > maxNesting {
			return errNesting
		}
	case xml.EndElement:
		last := len(x.open) - 1
		if last < 0 || x.open[last] != t.Name.Local {
			return errEndTag
		}
		x.open = x.open[:last]
	}
	return nil
}

// each calls do for every element inside the one that was opened last, and returns
// after its end. It skips what do leaves unread.
func (x *xmlReader) each(do func(e element) error) error {
	depth := len(x.open)
	for {
		token, err := x.next()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := do(element{t.Name.Local, t.Attr, x.line}); err != nil {
				return err
			}
			if err := x.skipTo(depth); err != nil {
				return err
			}
		case xml.EndElement:
			if len(x.open) < depth {
				return nil
			}
		}
	}
}

// skipTo skips tokens until at most depth elements are open.
func (x *xmlReader) skipTo(depth int) error {
	for len(x.open) > depth {
		if _, err := x.next(); err != nil {
			return err
		}
	}
	return nil
}

// content returns the text of the element that was opened last, up to its end. It
// is valid until the next record.
func (x *xmlReader) content() ([]byte, error) {
	at, depth := len(x.sink.Arena), len(x.open)
	for len(x.open) >= depth {
		token, err := x.next()
		if err != nil {
			return nil, err
		}
		if t, ok := token.(xml.CharData); ok && len(x.open) == depth {
			if x.sink.Arena = append(x.sink.Arena, t...); len(x.sink.Arena) > records.MaxRecord {
				x.sink.Arena = x.sink.Arena[:at]
				return nil, records.ErrTooLarge
			}
		}
	}
	return x.sink.Arena[at:len(x.sink.Arena):len(x.sink.Arena)], nil
}

// base64 returns the octets that an element holds.
func (x *xmlReader) base64() ([]byte, error) {
	text, err := x.content()
	if err != nil {
		return nil, err
	}
	n, err := base64.StdEncoding.Decode(text, text)
	if err != nil {
		return nil, fmt.Errorf("the value is not Base64: %w", err)
	}
	return text[:n], nil
}

// readObject reads one object with do, and delivers it if do returns true.
func (x *xmlReader) readObject(do func() (bool, error)) error {
	x.sink.Begin(x.line, x.offset)
	whole, err := do()
	switch {
	case x.broken != nil, err == errStopped:
		return err
	case err != nil:
		if !x.sink.Reject(x.line, 0, err, hint.New(hint.ExportLossless)) {
			return errStopped
		}
	case whole && !x.sink.Deliver():
		return errStopped
	}
	return nil
}

// readDocument calls do for each element of the root. It reports whether the
// document was read to its end.
func (x *xmlReader) readDocument(do func(e element) error) bool {
	err := x.each(func(root element) error { return x.each(do) })
	switch {
	case err == errStopped:
		return false
	case x.isCut(err):
		x.noteCut()
	case err != io.EOF:
		if !x.sink.Reject(0, 0, x.toReadError(err), hint.Hint{}) {
			return false
		}
	}
	x.sink.Close()
	return true
}

// isCut reports whether the text ended too early.
func (x *xmlReader) isCut(err error) bool {
	var syntax *xml.SyntaxError
	atEnd := err == io.EOF && len(x.open) > 0 || errors.As(err, &syntax) && syntax.Msg == "unexpected EOF"
	return atEnd && (x.src.err == nil || x.src.err == io.EOF)
}

func (x *xmlReader) noteCut() {
	n := records.Note{Rule: records.Cut, Line: x.line, Incomplete: true, Text: "the file ends before the end of its XML: it is cut", Hint: hint.New(hint.ExportAgain)}
	if len(x.open) > 1 {
		n.Text = fmt.Sprintf("the file ends inside the element %s: it is cut, and the object there is not read", records.Printable(x.open[len(x.open)-1]))
	}
	x.sink.Summary.AddNote(n)
}

// toReadError converts the error that ended the iteration to an error of the file.
func (x *xmlReader) toReadError(err error) error {
	line, column := x.position()
	e := &records.ReadError{Line: line, Column: column, Err: err, Hint: hint.New(hint.ExportUnedited)}
	var syntax *xml.SyntaxError
	var known *records.ReadError
	switch {
	case errors.As(err, &syntax):
		what, _, _ := strings.Cut(syntax.Msg, " &") // the text after it may be part of a password
		e.Err = fmt.Errorf("this is not well-formed XML: %s; nothing after it is read", records.Printable(what[:min(len(what), 80)]))
	case err == errXMLText:
		e.Hint = hint.New(hint.ChooseEncodingXML)
	case errors.As(err, &known), err == x.src.err:
		return err
	}
	return e
}

// An xmlSource passes UTF-8 to a decoder octet by octet, and limits the octets of a
// token, and with them the memory of the decoder.
type xmlSource struct {
	*bufio.Reader
	decoder  *encoding.Decoder
	page     *charmap.Charmap // nil: UTF-8
	err      error            // of the input
	pending  []byte           // rest of a character, in UTF-8
	charLeft int              // octets of a valid character still to be read
	isUTF8   bool             // there was a valid character of UTF-8

	above          int   // skipped lines
	raw, delivered int64 // octets read and delivered
	size           int   // of this token
	inTag          bool
}

var declared = records.Pattern(`^<\?xml[^>]*\sencoding\s*=\s*["']([^"']+)["']`)

// newXMLSource takes the decoding over from decoder, so that the values it receives
// are UTF-8 whatever the encoding of the text.
func newXMLSource(text io.Reader, decoder *encoding.Decoder) *xmlSource {
	s := &xmlSource{Reader: bufio.NewReaderSize(text, records.HeadSize), decoder: decoder}
	s.skipCLIXMLLine()
	head, _ := s.Reader.Peek(1 << 10)
	declares := ""
	if m := declared().FindSubmatch(encoding.TrimBlank(head)); m != nil {
		declares = string(m[1])
	}
	s.page = decoder.HandOver(declares)
	return s
}

// skipCLIXMLLine skips the line that PowerShell writes above CLIXML when it writes
// for another program.
func (s *xmlSource) skipCLIXMLLine() {
	head, _ := s.Reader.Peek(1 << 10)
	blank := len(head) - len(encoding.TrimBlank(head))
	if end := bytes.IndexByte(head[blank:], '\n'); end >= 0 && bytes.HasPrefix(head[blank:], clixmlMark) {
		n, _ := s.Reader.Discard(blank + end + 1)
		s.raw, s.above = int64(n), bytes.Count(head[:n], []byte("\n"))
	}
}

// begin starts a token and returns its offset in the file. The decoder may already
// have read its first octet, which is then a less-than sign.
func (s *xmlSource) begin(consumed int64) int64 {
	ahead := s.delivered - consumed
	s.size, s.inTag = 0, ahead > 0
	return s.raw - ahead
}

// ReadByte returns the next octet of UTF-8.
func (s *xmlSource) ReadByte() (byte, error) {
	if len(s.pending) == 0 {
		c, err := s.Reader.ReadByte()
		if err != nil {
			s.err = err
			return 0, err
		}
		s.raw++
		if s.pending = append(s.pending[:0], c); c >= utf8.RuneSelf {
			if err := s.character(c); err != nil {
				return 0, err
			}
		}
	}
	c := s.pending[0]
	s.pending = s.pending[1:]
	return c, s.countOctet(c)
}

func (s *xmlSource) countOctet(c byte) error {
	s.delivered++
	s.inTag = s.inTag || c == '<'
	switch s.size++; {
	case s.size > records.MaxRecord:
		return records.ErrTooLarge
	case s.inTag && s.size > maxTag && c != '<':
		return errTag
	}
	return nil
}

// character handles an octet that is not ASCII.
func (s *xmlSource) character(c byte) error {
	if s.page == nil && s.charLeft == 0 {
		s.Reader.UnreadByte()
		following, _ := s.Reader.Peek(utf8.UTFMax)
		if _, size := utf8.DecodeRune(following); size > 1 {
			s.charLeft, s.isUTF8 = size, true
		} else if err := s.assume(); err != nil {
			return err
		}
		s.Reader.Discard(1)
	}
	if s.page != nil {
		s.pending = utf8.AppendRune(s.pending[:0], s.page.DecodeByte(c))
		return nil
	}
	s.charLeft--
	return nil
}

// assume treats text that is not UTF-8 as text in a code page, unless there was
// UTF-8 before.
func (s *xmlSource) assume() error {
	sample, _ := s.Reader.Peek(1 << 10)
	if s.isUTF8 {
		return errXMLText
	}
	if s.page = s.decoder.Assume(sample); s.page == nil {
		return errXMLText
	}
	return nil
}

// Package jsonexport reads JSON as Microsoft Graph, its command line tools and
// ConvertTo-Json write it: pages, lists and single objects.
package jsonexport

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"hardmatch/exportfile/encoding"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

var (
	// startsJSON does not match the prompt of a console, [dc1]: PS C:\>.
	startsJSON = records.Pattern(`^(\{|\[\s*([{\["\]]|null\b|$)|null[\s\x00\x1a]*$)`)
	startsHTTP = records.Pattern(`^HTTP/[\d.]+ \d{3}[^\n]*\n([^\s{\[<][^\n]*\n)*\s*[{\[]`)
	ownResult  = records.Pattern(`^\{\s*"schema"\s*:\s*"hardmatch\.(plan|report|explain|convert|graphBatch)/`)
	coloured   = records.Pattern("^[\\s{\\[]*(\x1b\\[[0-9;]*m[\\s{\\[]*)+[\"{\\[]")
)

// Sniff recognises JSON, also after the prompt of a console or the header of an
// HTTP response. It refuses the output of hardmatch itself.
func Sniff(head []byte, _ *records.Names) (string, error) {
	text := encoding.TrimBlank(head)
	for records.ConsoleLine().Match(text) {
		_, below, _ := bytes.Cut(text, []byte("\n"))
		text = encoding.TrimBlank(below)
	}
	switch {
	case ownResult().Match(text):
		return "", &records.ReadError{Err: errors.New("this is a " + string(ownResult().FindSubmatch(text)[1]) + " that hardmatch wrote, not an export"), Hint: hint.New(hint.LeaveOutOwnResult)}
	case coloured().Match(text):
		return "", &records.ReadError{Err: errors.New("this is JSON with the colours of a terminal in it"), Hint: hint.New(hint.ExportPlainJSON)}
	case startsJSON().Match(text), startsHTTP().Match(text):
		return "JSON", nil
	}
	return "", nil
}

// Read reads any number of documents: pages of Microsoft Graph, lists and single
// objects, on separate lines or joined.
func Read(src io.Reader, s *records.Sink) {
	j := &reader{sink: s, in: newScanner(src), names: make(map[string]*memberName), sets: make(map[string]*pageSet), typesByName: make(map[string]string)}
	j.last = &memberName{spelling: "\x00"} // no name has this spelling
	j.last.next = j.last
	for j.readDocument() || j.resume() {
	}
	if j.in.err != errLeft {
		j.sink.Close()
		j.noteFile()
	}
}

// A reader finds the objects of a directory in JSON. An object with a list of
// objects under one of the names of setTypes holds records; any other object is a
// record.
type reader struct {
	sink  *records.Sink
	in    *scanner
	names map[string]*memberName // by spelling
	last  *memberName

	sub scanner // of a value inside another value

	sets        map[string]*pageSet // by context
	order       []*pageSet
	pages       int                        // so far
	single      int                        // documents that are one record each
	context     struct{ url, kind string } // the last one
	typesByName map[string]string          // types of Microsoft Graph, by the spelling in the file

	failures                                          int // responses that are an error
	removed, delta, fullPages, skippedNested, partial records.Tally
	traits                                            struct{ graph, azureAD, powerShell, snapshot bool }
}

// The reasons to stop for which no more errors are yielded.
var (
	errLeft = errors.New("the consumer left its loop")
	errStop = errors.New("nothing sensible can follow")
)

// readDocument reads the next document. It returns false at the end and after a
// failure.
func (j *reader) readDocument() bool {
	if !j.findDocument() {
		return false
	}
	line, failures := j.in.line, j.failures
	status := j.httpHeader()
	j.documentBody(status)
	if status >= 400 && failures == j.failures {
		j.noteFailure(line, "status "+strconv.Itoa(status), "")
	}
	return j.in.err == nil
}

// documentBody reads the contents of a document. The number of objects without a
// page around them may be that of a page.
func (j *reader) documentBody(status int) {
	isList, line := j.in.peek() == '[', j.in.line
	before, pages := j.sink.Summary.Records, j.pages
	n := j.readObjects(scope{refused: status >= 400})
	switch {
	case pages != j.pages:
	case isList:
		j.fullPage(line, n)
	case j.sink.Summary.Records > before:
		j.single++
	}
}

// findDocument moves to the next document. Some programs leave a NUL, a ^Z or a
// byte order mark between documents or after the last one, and a console leaves its
// prompt.
func (j *reader) findDocument() bool {
	in := j.in
	for in.err == nil {
		switch c := in.next(); {
		case c == '\n':
			in.newLine()
		case c == ' ', c == '\t', c == '\r', c == 0x1a, c == 0 && in.pos < in.end:
			in.pos++
		case c == encoding.BOM[0]:
			in.literal(encoding.BOM)
		case c == '{', c == '[':
			return true
		case c != 0 && records.ConsoleLine().Match(in.peekLine()):
			in.restOfLine()
		case c != 0:
			return true
		case in.readErr != nil:
			if in.readErr != io.EOF {
				in.fail(in.readErr)
			}
			return false
		}
	}
	return false
}

// resume handles the end of the input, or text that could not be read. It reports
// whether reading can continue.
func (j *reader) resume() bool {
	in := j.in
	switch err := in.err; {
	case err == nil, err == errLeft, err == errStop:
		return false
	case err == errCut:
		j.sink.Summary.AddNote(records.Note{Rule: records.Cut, Line: in.line, Incomplete: true, Hint: hint.New(hint.ExportAgain),
			Text: fmt.Sprintf("the file ends inside a JSON value, in column %d: it is cut", in.column())})
		return false
	case in.readErr != nil && err == in.readErr:
		j.sink.Reject(0, 0, err, hint.Hint{})
		return false
	default:
		if !j.sink.Reject(in.line, in.column(), err, in.faultHint()) {
			in.err = errLeft
			return false
		}
		return in.resync()
	}
}

// faultHint returns what to do about text that is not JSON.
func (s *scanner) faultHint() hint.Hint {
	switch c := s.buf[s.pos]; {
	case c == 0, c >= 0xfe: // from UTF-16
		return hint.New(hint.SplitEncodings)
	case s.depth > 1:
		return hint.New(hint.ExportRestLost)
	}
	return hint.New(hint.ExportAgain)
}

// httpHeader reads the header of an HTTP response, as curl -i writes it, and
// returns its status; 0 if there is no header.
func (j *reader) httpHeader() (status int) {
	in := j.in
	if in.peek() != 'H' {
		return 0
	}
	in.literal("HTTP/")
	if _, code, ok := bytes.Cut(in.restOfLine(), []byte(" ")); ok && len(code) >= 3 {
		status, _ = strconv.Atoi(string(code[:3]))
	}
	for in.err == nil {
		if c := in.next(); c == '{' || c == '[' || len(bytes.TrimSpace(in.restOfLine())) == 0 {
			break
		}
	}
	return status
}

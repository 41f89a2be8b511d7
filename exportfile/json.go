package exportfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"hardmatch/exportfile/encoding"
)

var (
	// jsonStart leaves the prompt of a console, [dc1]: PS C:\>, to other formats.
	jsonStart  = pattern(`^(\{|\[\s*([{\["\]]|null\b|$)|null[\s\x00\x1a]*$)`)
	httpStart  = pattern(`^HTTP/[\d.]+ \d{3}[^\n]*\n([^\s{\[<][^\n]*\n)*\s*[{\[]`)
	ownResult  = pattern(`^\{\s*"schema"\s*:\s*"hardmatch\.(plan|report|explain|convert|graphBatch)/`)
	colourJSON = pattern("^[\\s{\\[]*(\x1b\\[[0-9;]*m[\\s{\\[]*)+[\"{\\[]")
)

func sniffJSON(f *File, head []byte) (string, error) {
	text := encoding.TrimBlank(head)
	for consoleLine().Match(text) {
		_, below, _ := bytes.Cut(text, newLine)
		text = encoding.TrimBlank(below)
	}
	switch {
	case ownResult().Match(text):
		return "", &ReadError{Err: errors.New("this is a " + string(ownResult().FindSubmatch(text)[1]) + " that hardmatch wrote, not an export"), Hint: "leave it out; hardmatch render reads plans"}
	case colourJSON().Match(text):
		return "", &ReadError{Err: errors.New("this is JSON with the colours of a terminal in it"), Hint: "export again with az -o json instead of jsonc, or jq without -C"}
	case jsonStart().Match(text), httpStart().Match(text):
		return "JSON", nil
	}
	return "", nil
}

// readJSON reads any number of documents: pages of Microsoft Graph, lists and
// single objects, on lines of their own or run together.
func readJSON(f *File, yield func(*Record, error) bool) {
	j := &jsonReader{recorder: newRecorder(f), out: yield, in: newJSONScanner(f.text), names: make(map[string]*jsonName), sets: make(map[string]*jsonPages), kinds: make(map[string]string)}
	j.last = &jsonName{spelling: "\x00"} // which no name is
	j.last.next = j.last
	for j.document() || j.goOn() {
	}
	if j.in.failed != errLeft {
		j.close()
		j.judge()
	}
}

// A jsonReader finds the objects of a directory in JSON. Which objects those are
// shows while it reads: one that has a list of objects under one of the names of
// jsonSets holds records, any other is one.
type jsonReader struct {
	*recorder
	out   func(*Record, error) bool
	in    *jsonScanner
	names map[string]*jsonName // by spelling
	last  *jsonName

	sub jsonScanner // of a value inside another

	sets    map[string]*jsonPages // by context
	order   []*jsonPages
	pages   int                        // so far
	single  int                        // documents that are a record each
	context struct{ url, kind string } // the last one
	kinds   map[string]string          // by the names of types

	failures                           int // answers that are an error
	removed, delta, full, beside, part seen
	signs                              struct{ graph, azureAD, powerShell, snapshot bool }
}

// The reasons to stop that are told already.
var (
	errLeft = errors.New("the consumer left its loop")
	errStop = errors.New("nothing sensible can follow")
)

// document reads the next document. It is false at the end and after a failure.
func (j *jsonReader) document() bool {
	if !j.begins() {
		return false
	}
	line, failures := j.in.line, j.failures
	status := j.httpHeader()
	j.list(status)
	if status >= 400 && failures == j.failures {
		j.fail(line, "status "+strconv.Itoa(status), "")
	}
	return j.in.failed == nil
}

// list reads what a document holds. If that are objects without a page around
// them, their number may be that of a page.
func (j *jsonReader) list(status int) {
	isList, line := j.in.peek() == '[', j.in.line
	records, pages := j.Records, j.pages
	n := j.objects(jsonScope{refused: status >= 400})
	switch {
	case pages != j.pages:
	case isList:
		j.fullPage(line, n)
	case j.Records > records:
		j.single++
	}
}

// begins moves to the next document. Between documents and behind the last one
// some programs leave a NUL, a ^Z or a byte order mark, and a console its prompt.
func (j *jsonReader) begins() bool {
	in := j.in
	for in.failed == nil {
		switch c := in.next(); {
		case c == '\n':
			in.newLine()
		case c == ' ', c == '\t', c == '\r', c == 0x1a, c == 0 && in.pos < in.end:
			in.pos++
		case c == encoding.Mark[0]:
			in.literal(encoding.Mark)
		case c == '{', c == '[':
			return true
		case c != 0 && consoleLine().Match(in.aheadOnLine()):
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

// goOn deals with the end, or with what could not be read. It reports whether
// reading can go on.
func (j *jsonReader) goOn() bool {
	in := j.in
	switch err := in.failed; {
	case err == nil, err == errLeft, err == errStop:
		return false
	case err == errCutJSON:
		j.note(Note{Rule: Cut, Line: in.line, Incomplete: true, Hint: "export again",
			Text: fmt.Sprintf("the file ends inside a JSON value, in column %d: it is cut", in.column())})
		return false
	case in.readErr != nil && err == in.readErr:
		j.skip(j.out, 0, 0, err, "")
		return false
	default:
		if !j.skip(j.out, in.line, in.column(), err, in.faultHint()) {
			in.failed = errLeft
			return false
		}
		return in.resync()
	}
}

// faultHint says what to do about what is no JSON.
func (s *jsonScanner) faultHint() string {
	switch c := s.buf[s.pos]; {
	case c == 0, c >= 0xfe: // of UTF-16
		return encoding.JoinedHint
	case s.depth > 1:
		return "export again; the rest of this document is not read, as nothing tells where its next object begins"
	}
	return "export again"
}

// httpHeader reads the header of an HTTP response, as curl -i writes it, and
// returns its status; 0 if there is none.
func (j *jsonReader) httpHeader() (status int) {
	in := j.in
	if in.peek() != 'H' {
		return 0
	}
	in.literal("HTTP/")
	if _, code, ok := bytes.Cut(in.restOfLine(), []byte(" ")); ok && len(code) >= 3 {
		status, _ = strconv.Atoi(string(code[:3]))
	}
	for in.failed == nil {
		if c := in.next(); c == '{' || c == '[' || len(bytes.TrimSpace(in.restOfLine())) == 0 {
			break
		}
	}
	return status
}

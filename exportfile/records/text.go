package records

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// HeadSize is the number of octets of a text that a reader sees to recognise its
// format.
const HeadSize = 64 << 10

// PageSize is the number of objects that Active Directory sends without paging: the
// default of MaxPageSize.
const PageSize = 1000

// Pattern returns a function for a regular expression that is compiled when it is
// first used. There are many patterns, and a run needs those of one or two formats.
func Pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// ConsoleLine matches what a console writes above or between the lines of an
// export: prompts, warnings and the header of a transcript.
var ConsoleLine = Pattern(`^(PS [^>]*>|\*Evil-WinRM\*|[A-Za-z]:\\[^>]*>|>>|\*{10}|WARNING: |Windows PowerShell|PowerShell \d|Transcript started|(Start|End) time: |Welcome to Microsoft Graph)`)

// Plural returns a number with its noun in singular or plural.
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Printable returns text from a file, or its beginning, in a form for messages.
func Printable(text string) string {
	const most = 200
	if len(text) > most {
		text = text[:most] + "..."
	}
	return strings.Trim(strconv.QuoteToGraphic(text), `"`)
}

// A Tally counts something that occurs on many lines, for one note.
type Tally struct {
	Count, Line int    // Line is the first one
	Example     string // the first one
}

// Add counts an occurrence.
func (t *Tally) Add(line int, what string) {
	if t.increment(line) {
		t.Example = what
	}
}

// increment counts an occurrence and reports whether it is the first, the only one
// that a note shows.
func (t *Tally) increment(line int) bool {
	if t.Count++; t.Count == 1 {
		t.Line = line
	}
	return t.Count == 1
}

package records

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// HeadSize is how many octets of a text a reader sees to recognise its format.
const HeadSize = 64 << 10

// PageSize is how many objects Active Directory sends without paging: MaxPageSize,
// unless an administrator changed it.
const PageSize = 1000

// Pattern returns a regular expression that is compiled when it is first needed:
// there are many, and a run meets one or two formats.
func Pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// ConsoleLine matches what a console writes above or between the lines of an export:
// prompts, warnings and the head of a transcript.
var ConsoleLine = Pattern(`^(PS [^>]*>|\*Evil-WinRM\*|[A-Za-z]:\\[^>]*>|>>|\*{10}|WARNING: |Windows PowerShell|PowerShell \d|Transcript started|(Start|End) time: |Welcome to Microsoft Graph)`)

// Plural returns a number with its noun.
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Printable returns text from a file, or its beginning, in a form fit for a message.
func Printable(text string) string {
	const most = 200
	if len(text) > most {
		text = text[:most] + "..."
	}
	return strings.Trim(strconv.QuoteToGraphic(text), `"`)
}

// A Tally counts what occurs on many lines and gives one note.
type Tally struct {
	Count, Line int    // Line is that of the first
	Example     string // an example: the first
}

// Add counts one more.
func (t *Tally) Add(line int, what string) {
	if t.increment(line) {
		t.Example = what
	}
}

// increment counts one more and reports whether it is the first, the only one that
// is shown.
func (t *Tally) increment(line int) bool {
	if t.Count++; t.Count == 1 {
		t.Line = line
	}
	return t.Count == 1
}

package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"hardmatch/convert"
	"hardmatch/hint"
	"hardmatch/syncerror"
	"hardmatch/text"
)

// ExplanationFormats are the formats of [WriteExplanation].
var ExplanationFormats = []string{"text", "json", "ndjson"}

// A Holder is an object with a value that an error names.
type Holder struct {
	Place string // file and line
	Name  string // DN, or user principal name
	State string // facts that matter when a value must be freed, such as "cloud-only, no anchor", or ""
}

// WriteExplanation writes what errors mean and what to do about them, in one of
// [ExplanationFormats]. Commands of cures are in the given words. The function
// holders returns the objects with the values that an error names; it is nil if
// there are no exports.
func WriteExplanation(w io.Writer, format string, errors []syncerror.Error, words hint.Words, holders func(syncerror.Error) []Holder) error {
	if holders == nil {
		holders = func(syncerror.Error) []Holder { return nil }
	}
	l := explanationList{words: words}
	switch format {
	case "text":
		l.rows = newRows(w, "", "")
		l.between = "\n"
	case "json":
		l.rows = newDocument(w, `{"schema":"hardmatch.explain/1","errors":[`)
	case "ndjson":
		l.rows = newRows(w, "", "\n")
	default:
		return fmt.Errorf("unknown output %q; known are %s", format, strings.Join(ExplanationFormats, ", "))
	}
	for i := range errors {
		l.begin()
		if e := &errors[i]; format == "text" {
			l.text(e, holders(*e), len(errors) > 1)
		} else {
			l.json(e, holders(*e))
		}
		if err := l.done(); err != nil {
			return err
		}
	}
	return l.Close()
}

type explanationList struct {
	rows
	words hint.Words
}

// text writes an error as a headline and aligned rows.
func (l *explanationList) text(e *syncerror.Error, holders []Holder, several bool) {
	l.buf = append(l.buf, text.Visible(headlineOf(e))+"\n"...)
	if several {
		l.row("at", "line "+strconv.Itoa(e.Line))
	}
	l.conflicts(e)
	l.row("object", e.DN)
	l.row("anchor", anchorText(e.Anchor))
	for i, id := range e.ObjectIDs {
		l.row([]string{"cloud id", "in conflict"}[min(i, 1)], id)
	}
	if len(e.Conflicts) == 0 {
		l.row("detail", e.Detail)
	}
	l.row("time", e.Time)
	l.row("tracking", e.TrackingID)
	if e.Resolved {
		l.row("resolved", "the service reports that the error no longer exists")
	}
	l.holders(holders)
	l.row("cause", e.Kind.Cause)
	l.list("cure", l.cures(e.Cures()))
	l.list("source", e.Kind.Cites)
	if rules := e.Kind.Rules; len(rules) > 0 {
		l.row("rules", strings.Join(rules, ", ")+"   "+l.words.Text(hint.New(hint.ExplainRule, rules[0])))
	}
}

// headlineOf returns the name as the text spells it, and what it means.
func headlineOf(e *syncerror.Error) string {
	name := e.Name
	if name == "" {
		name = e.Kind.Name
	}
	if e.Code != "" {
		name += " (" + e.Code + ")"
	}
	return name + ": " + e.Kind.Title
}

const explanationIndent = "              " // before a value

// row writes a label and its value, if there is one.
func (l *explanationList) row(label, value string) {
	if value == "" {
		return
	}
	l.buf = fmt.Appendf(l.buf, "  %-*s%s\n", len(explanationIndent)-2, label, text.Visible(value))
}

// list writes values one below the other.
func (l *explanationList) list(label string, values []string) {
	for _, value := range values {
		l.row(label, value)
		label = ""
	}
}

func (l *explanationList) conflicts(e *syncerror.Error) {
	attribute := ""
	for _, c := range e.Conflicts {
		if c.Attribute != attribute {
			l.row("attribute", c.Attribute)
			attribute = c.Attribute
		}
		l.row("value", c.Value)
	}
}

// anchorText returns an anchor, with the GUID that it encodes.
func anchorText(anchor string) string {
	if g, err := convert.ParseImmutableID(anchor); err == nil {
		return anchor + "   GUID " + g.String()
	}
	return anchor
}

// cures returns each cure as one line, with its command at the end.
func (l *explanationList) cures(cures []syncerror.Cure) []string {
	var lines []string
	for _, c := range cures {
		line := c.Text
		if !c.Command.IsZero() {
			line += ":  " + l.words.Text(c.Command)
		}
		lines = append(lines, line)
	}
	return lines
}

// widestName is how far names of holders are aligned.
const widestName = 120

func (l *explanationList) holders(holders []Holder) {
	var cells [][]string
	for _, h := range holders {
		name := h.Name
		if h.State != "" {
			name += " (" + h.State + ")"
		}
		cells = append(cells, []string{text.Visible(h.Place) + "  ", text.Visible(name)})
	}
	text.Align(cells, widestName)
	label := "held by"
	for _, row := range cells {
		l.row(label, row[0]+row[1])
		label = ""
	}
}

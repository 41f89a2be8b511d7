package report

import (
	"fmt"
	"io"
	"strings"

	"hardmatch/diagnose"
)

// RuleFormats are the formats of [WriteRules].
var RuleFormats = []string{"text", "json", "ndjson"}

// WriteRules writes rules in one of [RuleFormats]. If brief, text has one line for each.
// An unknown format is an error.
func WriteRules(w io.Writer, format string, rules []*diagnose.Rule, brief bool) error {
	l := ruleList{}
	row := l.json
	switch format {
	case "text":
		l.rows = newRows(w, "", "")
		if row = l.line; !brief {
			l.between, row = "\n", l.text
		}
	case "json":
		l.rows = newDocument(w, `{"schema":"hardmatch.explain/1","rules":[`)
	case "ndjson":
		l.rows = newRows(w, "", "\n")
	default:
		return fmt.Errorf("unknown output %q; known are %s", format, strings.Join(RuleFormats, ", "))
	}
	for _, r := range rules {
		l.begin()
		row(r)
		if err := l.done(); err != nil {
			return err
		}
	}
	return l.Close()
}

type ruleList struct{ explanationList }

func (l *ruleList) line(r *diagnose.Rule) {
	l.buf = fmt.Appendf(l.buf, "%s  %-7s  %s\n", r.ID, r.Severity, r.Title)
}

func (l *ruleList) text(r *diagnose.Rule) {
	l.buf = fmt.Appendf(l.buf, "%s: %s\n", r.ID, r.Title)
	l.row("severity", r.Severity.String())
	if w := r.Enforced; w.From != "" {
		l.row("in force", "begins "+w.From+", everywhere from "+w.Until)
	}
	l.row("since", "hardmatch "+r.Since)
	l.buf = append(l.buf, '\n')
	for line := range strings.SplitSeq(strings.TrimSpace(r.Text), "\n") {
		l.buf = append(l.buf, strings.TrimRight("  "+line, " ")+"\n"...)
	}
	l.buf = append(l.buf, '\n')
	l.block("before", r.Before)
	l.block("after", r.After)
	label := "source"
	for _, c := range r.Cites {
		l.row(label, c.Doc+", read "+c.Read)
		l.row("", c.URL)
		label = ""
	}
}

// block writes lines one below the other.
func (l *ruleList) block(label, text string) {
	if text != "" {
		l.list(label, strings.Split(text, "\n"))
	}
}

func (l *ruleList) json(r *diagnose.Rule) {
	l.member(`{"rule":`, r.ID)
	l.member(`,"title":`, r.Title)
	l.member(`,"severity":`, r.Severity.String())
	l.member(`,"text":`, unwrapped(r.Text))
	l.member(`,"before":`, r.Before)
	l.member(`,"after":`, r.After)
	l.buf = append(l.buf, `,"cites":[`...)
	for i, c := range r.Cites {
		if i > 0 {
			l.buf = append(l.buf, ',')
		}
		l.member(`{"doc":`, c.Doc)
		l.member(`,"url":`, c.URL)
		l.member(`,"read":`, c.Read)
		l.buf = append(l.buf, '}')
	}
	l.member(`],"since":`, r.Since)
	if w := r.Enforced; w.From != "" {
		l.member(`,"enforced":{"from":`, w.From)
		l.member(`,"until":`, w.Until)
		l.buf = append(l.buf, "}}"...)
		return
	}
	l.buf = append(l.buf, `,"enforced":null}`...)
}

// unwrapped makes one line of each paragraph.
func unwrapped(text string) string {
	paragraphs := strings.Split(strings.TrimSpace(text), "\n\n")
	for i, p := range paragraphs {
		paragraphs[i] = strings.ReplaceAll(p, "\n", " ")
	}
	return strings.Join(paragraphs, "\n\n")
}

package htmlreport

import (
	"strings"

	"hardmatch/diagnose"
	"hardmatch/match"
	"hardmatch/text"
)

// mostOthers is the number of other holders that a finding names. A value of thousands of
// objects would fill the report with the square of their number.
const mostOthers = 20

var severityNames = [...]string{"Notice", "Warning", "Error"}

// A finding is a row of the table of findings.
type finding struct {
	Number           int // from 1, in the order of the report
	Rule             int // number of the rule
	RuleID           string
	Severity         diagnose.Severity
	Message          string
	Attribute, Value string
	Object           object
	Others           []object
	More             int // holders that are not among the others
	Cites            []int
}

// SeverityName returns the name of the severity for people.
func (f *finding) SeverityName() string { return severityNames[f.Severity] }

// Tone returns the style class of the severity.
func (f *finding) Tone() string { return severityTones[f.Severity] }

func (v *view) finding(number int, f *diagnose.Finding) finding {
	row := finding{
		Number: number, Rule: v.broken.number(f.Rule), RuleID: f.Rule.ID, Severity: f.Severity,
		Message: text.Visible(f.Message), Attribute: text.Visible(f.Attribute), Value: text.Visible(f.Value),
		Object: place(f.Origin),
	}
	if f.Object != match.None {
		row.Object = v.object(f.Object)
	}
	for i, other := range f.Others {
		if i == mostOthers {
			row.More = len(f.Others) - mostOthers
			break
		}
		row.Others = append(row.Others, v.object(other))
	}
	row.Cites = v.Rules[row.Rule].Cites
	return row
}

// A rule is a rule with findings.
type rule struct {
	ID, Title, Since string
	Severity         string
	Counts           string
	InForce          string
	Paragraphs       []string
	Before, After    string
	Cites            []int // numbers of sources, from 1
}

// A source is a document that rules cite.
type source struct{ Doc, URL, Read string }

// addRules lists the rules with findings, and their sources, in the order of the rules.
func (v *view) addRules() {
	for _, r := range v.counts.broken() {
		v.broken.number(r)
		shown := rule{
			ID: r.ID, Title: r.Title, Since: r.Since, Severity: r.Severity.String(), Counts: countsOf(v.counts.rules[r]),
			InForce: inForce(r.Enforced, v.AsOf), Paragraphs: paragraphs(r.Text), Before: r.Before, After: r.After,
		}
		for _, c := range r.Cites {
			shown.Cites = append(shown.Cites, v.sources.number(source(c))+1)
		}
		v.Rules = append(v.Rules, shown)
	}
	v.Sources = v.sources.list
}

// A cite is a source with its number.
type cite struct {
	Number int
	Source source
}

// Cite returns a source by its number.
func (v *view) Cite(number int) cite { return cite{number, v.Sources[number-1]} }

func countsOf(n *[3]int) string {
	var parts []string
	for s := len(n) - 1; s >= 0; s-- {
		if n[s] > 0 {
			parts = append(parts, counted(n[s], strings.ToLower(severityNames[s])))
		}
	}
	return strings.Join(parts, ", ")
}

// counted returns a number with its noun.
func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return text.Grouped(n) + " " + noun
}

func inForce(w match.Window, day string) string {
	switch {
	case w == match.Window{}:
		return ""
	case w.Complete(day):
		return "in force since " + w.Until + " (rollout from " + w.From + ")"
	case w.Begun(day):
		return "being rolled out from " + w.From + " to " + w.Until + ", so it gives warnings at most"
	}
	return "not in force before " + w.From + ", so it gives notices only"
}

func paragraphs(text string) []string {
	var all []string
	for p := range strings.SplitSeq(text, "\n\n") {
		if p = strings.Join(strings.Fields(p), " "); p != "" {
			all = append(all, p)
		}
	}
	return all
}

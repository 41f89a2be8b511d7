package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"

	"hardmatch/diagnose"
	"hardmatch/directory"
	"hardmatch/hint"
	"hardmatch/match"
	"hardmatch/text"
)

const (
	tableAbove = 50 // with more findings, a table comes first
	mostNotes  = 10 // other objects that are shown for one finding
)

// writeText writes a report for people. It counts what it leaves out, with a hint how to
// see it.
func writeText(dst io.Writer, r *Report, o Options) error {
	t := &textWriter{writer: newWriter(r, newRows(dst, "", "")), Options: o, shown: make(map[*diagnose.Rule]int)}
	s := r.summary()
	if o.Verdicts {
		if err := t.verdicts((*writer).verdictLine); err != nil {
			return err
		}
	} else if err := t.findings(s); err != nil {
		return err
	}
	t.gap()
	t.undecided(s)
	t.verdictCounts(s)
	t.findingCounts()
	return t.Close()
}

type textWriter struct {
	*writer
	Options
	shown map[*diagnose.Rule]int // findings
}

func (t *textWriter) line(format string, args ...any) {
	t.buf = append(fmt.Appendf(t.buf, format, args...), '\n')
	t.count++
}

// gap separates the parts.
func (t *textWriter) gap() {
	if t.count > 0 {
		t.buf = append(t.buf, '\n')
	}
}

func (t *textWriter) findings(s *summary) error {
	t.table(s)
	for i := range t.Diagnosis.Findings {
		f := &t.Diagnosis.Findings[i]
		if f.Severity < t.Level {
			continue
		}
		if t.shown[f.Rule]++; t.Limit == 0 || t.shown[f.Rule] <= t.Limit {
			t.finding(f)
		}
		if err := t.done(); err != nil {
			return err
		}
	}
	for _, r := range s.rules {
		if n := t.shown[r.Rule] - t.Limit; n > 0 && t.Limit > 0 {
			t.line("%s: %s not shown; %s", r.ID, text.Grouped(n)+" more "+text.Plural(n, "finding"), t.Words.Text(hint.New(hint.ShowFindings, r.ID)))
		}
	}
	return nil
}

// table counts the findings of each rule if there are many, the most severe first.
func (t *textWriter) table(s *summary) {
	if len(t.Diagnosis.Findings) <= tableAbove {
		return
	}
	rules := slices.Clone(s.rules)
	slices.SortStableFunc(rules, func(a, b ruleCount) int { return cmp.Compare(b.severity, a.severity) })
	for _, r := range rules {
		t.line("%9s  %-7s  %s  %s", text.Grouped(r.findings), r.severity, r.ID, r.Title)
	}
	t.gap()
}

// finding writes one finding in the form of a compiler error.
func (t *textWriter) finding(f *diagnose.Finding) {
	origin := t.origin(f)
	if origin.File == "" {
		t.buf = append(t.buf, "tenant"...)
	} else {
		t.buf = appendPlace(t.buf, origin)
	}
	t.line(": %s %s: %s", f.Severity, f.Rule.ID, text.Visible(f.Message))
	for i, r := range f.Others {
		if i == mostNotes {
			t.line("  note: and %s; %s", text.Grouped(len(f.Others)-i)+" more", t.Words.Text(hint.New(hint.ShowHolders)))
			break
		}
		o := t.load(r)
		t.buf = appendPlace(append(t.buf, "  note: "...), o.Origin)
		t.line(": %s", text.Visible(describe(o)))
	}
	if !f.Hint.IsZero() {
		t.line("  hint: %s", text.Visible(t.Words.Text(f.Hint)))
	}
	if t.shown[f.Rule] == 1 {
		t.line("  see:  %s", t.Words.Text(hint.New(hint.ExplainRule, f.Rule.ID)))
	}
}

// appendPlace appends file and line, and the column on the first line, on which a file
// may have all its objects.
func appendPlace(dst []byte, o directory.Origin) []byte {
	dst = text.AppendVisible(dst, []byte(o.File))
	if o.Line > 0 {
		dst = strconv.AppendInt(append(dst, ':'), int64(o.Line), 10)
	}
	if o.Line == 1 && o.Offset > 0 {
		dst = strconv.AppendInt(append(dst, ':'), o.Offset+1, 10)
	}
	return dst
}

// describe returns the name of an object and, for a cloud object, what counts for
// matching.
func describe(o *directory.Object) string {
	if o.Side == directory.OnPremises {
		return string(identityOf(o))
	}
	name := string(nameOf(o))
	if o.Class == directory.Group || o.Class == directory.Contact {
		name = "the " + o.Class.String() + " " + name
	}
	if o.OnPremisesImmutableID.Presence == directory.Present {
		name += ", ImmutableId " + o.OnPremisesImmutableID.String()
	}
	if o.Deleted() {
		name += ", deleted"
	}
	return name
}

// nameOf returns the name by which people know an object.
func nameOf(o *directory.Object) []byte {
	if name := personalName(o); len(name) > 0 {
		return name
	}
	return identityOf(o)
}

func personalName(o *directory.Object) []byte {
	for _, t := range []directory.Text{o.UserPrincipalName, o.Mail, o.SAMAccountName, o.DisplayName} {
		if t.Presence == directory.Present {
			return t.Value
		}
	}
	return nil
}

// verdictLine writes a verdict on one line: kind, object, counterpart and reason.
func (w *writer) verdictLine(v match.Verdict) {
	w.buf = appendColumn(w.buf, []byte(kindLabels[v.Kind]), 15)
	w.buf = appendColumn(w.buf, nameOf(w.load(v.Object)), len(blanks))
	if v.Counterpart == match.None {
		w.buf = appendColumn(w.buf, nil, len(blanks))
	} else {
		w.buf = appendColumn(w.buf, nameOf(w.load(v.Counterpart)), len(blanks))
	}
	if len(v.Refusals) > 0 {
		w.buf = append(append(w.buf, v.Refusals[0]...), ": "...)
	}
	w.buf = append(w.buf, v.Reason...)
	if v.Missing != 0 {
		w.buf = append(append(append(w.buf, " (not known: "...), v.Missing.String()...), ')')
	}
	w.buf = append(w.buf, '\n')
}

var kindLabels = [match.Kinds]string{
	match.Undecided: "undecided", match.Joined: "joined", match.HardMatch: "hard match", match.SoftMatchSMTP: "soft match",
	match.SoftMatchUPN: "soft match", match.Restore: "restore", match.Provision: "provision", match.ProvisionQuarantined: "quarantined",
	match.Refused: "refused", match.NotSynced: "not synced", match.CloudManaged: "cloud-managed",
}

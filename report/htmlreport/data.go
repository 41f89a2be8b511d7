package htmlreport

import (
	"bufio"
	"strconv"
	"strings"

	"hardmatch/match"
)

// A block is an element with the rows of one of the two large tables, as JSON that is not
// executed. Rows are written one by one. Values that many rows share are in lists after
// the rows, and rows have their numbers.
type block struct {
	b     *bufio.Writer
	row   []byte
	files numbering[string]
	count int
}

func (v *view) writeFindings(b *bufio.Writer) error {
	e := newBlock(b, "finding-data")
	for n, i := range v.order {
		f := v.finding(n+1, &v.diagnosis.Findings[i])
		if err := e.write(func() { e.finding(&f) }); err != nil {
			return err
		}
	}
	e.list(`],"rules":[`, len(v.Rules), func(i int) {
		e.text("[", v.Rules[i].ID)
		e.list(",[", len(v.Rules[i].Cites), func(j int) { e.number("", v.Rules[i].Cites[j]) })
		e.row = append(e.row, "]]"...)
	})
	return e.close()
}

// finding: rule, severity, message, attribute, value, object, others, how many more.
func (e *block) finding(f *finding) {
	e.number("[", f.Rule)
	e.number(",", int(f.Severity))
	e.text(",", f.Message)
	e.text(",", f.Attribute)
	e.text(",", f.Value)
	e.object(",", &f.Object)
	e.list(",[", len(f.Others), func(i int) { e.object("", &f.Others[i]) })
	e.number("],", f.More)
	e.row = append(e.row, ']')
}

func (v *view) writeVerdicts(b *bufio.Writer) error {
	e := newBlock(b, "verdict-data")
	var missing numbering[match.Inputs]
	if v.simulation != nil {
		for verdict := range v.simulation.Verdicts() {
			if err := e.write(func() { v.verdict(e, verdict, missing.number(verdict.Missing)) }); err != nil {
				return err
			}
		}
	}
	outcomes := v.counts.outcomes.list
	e.list(`],"outcomes":[`, len(outcomes), func(i int) { e.outcome(outcomes[i]) })
	e.list(`],"missing":[`, len(missing.list), func(i int) {
		names := missing.list[i].Names()
		e.list("[", len(names), func(j int) { e.text("", names[j]) })
		e.row = append(e.row, ']')
	})
	return e.close()
}

// verdict: outcome, missing inputs, object, counterpart or 0.
func (v *view) verdict(e *block, verdict match.Verdict, missing int) {
	e.number("[", v.counts.outcomes.number(verdict.Outcome))
	e.number(",", missing)
	o := v.object(verdict.Object)
	e.object(",", &o)
	if verdict.Counterpart == match.None {
		e.row = append(e.row, ",0]"...)
		return
	}
	o = v.object(verdict.Counterpart)
	e.object(",", &o)
	e.row = append(e.row, ']')
}

// outcome: kind, its label, its tone, basis, reason, refusals.
func (e *block) outcome(o *match.Outcome) {
	e.text("[", o.Kind.String())
	e.text(",", kindLabels[o.Kind][0])
	e.text(",", tones[o.Kind])
	e.text(",", o.Basis.String())
	e.text(",", o.Reason)
	e.list(",[", len(o.Refusals), func(i int) { e.text("", string(o.Refusals[i])) })
	e.row = append(e.row, "]]"...)
}

// object: side or "", name, id, file, line, octet if one is known.
func (e *block) object(start string, o *object) {
	e.text(start+"[", o.Side)
	e.text(",", o.Name)
	e.text(",", o.ID)
	e.number(",", e.files.number(o.File))
	e.number(",", o.Line)
	if o.Offset > 0 {
		e.number(",", int(o.Offset))
	}
	e.row = append(e.row, ']')
}

func newBlock(b *bufio.Writer, id string) *block {
	e := &block{b: b}
	e.row = append(e.row, `<script type="application/json" id="`+id+`">`+"\n"+`{"rows":[`...)
	return e
}

// write writes what f appends as the next row.
func (e *block) write(f func()) error {
	if e.count++; e.count > 1 {
		e.row = append(e.row, ",\n"...)
	}
	f()
	_, err := e.b.Write(e.row)
	e.row = e.row[:0]
	return err
}

// close ends the block with the names of the files.
func (e *block) close() error {
	e.list(`],"files":[`, len(e.files.list), func(i int) { e.text("", e.files.list[i]) })
	e.row = append(e.row, "]}\n</script>\n"...)
	_, err := e.b.Write(e.row)
	return err
}

func (e *block) list(start string, n int, item func(int)) {
	e.row = append(e.row, start...)
	for i := range n {
		if i > 0 {
			e.row = append(e.row, ',')
		}
		item(i)
	}
}

func (e *block) number(start string, n int) {
	e.row = strconv.AppendInt(append(e.row, start...), int64(n), 10)
}

// text appends a string of visible text. It escapes the three special characters of HTML,
// so that no text can end the element. Visible text has no control characters and no line
// separators.
func (e *block) text(start, s string) {
	e.row = append(append(e.row, start...), '"')
	for {
		i := strings.IndexAny(s, `"\<>&`)
		if i < 0 {
			break
		}
		e.row = append(e.row, s[:i]...)
		switch s[i] {
		case '"', '\\':
			e.row = append(e.row, '\\', s[i])
		default:
			e.row = append(e.row, `\u00`...)
			e.row = strconv.AppendInt(e.row, int64(s[i]), 16)
		}
		s = s[i+1:]
	}
	e.row = append(append(e.row, s...), '"')
}

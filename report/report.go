// Package report writes results: reports of a check, lists of objects, explanations of
// errors and rules, and conversions. The formats are text for people, JSON, NDJSON, CSV
// and, for findings, SARIF.
//
// Begin with [Write] for a [Report], with [NewObjectList] for objects, and with
// [WriteExplanation] for errors. Everything is written row by row, in constant memory.
package report

import (
	"fmt"
	"io"
	"strings"

	"hardmatch/diagnose"
	"hardmatch/directory"
	"hardmatch/hint"
	"hardmatch/match"
	"hardmatch/plan"
)

// Formats are the formats of [Write].
var Formats = []string{"text", "json", "ndjson", "csv", "sarif"}

// A Report is the result of a check of exports: what the next sync does with their
// objects, and which rules they break.
type Report struct {
	AsOf       string // YYYY-MM-DD
	Inputs     []plan.Input
	Incomplete bool // objects or values are missing from the inputs
	Tenant     *directory.Tenant
	Simulation *match.Simulation
	Diagnosis  *diagnose.Diagnosis
	Words      hint.Words // for hints
}

// Options state how a report is written.
type Options struct {
	Format   string            // one of [Formats]
	Verdicts bool              // write verdicts instead of findings, in text, NDJSON and CSV
	Level    diagnose.Severity // the least severity that text shows; it counts the others
	Limit    int               // how many findings of one rule text shows; 0 means all
}

// Write writes a report object by object, in constant memory. An unknown format is an
// error, and so is an error of w.
func Write(w io.Writer, r *Report, o Options) error {
	switch o.Format {
	case "text":
		return writeText(w, r, o)
	case "json":
		return writeJSON(w, r)
	case "ndjson", "csv":
		return writeRows(w, r, o)
	case "sarif":
		return writeSARIF(w, r)
	}
	return fmt.Errorf("unknown output %q; known are %s", o.Format, strings.Join(Formats, ", "))
}

// A writer writes the parts of a report into rows. It uses the same memory for
// every object.
type writer struct {
	rows
	*Report
	objects  *match.Reader
	outcomes map[*match.Outcome]string // JSON members of each outcome
	joined   []byte                    // a cell with several values
}

func newWriter(r *Report, rows rows) *writer {
	return &writer{rows: rows, Report: r, objects: r.Simulation.NewReader(), outcomes: make(map[*match.Outcome]string)}
}

// load returns an object, which is valid until the next call.
func (w *writer) load(r match.Ref) *directory.Object { return w.objects.Head(r) }

// origin returns the place of a finding: of its object, or in a file.
func (w *writer) origin(f *diagnose.Finding) directory.Origin {
	if f.Object != match.None {
		return w.load(f.Object).Origin
	}
	return f.Origin
}

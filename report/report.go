// Package report writes what hardmatch found out: reports of a check, lists of
// objects, explanations of errors and rules, and conversions. The formats are
// text for people, JSON, NDJSON, CSV and, for findings, SARIF.
//
// Begin with [Write] for a [Report], with [NewObjectList] for objects, and with
// [WriteExplanation] for errors. All is written row by row, in constant memory.
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

// A Report is what was found out from exports: what the next sync does with
// their objects, and what is wrong with them.
type Report struct {
	AsOf       string
	Inputs     []plan.Input
	Incomplete bool // objects or values are missing from the inputs
	Tenant     *directory.Tenant
	Simulation *match.Simulation
	Diagnosis  *diagnose.Diagnosis
	Words      hint.Words // for hints
}

// Options say how a report is written.
type Options struct {
	Format   string            // one of [Formats]
	Verdicts bool              // these instead of the findings, in text, NDJSON and CSV
	Level    diagnose.Severity // the least that text shows; what it leaves out it counts
	Limit    int               // of the findings of one rule in text; 0: none
}

// Write writes a report, object by object and in constant memory.
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
	outcomes map[*match.Outcome]string // what JSON says of each
	joined   []byte                    // of a cell with several values
}

func newWriter(r *Report, rows rows) *writer {
	return &writer{rows: rows, Report: r, objects: r.Simulation.NewReader(), outcomes: make(map[*match.Outcome]string)}
}

// load returns an object, until the next call.
func (w *writer) load(r match.Ref) *directory.Object { return w.objects.Head(r) }

// origin is where a finding was made: at its object, else in a file.
func (w *writer) origin(f *diagnose.Finding) directory.Origin {
	if f.Object != match.None {
		return w.load(f.Object).Origin
	}
	return f.Origin
}

// Package script writes a plan in languages that can be run: PowerShell, shell
// scripts and batches of requests for Microsoft Graph, and LDIF.
//
// Begin with [Select] and [Write]. Each [Format] has one renderer: a function
// from the selected steps to text. A format lists the steps that it cannot express
// in a comment, so that nothing is dropped silently. Names come from a directory
// that others can write to: in every format they are only data.
package script

import (
	"fmt"
	"io"
	"strings"
)

// A Format is a language that can be run.
type Format string

// The formats.
const (
	GraphPowerShell Format = "graph-powershell" // module Microsoft.Graph.Authentication
	EntraPowerShell Format = "entra-powershell" // modules Microsoft.Entra
	MSOnline        Format = "msonline"         // module MSOnline, which stopped working in 2025
	GraphREST       Format = "graph-rest"       // a POSIX shell script with curl and jq
	GraphBatch      Format = "graph-batch"      // JSON batches of 20 requests
	M365CLI         Format = "m365-cli"         // the same script with the CLI for Microsoft 365
	LDIF            Format = "ldif"             // change records for ldapmodify and ldifde
)

// Formats returns all formats, the default first.
func Formats() []Format {
	return []Format{GraphPowerShell, EntraPowerShell, MSOnline, GraphREST, GraphBatch, M365CLI, LDIF}
}

// list joins names with commas.
func list[T ~string](names []T) string {
	var b strings.Builder
	for i, name := range names {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(name))
	}
	return b.String()
}

// renderers write the selected steps, each in its format.
var renderers = map[Format]func(*Selection) ([]byte, error){
	GraphPowerShell: func(sel *Selection) ([]byte, error) { return powerShell(sel, graphPowerShell) },
	EntraPowerShell: func(sel *Selection) ([]byte, error) { return powerShell(sel, entraPowerShell) },
	MSOnline:        func(sel *Selection) ([]byte, error) { return powerShell(sel, msOnline) },
	GraphREST:       func(sel *Selection) ([]byte, error) { return shScript(sel, curl) },
	GraphBatch:      graphBatch,
	M365CLI:         func(sel *Selection) ([]byte, error) { return shScript(sel, m365) },
	LDIF:            ldif,
}

// Write writes the selected steps in a format, one of [Formats]. Before it writes
// anything it fails for an unknown format, and for a plan with a text that the
// format cannot express exactly.
func Write(w io.Writer, sel *Selection, f Format) error {
	renderer, ok := renderers[f]
	if !ok {
		return fmt.Errorf("unknown format %q, expected one of %s", f, list(Formats()))
	}
	script, err := renderer(sel)
	if err != nil {
		return err
	}
	_, err = w.Write(script)
	return err
}

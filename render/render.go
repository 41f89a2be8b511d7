// Package render says a plan in the languages of administrators.
//
// Begin with [Plan]. Each voice is one function from the plan to text; what a
// voice cannot say it lists as a comment, so that nothing is dropped silently.
// Names come from a directory that others can write to: no voice lets them be
// anything but data.
package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"hardmatch/plan"
)

// A Voice is a language to say a plan in.
type Voice string

// The voices so far.
const (
	GraphPowerShell Voice = "graph-powershell" // module Microsoft.Graph.Authentication
	EntraPowerShell Voice = "entra-powershell" // modules Microsoft.Entra
	MSOnline        Voice = "msonline"         // module MSOnline, which stopped working in 2025
	GraphREST       Voice = "graph-rest"       // a POSIX shell script with curl and jq
	GraphBatch      Voice = "graph-batch"      // JSON batches of 20 requests
	M365CLI         Voice = "m365-cli"         // the same with the CLI for Microsoft 365
	LDIF            Voice = "ldif"             // change records for ldapmodify and ldifde
	CSV             Voice = "csv"              // a row for each property of each step
	Markdown        Voice = "markdown"         // a sheet for review, to tick off and sign
	HTML            Voice = "html"             // the same as a page, to print
	Text            Voice = "text"             // a summary for the terminal
)

// Voices returns all voices, the default first.
func Voices() []Voice {
	return []Voice{GraphPowerShell, EntraPowerShell, MSOnline, GraphREST, GraphBatch, M365CLI, LDIF, CSV, Markdown, HTML, Text}
}

// Phases returns the phases of a plan, in their order.
func Phases() []plan.Phase {
	return []plan.Phase{plan.Prepare, plan.Free, plan.Stamp, plan.Sync, plan.VerifyPhase, plan.RestoreSettings}
}

// ParseVoice returns the voice of that name.
func ParseVoice(name string) (Voice, error) {
	if v := Voice(name); slices.Contains(Voices(), v) {
		return v, nil
	}
	return "", fmt.Errorf("unknown voice %q, expected one of %s", name, list(Voices()))
}

// list is a, b, c.
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

// Options say how a plan is said.
type Options struct {
	Undo  bool       // the way back instead of the plan
	Phase plan.Phase // only the steps of this phase, "" for all
}

// sayings are what the voices make of a speech.
var sayings = map[Voice]func(*speech) ([]byte, error){
	GraphPowerShell: func(sp *speech) ([]byte, error) { return powerShell(sp, graphPowerShell) },
	EntraPowerShell: func(sp *speech) ([]byte, error) { return powerShell(sp, entraPowerShell) },
	MSOnline:        func(sp *speech) ([]byte, error) { return powerShell(sp, msOnline) },
	GraphREST:       func(sp *speech) ([]byte, error) { return shScript(sp, curlVoice) },
	GraphBatch:      graphBatch,
	M365CLI:         func(sp *speech) ([]byte, error) { return shScript(sp, m365Voice) },
	LDIF:            ldif,
	CSV:             planCSV,
	Markdown:        markdown,
	HTML:            htmlSheet,
	Text:            summary,
}

// Plan writes p in a voice. It fails where the plan holds a text that no voice
// can say without changing it, before anything is written.
func Plan(w io.Writer, p *plan.Plan, v Voice, o Options) error {
	if _, err := ParseVoice(string(v)); err != nil {
		return err
	}
	sp, err := newSpeech(p, o)
	if err != nil {
		return err
	}
	script, err := sayings[v](sp)
	if err != nil {
		return err
	}
	_, err = w.Write(script)
	return err
}

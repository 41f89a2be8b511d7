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
	Markdown        Voice = "markdown"         // a list to tick off
	Text            Voice = "text"             // a summary for the terminal
)

// Voices returns all voices, the default first.
func Voices() []Voice {
	return []Voice{GraphPowerShell, EntraPowerShell, MSOnline, GraphREST, GraphBatch, M365CLI, LDIF, CSV, Markdown, Text}
}

// ParseVoice returns the voice of that name.
func ParseVoice(name string) (Voice, error) {
	var known []string
	for _, v := range Voices() {
		if string(v) == name {
			return v, nil
		}
		known = append(known, string(v))
	}
	return "", fmt.Errorf("unknown voice %q, expected one of %s", name, strings.Join(known, ", "))
}

// Options say how a plan is said.
type Options struct {
	Undo bool // the way back instead of the plan
}

// Plan writes p in a voice. It fails where the plan holds a text that no voice
// can say without changing it, before anything is written.
func Plan(w io.Writer, p *plan.Plan, v Voice, o Options) error {
	var script []byte
	var err error
	switch v {
	case GraphPowerShell:
		script, err = powerShell(p, graphPowerShell, o.Undo)
	case EntraPowerShell:
		script, err = powerShell(p, entraPowerShell, o.Undo)
	case MSOnline:
		script, err = powerShell(p, msOnline, o.Undo)
	case GraphREST:
		script, err = shScript(p, curlVoice, o.Undo)
	case GraphBatch:
		script, err = graphBatch(p, o.Undo)
	case M365CLI:
		script, err = shScript(p, m365Voice, o.Undo)
	case LDIF:
		script, err = ldif(p, o.Undo)
	case CSV:
		script, err = planCSV(p, o.Undo)
	case Markdown:
		script, err = markdown(p, o.Undo)
	case Text:
		script, err = summary(p, o.Undo)
	default:
		_, err = ParseVoice(string(v))
	}
	if err != nil {
		return err
	}
	_, err = w.Write(script)
	return err
}

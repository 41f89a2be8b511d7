// Package sheet writes a plan for people: as a table, as a review sheet to tick off
// and sign, and as a summary for the terminal.
//
// Begin with [Write]. Names come from a directory that others can write to: in every
// format they are only data.
package sheet

import (
	"fmt"
	"io"

	"hardmatch/script"
)

// A Format is a way to show a plan to people.
type Format string

// The formats.
const (
	CSV      Format = "csv"      // a row for each property of each step
	Markdown Format = "markdown" // a review sheet, to tick off and sign
	HTML     Format = "html"     // the same as a page, to print
	Text     Format = "text"     // a summary for the terminal
)

// Formats returns all formats.
func Formats() []Format { return []Format{CSV, Markdown, HTML, Text} }

// renderers write the selected steps, each in its format.
var renderers = map[Format]func(*script.Selection) []byte{
	CSV:      planCSV,
	Markdown: markdown,
	HTML:     htmlSheet,
	Text:     textSummary,
}

// Write writes the selected steps in a format, one of [Formats]. For an unknown
// format it fails before it writes anything.
func Write(w io.Writer, sel *script.Selection, f Format) error {
	renderer, ok := renderers[f]
	if !ok {
		return fmt.Errorf("unknown format %q, expected one of %v", f, Formats())
	}
	_, err := w.Write(renderer(sel))
	return err
}

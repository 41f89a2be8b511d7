package hardmatch

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"hardmatch/plan"
	"hardmatch/script"
	"hardmatch/sheet"
)

// Formats returns the names of the formats of [Render], the default first. Package
// script has the formats that programs run, package sheet those that people read.
func Formats() []string {
	var names []string
	for _, f := range script.Formats() {
		names = append(names, string(f))
	}
	for _, f := range sheet.Formats() {
		names = append(names, string(f))
	}
	return names
}

// CheckFormat returns an error for a name that is not in [Formats].
func CheckFormat(name string) error {
	if !slices.Contains(Formats(), name) {
		return fmt.Errorf("unknown format %q, expected one of %s", name, strings.Join(Formats(), ", "))
	}
	return nil
}

// Render writes the selected steps of a plan in one of [Formats]. If the plan contains
// a text that the format cannot express unchanged, Render returns an error and writes
// nothing.
func Render(w io.Writer, p *plan.Plan, format string, o script.Options) error {
	if err := CheckFormat(format); err != nil {
		return err
	}
	steps, err := script.Select(p, o)
	if err != nil {
		return err
	}
	if f := script.Format(format); slices.Contains(script.Formats(), f) {
		return script.Write(w, steps, f)
	}
	return sheet.Write(w, steps, sheet.Format(format))
}

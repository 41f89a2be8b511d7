package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hardmatch"
	"hardmatch/cmd/wording"
	"hardmatch/diagnose"
	"hardmatch/match"
	"hardmatch/report"
	"hardmatch/report/htmlreport"
)

// checkFlags holds the flags of the check command.
type checkFlags struct {
	*simulationFlags
	report.Options
	ruleSelection
	level string
	page  string // file for the review page
}

// checkCommand is "hardmatch check": it reads exports, and writes verdicts and findings.
func (e *env) checkCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check [FILE...]",
		Short: "predict what the next sync does with each object, and find what is wrong",
		Long: `Check simulates the next sync with the objects in the exports of both sides and
evaluates a catalogue of rules. It reports a verdict for each object (joined,
hard match, soft match, refused ...) and each broken rule with its place and its
source. A verdict that depends on missing input is undecided, and names the
input. Without an export of the cloud most verdicts are undecided.

The text output shows the findings of the severity --level and above. The other
outputs contain all findings. JSON also contains the verdicts.

Exit status: 0 nothing found, 1 findings of the severity --level and above,
2 wrong usage, 3 something could not be read or the input is incomplete.`,
		Example: `  hardmatch check users.ldf entra/*.json
  hardmatch check --verdicts --output csv users.ldf entra/*.json > verdicts.csv
  hardmatch check --report review.html users.ldf entra/*.json
  hardmatch check --level error --ignore HM4 --output sarif users.ldf entra/*.json`,
	}
	c := &checkFlags{simulationFlags: e.simulationFlags(cmd)}
	cmd.Flags().StringVar(&c.Format, "output", "text", "`FORMAT`: "+strings.Join(report.Formats, ", "))
	cmd.Flags().BoolVar(&c.Verdicts, "verdicts", false, "list the verdicts instead of the findings (text, ndjson and csv)")
	cmd.Flags().StringVar(&c.level, "level", diagnose.Warning.String(), "lowest `SEVERITY` that counts: "+strings.Join(diagnose.Severities, ", "))
	cmd.Flags().IntVar(&c.Limit, "limit", 100, "show at most `N` findings of one rule as text; 0 shows all")
	cmd.Flags().StringVar(&c.page, "report", "", "also write a page for review to `FILE.html`")
	c.ruleSelection.flags(cmd)
	complete(cmd, "output", report.Formats...)
	complete(cmd, "level", diagnose.Severities...)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := c.simulationFlags.validate(cmd.Flags()); err != nil {
			return err
		}
		if err := c.validate(); err != nil {
			return err
		}
		return e.runCheck(cmd.Context(), args, c)
	}
	return cmd
}

// validate checks the flags before anything is opened.
func (c *checkFlags) validate() (err error) {
	var ok bool
	if c.Level, ok = diagnose.ParseSeverity(c.level); !ok {
		return usagef("--level: unknown severity %q; known are %s", c.level, strings.Join(diagnose.Severities, ", "))
	}
	if !slices.Contains(report.Formats, c.Format) {
		return usagef("--output: unknown output %q; known are %s", c.Format, strings.Join(report.Formats, ", "))
	}
	if c.Limit < 0 {
		return usagef("--limit: %d is less than 0; 0 shows all", c.Limit)
	}
	if c.Verdicts && c.Format == "sarif" {
		return usagef("--verdicts: SARIF holds findings only")
	}
	return c.ruleSelection.validate()
}

func (e *env) runCheck(ctx context.Context, args []string, c *checkFlags) error {
	sources, err := e.sources(args, c.readFlags)
	if err != nil {
		return err
	}
	c.Digests = c.page != "" // only the page needs them, and hashing gigabytes takes seconds
	checked, err := e.runPipeline(ctx, hardmatch.Check, sources, c.simulationFlags)
	if err != nil {
		return err
	}
	if len(checked.Files) == 0 {
		e.printInputs(checked, c.quiet)
		return &statusError{status: statusIncomplete, err: errors.New("no export could be read, so there is nothing to check")}
	}
	c.ruleSelection.apply(checked.Diagnosis)
	e.printCheckedInputs(checked, c)
	found := checked.ForOutput(wording.Hint)
	if err := e.writePage(found, c.page); err != nil {
		return &statusError{status: statusIncomplete, err: err}
	}
	if err := report.Write(e.stdout, found, c.Options); err != nil {
		return &statusError{status: statusIncomplete, err: err}
	}
	return checkStatus(checked, c.Level)
}

// A fileNote identifies a note or an error about a file, so that it is printed once:
// as a finding or on standard error.
type fileNote struct {
	rule, file, text string
	line             int
}

// printCheckedInputs prints a summary, the errors and the notes of each file. It leaves
// out those that the text output shows as findings.
func (e *env) printCheckedInputs(report *hardmatch.Report, c *checkFlags) {
	shown := make(map[fileNote]bool)
	if c.Format == "text" && !c.Verdicts {
		for _, f := range report.Diagnosis.Findings {
			if f.Object == match.None && f.Severity >= c.Level {
				shown[fileNote{f.Rule.ID, f.Origin.File, f.Message, f.Origin.Line}] = true
			}
		}
	}
	for _, err := range report.Errors {
		if d := hardmatch.DamageOf(err); !shown[fileNote{d.Rule, d.Origin.File, d.Text, d.Origin.Line}] {
			e.printError(err)
		}
	}
	for _, f := range report.Files {
		if !c.quiet {
			e.printLine("%s: %s", f.Name, summary(f))
		}
		for _, n := range f.Notes {
			if (n.Incomplete || !c.quiet) && !shown[fileNote{n.Rule, f.Name, n.Text, n.Line}] {
				e.printNote(f.Name, n)
			}
		}
	}
	if report.Incomplete && !c.quiet {
		e.printLine("hardmatch: note: objects or values are missing from the input, so findings may be missing as well")
	}
}

// writePage writes the page for review, unless file is "".
func (e *env) writePage(r *report.Report, file string) error {
	if file == "" {
		return nil
	}
	var page bytes.Buffer
	if err := htmlreport.Write(&page, *r); err != nil {
		return err
	}
	if err := e.create(file, page.Bytes()); err != nil {
		return fmt.Errorf("%s: %w", file, withoutPath(err)) // it names a temporary file
	}
	return nil
}

func checkStatus(report *hardmatch.Report, level diagnose.Severity) error {
	if report.Incomplete {
		return &statusError{status: statusIncomplete}
	}
	for _, n := range report.Diagnosis.Counts[level:] {
		if n > 0 {
			return &statusError{status: statusFindings}
		}
	}
	return nil
}

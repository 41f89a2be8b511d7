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

// A checking holds the flags of the check command.
type checking struct {
	*world
	report.Options
	ruleSelection
	level string
	page  string // file of the review report
}

// checkCommand is "hardmatch check": exports in, verdicts and findings out.
func (e *env) checkCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check [FILE...]",
		Short: "foretell what the next sync does with each object, and what is wrong",
		Long: `Check simulates the next sync with the objects of the exports of both sides and
judges them by a catalogue of rules. It says what becomes of each object
(joined, hard match, soft match, refused ...) and what is wrong, where, and who
says so. What the exports cannot answer stays undecided, with the missing input
named; without an export of the cloud that is most.

Text shows the findings of the severity --level and above; the other outputs
hold all of them. JSON holds the verdicts as well.

Exit status: 0 nothing found, 1 findings of the severity --level and above,
2 wrong usage, 3 something could not be read or the input is incomplete.`,
		Example: `  hardmatch check users.ldf entra/*.json
  hardmatch check --verdicts --output csv users.ldf entra/*.json > verdicts.csv
  hardmatch check --report review.html users.ldf entra/*.json
  hardmatch check --level error --ignore HM4 --output sarif users.ldf entra/*.json`,
	}
	c := &checking{world: e.worldFlags(cmd)}
	cmd.Flags().StringVar(&c.Format, "output", "text", "`FORMAT`: "+strings.Join(report.Formats, ", "))
	cmd.Flags().BoolVar(&c.Verdicts, "verdicts", false, "list the verdicts instead of the findings (text, ndjson and csv)")
	cmd.Flags().StringVar(&c.level, "level", diagnose.Warning.String(), "`SEVERITY` that counts: "+strings.Join(diagnose.Severities, ", "))
	cmd.Flags().IntVar(&c.Limit, "limit", 100, "show at most `N` findings of one rule as text; 0 shows all")
	cmd.Flags().StringVar(&c.page, "report", "", "write a page for review to `FILE.html` as well")
	c.ruleSelection.flags(cmd)
	complete(cmd, "output", report.Formats...)
	complete(cmd, "level", diagnose.Severities...)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := c.world.check(cmd.Flags()); err != nil {
			return err
		}
		if err := c.check(); err != nil {
			return err
		}
		return e.runCheck(cmd.Context(), args, c)
	}
	return cmd
}

// check judges the flags before anything is opened.
func (c *checking) check() (err error) {
	var ok bool
	if c.Level, ok = diagnose.ParseSeverity(c.level); !ok {
		return usagef("--level: unknown severity %q; known are %s", c.level, strings.Join(diagnose.Severities, ", "))
	}
	if !slices.Contains(report.Formats, c.Format) {
		return usagef("--output: unknown output %q; known are %s", c.Format, strings.Join(report.Formats, ", "))
	}
	if c.Limit < 0 {
		return usagef("--limit: %d is less than 0, which shows all", c.Limit)
	}
	if c.Verdicts && c.Format == "sarif" {
		return usagef("--verdicts: SARIF knows findings only")
	}
	return c.ruleSelection.check()
}

func (e *env) runCheck(ctx context.Context, args []string, c *checking) error {
	sources, err := e.sources(args, c.reading)
	if err != nil {
		return err
	}
	c.Digests = c.page != "" // which is signed; hashing gigabytes takes seconds
	checked, err := e.walk(ctx, hardmatch.Check, sources, c.world)
	if err != nil {
		return err
	}
	if len(checked.Files) == 0 {
		e.tellRead(checked, c.quiet)
		return &statusError{status: statusIncomplete, err: errors.New("no export could be read, so there is nothing to judge")}
	}
	c.ruleSelection.apply(checked.Diagnosis)
	e.tellChecked(checked, c)
	found := checked.Found(wording.Hint)
	if err := e.writePage(found, c.page); err != nil {
		return &statusError{status: statusIncomplete, err: err}
	}
	if err := report.Write(e.stdout, found, c.Options); err != nil {
		return &statusError{status: statusIncomplete, err: err}
	}
	return checkStatus(checked, c.Level)
}

// A sighting is a note about a file, as a finding tells of it.
type sighting struct {
	rule, file, text string
	line             int
}

// tellChecked says what the files were and, unless text is going to say it as a
// finding, what is missing in them.
func (e *env) tellChecked(report *hardmatch.Report, c *checking) {
	told := make(map[sighting]bool)
	if c.Format == "text" && !c.Verdicts {
		for _, f := range report.Diagnosis.Findings {
			if f.Object == match.None && f.Severity >= c.Level {
				told[sighting{f.Rule.ID, f.Origin.File, f.Message, f.Origin.Line}] = true
			}
		}
	}
	for _, err := range report.Errors {
		if d := hardmatch.DamageOf(err); !told[sighting{d.Rule, d.Origin.File, d.Text, d.Origin.Line}] {
			e.complain(err)
		}
	}
	for _, f := range report.Files {
		if !c.quiet {
			e.say("%s: %s", f.Name, summary(f))
		}
		for _, n := range f.Notes {
			if (n.Incomplete || !c.quiet) && !told[sighting{n.Rule, f.Name, n.Text, n.Line}] {
				e.tellNote(f.Name, n)
			}
		}
	}
	if report.Incomplete && !c.quiet {
		e.say("hardmatch: note: objects or values are missing from the input, so findings may be missing as well")
	}
}

// writePage writes the page for review, if a file for it is named.
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

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hardmatch"
	"hardmatch/cmd/wording"
	"hardmatch/diagnose"
	"hardmatch/report"
	"hardmatch/syncerror"
)

// explainCommand is "hardmatch explain": it explains a rule or a pasted error.
func (e *env) explainCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "explain [RULE...|TEXT|FILE|-] [EXPORT...]",
		Short: "explain a rule of check, or a pasted error of the sync service",
		Long: `Explain prints what a rule means, what to do, and its source. For the beginning
of an identifier, such as HM4 or HM, it lists the rules.

In any other text it finds errors of the sync service: in an argument, in a file,
or in standard input. It recognises event 6941 and others, the mail about
quarantined attributes, errors with their "extra error details" in JSON,
onPremisesProvisioningErrors of Microsoft Graph, and names and codes alone. It
prints the attribute, the value, the anchor and the cure. If exports follow, it
lists every object in them that holds the value.

Exit status: 0 explained, 1 the text has no error of the sync service, 2 wrong
usage, 3 something could not be read.`,
		Example: `  hardmatch explain HM1004
  hardmatch explain AttributeValueMustBeUnique
  pbpaste | hardmatch explain - users.ldf entra/*.json`,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return ruleNames(), cobra.ShellCompDirectiveDefault
		},
	}
	read := e.readFlags(cmd)
	output := cmd.Flags().String("output", "text", "`FORMAT`: "+strings.Join(report.ExplanationFormats, ", "))
	complete(cmd, "output", report.ExplanationFormats...)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := read.validate(cmd.Flags()); err != nil {
			return err
		}
		if err := report.WriteRules(io.Discard, *output, nil, false); err != nil {
			return usagef("--output: %w", err)
		}
		if len(args) > 0 && ruleID.MatchString(args[0]) {
			return e.explainRules(args, *output)
		}
		return e.explainText(cmd.Context(), args, read, *output)
	}
	return cmd
}

var ruleID = regexp.MustCompile(`^(?i)HM[0-9]{0,4}$`)

// explainRules prints a rule in full for a whole identifier, and a list of rules for
// the beginning of one.
func (e *env) explainRules(ids []string, output string) error {
	var rules []*diagnose.Rule
	brief := false
	for _, id := range ids {
		found := rulesWithPrefix(id)
		if len(found) == 0 {
			return unknownRule("", id)
		}
		brief = brief || !strings.EqualFold(found[0].ID, id)
		rules = append(rules, found...)
	}
	if err := report.WriteRules(e.stdout, output, rules, brief); err != nil {
		return &statusError{status: statusIncomplete, err: err}
	}
	return nil
}

func (e *env) explainText(ctx context.Context, args []string, read *readFlags, output string) error {
	text, exports, err := e.pasted(args, read)
	if err != nil {
		return err
	}
	found := syncerror.Parse(text.content)
	if len(found) == 0 {
		return &statusError{status: statusFindings, err: fmt.Errorf("no error of the sync service is in %s", text.name), hint: text.hint}
	}
	sources := sourcesOf(exports, read)
	var holders func(syncerror.Error) []report.Holder
	var incomplete error
	if len(sources) > 0 {
		simulation := &simulationFlags{readFlags: read}
		simulation.AsOf = e.now().Format(time.DateOnly)
		checked, err := e.runPipeline(ctx, hardmatch.Check, sources, simulation)
		if err != nil {
			return err
		}
		e.printInputs(checked, read.quiet)
		if holders = report.HoldersIn(checked.Simulation); checked.Incomplete {
			incomplete = &statusError{status: statusIncomplete}
		}
	}
	if err := report.WriteExplanation(e.stdout, output, found, wording.Hint, holders); err != nil {
		return &statusError{status: statusIncomplete, err: err}
	}
	return incomplete
}

var errNothingToExplain = &statusError{
	status: statusUsage,
	err:    errors.New("nothing to explain: give a rule, a text or a file, or pipe a text in"),
	hint:   "hardmatch explain HM lists the rules",
}

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

// explainCommand is "hardmatch explain": a rule, or a pasted error, in plain words.
func (e *env) explainCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "explain [RULE...|TEXT|FILE|-] [EXPORT...]",
		Short: "explain a rule of check, or a pasted error of the sync service",
		Long: `Explain prints what a rule means, what to do and who says so; for the beginning
of an identifier, such as HM4 or HM, it lists the rules.

Of anything else it looks for errors of the sync service: in the text that is
given, in a file, or in what is piped in. It knows event 6941 and others, the mail
about quarantined attributes, errors with their "extra error details" in JSON,
onPremisesProvisioningErrors of Microsoft Graph, and names and codes alone. It
names the attribute, the value and the anchor, and the cure. In the exports that
follow it looks for every object that holds such a value.

Exit status: 0 explained, 1 the text has no error of the sync service, 2 wrong
usage, 3 something could not be read.`,
		Example: `  hardmatch explain HM1004
  hardmatch explain AttributeValueMustBeUnique
  pbpaste | hardmatch explain - users.ldf entra/*.json`,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return ruleNames(), cobra.ShellCompDirectiveDefault
		},
	}
	read := e.readingFlags(cmd)
	output := cmd.Flags().String("output", "text", "`FORMAT`: "+strings.Join(report.ExplanationFormats, ", "))
	complete(cmd, "output", report.ExplanationFormats...)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := read.check(cmd.Flags()); err != nil {
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

// explainRules prints rules that are named in full, and lists families.
func (e *env) explainRules(ids []string, output string) error {
	var rules []*diagnose.Rule
	brief := false
	for _, id := range ids {
		found := family(id)
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

func (e *env) explainText(ctx context.Context, args []string, read *reading, output string) error {
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
		world := &world{reading: read}
		world.AsOf = e.now().Format(time.DateOnly)
		checked, err := e.walk(ctx, hardmatch.Check, sources, world)
		if err != nil {
			return err
		}
		e.tellRead(checked, read.quiet)
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

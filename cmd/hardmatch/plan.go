package main

import (
	"context"
	"errors"
	"fmt"

	"hardmatch"
	"hardmatch/plan"
	"hardmatch/render"

	"github.com/spf13/cobra"
)

// planCommand is "hardmatch plan": exports in, reviewed steps out.
func (e *env) planCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "plan [FILE...]",
		Short: "plan the steps that let the next sync match the users of exports",
		Long: `Plan writes the steps that make the next sync join on-premises users with
their cloud users: find and purge a deleted twin (off until you approve it),
stamp the source anchor as onPremisesImmutableId, run a delta sync, verify.
Users for whom it would have to guess are listed with the reason.

The plan is data. Review it, turn irreversible steps on by "approved": true,
and print it as a script with hardmatch render. Nothing is changed by planning.`,
		Example: `  hardmatch plan users.ldf --user ada@contoso.com | hardmatch render > ada.ps1
  hardmatch plan users.ldf -o plan.json`,
	}
	w := e.worldFlags(cmd)
	file := cmd.Flags().StringP("out", "o", "", "write the plan to `FILE` and a summary to standard output")
	cmd.Flags().StringArrayVar(&w.Users, "user", nil, "only this user, by `UPN|sAM|GUID` (repeatable)")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := w.check(cmd.Flags()); err != nil {
			return err
		}
		return e.runPlan(cmd.Context(), args, w, *file)
	}
	return cmd
}

func (e *env) runPlan(ctx context.Context, args []string, w *world, file string) error {
	sources, err := e.sources(args, w.reading)
	if err != nil {
		return err
	}
	report, err := e.walk(ctx, hardmatch.Run, sources, w)
	if report != nil {
		e.tellRead(report, w.quiet)
	}
	var user *plan.UserError
	switch {
	case errors.As(err, &user):
		return &statusError{status: statusUsage, err: fmt.Errorf("--user: %w", err), hint: "hardmatch list shows the users of an export"}
	case err != nil:
		return err
	}
	if len(report.Files) == 0 {
		return &statusError{status: statusIncomplete, err: errors.New("no export could be read, so there is no plan")}
	}
	if err := e.writePlan(report.Plan, file); err != nil {
		return &statusError{status: statusIncomplete, err: err}
	}
	if report.Incomplete {
		return &statusError{status: statusIncomplete}
	}
	return nil
}

// writePlan writes the plan to the file and a summary to standard output, or
// without a file the plan to standard output and the summary beside it.
func (e *env) writePlan(p *plan.Plan, file string) error {
	doc, err := p.JSON()
	if err != nil {
		return err
	}
	summary := e.stdout
	if file != "" {
		if err = e.create(file, doc); err != nil {
			err = fmt.Errorf("%s: %w", file, withoutPath(err)) // it names a temporary file
		}
	} else {
		_, err = e.stdout.Write(doc)
		summary = e.stderr
	}
	if err != nil {
		return err
	}
	return render.Plan(summary, p, render.Text, render.Options{})
}

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"hardmatch"
	"hardmatch/plan"
	"hardmatch/planner"
	"hardmatch/script"
	"hardmatch/sheet"
)

// planCommand is "hardmatch plan": it reads exports, and writes a plan.
func (e *env) planCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "plan [FILE...]",
		Short: "plan the steps that let the next sync match the users of exports",
		Long: `Plan writes the smallest set of steps that makes the next sync do the right
thing: it matches users with their cloud users by source anchor, frees addresses
and names that several identities have, and resets tenant settings. Users that
the next sync handles correctly get no step. A case that the exports do not
decide becomes a manual review with its candidates, or is listed with the reason.

The plan is data: each step has the expected value, the new value, a reason and
its undo. Review it, set "approved": true for irreversible steps that you want,
and print it as a script with hardmatch render. Planning changes nothing.`,
		Example: `  hardmatch plan users.ldf entra/*.json -o plan.json
  hardmatch plan users.ldf entra/*.json --user ada@contoso.com | hardmatch render > ada.ps1
  hardmatch plan users.ldf entra/*.json --map pairs.csv --out-of-scope OU=Unsynced,DC=contoso,DC=com`,
	}
	w := e.simulationFlags(cmd)
	file := cmd.Flags().StringP("out", "o", "", "write the plan to `FILE` and a summary to standard output")
	scope := e.scopeFlags(cmd, w)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := w.validate(cmd.Flags()); err != nil {
			return err
		}
		if err := scope.validate(); err != nil {
			return err
		}
		return e.runPlan(cmd.Context(), args, w, *file)
	}
	return cmd
}

func (e *env) runPlan(ctx context.Context, args []string, w *simulationFlags, file string) error {
	sources, err := e.sources(args, w.readFlags)
	if err != nil {
		return err
	}
	report, err := e.runPipeline(ctx, hardmatch.Run, sources, w)
	if report != nil {
		e.printInputs(report, w.quiet)
	}
	var user *planner.UserError
	switch {
	case errors.As(err, &user):
		flag := "--map"
		if slices.Contains(w.Scope.Users, user.Name) {
			flag = "--user"
		}
		return &statusError{status: statusUsage, err: fmt.Errorf("%s: %w", flag, err), hint: "hardmatch list shows the users of an export"}
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

// writePlan writes the plan to the file and a summary to standard output. Without a
// file it writes the plan to standard output and the summary to standard error.
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
	return hardmatch.Render(summary, p, string(sheet.Text), script.Options{})
}

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

// planCommand is "hardmatch plan": exports in, reviewed steps out.
func (e *env) planCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "plan [FILE...]",
		Short: "plan the steps that let the next sync match the users of exports",
		Long: `Plan writes the smallest set of steps that makes the next sync do the right
thing: join users with their cloud users by their source anchors, free addresses
and names that several people have, and put switches of the tenant back. What
the next sync does right by itself gets no step. What the exports do not decide
becomes a manual review with its candidates, or is listed with the reason.

The plan is data: each step says what must be there before, what comes after, why,
and the way back. Review it, turn irreversible steps on by "approved": true, and
print it as a script with hardmatch render. Nothing is changed by planning.`,
		Example: `  hardmatch plan users.ldf entra/*.json -o plan.json
  hardmatch plan users.ldf entra/*.json --user ada@contoso.com | hardmatch render > ada.ps1
  hardmatch plan users.ldf entra/*.json --map pairs.csv --out-of-scope OU=Unsynced,DC=contoso,DC=com`,
	}
	w := e.worldFlags(cmd)
	file := cmd.Flags().StringP("out", "o", "", "write the plan to `FILE` and a summary to standard output")
	scope := e.scopeFlags(cmd, w)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := w.check(cmd.Flags()); err != nil {
			return err
		}
		if err := scope.check(); err != nil {
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
	return hardmatch.Render(summary, p, string(sheet.Text), script.Options{})
}

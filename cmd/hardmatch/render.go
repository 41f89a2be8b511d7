package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hardmatch"
	"hardmatch/cmd/wording"
	"hardmatch/plan"
	"hardmatch/script"
)

// renderCommand is "hardmatch render": it reads a plan, and writes it in a format.
func (e *env) renderCommand() *cobra.Command {
	var r renderFlags
	cmd := &cobra.Command{
		Use:   "render [flags] [plan.json|-]",
		Short: "print a plan as a script to review and run",
		Long: `Print a plan as a script to review, in one of the formats below. The script
checks all expected values before it changes anything, and changes nothing if one
of them differs. Without a file, the plan is read from standard input. Only
"approved" may be edited in a plan. An irreversible step runs only if it is
approved in the plan and switched on when the script is started.

  graph-powershell   Microsoft Graph PowerShell (default)
  entra-powershell   Microsoft Entra PowerShell
  msonline           MSOnline, a module that stopped working in 2025: to compare only
  graph-rest         Microsoft Graph with curl, for a POSIX shell
  m365-cli           the same script with the CLI for Microsoft 365
  graph-batch        Microsoft Graph in JSON batches of 20, for a program to send
  ldif               changes of Active Directory, for ldapmodify and ldifde
  csv                one row for each property of each step, to sort and filter
  markdown           a sheet to review, tick off and sign, for a change request
  html               the same as a page to print
  text               a summary

Steps that a format cannot express are listed together with a format that can.`,
		Example: `  hardmatch plan users.ldf --user ada@contoso.com | hardmatch render > ada.ps1
  hardmatch render --as text plan.json
  hardmatch render --as ldif plan.json > changes.ldf
  hardmatch render --phase prepare plan.json > prepare.ps1
  hardmatch render --split 50 -o change.ps1 plan.json    # change-1.ps1, change-2.ps1 ...
  hardmatch render --undo plan.json > back.ps1`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return e.runRender(r, args)
		},
	}
	cmd.Flags().StringVar(&r.as, "as", hardmatch.Formats()[0], "the `format`: "+strings.Join(hardmatch.Formats(), ", "))
	cmd.Flags().BoolVar(&r.Undo, "undo", false, "write the undo of the plan")
	cmd.Flags().StringVar((*string)(&r.Phase), "phase", "", "only the steps of this `phase`: "+phaseNames())
	cmd.Flags().StringVarP(&r.out, "out", "o", "", "write to `FILE` instead of standard output")
	cmd.Flags().IntVar(&r.split, "split", 0, "write parts for `N` users each, to numbered files (needs -o)")
	complete(cmd, "split")
	cmd.RegisterFlagCompletionFunc("as", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return hardmatch.Formats(), cobra.ShellCompDirectiveNoFileComp
	})
	cmd.RegisterFlagCompletionFunc("phase", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return strings.Split(phaseNames(), ", "), cobra.ShellCompDirectiveNoFileComp
	})
	return cmd
}

func phaseNames() string {
	var names []string
	for _, p := range plan.Phases() {
		names = append(names, string(p))
	}
	return strings.Join(names, ", ")
}

// renderFlags holds the flags of the command.
type renderFlags struct {
	script.Options
	as, out string
	split   int
}

func (r *renderFlags) validate() error {
	err := hardmatch.CheckFormat(r.as)
	switch {
	case err != nil:
		return usagef("--as: %w", err)
	case r.Phase != "" && !slices.Contains(plan.Phases(), r.Phase):
		return usagef("--phase: unknown phase %q, expected one of %s", r.Phase, phaseNames())
	case r.split < 0:
		return usagef("--split: %d is not a number of users", r.split)
	case r.split > 0 && r.out == "":
		return usagef("--split: the parts need a name, such as -o change.ps1")
	}
	return nil
}

func (e *env) runRender(r renderFlags, args []string) error {
	if err := r.validate(); err != nil {
		return err
	}
	name, doc, err := e.readPlan(args)
	if err != nil {
		return err
	}
	p, err := plan.Parse(doc)
	if err != nil {
		return &statusError{status: statusIncomplete, err: fmt.Errorf("%s: %w", name, err), hint: planHint(err)}
	}
	r.Words = wording.Hint
	if err := e.writeParts(p, r); err != nil {
		return &statusError{status: statusIncomplete, err: fmt.Errorf("%s: %w", name, err)}
	}
	return nil
}

func (e *env) writeParts(p *plan.Plan, r renderFlags) error {
	switch {
	case r.out == "":
		return hardmatch.Render(e.stdout, p, r.as, r.Options)
	case r.split == 0:
		return e.writeRendered(p, r, r.out)
	}
	parts, err := p.Split(r.split)
	if err != nil {
		return err
	}
	ending := filepath.Ext(r.out)
	for i, part := range parts {
		file := fmt.Sprintf("%s-%d%s", strings.TrimSuffix(r.out, ending), i+1, ending)
		if err := e.writeRendered(part, r, file); err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "%s: users %d, steps %d\n", file, part.Counts.Users, part.Counts.Steps)
	}
	return nil
}

func (e *env) writeRendered(p *plan.Plan, r renderFlags, file string) error {
	var rendered bytes.Buffer
	if err := hardmatch.Render(&rendered, p, r.as, r.Options); err != nil {
		return err
	}
	if err := e.create(file, rendered.Bytes()); err != nil {
		return fmt.Errorf("%s: %w", file, withoutPath(err)) // it names a temporary file
	}
	return nil
}

// readPlan reads the named file, or standard input if there is none or it is "-".
func (e *env) readPlan(args []string) (name string, doc []byte, err error) {
	if len(args) == 0 && e.stdinTerminal {
		return "", nil, &statusError{
			status: statusUsage,
			err:    errors.New("no plan: name a file, or pipe one in"),
			hint:   "hardmatch plan users.ldf | hardmatch render",
		}
	}
	if len(args) == 0 || args[0] == "-" {
		doc, err = io.ReadAll(e.stdin)
		name = "standard input"
	} else {
		name = args[0]
		doc, err = e.readFile(name)
	}
	if err != nil {
		return "", nil, &statusError{status: statusIncomplete, err: err}
	}
	return name, doc, nil
}

func (e *env) readFile(name string) ([]byte, error) {
	f, err := e.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

func planHint(err error) string {
	switch {
	case errors.Is(err, plan.ErrEdited):
		return `undo the edit, or make the plan again with hardmatch plan; only "approved" may be edited`
	case errors.Is(err, plan.ErrStep):
		return "make the plan again with hardmatch plan; docs/plans.md describes valid steps"
	case errors.Is(err, plan.ErrSchema), errors.Is(err, plan.ErrSyntax):
		return "render reads what hardmatch plan writes: hardmatch plan users.ldf -o plan.json"
	}
	return ""
}

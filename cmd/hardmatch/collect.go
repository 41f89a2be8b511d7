package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hardmatch/cmd/wording"
	"hardmatch/collect"
	"hardmatch/directory"
)

// collectCommand is "hardmatch collect": it prints commands that write exports.
func (e *env) collectCommand() *cobra.Command {
	ad, cloud := collect.Formats(directory.OnPremises), collect.Formats(directory.Cloud)
	cmd := &cobra.Command{
		Use:   "collect ad|cloud",
		Short: "print the commands that export what hardmatch reads",
		Long: `Collect prints the commands that export exactly what hardmatch needs: users,
contacts and groups of Active Directory (ad), or users, deleted users, groups,
contacts, domains, sync features and roles of Entra ID (cloud), all pages.
The commands only read. A comment lists what they leave out.

For ad:    ` + strings.Join(ad, ", ") + `
For cloud: ` + strings.Join(cloud, ", "),
		Example: `  hardmatch collect ad --as ldifde
  hardmatch collect cloud > export.ps1
  hardmatch collect cloud --as graph-rest | TOKEN=... sh`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("expected one argument, ad or cloud")
			}
			return nil
		},
		ValidArgs: []string{"ad", "cloud"},
	}
	format := cmd.Flags().String("as", ad[0], "`FORMAT`: the program that the commands are for")
	complete(cmd, "as", slices.Compact(slices.Concat(ad, cloud[1:]))...)
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		side, ok := map[string]directory.Side{"ad": directory.OnPremises, "cloud": directory.Cloud}[args[0]]
		if !ok {
			return usagef("unknown side %q; known are ad and cloud", args[0])
		}
		if !slices.Contains(collect.Formats(side), *format) {
			return usagef("--as: %s is not a format for %s; known are %s", *format, args[0], strings.Join(collect.Formats(side), ", "))
		}
		if err := collect.Write(e.stdout, side, *format, wording.Hint); err != nil {
			return &statusError{status: statusIncomplete, err: err}
		}
		return nil
	}
	return cmd
}

package main

import (
	"runtime/debug"

	"github.com/spf13/cobra"
)

// rootCommand builds the whole command line; every setting is a flag.
func (e *env) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "hardmatch-graph",
		Short: "take a snapshot of a tenant, and carry out a reviewed plan",
		Long: `hardmatch-graph is the online half of hardmatch. It reads a tenant of Microsoft
Entra ID into a file that hardmatch check and hardmatch plan read (snapshot), and
it carries out a plan that was reviewed (apply), takes it back (undo), and says how
far it is (status). It can do nothing else.

Exit status: 0 all verified or already so, 1 some failed, 2 wrong usage, plan or
journal, 3 the tenant is not as the plan expects (of a snapshot: a part of it is
missing), 4 not authenticated or authorised, 5 interrupted, by a service out of
reach, too, or an outcome unknown.`,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetIn(e.stdin)
	root.SetOut(e.stdout)
	root.SetErr(e.stderr)
	root.AddCommand(e.snapshotCommand(), e.applyCommand(), e.undoCommand(), e.statusCommand())
	return root
}

// version is what the Go toolchain recorded about this build.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

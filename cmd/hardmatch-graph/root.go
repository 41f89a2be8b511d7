package main

import (
	"runtime/debug"

	"github.com/spf13/cobra"
)

// rootCommand builds the whole command line; every setting is a flag.
func (e *env) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "hardmatch-graph",
		Short: "make a snapshot of a tenant, and carry out a reviewed plan",
		Long: `hardmatch-graph is the online half of hardmatch. It reads a Microsoft Entra ID
tenant into a file for hardmatch check and hardmatch plan (snapshot), carries out
a reviewed plan (apply), undoes it (undo), and reports its progress (status). It can
do nothing else.

Exit status: 0 all verified or already done, 1 some failed, 2 wrong usage, plan or
journal, 3 the tenant is not as the plan expects (for a snapshot: a part of it is
missing), 4 not authenticated or authorised, 5 interrupted, the service out of
reach, or an outcome unknown.`,
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

// version returns the version that the Go toolchain recorded in this build.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

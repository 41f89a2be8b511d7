package main

import (
	"runtime/debug"

	"github.com/spf13/cobra"
)

// rootCommand returns the command line. Every setting is a flag.
func (e *env) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "hardmatch",
		Short: "match the users of Active Directory and Microsoft Entra ID, offline",
		Long: `hardmatch reads exports of Active Directory and Microsoft Entra ID, predicts what
the next sync does with each object, converts source anchors, and writes the
commands that make the two sides match. It changes nothing and works offline.

Exit status: 0 done and clean, 1 findings or values that could not be
converted, 2 wrong usage, 3 input that could not be read or is incomplete.`,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetIn(e.stdin)
	root.SetOut(e.stdout)
	root.SetErr(e.stderr)
	root.AddCommand(e.listCommand())
	root.AddCommand(e.checkCommand())
	root.AddCommand(e.explainCommand())
	root.AddCommand(e.planCommand())
	root.AddCommand(e.renderCommand())
	root.AddCommand(e.convertCommand())
	root.AddCommand(e.collectCommand())
	root.AddCommand(e.pageCommand())
	return root
}

// version returns the version that the Go toolchain recorded for this build.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return "(devel)"
}

package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"hardmatch"
	"hardmatch/directory"
	"hardmatch/match"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"hardmatch/cmd/wording"
)

// simulationFlags holds the flags of every command that simulates a sync: how to read
// the exports, and facts that are not in them.
type simulationFlags struct {
	*readFlags
	engine string
	flags  []string // name=true|false
}

func (e *env) simulationFlags(cmd *cobra.Command) *simulationFlags {
	w := &simulationFlags{readFlags: e.readFlags(cmd)}
	cmd.Flags().StringVar(&w.AsOf, "as-of", e.now().Format(time.DateOnly), "evaluate the rules as of this `DAY`")
	cmd.Flags().StringVar(&w.engine, "engine", match.Engines[0], "`CLIENT` that syncs: "+strings.Join(match.Engines, " or "))
	cmd.Flags().StringArrayVar(&w.flags, "tenant-flag", nil, "`NAME=true|false`: a feature of the tenant's onPremisesDirectorySynchronization (repeatable)")
	cmd.Flags().StringArrayVar(&w.VerifiedDomains, "verified-domain", nil, "`DOMAIN` that is verified in the tenant (repeatable)")
	complete(cmd, "as-of")
	complete(cmd, "engine", match.Engines...)
	complete(cmd, "verified-domain")
	var settings []string
	for _, name := range directory.TenantFlags() {
		settings = append(settings, name+"=true", name+"=false")
	}
	complete(cmd, "tenant-flag", settings...)
	return w
}

// validate checks the flags. It opens no file.
func (w *simulationFlags) validate(flags *pflag.FlagSet) error {
	if err := w.readFlags.validate(flags); err != nil {
		return err
	}
	if _, err := time.Parse(time.DateOnly, w.AsOf); err != nil {
		return usagef("--as-of: %q is not a day such as 2026-11-22", w.AsOf)
	}
	engine, ok := match.ParseEngine(w.engine)
	if !ok {
		return usagef("--engine: unknown client %q; known are %s", w.engine, strings.Join(match.Engines, ", "))
	}
	w.Engine = engine
	for _, domain := range w.VerifiedDomains {
		if strings.ContainsAny(domain, "@ ") || !strings.Contains(domain, ".") {
			return usagef("--verified-domain: %q is not a domain such as contoso.com", domain)
		}
	}
	return w.parseFlags()
}

func (w *simulationFlags) parseFlags() error {
	w.TenantFlags = make(map[string]bool)
	for _, flag := range w.flags {
		name, value, _ := strings.Cut(flag, "=")
		known := directory.TenantFlags()
		i := slices.IndexFunc(known, func(k string) bool { return strings.EqualFold(k, name) })
		switch {
		case i < 0:
			return usagef("--tenant-flag: unknown feature %q; known are %s", name, strings.Join(known, ", "))
		case value != "true" && value != "false":
			return usagef("--tenant-flag %s: %q is neither true nor false", name, value)
		}
		w.TenantFlags[known[i]] = value == "true"
	}
	return nil
}

// A pipeline is [hardmatch.Run] or [hardmatch.Check].
type pipeline func(context.Context, []hardmatch.Input, hardmatch.Options) (*hardmatch.Report, error)

// printInputs prints the errors of reading, and a summary of each file.
func (e *env) printInputs(report *hardmatch.Report, quiet bool) {
	for _, err := range report.Errors {
		e.printError(err)
	}
	for _, f := range report.Files {
		e.printSummary(f, quiet)
	}
}

// runPipeline opens the inputs and runs the pipeline with them.
func (e *env) runPipeline(ctx context.Context, run pipeline, sources []source, w *simulationFlags) (*hardmatch.Report, error) {
	var inputs []hardmatch.Input
	for _, source := range sources {
		in, closer, err := e.openInput(source)
		if err != nil {
			return nil, &statusError{status: statusIncomplete, err: err, hint: wording.ErrorHint(err)}
		}
		defer closer.Close()
		inputs = append(inputs, in)
	}
	report, err := run(ctx, inputs, w.Options)
	if err != nil {
		return report, &statusError{status: statusIncomplete, err: err, hint: wording.ErrorHint(err)}
	}
	return report, nil
}

package main

import (
	"hardmatch"
	"hardmatch/directory"
	"hardmatch/planner"

	"github.com/spf13/cobra"
	"hardmatch/cmd/wording"
)

// scopeFlags holds the flags that choose the users of a plan.
type scopeFlags struct {
	*env
	*planner.Scope
	prefer string
	pairs  string
}

func (e *env) scopeFlags(cmd *cobra.Command, w *simulationFlags) *scopeFlags {
	s := &scopeFlags{env: e, Scope: &w.Scope}
	cmd.Flags().StringArrayVar(&s.Users, "user", nil, "only this user, by `UPN|sAM|GUID` (repeatable)")
	cmd.Flags().StringVar(&s.pairs, "map", "", "match the pairs in this CSV `FILE` with the columns onPremises and cloud")
	cmd.Flags().StringVar(&s.prefer, "prefer", "", "the `SIDE` to change when either would work: cloud or onpremises\n(default: as documented for the case)")
	cmd.Flags().StringVar(&s.OutOfScope, "out-of-scope", "", "`DN` of an organisational unit that is not synced (default: moves are manual steps)")
	complete(cmd, "prefer", "cloud", "onpremises")
	complete(cmd, "out-of-scope")
	return s
}

// validate checks the flags, and reads the pairs.
func (s *scopeFlags) validate() error {
	switch s.prefer {
	case "":
	case "cloud":
		s.Prefer = directory.Cloud
	case "onpremises":
		s.Prefer = directory.OnPremises
	default:
		return usagef("--prefer: unknown side %q; known are cloud, onpremises", s.prefer)
	}
	if err := s.Scope.Check(); err != nil {
		return usagef("--out-of-scope: %w", err)
	}
	if s.pairs == "" {
		return nil
	}
	doc, err := s.readFile(s.pairs)
	if err == nil {
		s.Pairs, err = hardmatch.ReadPairs(s.pairs, doc)
	}
	if err != nil {
		return &statusError{status: statusIncomplete, err: err, hint: wording.ErrorHint(err)}
	}
	return nil
}

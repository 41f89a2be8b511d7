package main

import (
	"hardmatch"
	"hardmatch/directory"
	"hardmatch/planner"

	"github.com/spf13/cobra"
	"hardmatch/cmd/wording"
)

// scopeFlags holds the flags that say for whom a plan is made.
type scopeFlags struct {
	*env
	*planner.Scope
	prefer string
	pairs  string
}

func (e *env) scopeFlags(cmd *cobra.Command, w *world) *scopeFlags {
	s := &scopeFlags{env: e, Scope: &w.Scope}
	cmd.Flags().StringArrayVar(&s.Users, "user", nil, "only this user, by `UPN|sAM|GUID` (repeatable)")
	cmd.Flags().StringVar(&s.pairs, "map", "", "join the pairs of this CSV `FILE`, with the columns onPremises and cloud")
	cmd.Flags().StringVar(&s.prefer, "prefer", "", "the `SIDE` that gets the other's anchor where both would do: cloud or onpremises\n(default: as documented for the case)")
	cmd.Flags().StringVar(&s.OutOfScope, "out-of-scope", "", "`DN` of an organisational unit that does not sync; without it moves are by hand")
	complete(cmd, "prefer", "cloud", "onpremises")
	complete(cmd, "out-of-scope")
	return s
}

// check judges the flags, and reads the pairs.
func (s *scopeFlags) check() error {
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

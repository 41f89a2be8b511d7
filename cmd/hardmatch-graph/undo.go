package main

import (
	"context"
	"os"
	"strings"

	"hardmatch/apply"

	"github.com/spf13/cobra"
)

// undoCommand is "hardmatch-graph undo". It reverts what a journal records as written.
func (e *env) undoCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "undo JOURNAL.jsonl",
		Short: "undo what a journal records as written",
		Long: `Undo makes a plan that reverts the steps which a journal records as written, or
possibly written, last step first. It carries this plan out like apply: without
--execute it changes nothing, and it expects the values that apply has written. It has
its own journal, PLAN.undo-ID.journal.jsonl with the start of the id of the undo plan.
Steps that cannot be undone are listed.`,
		Example: `  hardmatch-graph undo plan.journal.jsonl --auth cli --tenant ID
  hardmatch-graph undo plan.journal.jsonl --auth cli --tenant ID --execute`,
		Args: cobra.ExactArgs(1),
	}
	o := runFlags(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := o.check(e); err != nil {
			return err
		}
		return e.undo(cmd.Context(), args[0], o)
	}
	return cmd
}

// undo carries out the undo of the plan of a journal.
func (e *env) undo(ctx context.Context, path string, o *runOptions) error {
	rec, err := readJournal(path)
	if err != nil {
		return err
	}
	if o.execute {
		if o.undoneJournal, err = apply.OpenJournalFile(path); err != nil {
			return usagef("", "%w", err)
		}
		defer o.undoneJournal.Close()
	}
	p, err := apply.Undo(rec)
	if err != nil {
		return usagef("", "%s: %w", path, err)
	}
	for _, u := range p.Unplanned {
		e.logf("not undone: %s", u.Why)
	}
	if confirms(o.confirm, rec.Plan()) { // the id of the plan that is undone is accepted, too
		o.confirm = p.ID
	}
	base := strings.TrimSuffix(strings.TrimSuffix(path, ".jsonl"), ".journal")
	base += ".undo-" + strings.TrimPrefix(p.ID, "sha256:")[:8]
	o.rollback = base + ".rollback.json"
	if o.journal == "" {
		o.journal = base + ".journal.jsonl"
	}
	return e.carryOut(ctx, p, o)
}

func readJournal(path string) (*apply.Recorded, error) {
	doc, err := os.ReadFile(path)
	if err != nil {
		return nil, usagef("", "%w", err)
	}
	rec, err := apply.ReadJournal(doc)
	if err != nil {
		return nil, usagef("a journal must stay exactly as it was written", "%s: %w", path, err)
	}
	return rec, nil
}

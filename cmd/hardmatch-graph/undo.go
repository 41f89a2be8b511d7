package main

import (
	"os"
	"strings"

	"hardmatch/apply"

	"github.com/spf13/cobra"
)

// undoCommand is "hardmatch-graph undo": what a journal has written is taken back.
func (e *env) undoCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "undo JOURNAL.jsonl",
		Short: "take back what a journal says was written",
		Long: `Undo makes a plan of the way back from what a journal has written, or may have
written, last step first, and carries it out like apply: it is only looked at without
--execute, expects what apply has left, and has a journal of its own,
PLAN.undo-ID.journal.jsonl with the start of the id of the plan of the way back.
What has no way back is listed.`,
		Example: `  hardmatch-graph undo plan.journal.jsonl --auth cli --tenant ID
  hardmatch-graph undo plan.journal.jsonl --auth cli --tenant ID --execute`,
		Args: cobra.ExactArgs(1),
	}
	o := orderFlags(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := o.check(e); err != nil {
			return err
		}
		rec, err := readJournal(args[0])
		if err != nil {
			return err
		}
		if o.execute {
			if o.undoes, err = apply.OpenJournalFile(args[0]); err != nil {
				return usagef("", "%w", err)
			}
			defer o.undoes.Close()
		}
		p, err := apply.Undo(rec)
		if err != nil {
			return usagef("", "%s: %w", args[0], err)
		}
		for _, u := range p.Unplanned {
			e.say("no way back: %s", u.Why)
		}
		if confirms(o.confirm, rec.Plan()) { // of the plan that is undone
			o.confirm = p.ID
		}
		base := strings.TrimSuffix(strings.TrimSuffix(args[0], ".jsonl"), ".journal")
		base += ".undo-" + strings.TrimPrefix(p.ID, "sha256:")[:8]
		o.rollback = base + ".rollback.json"
		if o.journal == "" {
			o.journal = base + ".journal.jsonl"
		}
		return e.carryOut(cmd.Context(), p, o)
	}
	return cmd
}

func readJournal(path string) (*apply.Recorded, error) {
	doc, err := os.ReadFile(path)
	if err != nil {
		return nil, usagef("", "%w", err)
	}
	rec, err := apply.ReadJournal(doc)
	if err != nil {
		return nil, usagef("a journal is only good as it was written", "%s: %w", path, err)
	}
	return rec, nil
}

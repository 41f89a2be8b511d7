package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"hardmatch/apply"
	"hardmatch/plan"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// runOptions are the options of apply and undo.
type runOptions struct {
	*connection
	apply.Options
	execute, resume   bool
	confirm, output   string
	journal, rollback string             // paths
	undoneJournal     *apply.OpenJournal // of the plan that undo reverts; nil for apply
}

func runFlags(flags *pflag.FlagSet) *runOptions {
	o := &runOptions{connection: connectionFlags(flags)}
	flags.BoolVar(&o.execute, "execute", false, "carry the plan out; without this flag the command changes nothing")
	flags.BoolVar(&o.resume, "resume", false, "continue the run that the journal records")
	flags.StringVar(&o.confirm, "confirm", "", "the `start` of the id of the plan, instead of an answer on the terminal")
	flags.StringSliceVar(&o.Only, "only", nil, "only the steps with these `ids`")
	flags.StringSliceVar(&o.Done, "done", nil, "mark the steps with these `ids` as carried out by hand")
	flags.IntVar(&o.AllowIrreversible, "allow-irreversible", 0, "the exact `number` of irreversible steps that may be carried out")
	flags.IntVar(&o.MaxChanges, "max-changes", 50, "refuse a plan with more changes than this")
	flags.IntVar(&o.Concurrency, "concurrency", 8, "how many steps may run at a time; the first five run one by one")
	flags.DurationVar(&o.ResolveTimeout, "settle", 15*time.Second, "how long to keep reading after a write with an unknown outcome before trying again")
	flags.StringVar(&o.journal, "journal", "", "`FILE` of the journal; the default is beside the plan")
	flags.StringVar(&o.output, "output", "text", "text or json")
	return o
}

func (o *runOptions) check(e *env) error {
	switch {
	case o.output != "text" && o.output != "json":
		return usagef("", "--output: unknown format %q; known are text, json", o.output)
	case o.tenant == "":
		return usagef("the id of the tenant that the plan names", "--tenant is needed")
	case o.Concurrency < 1 || o.Concurrency > 64:
		return usagef("", "--concurrency: %d is not between 1 and 64", o.Concurrency)
	}
	o.Tenant = o.tenant
	return o.connection.check(e, o.execute)
}

// applyCommand is "hardmatch-graph apply". It reads a reviewed plan and prints the outcome of
// each step.
func (e *env) applyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "apply PLAN.json",
		Short: "carry out a reviewed plan, or check whether it can be carried out",
		Long: `Apply compares the tenant with everything that a plan expects, and prints what it
would change. With --execute it makes the changes. On a terminal it shows them and
asks first; without a terminal it requires --confirm with the start of the plan's id.

If anything is not as the plan expects, nothing is written. Each object is read
again right before its one write, and after it. The journal records each write before
and after. A rollback plan is saved before the first change. Before a write is
repeated, the object is read to see whether the first write had an effect. The first
step that fails stops the run; --resume continues it.

Steps of Active Directory and of the sync are by hand. The steps after them wait
until --done names them. Irreversible steps need "approved": true in the plan, and
--allow-irreversible with their number.

The journal is PLAN.journal.jsonl beside the plan, the rollback plan is
PLAN.rollback.json.`,
		Example: `  hardmatch-graph apply plan.json --auth cli --tenant ID
  hardmatch-graph apply plan.json --auth cli --tenant ID --execute
  hardmatch-graph apply plan.json --auth cli --tenant ID --execute --resume --done s3`,
		Args: cobra.ExactArgs(1),
	}
	o := runFlags(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := o.check(e); err != nil {
			return err
		}
		p, err := readPlan(args[0])
		if err != nil {
			return err
		}
		base := strings.TrimSuffix(args[0], ".json")
		o.rollback = base + ".rollback.json"
		if o.journal == "" {
			o.journal = base + ".journal.jsonl"
		}
		return e.carryOut(cmd.Context(), p, o)
	}
	return cmd
}

func readPlan(path string) (*plan.Plan, error) {
	doc, err := os.ReadFile(path)
	if err != nil {
		return nil, usagef("", "%w", err)
	}
	p, err := plan.Parse(doc)
	if err != nil {
		hint := ""
		if errors.Is(err, plan.ErrEdited) {
			hint = `only "approved" may be changed; make the plan again with hardmatch plan`
		}
		return nil, usagef(hint, "%s: %w", path, err)
	}
	return p, nil
}

// carryOut is the common path of a dry run and of a run that writes, so that both make the
// same checks.
func (e *env) carryOut(ctx context.Context, p *plan.Plan, o *runOptions) error {
	j, rec, err := o.openJournal(p)
	if err != nil {
		return err
	}
	if j != nil {
		defer j.Close()
	}
	ctx, stop, cancel := e.interruptible(ctx)
	defer cancel()
	s := &session{env: e, runOptions: o, plan: p, progress: e.newProgress()}
	o.Stop, o.OnRecord = stop, s.onRecord
	client, err := e.client(o.connection, s.progress)
	if err != nil {
		return err
	}
	if s.run, err = apply.New(p, client, rec.Histories(), o.Options); err != nil {
		return withStatus(err)
	}
	if o.execute {
		if err := s.checkAllowed(); err != nil {
			return err
		}
	}
	checking, end := cancelOnStop(ctx, stop)
	defer end()
	if err := s.run.Check(checking); err != nil {
		return withStatus(err)
	}
	if !o.execute {
		return s.dryRun()
	}
	return s.execute(ctx, j)
}

// openJournal reads the journal of an earlier run. It locks the journal only for a run that
// writes; otherwise the journal is nil.
func (o *runOptions) openJournal(p *plan.Plan) (*apply.OpenJournal, *apply.Recorded, error) {
	rec := new(apply.Recorded)
	doc, err := os.ReadFile(o.journal)
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return nil, nil, usagef("", "%w", err)
	case !o.resume && o.execute && len(doc) > 0:
		return nil, nil, usagef("--resume continues that run; hardmatch-graph status shows its progress", "%s: there is a journal of an earlier run", o.journal)
	case o.resume:
		if rec, err = apply.ReadJournal(doc); err != nil {
			return nil, nil, usagef("", "%s: %w", o.journal, err)
		}
	}
	if id := rec.Plan(); id != "" && id != p.ID {
		return nil, nil, usagef("--journal names another file", "%s: this is the journal of the plan %s, expected %s", o.journal, id, p.ID)
	}
	if !o.execute {
		return nil, rec, nil
	}
	j, err := apply.OpenJournalFile(o.journal)
	if err != nil {
		return nil, nil, usagef("", "%w", err)
	}
	return j, j.Recorded, nil
}

// A session is one run of a plan, with its output.
type session struct {
	*env
	*runOptions
	plan     *plan.Plan
	run      *apply.Run
	progress *progress
	finished int
}

// checkAllowed checks limits, approvals and the confirmation, before anything is sent.
func (s *session) checkAllowed() error {
	if err := s.run.Allowed(); err != nil {
		return withStatus(err)
	}
	if s.confirm == "" && !s.terminal {
		return usagef("--confirm "+s.plan.ID[:min(len(s.plan.ID), 15)], "there is no terminal to ask on, and --confirm is not given")
	}
	if s.confirm != "" && !confirms(s.confirm, s.plan.ID) {
		return usagef("the id begins with "+s.plan.ID[:min(len(s.plan.ID), 15)], "--confirm: the id of the plan does not begin with %q", s.confirm)
	}
	return nil
}

// confirms reports whether start is the start of an id. It requires four digits, so that it is
// not met by chance.
func confirms(start, id string) bool {
	const least = 4
	start = strings.ToLower(strings.TrimPrefix(start, "sha256:"))
	return len(start) >= least && strings.HasPrefix(strings.TrimPrefix(id, "sha256:"), start)
}

// dryRun reports the steps without carrying them out.
func (s *session) dryRun() error {
	if err := s.report(true); err != nil {
		return err
	}
	if n := len(s.run.Drift()); n > 0 {
		return &statusError{statusDrift, fmt.Errorf("%s not as the plan expects", steps(n)), "find out why, and make the plan again from a new snapshot"}
	}
	return nil
}

// execute carries out the plan, unless a step has drifted or the user does not confirm.
func (s *session) execute(ctx context.Context, j *apply.OpenJournal) error {
	if n := len(s.run.Drift()); n > 0 {
		if err := s.report(true); err != nil {
			return err
		}
		return &statusError{statusDrift, fmt.Errorf("%s not as the plan expects, and nothing was written", steps(n)), "find out why, and make the plan again; --only carries out other steps"}
	}
	if s.confirm == "" {
		if err := s.ask(); err != nil {
			return err
		}
	}
	err := s.run.Execute(ctx, j.Journal, func(doc []byte) error { return apply.WriteSynced(s.rollback, doc) })
	s.progress.clear()
	if err == nil && s.undoneJournal != nil {
		err = s.run.MarkUndone(s.undoneJournal.Journal)
	}
	if reported := s.report(false); reported != nil {
		return reported
	}
	return s.exitError(err)
}

func steps(n int) string {
	if n == 1 {
		return "1 step is"
	}
	return fmt.Sprintf("%d steps are", n)
}

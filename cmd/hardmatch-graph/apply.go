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

// An order is what is asked of apply and undo.
type order struct {
	*connection
	apply.Options
	execute, resume   bool
	confirm, output   string
	journal, rollback string // paths
	undoes            *apply.OpenJournal
}

func orderFlags(flags *pflag.FlagSet) *order {
	o := &order{connection: connectionFlags(flags)}
	flags.BoolVar(&o.execute, "execute", false, "carry it out; else it is only looked at")
	flags.BoolVar(&o.resume, "resume", false, "go on as the journal says")
	flags.StringVar(&o.confirm, "confirm", "", "the `start` of the id of the plan, in the place of an answer")
	flags.StringSliceVar(&o.Only, "only", nil, "only the steps with these `ids`")
	flags.StringSliceVar(&o.Done, "done", nil, "the steps with these `ids` were carried out by hand")
	flags.IntVar(&o.AllowIrreversible, "allow-irreversible", 0, "the `number` of irreversible steps")
	flags.IntVar(&o.MaxChanges, "max-changes", 50, "refuse a plan of more than so many changes")
	flags.IntVar(&o.Concurrency, "concurrency", 8, "most steps at a time; the first five go one by one")
	flags.DurationVar(&o.Settle, "settle", 15*time.Second, "how long a write is looked for whose outcome is unknown, before it is tried again")
	flags.StringVar(&o.journal, "journal", "", "`FILE` of the journal; else beside the plan")
	flags.StringVar(&o.output, "output", "text", "text or json")
	return o
}

func (o *order) check(e *env) error {
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

// applyCommand is "hardmatch-graph apply": a reviewed plan in, outcomes out.
func (e *env) applyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "apply PLAN.json",
		Short: "carry out a reviewed plan, or look whether it could be",
		Long: `Apply compares all that a plan expects with the tenant and says what it would do.
With --execute it does it: on a terminal it shows the changes and asks, elsewhere it
wants --confirm with the start of the plan's id.

If anything is not as the plan expects, nothing is written. Each step is compared
again right before its one write, noted in the journal before and after, and read
back. A rollback plan is written before the first change. Nothing is written twice
without a look whether the first time had an effect. The first step that goes wrong
stops the run; --resume goes on.

Steps of Active Directory and of the sync are by hand: what comes after them waits
until --done names them. Irreversible steps need "approved": true in the plan, and
--allow-irreversible with their number.

The journal is PLAN.journal.jsonl beside the plan, the rollback plan
PLAN.rollback.json.`,
		Example: `  hardmatch-graph apply plan.json --auth cli --tenant ID
  hardmatch-graph apply plan.json --auth cli --tenant ID --execute
  hardmatch-graph apply plan.json --auth cli --tenant ID --execute --resume --done s3`,
		Args: cobra.ExactArgs(1),
	}
	o := orderFlags(cmd.Flags())
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

// carryOut is the one path of a look and of the deed, so that they cannot differ.
func (e *env) carryOut(ctx context.Context, p *plan.Plan, o *order) error {
	j, rec, err := o.openJournal(p)
	if err != nil {
		return err
	}
	if j != nil {
		defer j.Close()
	}
	ctx, stop, cancel := e.interruptible(ctx)
	defer cancel()
	s := &session{env: e, order: o, plan: p, progress: e.newProgress()}
	o.Stop, o.Tell = stop, s.hear
	client, err := e.client(o.connection, s.progress)
	if err != nil {
		return err
	}
	if s.run, err = apply.New(p, client, rec.Histories(), o.Options); err != nil {
		return classified(err)
	}
	if o.execute {
		if err := s.permitted(); err != nil {
			return err
		}
	}
	look, end := until(ctx, stop)
	defer end()
	if err := s.run.Check(look); err != nil {
		return classified(err)
	}
	if !o.execute {
		return s.dryRun()
	}
	return s.execute(ctx, j)
}

// openJournal takes up what an earlier run has noted. Only a run that writes needs the
// journal for itself.
func (o *order) openJournal(p *plan.Plan) (*apply.OpenJournal, *apply.Recorded, error) {
	rec := new(apply.Recorded)
	doc, err := os.ReadFile(o.journal)
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return nil, nil, usagef("", "%w", err)
	case !o.resume && o.execute && len(doc) > 0:
		return nil, nil, usagef("--resume goes on with it; hardmatch-graph status shows how far it is", "%s: there is a journal of an earlier run", o.journal)
	case o.resume:
		if rec, err = apply.ReadJournal(doc); err != nil {
			return nil, nil, usagef("", "%s: %w", o.journal, err)
		}
	}
	if id := rec.Plan(); id != "" && id != p.ID {
		return nil, nil, usagef("--journal names another", "%s: it is the journal of the plan %s, not of %s", o.journal, id, p.ID)
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

// A session is one run of a plan before the eyes of somebody.
type session struct {
	*env
	*order
	plan     *plan.Plan
	run      *apply.Run
	progress *progress
	finished int
}

// permitted refuses before anything is sent.
func (s *session) permitted() error {
	if err := s.run.Allowed(); err != nil {
		return classified(err)
	}
	if s.confirm == "" && !s.terminal {
		return usagef("--confirm "+s.plan.ID[:min(len(s.plan.ID), 15)], "nobody is there to ask, and --confirm is not given")
	}
	if s.confirm != "" && !confirms(s.confirm, s.plan.ID) {
		return usagef("it begins with "+s.plan.ID[:min(len(s.plan.ID), 15)], "--confirm: the id of the plan does not begin with %q", s.confirm)
	}
	return nil
}

// confirms wants enough of an id that nobody hits it by chance.
func confirms(start, id string) bool {
	const least = 4
	start = strings.ToLower(strings.TrimPrefix(start, "sha256:"))
	return len(start) >= least && strings.HasPrefix(strings.TrimPrefix(id, "sha256:"), start)
}

func (s *session) dryRun() error {
	if err := s.report(true); err != nil {
		return err
	}
	if n := len(s.run.Drift()); n > 0 {
		return &statusError{statusDrift, fmt.Errorf("%s not as the plan expects", steps(n)), "look at it, and make the plan again from a new snapshot"}
	}
	return nil
}

func (s *session) execute(ctx context.Context, j *apply.OpenJournal) error {
	if n := len(s.run.Drift()); n > 0 {
		if err := s.report(true); err != nil {
			return err
		}
		return &statusError{statusDrift, fmt.Errorf("%s not as the plan expects, and nothing was written", steps(n)), "look at it, and make the plan again; --only carries out the others"}
	}
	if s.confirm == "" {
		if err := s.ask(); err != nil {
			return err
		}
	}
	err := s.run.Execute(ctx, j.Journal, func(doc []byte) error { return apply.WriteSynced(s.rollback, doc) })
	s.progress.clear()
	if err == nil && s.undoes != nil {
		err = s.run.MarkUndone(s.undoes.Journal)
	}
	if reported := s.report(false); reported != nil {
		return reported
	}
	return s.verdict(err)
}

func steps(n int) string {
	if n == 1 {
		return "1 step is"
	}
	return fmt.Sprintf("%d steps are", n)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"hardmatch/graph"

	"github.com/spf13/cobra"
)

// snapshotCommand is "hardmatch-graph snapshot". It reads a tenant into a file.
func (e *env) snapshotCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "snapshot -o FILE",
		Short: "read a tenant into a file for hardmatch check and plan",
		Long: `Snapshot reads users, deleted users, groups, contacts, domains, the tenant flags of
the sync, roles, and role assignments and eligibilities. It writes them to one JSON
file, page by page. It changes nothing.

A part of the tenant that may not be read is left out and listed, so that it counts as
not exported, never as empty; the exit status is then 3. --resume continues an
interrupted snapshot.

Permissions: a role that may read the directory (Global Reader), and the scopes
User.Read.All Group.Read.All OrgContact.Read.All Domain.Read.All
Organization.Read.All OnPremDirectorySynchronization.Read.All
RoleManagement.Read.Directory.`,
		Example: `  hardmatch-graph snapshot --auth cli -o tenant.json
  hardmatch check users.ldf tenant.json`,
		Args: cobra.NoArgs,
	}
	c := connectionFlags(cmd.Flags())
	out := cmd.Flags().StringP("out", "o", "", "write to `FILE`; required")
	resume := cmd.Flags().Bool("resume", false, "continue an interrupted snapshot")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *out == "" {
			return usagef("-o tenant.json", "-o is needed: the file to write")
		}
		if err := c.check(e, false); err != nil {
			return err
		}
		return e.runSnapshot(cmd.Context(), c, *out, *resume)
	}
	return cmd
}

func (e *env) runSnapshot(ctx context.Context, c *connection, out string, resume bool) error {
	p := e.newProgress()
	client, err := e.client(c, p)
	if err != nil {
		return err
	}
	ctx, stop, cancel := e.interruptible(ctx)
	defer cancel()
	ctx, end := cancelOnStop(ctx, stop)
	defer end()
	total := make(map[string]int)
	missing, err := client.Snapshot(ctx, out, resume, func(at graph.Progress) {
		total[at.Collection] = at.Objects
		p.show("%s: %d", at.Collection, at.Objects)
	})
	p.clear()
	switch {
	case errors.Is(err, graph.ErrNoPart):
		return &statusError{statusUsage, err, "begin without --resume"}
	case errors.Is(err, context.Canceled):
		return &statusError{statusUnknown, errors.New("interrupted"), "the same command with --resume continues"}
	case err != nil:
		return withStatus(err)
	}
	e.logf("%s: %d users, %d deleted users, %d groups, %d contacts", out, total["users"], total["deletedUsers"], total["groups"], total["orgContacts"])
	for _, m := range missing {
		e.logf("%s: not exported: %s: %s", out, m.Collection, m.Reason)
	}
	if len(missing) > 0 {
		return &statusError{status: statusDrift}
	}
	return nil
}

// A progress shows on a terminal how far a command is, from one second after its start.
// Several goroutines may use it.
type progress struct {
	*env
	mu    sync.Mutex
	next  time.Time
	shown bool
}

func (e *env) newProgress() *progress { return &progress{env: e, next: time.Now().Add(time.Second)} }

func (p *progress) show(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := time.Now(); p.stderrTerminal && now.After(p.next) {
		p.next, p.shown = now.Add(200*time.Millisecond), true
		fmt.Fprintf(p.stderr, "\r\x1b[K%s", printable(fmt.Sprintf(format, args...)))
	}
}

// logf removes the progress and writes a line.
func (p *progress) logf(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
	p.env.logf(format, args...)
}

func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
}

func (p *progress) erase() {
	if p.shown {
		fmt.Fprint(p.stderr, "\r\x1b[K")
		p.shown = false
	}
}

package apply

import (
	"context"
	"sync"
	"time"
)

// A Gate is closed while the service asks for patience. The zero Gate is open.
type Gate struct {
	mu    sync.Mutex
	until time.Time
}

// Close keeps the gate closed for a while from now, and reports whether it was open.
func (g *Gate) Close(pause time.Duration) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	open := !now.Before(g.until)
	if until := now.Add(pause); until.After(g.until) {
		g.until = until
	}
	return open
}

// Wait returns when the gate is open, or with the error of ctx.
func (g *Gate) Wait(ctx context.Context) error {
	for {
		g.mu.Lock()
		pause := time.Until(g.until)
		g.mu.Unlock()
		if pause <= 0 {
			return ctx.Err()
		}
		if err := Sleep(ctx, pause); err != nil {
			return err
		}
	}
}

// Sleep pauses, unless ctx ends before.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

package apply

import (
	"context"
	"sync"
	"time"
)

// A Throttle holds requests back while the service asks for a pause. The zero value does
// not hold anything back.
type Throttle struct {
	mu    sync.Mutex
	until time.Time
}

// Pause begins a pause, or extends the current one. It reports whether none was under way.
func (t *Throttle) Pause(pause time.Duration) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	open := !now.Before(t.until)
	if until := now.Add(pause); until.After(t.until) {
		t.until = until
	}
	return open
}

// Wait returns at the end of the pause, or earlier with the error of ctx.
func (t *Throttle) Wait(ctx context.Context) error {
	for {
		t.mu.Lock()
		pause := time.Until(t.until)
		t.mu.Unlock()
		if pause <= 0 {
			return ctx.Err()
		}
		if err := Sleep(ctx, pause); err != nil {
			return err
		}
	}
}

// Sleep returns after d, or earlier with the error of ctx.
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

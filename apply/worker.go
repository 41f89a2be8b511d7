package apply

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"hardmatch/plan"

	"github.com/google/uuid"
)

const (
	// replication is how long a replica of the directory may show what was before, for
	// which Microsoft states no figure.
	replication = time.Minute
	// attempts is how often a write is begun of which nothing comes to be.
	attempts = 4
	// patience is how long one step lets itself be put off.
	patience = 30 * time.Minute
)

// A worker carries one step out.
type worker struct {
	*Run
	*task
	events    chan event
	attempt   int
	unsure    bool // a write may have been carried out that does not show
	throttled bool
}

// carryOut takes a step to its end: it looks, writes once, and reads back; and it
// looks again before it would ever write again.
func (w *worker) carryOut(ctx context.Context) event {
	w.attempt, w.unsure = w.history.Attempt, w.history.State.isOpen()
	e := w.attempts(ctx)
	e.throttled = w.throttled
	if e.state != Waiting && e.state != Pending && ctx.Err() == nil {
		if err := w.note(Record{State: e.state, Reason: e.reason}); err != nil {
			e.err = err
		}
	}
	return e
}

func (w *worker) attempts(ctx context.Context) event {
	if w.unsure { // an earlier run broke off here
		if e, settled := w.settle(ctx, w.Settle); settled {
			return e
		}
	}
	begin := time.Now()
	for tried := 0; tried < attempts && time.Since(begin) < patience; {
		now, e := w.prepare(ctx)
		if now == nil {
			return e
		}
		switch e, next := w.write(ctx, now); next {
		case over:
			return e
		case again:
			tried++
		}
	}
	return w.left("it was tried for long, and nothing came to be of it", nil)
}

// left is what becomes of a step that cannot be taken to its end.
func (w *worker) left(reason string, err error) event {
	if w.unsure {
		return event{state: Unsure, reason: reason, err: err}
	}
	return event{state: Failed, reason: reason, err: err}
}

// broken is what becomes of a step when the run is broken off.
func (w *worker) broken(err error) event {
	if w.unsure {
		return event{state: Unsure, reason: "the run was broken off", err: err}
	}
	return event{state: Pending, err: err}
}

// prepare looks, and returns what it saw if the step is to be written.
func (w *worker) prepare(ctx context.Context) (*sight, event) {
	now, v, why, err := w.judge(ctx)
	switch {
	case err != nil:
		return nil, w.unread(ctx, err)
	case w.Operation == plan.Verify && v == drift:
		return nil, event{state: Waiting, reason: "not yet: " + why}
	case v == done && (w.Operation == plan.Verify || w.unsure):
		return nil, event{state: Verified}
	case v == done:
		return nil, event{state: AlreadyDone, reason: why}
	case v == drift:
		return nil, event{state: Drifted, reason: why}
	}
	return now, event{}
}

// judge looks again where something is otherwise than expected that this run changed a
// moment ago: a replica may not have it yet.
func (w *worker) judge(ctx context.Context) (now *sight, v verdict, why string, err error) {
	for wait := range waits() {
		if now, err = w.look(ctx, w.task); err != nil {
			return nil, 0, "", err
		}
		v, why = judge(&w.Step, now)
		recent := w.touched.recently(now.id)
		if v == ready {
			held, err := w.holders(ctx, &w.Step, now.id)
			if err != nil {
				return nil, 0, "", err
			}
			if len(held) > 0 {
				v, why, recent = drift, tellHolder(held[0]), w.touched.recently(held[0].id)
			}
		}
		if v != drift || !recent || w.Operation == plan.Verify {
			break
		}
		w.deleted.forget()
		if err = Sleep(ctx, wait); err != nil {
			return nil, 0, "", err
		}
	}
	return now, v, why, nil
}

// waits are the pauses between looks.
func waits() func(yield func(time.Duration) bool) {
	return func(yield func(time.Duration) bool) {
		for wait := 250 * time.Millisecond; yield(wait); wait = min(2*wait, 8*time.Second) {
		}
	}
}

// unread is what becomes of a step whose target cannot be read.
func (w *worker) unread(ctx context.Context, err error) event {
	switch {
	case ctx.Err() != nil:
		return w.broken(ctx.Err())
	case isKind(err, Unauthorized):
		return w.broken(err)
	}
	return w.left("it cannot be read: "+err.Error(), nil)
}

// A next says what follows a write.
type next uint8

const (
	over  next = iota
	again      // nothing came to be of it
	later      // the service asks for patience, which does not count
)

func (w *worker) write(ctx context.Context, now *sight) (event, next) {
	if err := w.pace.gate.Wait(ctx); err != nil {
		return w.broken(err), over
	}
	w.Target.ID = now.id
	w.attempt++
	order := Write{Operation: w.Operation, ID: now.id, Set: w.Set, RequestID: w.requestID()}
	if err := w.note(w.intent(now, order.RequestID)); err != nil {
		return event{state: Pending, err: err}, over
	}
	receipt, err := w.dir.Write(ctx, order)
	w.touched.note(now.id)
	w.deleted.forget()
	if err != nil {
		return w.failed(ctx, err, order.RequestID)
	}
	w.unsure = true // until it shows
	err = w.note(Record{State: Confirmed, Status: receipt.Status, RequestID: receipt.RequestID, ClientRequestID: order.RequestID})
	if err != nil {
		return w.broken(err), over
	}
	e, settled := w.settle(ctx, replication)
	if !settled {
		e = w.left("the service took it, but does not show it", nil)
	}
	return e, over
}

// requestID is the same for the same attempt at the same step of the same plan.
func (w *worker) requestID() string {
	return uuid.NewSHA1(uuid.NameSpaceURL, fmt.Appendf(nil, "%s/%s/%d", w.plan.ID, w.ID, w.attempt)).String()
}

func (w *worker) intent(now *sight, requestID string) Record {
	planned := w.Step
	rec := Record{State: Intent, Planned: &planned, ClientRequestID: requestID}
	for _, p := range w.Set {
		v, _ := now.values.Get(p.Name)
		rec.Before = append(rec.Before, plan.Property{Name: p.Name, Value: v})
	}
	deletes := w.Operation == plan.DeleteUser || w.Operation == plan.PurgeDeletedUser
	if deletes && now.user != nil && json.Valid(now.user.JSON) {
		rec.Object = now.user.JSON
	}
	return rec
}

func (w *worker) note(rec Record) error {
	rec.Step, rec.Target, rec.Attempt = w.ID, w.Target.ID, w.attempt
	return w.tell(rec)
}

// failed decides what follows a write that did not succeed.
func (w *worker) failed(ctx context.Context, err error, requestID string) (event, next) {
	f := new(Failure)
	if !errors.As(err, &f) {
		f = &Failure{Err: err}
	}
	rec := Record{State: f.state(), Status: f.Status, RequestID: f.RequestID, ClientRequestID: requestID, Reason: f.Error()}
	if err := w.note(rec); err != nil {
		return event{state: Pending, err: err}, over
	}
	switch f.Kind {
	case Unknown:
		w.unsure = true
		if e, settled := w.settle(ctx, w.Settle); settled {
			return e, over
		}
		return event{}, again
	case Throttled:
		w.throttled = true
		w.pace.slow(f.RetryAfter)
		return event{}, later
	case NotSent:
		w.pace.slow(time.Second << w.attempt)
		return event{}, again
	case NotFound:
		return w.pause(ctx)
	case Conflict:
		if w.waitedForRecent() {
			return w.pause(ctx)
		}
		return event{state: Drifted, reason: f.Error()}, over
	case Unauthorized:
		return event{state: Failed, reason: f.Error(), err: f}, over
	}
	return event{state: Failed, reason: f.Error()}, over
}

// state is how a journal calls a failure of a write.
func (f *Failure) state() State {
	switch f.Kind {
	case Unknown:
		return Unsure
	case Throttled:
		return PutOff
	case NotSent:
		return NotWritten
	}
	return Refusal
}

// pause gives the replicas of the directory time before another attempt.
func (w *worker) pause(ctx context.Context) (event, next) {
	if err := Sleep(ctx, 3*time.Second); err != nil {
		return w.broken(err), over
	}
	return event{}, again
}

// waitedForRecent reports whether a step that this one waited for was written a moment
// ago, so that what it has freed may still seem to be taken.
func (w *worker) waitedForRecent() bool {
	return slices.ContainsFunc(w.After, func(id string) bool { return w.touched.recently(w.byID[id].Target.ID) })
}

// settle reads until the step shows, or the time is over. It has not settled if all is
// then as it was before. Meanwhile other steps may go on.
func (w *worker) settle(ctx context.Context, window time.Duration) (event, bool) {
	begin, parked := time.Now(), false
	for wait := range waits() {
		now, err := w.look(ctx, w.task)
		v, why := drift, ""
		if err == nil {
			v, why = judge(&w.Step, now)
		}
		switch {
		case ctx.Err() != nil, isKind(err, Unauthorized):
			return w.unread(ctx, err), true
		case v == done:
			return event{state: Verified}, true
		case time.Since(begin) < window:
		case err != nil:
			return w.unread(ctx, err), true
		case v == drift:
			return event{state: Drifted, reason: why}, true
		default:
			return event{}, false
		}
		if !parked && time.Since(begin) > time.Second {
			parked = true
			w.events <- event{task: w.task, parked: true}
		}
		if err := Sleep(ctx, wait); err != nil {
			return w.broken(err), true
		}
	}
	return event{}, false
}

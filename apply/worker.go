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
	// replication is how long a replica of the directory may return old values after a
	// write. Microsoft states no figure.
	replication = time.Minute
	// maxAttempts limits retries of a write that had no effect.
	maxAttempts = 4
	// maxStepTime limits how long one step waits for throttling and retries.
	maxStepTime = 30 * time.Minute
)

// A worker carries out one step.
type worker struct {
	*Run
	*task
	events         chan event
	attempt        int  // number of the last write, counted over all runs
	outcomeUnknown bool // a write may have taken effect, but is not visible
	throttled      bool
}

// run carries out a step: it reads the target, writes once, and reads the target back. It
// reads the target again before every further write.
func (w *worker) run(ctx context.Context) event {
	w.attempt, w.outcomeUnknown = w.history.Attempt, w.history.State.isOpen()
	e := w.try(ctx)
	e.throttled = w.throttled
	if e.state != Waiting && e.state != Pending && ctx.Err() == nil {
		if err := w.recordStep(Record{State: e.state, Reason: e.reason}); err != nil {
			e.err = err
		}
	}
	return e
}

func (w *worker) try(ctx context.Context) event {
	if w.outcomeUnknown { // an earlier run was interrupted here
		if e, resolved := w.awaitVisible(ctx, w.ResolveTimeout); resolved {
			return e
		}
	}
	begin := time.Now()
	for tried := 0; tried < maxAttempts && time.Since(begin) < maxStepTime; {
		now, e := w.prepare(ctx)
		if now == nil {
			return e
		}
		switch e, next := w.write(ctx, now); next {
		case stop:
			return e
		case retry:
			tried++
		}
	}
	return w.giveUp(fmt.Sprintf("gave up after %d attempts: the change never took effect", w.attempt-w.history.Attempt), nil)
}

// giveUp ends a step that cannot be completed. Its state is WriteUnknown if a write may
// have taken effect, otherwise Failed.
func (w *worker) giveUp(reason string, err error) event {
	if w.outcomeUnknown {
		return event{state: WriteUnknown, reason: reason, err: err}
	}
	return event{state: Failed, reason: reason, err: err}
}

// interrupted ends a step because the whole run ends.
func (w *worker) interrupted(err error) event {
	if w.outcomeUnknown {
		return event{state: WriteUnknown, reason: "the run was interrupted", err: err}
	}
	return event{state: Pending, err: err}
}

// prepare reads the target. It returns the observation if the step must be written,
// otherwise nil and the event that ends the step.
func (w *worker) prepare(ctx context.Context) (*observation, event) {
	now, v, why, err := w.compare(ctx)
	switch {
	case err != nil:
		return nil, w.readFailed(ctx, err)
	case w.Operation == plan.Verify && v == drift:
		return nil, event{state: Waiting, reason: "not yet: " + why}
	case v == done && (w.Operation == plan.Verify || w.outcomeUnknown):
		return nil, event{state: Verified}
	case v == done:
		return nil, event{state: AlreadyDone, reason: why}
	case v == drift:
		return nil, event{state: Drifted, reason: why}
	}
	return now, event{}
}

// compare compares the step with its target and with the holders of its unique values. It
// reads a user again that drifted but was written by this run a moment ago, because
// a replica may still return old values.
func (w *worker) compare(ctx context.Context) (now *observation, v readiness, why string, err error) {
	for wait := range pauses() {
		if now, err = w.observe(ctx, w.task); err != nil {
			return nil, 0, "", err
		}
		v, why = compare(&w.Step, now)
		recent := w.written.recently(now.id)
		if v == ready {
			held, err := w.holders(ctx, &w.Step, now.id)
			if err != nil {
				return nil, 0, "", err
			}
			if len(held) > 0 {
				v, why, recent = drift, describeHolder(held[0]), w.written.recently(held[0].id)
			}
		}
		if v != drift || !recent || w.Operation == plan.Verify {
			break
		}
		w.deleted.invalidate()
		if err = Sleep(ctx, wait); err != nil {
			return nil, 0, "", err
		}
	}
	return now, v, why, nil
}

// pauses yields the pauses between reads of one target.
func pauses() func(yield func(time.Duration) bool) {
	return func(yield func(time.Duration) bool) {
		for wait := 250 * time.Millisecond; yield(wait); wait = min(2*wait, 8*time.Second) {
		}
	}
}

// readFailed ends a step whose target cannot be read.
func (w *worker) readFailed(ctx context.Context, err error) event {
	switch {
	case ctx.Err() != nil:
		return w.interrupted(ctx.Err())
	case isKind(err, Unauthorized):
		return w.interrupted(err)
	}
	return w.giveUp("cannot read the target: "+err.Error(), nil)
}

// An action is what follows a write.
type action uint8

const (
	stop       action = iota // the step has ended
	retry                    // the write had no effect
	retryLater               // the service throttles; this does not count as an attempt
)

// write makes one write and waits until it is visible.
func (w *worker) write(ctx context.Context, now *observation) (event, action) {
	if err := w.pace.throttle.Wait(ctx); err != nil {
		return w.interrupted(err), stop
	}
	w.Target.ID = now.id
	w.attempt++
	write := Write{Operation: w.Operation, ID: now.id, Set: w.Set, RequestID: w.requestID()}
	if err := w.recordStep(w.intent(now, write.RequestID)); err != nil {
		return event{state: Pending, err: err}, stop
	}
	receipt, err := w.dir.Write(ctx, write)
	w.written.add(now.id)
	w.deleted.invalidate()
	if err != nil {
		return w.afterFailure(ctx, err, write.RequestID)
	}
	w.outcomeUnknown = true // until it is visible
	err = w.recordStep(Record{State: Confirmed, Status: receipt.Status, RequestID: receipt.RequestID, ClientRequestID: write.RequestID})
	if err != nil {
		return w.interrupted(err), stop
	}
	e, resolved := w.awaitVisible(ctx, replication)
	if !resolved {
		e = w.giveUp("the service accepted the write, but it is not visible", nil)
	}
	return e, stop
}

// requestID returns the client-request-id of an attempt. It is the same for the same
// attempt at the same step of the same plan.
func (w *worker) requestID() string {
	return uuid.NewSHA1(uuid.NameSpaceURL, fmt.Appendf(nil, "%s/%s/%d", w.plan.ID, w.ID, w.attempt)).String()
}

// intent returns the record that is written before a write.
func (w *worker) intent(now *observation, requestID string) Record {
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

func (w *worker) recordStep(rec Record) error {
	rec.Step, rec.Target, rec.Attempt = w.ID, w.Target.ID, w.attempt
	return w.record(rec)
}

// afterFailure decides what follows a write that failed.
func (w *worker) afterFailure(ctx context.Context, err error, requestID string) (event, action) {
	f := new(Failure)
	if !errors.As(err, &f) {
		f = &Failure{Err: err}
	}
	rec := Record{State: f.state(), Status: f.Status, RequestID: f.RequestID, ClientRequestID: requestID, Reason: f.Error()}
	if err := w.recordStep(rec); err != nil {
		return event{state: Pending, err: err}, stop
	}
	switch f.Kind {
	case Unknown:
		w.outcomeUnknown = true
		if e, resolved := w.awaitVisible(ctx, w.ResolveTimeout); resolved {
			return e, stop
		}
		return event{}, retry
	case Throttled:
		w.throttled = true
		w.pace.slow(f.RetryAfter)
		return event{}, retryLater
	case NotSent:
		w.pace.slow(time.Second << w.attempt)
		return event{}, retry
	case NotFound:
		return w.pause(ctx)
	case Conflict:
		if w.waitedForRecent() {
			return w.pause(ctx)
		}
		return event{state: Drifted, reason: f.Error()}, stop
	case Unauthorized:
		return event{state: Failed, reason: f.Error(), err: f}, stop
	}
	return event{state: Failed, reason: f.Error()}, stop
}

// state returns the state that a journal records for a failed write.
func (f *Failure) state() State {
	switch f.Kind {
	case Unknown:
		return WriteUnknown
	case Throttled:
		return WriteThrottled
	case NotSent:
		return WriteNotSent
	}
	return WriteRefused
}

// pause waits for the replicas of the directory before another attempt.
func (w *worker) pause(ctx context.Context) (event, action) {
	if err := Sleep(ctx, 3*time.Second); err != nil {
		return w.interrupted(err), stop
	}
	return event{}, retry
}

// waitedForRecent reports whether a step that this one waited for was written a moment
// ago. A value that it released may then still look taken.
func (w *worker) waitedForRecent() bool {
	return slices.ContainsFunc(w.After, func(id string) bool { return w.written.recently(w.byID[id].Target.ID) })
}

// awaitVisible reads the target until the step is visible, or the window is over. It
// returns false if the target is then as it was before the write, so that the step may be
// written again. Other steps may run meanwhile.
func (w *worker) awaitVisible(ctx context.Context, window time.Duration) (event, bool) {
	begin, parked := time.Now(), false
	for wait := range pauses() {
		now, err := w.observe(ctx, w.task)
		v, why := drift, ""
		if err == nil {
			v, why = compare(&w.Step, now)
		}
		switch {
		case ctx.Err() != nil, isKind(err, Unauthorized):
			return w.readFailed(ctx, err), true
		case v == done:
			return event{state: Verified}, true
		case time.Since(begin) < window:
		case err != nil:
			return w.readFailed(ctx, err), true
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
			return w.interrupted(err), true
		}
	}
	return event{}, false
}

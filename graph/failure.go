package graph

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"hardmatch/apply"
)

// failureOf says what became of a request that was no success. It takes nothing from the
// text of the SDK's errors where the wire tells it.
func failureOf(x *exchange, err error) *apply.Failure {
	var known *apply.Failure
	if errors.As(err, &known) && x.status == 0 {
		return known
	}
	f := &apply.Failure{Kind: apply.Unknown, Status: x.status, RequestID: x.header.Get("request-id")}
	switch {
	case errors.Is(err, errNoToken):
		f.Kind, f.Err = apply.Unauthorized, errNoToken
	case x.status == 0 && !x.connected.Load():
		f.Kind, f.Err = apply.NotSent, fmt.Errorf("could not connect: %w", cause(err))
	case x.status < 400: // no answer, or one that is none
		f.Err = cause(err)
	default:
		readError(f, x)
		f.Kind = kindOf(f, x)
		f.RetryAfter = retryAfter(x.header, time.Now())
	}
	return f
}

// cause leaves out the address that was asked for, which is long.
func cause(err error) error {
	if u := new(url.Error); errors.As(err, &u) {
		return u.Err
	}
	return err
}

// notBegun is a failure of a look before a write, which itself was not begun.
func notBegun(err error) error {
	var f *apply.Failure
	if errors.As(err, &f) && f.Kind == apply.Unknown {
		before := *f
		before.Kind = apply.NotSent
		return &before
	}
	return err
}

// readError takes up what the service says. What is no JSON comes from something between.
func readError(f *apply.Failure, x *exchange) {
	var body struct {
		Error struct {
			Code    string
			Message string
			Details []struct{ Code, Message string }
		}
	}
	if json.Unmarshal(x.body, &body) != nil {
		f.Message = "the answer is not from Microsoft Graph: " + x.header.Get("Content-Type")
		return
	}
	f.Code, f.Message = body.Error.Code, body.Error.Message
	for _, d := range body.Error.Details {
		f.Message += " [" + strings.TrimSpace(d.Code+" "+d.Message) + "]"
	}
	if f.Code == "" && f.Message == "" {
		f.Message = http.StatusText(x.status)
	}
}

// kindOf judges a status. A gateway that gives up may have passed a request on; that the
// service has no time for it, only the service itself can say.
func kindOf(f *apply.Failure, x *exchange) apply.FailureKind {
	switch x.status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return apply.Unauthorized
	case http.StatusNotFound:
		return apply.NotFound
	case http.StatusConflict:
		return apply.Conflict
	case http.StatusTooManyRequests, 509:
		return apply.Throttled
	case http.StatusServiceUnavailable:
		if x.header.Get("Retry-After") != "" || f.Code != "" {
			return apply.Throttled
		}
		return apply.Unknown
	case http.StatusRequestTimeout:
		return apply.Unknown
	}
	if x.status >= 500 {
		return apply.Unknown
	}
	if strings.Contains(f.Message, "already exists") || strings.Contains(f.Message, "PropertyConflict") || f.Code == "ObjectConflict" {
		return apply.Conflict
	}
	return apply.Refused
}

// unasked is how long to wait where the service does not say.
const unasked = 5 * time.Second

// retryAfter reads the header: seconds, of which Microsoft sends fractions, or a date. A
// pause is rounded up.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := h.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && seconds >= 0 && seconds < 1e6 {
		return time.Duration(math.Ceil(seconds*1000)) * time.Millisecond
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(time.Second, at.Sub(now)+time.Second)
	}
	return unasked
}

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

// failureOf returns the failure of a request. It relies on the exchange, and on the SDK's
// error only if there was no answer.
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
	case x.status < 400: // no answer, or one that is not from Microsoft Graph
		f.Err = cause(err)
	default:
		parseError(f, x)
		f.Kind = kindOf(f, x)
		f.RetryAfter = retryAfter(x.header, time.Now())
	}
	return f
}

// cause strips the address of the request from an error, because it is long.
func cause(err error) error {
	if u := new(url.Error); errors.As(err, &u) {
		return u.Err
	}
	return err
}

// asNotSent returns the failure of a read before a write. The write itself was not sent, so
// its outcome is not unknown.
func asNotSent(err error) error {
	var f *apply.Failure
	if errors.As(err, &f) && f.Kind == apply.Unknown {
		notSent := *f
		notSent.Kind = apply.NotSent
		return &notSent
	}
	return err
}

// parseError reads the code and message of an error answer. An answer that is not JSON comes
// from a proxy or gateway.
func parseError(f *apply.Failure, x *exchange) {
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

// kindOf classifies an error answer. A gateway that reports an error may have forwarded the
// request. A 503 is Throttled only if it comes from the service itself.
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

// defaultRetryAfter is the pause if the service does not give one.
const defaultRetryAfter = 5 * time.Second

// retryAfter returns the pause that Retry-After asks for, rounded up. The header has seconds,
// for which Microsoft sends fractions, or a date.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := h.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && seconds >= 0 && seconds < 1e6 {
		return time.Duration(math.Ceil(seconds*1000)) * time.Millisecond
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(time.Second, at.Sub(now)+time.Second)
	}
	return defaultRetryAfter
}

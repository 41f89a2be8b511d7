package apply

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"hardmatch/plan"
)

// A Directory reads and writes a tenant. It returns a *[Failure] if a request fails. It may
// repeat reads, but never writes.
type Directory interface {
	Tenant(context.Context) (Tenant, error)
	// Flags returns the features of onPremisesDirectorySynchronization.
	Flags(context.Context) (plan.Properties, error)
	// User and DeletedUser return the requested properties of a user. The failure is
	// NotFound if there is none with the id.
	User(ctx context.Context, id string, properties []string) (*User, error)
	DeletedUser(ctx context.Context, id string, properties []string) (*User, error)
	// Users returns the active users whose property equals value, ignoring case. For mail
	// it compares the primary SMTP address.
	Users(ctx context.Context, property, value string, properties []string) ([]*User, error)
	DeletedUsers(ctx context.Context, properties []string) ([]*User, error)
	Write(context.Context, Write) (Receipt, error)
}

// A Tenant is the signed-in tenant.
type Tenant struct {
	ID            string
	DisplayName   string
	InitialDomain string // "" if it is not known
	Principal     string // the signed-in user or app
}

// String returns the id and the initial domain.
func (t Tenant) String() string {
	if t.InitialDomain == "" {
		return t.ID
	}
	return fmt.Sprintf("%s (%s)", t.ID, t.InitialDomain)
}

// A User is a user as the service returned it.
type User struct {
	ID     string
	Values plan.Properties // the properties that are a string, a boolean or null
	JSON   json.RawMessage // the whole answer
}

// A Write is one change.
type Write struct {
	Operation plan.Operation
	ID        string // of the user; "" for a flag of the tenant
	Set       plan.Properties
	RequestID string // client-request-id, by which Microsoft finds the request
}

// A Receipt is the answer to a write that succeeded.
type Receipt struct {
	Status    int
	RequestID string
}

// A FailureKind is the kind of a failure.
type FailureKind uint8

// The kinds. It is certain that nothing was written, except for Unknown.
const (
	Unknown      FailureKind = iota // the request may have been carried out
	NotSent                         // there was no connection
	Throttled                       // the service asks to try again later
	NotFound                        // the object does not exist
	Conflict                        // another object has the value
	Unauthorized                    // not signed in, or a permission is missing
	Refused                         // any other reason
)

// A Failure is an answer that reports an error, or a missing answer.
type Failure struct {
	Kind       FailureKind
	Status     int // 0: no answer
	Code       string
	Message    string
	RequestID  string
	RetryAfter time.Duration
	Err        error // the cause; may be nil
}

// Error returns the status, code, message and request id, as far as they are known.
func (f *Failure) Error() string {
	text := f.Message
	if f.Code != "" {
		text = f.Code + ": " + text
	}
	if text == "" && f.Err != nil {
		text = f.Err.Error()
	}
	if f.Status != 0 {
		text = fmt.Sprintf("%d %s", f.Status, text)
	}
	if f.RequestID != "" {
		text += " (request-id " + f.RequestID + ")"
	}
	return text
}

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Err }

package apply

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"hardmatch/plan"
)

// A Directory is what apply needs of a tenant. Its errors are a *[Failure] wherever
// the service or the way to it failed. Reads may be repeated by it, writes never.
type Directory interface {
	Tenant(context.Context) (Tenant, error)
	// Flags are the switches of onPremisesDirectorySynchronization.
	Flags(context.Context) (plan.Properties, error)
	User(ctx context.Context, id string, properties []string) (*User, error)
	DeletedUser(ctx context.Context, id string, properties []string) (*User, error)
	// Users are the active ones of whom a property is equal to a value but for case.
	// Of mail that is the primary SMTP address.
	Users(ctx context.Context, property, value string, properties []string) ([]*User, error)
	DeletedUsers(ctx context.Context, properties []string) ([]*User, error)
	Write(context.Context, Write) (Receipt, error)
}

// A Tenant is the one that is signed in to, and as whom.
type Tenant struct {
	ID            string
	DisplayName   string
	InitialDomain string
	Principal     string
}

func (t Tenant) String() string {
	if t.InitialDomain == "" {
		return t.ID
	}
	return fmt.Sprintf("%s (%s)", t.ID, t.InitialDomain)
}

// A User is what was read of one.
type User struct {
	ID     string
	Values plan.Properties // those that are a text, a truth value or null
	JSON   json.RawMessage // as the service wrote it
}

// A Write is one change.
type Write struct {
	Operation plan.Operation
	ID        string // of the user; "" for a flag of the tenant
	Set       plan.Properties
	RequestID string // client-request-id, by which Microsoft finds it
}

// A Receipt is what the service said to a write that it took.
type Receipt struct {
	Status    int
	RequestID string
}

// A FailureKind says what to make of a failure.
type FailureKind uint8

// The kinds. After each but Unknown it is certain that nothing was written.
const (
	Unknown      FailureKind = iota // whether it was carried out
	NotSent                         // no connection came about
	Throttled                       // later
	NotFound                        // no such object
	Conflict                        // the value is another object's
	Unauthorized                    // not signed in, or no right
	Refused                         // for any other reason
)

// A Failure is an answer other than success, or the lack of one.
type Failure struct {
	Kind       FailureKind
	Status     int // 0: no answer
	Code       string
	Message    string
	RequestID  string
	RetryAfter time.Duration
	Err        error // what is beneath; may be nil
}

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

func (f *Failure) Unwrap() error { return f.Err }

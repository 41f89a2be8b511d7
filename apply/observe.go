package apply

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"hardmatch/plan"
)

// baseProperties are read from every user: the anchor of a synced user is never written, and
// the journal shows the name.
var baseProperties = []string{"id", plan.UserPrincipalName, plan.OnPremisesImmutableID, plan.OnPremisesSyncEnabled}

// recordedProperties are also read before a user is deleted, for the journal.
var recordedProperties = []string{
	"displayName", plan.Mail, "mailNickname", plan.ProxyAddresses, "userType", "accountEnabled", plan.DeletedDateTime,
	"onPremisesDistinguishedName", "onPremisesSamAccountName", "onPremisesSecurityIdentifier",
}

// properties returns the properties to read from the target of a step.
func properties(s *plan.Step) []string {
	list := slices.Clone(baseProperties)
	if s.Operation == plan.DeleteUser || s.Operation == plan.PurgeDeletedUser {
		list = append(list, recordedProperties...)
	}
	for _, p := range slices.Concat(s.Expect, s.Set) {
		if !slices.Contains(list, p.Name) {
			list = append(list, p.Name)
		}
	}
	return list
}

// observe reads the target of a step. If the target has no id, it is searched by name.
func (r *Run) observe(ctx context.Context, t *task) (*observation, error) {
	switch {
	case t.Operation == plan.SetTenantFlag:
		flags, err := r.dir.Flags(ctx)
		return &observation{existence: active, values: flags}, err
	case t.Target.ID != "":
		return r.observeByID(ctx, t.Target.ID, &t.Step)
	}
	return r.observeByName(ctx, t)
}

// observeByID reads a user, active or deleted. An unknown id is no error; see [gone].
func (r *Run) observeByID(ctx context.Context, id string, s *plan.Step) (*observation, error) {
	for _, try := range []struct {
		existence existence
		read      func(context.Context, string, []string) (*User, error)
	}{{active, r.dir.User}, {deleted, r.dir.DeletedUser}} {
		u, err := try.read(ctx, id, properties(s))
		if err == nil {
			return &observation{id: u.ID, existence: try.existence, values: u.Values, user: u}, nil
		}
		if !isKind(err, NotFound) {
			return nil, err
		}
	}
	return &observation{id: id}, nil
}

// observeByName reads the one active user that has the user principal name or the primary
// SMTP address of the target.
func (r *Run) observeByName(ctx context.Context, t *task) (*observation, error) {
	property, value := plan.UserPrincipalName, t.Target.UserPrincipalName
	if value == "" {
		property, value = plan.Mail, t.Target.Mail
	}
	users, err := r.dir.Users(ctx, property, value, properties(&t.Step))
	if err != nil || len(users) != 1 {
		return &observation{many: len(users)}, err
	}
	u := users[0]
	return &observation{id: u.ID, existence: active, values: u.Values, user: u}, nil
}

// holds reports whether a user has a value, by exact case, as the service compares anchors.
func holds(u *User, p plan.Property) bool {
	v, _ := u.Values.Get(p.Name)
	return v == p.Value
}

// A holder is a user that has a value which must be unique.
type holder struct {
	id      string
	deleted bool
	value   plan.Property
}

// holders returns the other users, active or deleted, that have a value which a step wants
// to be unique. The id is that of the target.
func (r *Run) holders(ctx context.Context, s *plan.Step, id string) ([]holder, error) {
	var list []holder
	for _, p := range s.Unique {
		value, _ := p.Value.Text()
		users, err := r.dir.Users(ctx, p.Name, value, baseProperties)
		if err != nil {
			return nil, err
		}
		list = appendHolders(list, users, p, id, false)
		if users, err = r.deleted.read(ctx, r.dir); err != nil {
			return nil, err
		}
		list = appendHolders(list, users, p, id, true)
	}
	return list, nil
}

func appendHolders(list []holder, users []*User, p plan.Property, id string, isDeleted bool) []holder {
	for _, u := range users {
		if holds(u, p) && !strings.EqualFold(u.ID, id) {
			list = append(list, holder{u.ID, isDeleted, p})
		}
	}
	return list
}

// A deletedList caches the list of all deleted users, which the service cannot search. It is
// valid for 20 times as long as reading it took, at least minDeletedAge, or until this run
// writes.
type deletedList struct {
	mu    sync.Mutex
	users []*User
	until time.Time // the end of its validity
}

const minDeletedAge = 10 * time.Second

func (l *deletedList) read(ctx context.Context, d Directory) ([]*User, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	begin := time.Now()
	if begin.Before(l.until) {
		return l.users, nil
	}
	users, err := d.DeletedUsers(ctx, baseProperties)
	if err != nil {
		return nil, err
	}
	cost := time.Since(begin)
	l.users, l.until = users, begin.Add(max(minDeletedAge, 20*cost))
	return users, nil
}

func (l *deletedList) invalidate() {
	l.mu.Lock()
	l.until = time.Time{}
	l.mu.Unlock()
}

// recentWrites holds the users that this run has written, by id in lower case, and when.
// Replicas of the directory may return old values for a while.
type recentWrites struct {
	mu sync.Mutex
	at map[string]time.Time
}

func (t *recentWrites) add(id string) {
	t.mu.Lock()
	t.at[strings.ToLower(id)] = time.Now()
	t.mu.Unlock()
}

func (t *recentWrites) recently(id string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	at, ok := t.at[strings.ToLower(id)]
	return ok && time.Since(at) < replication
}

func isKind(err error, kind FailureKind) bool {
	var f *Failure
	return errors.As(err, &f) && f.Kind == kind
}

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

// always is what is read of every user, so that an anchor is never written to one that
// is synced, and so that people know whom a line is about.
var always = []string{"id", plan.UserPrincipalName, plan.OnPremisesImmutableID, plan.OnPremisesSyncEnabled}

// kept is read, too, of users that are deleted: the journal keeps it.
var kept = []string{
	"displayName", plan.Mail, "mailNickname", plan.ProxyAddresses, "userType", "accountEnabled", plan.DeletedDateTime,
	"onPremisesDistinguishedName", "onPremisesSamAccountName", "onPremisesSecurityIdentifier",
}

func properties(s *plan.Step) []string {
	list := slices.Clone(always)
	if s.Operation == plan.DeleteUser || s.Operation == plan.PurgeDeletedUser {
		list = append(list, kept...)
	}
	for _, p := range slices.Concat(s.Expect, s.Set) {
		if !slices.Contains(list, p.Name) {
			list = append(list, p.Name)
		}
	}
	return list
}

// look reads the target of a step. A user that has no id yet gets it here.
func (r *Run) look(ctx context.Context, t *task) (*sight, error) {
	switch {
	case t.Operation == plan.SetTenantFlag:
		flags, err := r.dir.Flags(ctx)
		return &sight{place: active, values: flags}, err
	case t.Target.ID != "":
		return r.lookAt(ctx, t.Target.ID, &t.Step)
	}
	return r.seek(ctx, t)
}

func (r *Run) lookAt(ctx context.Context, id string, s *plan.Step) (*sight, error) {
	for _, try := range []struct {
		place place
		read  func(context.Context, string, []string) (*User, error)
	}{{active, r.dir.User}, {deleted, r.dir.DeletedUser}} {
		u, err := try.read(ctx, id, properties(s))
		if err == nil {
			return &sight{id: u.ID, place: try.place, values: u.Values, user: u}, nil
		}
		if !isKind(err, NotFound) {
			return nil, err
		}
	}
	return &sight{id: id}, nil
}

// seek finds the one active user with the name or the address of the target.
func (r *Run) seek(ctx context.Context, t *task) (*sight, error) {
	property, value := plan.UserPrincipalName, t.Target.UserPrincipalName
	if value == "" {
		property, value = plan.Mail, t.Target.Mail
	}
	users, err := r.dir.Users(ctx, property, value, properties(&t.Step))
	if err != nil || len(users) != 1 {
		return &sight{many: len(users)}, err
	}
	u := users[0]
	return &sight{id: u.ID, place: active, values: u.Values, user: u}, nil
}

// holds compares by exact case, as the service does with anchors.
func holds(u *User, p plan.Property) bool {
	v, _ := u.Values.Get(p.Name)
	return v == p.Value
}

// A holder has a value that is to be unique.
type holder struct {
	id      string
	deleted bool
	value   plan.Property
}

// holders are the other users, active or deleted, that have what the step wants for its
// target alone.
func (r *Run) holders(ctx context.Context, s *plan.Step, id string) ([]holder, error) {
	var list []holder
	for _, p := range s.Unique {
		value, _ := p.Value.Text()
		users, err := r.dir.Users(ctx, p.Name, value, always)
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

// A deletedList is the list of all deleted users, which cannot be searched. It is read
// again when it is old, measured by what reading it costs, or when the run changed it.
type deletedList struct {
	mu    sync.Mutex
	users []*User
	until time.Time
}

const deletedAge = 10 * time.Second

func (l *deletedList) read(ctx context.Context, d Directory) ([]*User, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	begin := time.Now()
	if begin.Before(l.until) {
		return l.users, nil
	}
	users, err := d.DeletedUsers(ctx, always)
	if err != nil {
		return nil, err
	}
	cost := time.Since(begin)
	l.users, l.until = users, begin.Add(max(deletedAge, 20*cost))
	return users, nil
}

func (l *deletedList) forget() {
	l.mu.Lock()
	l.until = time.Time{}
	l.mu.Unlock()
}

// touched remembers which users this run has written to, and when: for a while other
// replicas of the directory may show them as they were.
type touched struct {
	mu sync.Mutex
	at map[string]time.Time
}

func (t *touched) note(id string) {
	t.mu.Lock()
	t.at[strings.ToLower(id)] = time.Now()
	t.mu.Unlock()
}

func (t *touched) recently(id string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	at, ok := t.at[strings.ToLower(id)]
	return ok && time.Since(at) < replication
}

func isKind(err error, kind FailureKind) bool {
	var f *Failure
	return errors.As(err, &f) && f.Kind == kind
}

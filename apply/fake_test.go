package apply

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"hardmatch/plan"
)

var errPower = errors.New("the power is off")

// power is on until a chosen moment. Afterwards nothing has any effect.
type power struct {
	mu   sync.Mutex
	left int // moments until it is cut; if negative, it is never cut
	off  bool
}

// moment counts a moment of a run, and reports whether the power is still on.
func (p *power) moment() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.left == 0 {
		p.off = true
	}
	p.left--
	return !p.off
}

// A version is a user as it was from a time on.
type version struct {
	at        time.Time
	existence existence
	values    map[string]plan.Value
}

// A fault is what goes wrong with a write.
type fault uint8

const (
	fine fault = iota
	throttle
	resetBefore
	resetAfter
	refused
	forbidden
	unsent
	conflict
)

// A fakeDirectory holds users in memory. Reads return what was written before the delay.
type fakeDirectory struct {
	mu      sync.Mutex
	power   *power
	tenant  Tenant
	users   map[string][]version
	flags   plan.Properties
	delay   time.Duration
	fault   func(n int, w Write) fault // of the n-th write that arrives
	arrived int
	carried []string // writes that took effect
	reads   int
	busy    int
	most    int // the most writes at a time
}

func newFake() *fakeDirectory {
	return &fakeDirectory{
		power: &power{left: -1}, users: make(map[string][]version),
		tenant: Tenant{ID: tenantID, InitialDomain: "contoso.onmicrosoft.com", Principal: "tester"},
	}
}

const tenantID = "d3b0aeb5-0000-4000-8000-000000000001"

func id(n int) string { return fmt.Sprintf("a0000000-0000-4000-8000-%012d", n) }

func (d *fakeDirectory) add(id, upn string, p existence, more ...plan.Property) {
	values := map[string]plan.Value{
		"id": plan.Text(id), plan.UserPrincipalName: plan.Text(upn), plan.OnPremisesImmutableID: {}, plan.OnPremisesSyncEnabled: {},
	}
	for _, m := range more {
		values[m.Name] = m.Value
	}
	d.users[id] = []version{{existence: p, values: values}}
}

func (d *fakeDirectory) now(id string) version {
	list := d.users[id]
	if len(list) == 0 {
		return version{}
	}
	return list[len(list)-1]
}

// seen returns a user as a replica shows it.
func (d *fakeDirectory) seen(id string) version {
	list := d.users[id]
	for _, v := range slices.Backward(list) {
		if v.at.IsZero() || time.Since(v.at) >= d.delay {
			return v
		}
	}
	return version{}
}

func (d *fakeDirectory) set(id string, p existence, change plan.Properties) {
	v := d.now(id)
	values := maps.Clone(v.values)
	for _, c := range change {
		values[c.Name] = c.Value
	}
	d.users[id] = append(d.users[id], version{time.Now(), p, values})
}

func (d *fakeDirectory) enter() error {
	d.reads++
	if !d.power.moment() {
		return errPower
	}
	return nil
}

func (d *fakeDirectory) Tenant(context.Context) (Tenant, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.tenant, d.enter()
}

func (d *fakeDirectory) Flags(context.Context) (plan.Properties, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.flags, d.enter()
}

func (d *fakeDirectory) User(_ context.Context, id string, _ []string) (*User, error) {
	return d.at(id, active)
}

func (d *fakeDirectory) DeletedUser(_ context.Context, id string, _ []string) (*User, error) {
	return d.at(id, deleted)
}

func (d *fakeDirectory) at(id string, p existence) (*User, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.enter(); err != nil {
		return nil, err
	}
	if v := d.seen(id); v.existence == p {
		return v.user(id), nil
	}
	return nil, &Failure{Kind: NotFound, Status: 404, Code: "Request_ResourceNotFound", Message: "no such user"}
}

func (v version) user(id string) *User {
	u := &User{ID: id, JSON: []byte(fmt.Sprintf(`{"id":%q}`, id))}
	for _, name := range slices.Sorted(maps.Keys(v.values)) {
		u.Values = append(u.Values, plan.Property{Name: name, Value: v.values[name]})
	}
	return u
}

func (d *fakeDirectory) Users(_ context.Context, property, value string, _ []string) ([]*User, error) {
	return d.list(active, func(v version) bool {
		have, _ := v.values[property].Text()
		return strings.EqualFold(have, value)
	})
}

func (d *fakeDirectory) DeletedUsers(context.Context, []string) ([]*User, error) {
	return d.list(deleted, func(version) bool { return true })
}

func (d *fakeDirectory) list(p existence, want func(version) bool) ([]*User, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.enter(); err != nil {
		return nil, err
	}
	var list []*User
	for _, id := range slices.Sorted(maps.Keys(d.users)) {
		if v := d.seen(id); v.existence == p && want(v) {
			list = append(list, v.user(id))
		}
	}
	return list, nil
}

func (d *fakeDirectory) Write(_ context.Context, w Write) (Receipt, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.power.moment() {
		return Receipt{}, errPower
	}
	d.arrived++
	f := fine
	if d.fault != nil {
		f = d.fault(d.arrived, w)
	}
	switch f {
	case throttle:
		return Receipt{}, &Failure{Kind: Throttled, Status: 429, RetryAfter: 2128 * time.Millisecond}
	case resetBefore:
		return Receipt{}, &Failure{Kind: Unknown, Err: errors.New("EOF")}
	case refused:
		return Receipt{}, &Failure{Kind: Refused, Status: 400, Code: "Request_BadRequest", Message: "no"}
	case forbidden:
		return Receipt{}, &Failure{Kind: Unauthorized, Status: 403, Code: "Authorization_RequestDenied"}
	case conflict:
		return Receipt{}, &Failure{Kind: Conflict, Status: 400, Message: "Another object with the same value for property onPremisesImmutableId already exists."}
	case unsent:
		return Receipt{}, &Failure{Kind: NotSent, Err: errors.New("connection refused")}
	}
	if err := d.carryOut(w); err != nil {
		return Receipt{}, err
	}
	if !d.power.moment() {
		return Receipt{}, errPower
	}
	if f == resetAfter {
		return Receipt{}, &Failure{Kind: Unknown, Err: errors.New("EOF")}
	}
	return Receipt{Status: 204, RequestID: "r"}, nil
}

func (d *fakeDirectory) carryOut(w Write) error {
	v := d.now(w.ID)
	to := active
	switch w.Operation {
	case plan.SetTenantFlag:
		d.flags = effect(&plan.Step{Set: w.Set}, observation{values: d.flags}).values
	case plan.DeleteUser:
		to = deleted
		w.Set = plan.Properties{{Name: plan.UserPrincipalName, Value: plan.Text(strings.ReplaceAll(w.ID, "-", "") + text(v.values[plan.UserPrincipalName]))}}
	case plan.PurgeDeletedUser:
		to = gone
	case plan.RestoreDeletedUser:
		w.Set = append(plan.Properties{{Name: plan.UserPrincipalName, Value: plan.Text(plan.FormerName(w.ID, text(v.values[plan.UserPrincipalName])))}}, w.Set...)
	}
	if w.Operation != plan.SetTenantFlag {
		from := map[plan.Operation]existence{plan.PurgeDeletedUser: deleted, plan.RestoreDeletedUser: deleted}[w.Operation]
		if from == gone {
			from = active
		}
		if v.existence != from {
			return &Failure{Kind: NotFound, Status: 404}
		}
		if d.taken(w) {
			return &Failure{Kind: Conflict, Status: 400, Message: "Another object with the same value for property onPremisesImmutableId already exists."}
		}
		d.set(w.ID, to, w.Set)
	}
	d.carried = append(d.carried, string(w.Operation)+" "+w.ID)
	return nil
}

func (d *fakeDirectory) taken(w Write) bool {
	anchor, sets := w.Set.Get(plan.OnPremisesImmutableID)
	for other := range d.users {
		if v := d.now(other); sets && !anchor.IsNull() && other != w.ID && v.existence != gone && v.values[plan.OnPremisesImmutableID] == anchor {
			return true
		}
	}
	return false
}

func text(v plan.Value) string {
	s, _ := v.Text()
	return s
}

// A fakeFile is the file of a journal. When the power is cut, it loses data that was not
// synced, or half of a line.
type fakeFile struct {
	power  *power
	synced []byte
	buffer []byte
}

func (f *fakeFile) Write(b []byte) (int, error) {
	if !f.power.moment() {
		f.synced = append(f.synced, b[:len(b)/2]...)
		return 0, errPower
	}
	f.buffer = append(f.buffer, b...)
	return len(b), nil
}

func (f *fakeFile) Sync() error {
	if !f.power.moment() {
		return errPower
	}
	f.synced, f.buffer = append(f.synced, f.buffer...), nil
	return nil
}

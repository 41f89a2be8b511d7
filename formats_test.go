package hardmatch_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"hardmatch"
	"hardmatch/apply"
	"hardmatch/plan"
	"hardmatch/plan/plantest"
	"hardmatch/script"
	"hardmatch/sheet"
)

// A recorder is a tenant in the state that a plan expects. It records the writes.
type recorder struct {
	mu     sync.Mutex
	places map[string]map[string]*apply.User // users and deleted, by id
	flags  plan.Properties
	writes []apply.Write
}

func tenantFor(p *plan.Plan) *recorder {
	r := &recorder{places: map[string]map[string]*apply.User{"users": {}, "deleted": {}}, flags: slices.Clone(p.TenantPreconditions)}
	for _, s := range p.Steps {
		_, known := r.flags.Get(firstOf(s.Expect).Name)
		switch s.Operation {
		case plan.SetTenantFlag:
			if !known {
				r.flags = append(r.flags, s.Expect...)
			}
		case plan.PurgeDeletedUser, plan.RestoreDeletedUser:
			r.add("deleted", s)
		case plan.Verify, plan.ManualReview:
		default:
			if s.Target.Side == "cloud" {
				r.add("users", s)
			}
		}
	}
	return r
}

func firstOf(list plan.Properties) plan.Property {
	if len(list) == 0 {
		return plan.Property{}
	}
	return list[0]
}

// userIDs are the ids of users that the plan names only by a name or an address.
var userIDs = map[string]string{"ada@contoso.com": "a0000000-0000-4000-8000-000000000001", "bob@contoso.com": "a0000000-0000-4000-8000-000000000002"}

func idOf(t plan.Ref) string { return cmp.Or(t.ID, userIDs[cmp.Or(t.UserPrincipalName, t.Mail)]) }

func (r *recorder) add(place string, s plan.Step) {
	r.places[place][idOf(s.Target)] = &apply.User{ID: idOf(s.Target), Values: slices.Clone(s.Expect)}
}

func (r *recorder) Tenant(context.Context) (apply.Tenant, error) {
	return apply.Tenant{ID: "5bde3e51-d13b-4db1-9948-fe4b109d11a0", InitialDomain: "contoso.onmicrosoft.com"}, nil
}

func (r *recorder) Flags(context.Context) (plan.Properties, error) { return slices.Clone(r.flags), nil }

func (r *recorder) find(place, id string) (*apply.User, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if u := r.places[place][id]; u != nil {
		return &apply.User{ID: u.ID, Values: slices.Clone(u.Values)}, nil
	}
	return nil, &apply.Failure{Kind: apply.NotFound, Status: 404}
}

func (r *recorder) User(_ context.Context, id string, _ []string) (*apply.User, error) {
	return r.find("users", id)
}

func (r *recorder) DeletedUser(_ context.Context, id string, _ []string) (*apply.User, error) {
	return r.find("deleted", id)
}

func (r *recorder) Users(_ context.Context, property, value string, _ []string) ([]*apply.User, error) {
	u, err := r.find("users", userIDs[value])
	if err != nil || property == plan.OnPremisesImmutableID {
		return nil, nil
	}
	return []*apply.User{u}, nil
}

func (r *recorder) DeletedUsers(context.Context, []string) ([]*apply.User, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Collect(maps.Values(r.places["deleted"])), nil
}

func (r *recorder) Write(_ context.Context, w apply.Write) (apply.Receipt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.writes = append(r.writes, w)
	u := cmp.Or(r.places["users"][w.ID], r.places["deleted"][w.ID])
	switch w.Operation {
	case plan.SetTenantFlag:
		r.flags = overlay(r.flags, w.Set)
		return apply.Receipt{}, nil
	case plan.DeleteUser:
		r.places["deleted"][w.ID] = u
	case plan.RestoreDeletedUser:
		r.places["users"][w.ID] = u
	}
	if w.Operation == plan.DeleteUser {
		delete(r.places["users"], w.ID)
	} else {
		delete(r.places["deleted"], w.ID)
	}
	u.Values = overlay(u.Values, w.Set)
	return apply.Receipt{}, nil
}

func overlay(values, set plan.Properties) plan.Properties {
	values = slices.DeleteFunc(slices.Clone(values), func(p plan.Property) bool { _, is := set.Get(p.Name); return is })
	return append(values, set...)
}

// sync matches ada, as the sync service does.
func (r *recorder) sync() {
	u := r.places["users"][userIDs["ada@contoso.com"]]
	if u == nil {
		return
	}
	u.Values = overlay(u.Values, plan.Properties{{Name: plan.OnPremisesSyncEnabled, Value: plan.Bool(true)}})
}

type memoryJournal struct{ io.Writer }

func (memoryJournal) Sync() error { return nil }

// applyAll applies a plan several times, with the manual steps that are possible by then,
// and returns all writes.
func applyAll(t *testing.T, p *plan.Plan) []apply.Write {
	t.Helper()
	r := tenantFor(p)
	irreversible := 0
	for i := range p.Steps {
		if p.Steps[i].Irreversible {
			p.Steps[i].Approved = true
			irreversible++
		}
	}
	var journal bytes.Buffer
	for range 6 {
		rec, err := apply.ReadJournal(journal.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		o := apply.Options{MaxChanges: 50, Concurrency: 1, AllowIrreversible: irreversible, Done: r.byHand(p, rec.Histories())}
		run, err := apply.New(p, r, rec.Histories(), o)
		if err != nil {
			t.Fatal(err)
		}
		if err = run.Allowed(); err == nil {
			err = run.Check(t.Context())
		}
		if err != nil || len(run.Drift()) > 0 {
			t.Fatal(err, run.Drift())
		}
		if err = run.Execute(t.Context(), apply.NewJournal(memoryJournal{&journal}, rec), func([]byte) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	return r.writes
}

// byHand returns the manual steps that no longer wait for others, and runs their syncs.
func (r *recorder) byHand(p *plan.Plan, done map[string]apply.History) (ids []string) {
	for _, s := range p.Steps {
		waits := slices.ContainsFunc(s.After, func(id string) bool { return done[id].State == "" })
		if waits || s.Target.Side == "cloud" && s.Operation != plan.ManualReview {
			continue
		}
		ids = append(ids, s.ID)
		if s.Operation == plan.RunSync {
			r.sync()
		}
	}
	return ids
}

var (
	stepID      = regexp.MustCompile(`\bo[0-9]+\b`)
	comesBefore = regexp.MustCompile(`\b(was_done_before|waits_for)\b`)
)

// passagesByStep cuts a text into passages, and returns those of each step. A passage
// begins at a line with another step, except for lines about the order of steps.
func passagesByStep(text string) map[string][]string {
	byStep := make(map[string][]string)
	var passage strings.Builder
	current := ""
	for line := range strings.Lines(text) {
		id := stepID.FindString(line)
		if strings.TrimSpace(line) == "" || id != "" && id != current && !comesBefore.MatchString(line) {
			byStep[current] = append(byStep[current], passage.String())
			passage.Reset()
			current = id
		}
		passage.WriteString(line)
	}
	byStep[current] = append(byStep[current], passage.String())
	return byStep
}

// containsAll reports whether one passage of the step has the object, the property and
// the value of each change. A flag has no object.
func containsAll(text string, s plan.Step, w apply.Write) bool {
	words := []string{cmp.Or(s.Target.UserPrincipalName, s.Target.Mail, s.Target.ID)}
	for _, p := range w.Set {
		words = append(words, p.Name, spelling(p.Value))
	}
	return slices.ContainsFunc(passagesByStep(text)[s.ID], func(passage string) bool {
		return !slices.ContainsFunc(words, func(word string) bool { return !containsWord(passage, word) })
	})
}

// containsWord reports whether a passage has a word, or what some formats write for it.
func containsWord(passage, word string) bool {
	spellings := []string{word}
	switch word {
	case plan.UserPrincipalName:
		spellings = append(spellings, "newUserPrincipalName", "Restore-User")
	case "null":
		spellings = append(spellings, "-> none", "<i>none</i>")
	}
	return slices.ContainsFunc(spellings, func(w string) bool { return strings.Contains(passage, w) })
}

// For each step, apply writes the same object, property and value to a tenant that the
// plan has and that every format writes.
func TestFormatsMatchApply(t *testing.T) { checkAppliedAsWritten(t, plantest.Operations(t)) }

func checkAppliedAsWritten(t *testing.T, p *plan.Plan) {
	t.Helper()
	texts := make(map[string]string)
	for _, v := range hardmatch.Formats() {
		if v == string(script.LDIF) { // does not support cloud steps
			continue
		}
		var b strings.Builder
		if err := hardmatch.Render(&b, p, v, script.Options{}); err != nil {
			t.Fatal(err)
		}
		texts[v] = b.String()
	}
	writes := applyAll(t, p)
	operations := make(map[plan.Operation]bool)
	for _, s := range p.Steps {
		if s.Target.Side != "cloud" || s.Operation == plan.Verify || s.Operation == plan.ManualReview {
			continue
		}
		operations[s.Operation] = true
		i := slices.IndexFunc(writes, func(w apply.Write) bool {
			return w.Operation == s.Operation && w.ID == idOf(s.Target) && slices.Equal(w.Set, s.Set)
		})
		if i < 0 {
			t.Errorf("step %s, %s of %v, was not written as planned", s.ID, s.Operation, s.Target)
			continue
		}
		for v, text := range texts {
			if whole := len(s.Set) == 0 || !slices.Contains(incomplete[v], s.Operation); containsAll(text, s, writes[i]) != whole {
				t.Errorf("%s contains the object, property and value of step %s (%s): %v", v, s.ID, s.Operation, !whole)
			}
		}
		writes = slices.Delete(writes, i, i+1)
	}
	if len(writes) > 0 || len(operations) != 8 {
		t.Errorf("written beyond the plan: %v; %d operations", writes, len(operations))
	}
}

func spelling(v plan.Value) string {
	if text, ok := v.Text(); ok {
		return text
	}
	if yes, ok := v.Bool(); ok {
		return fmt.Sprint(yes)
	}
	return "null"
}

// incomplete are the operations that a format does not write in full: MSOnline has other
// names for the features and no onPremisesObjectIdentifier, and text is a summary.
var incomplete = map[string][]plan.Operation{
	string(script.MSOnline): {plan.SetTenantFlag, plan.ClearOnPremisesObjectIdentifier},
	string(sheet.Text):      {plan.RestoreDeletedUser},
}

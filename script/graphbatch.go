package script

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"hardmatch/plan"
	"hardmatch/text"
)

// batchMost is how many requests Microsoft Graph takes in a batch.
const batchMost = 20

// howToBatch stands in every file: JSON has no comments.
var howToBatch = []string{
	"POST the body of each batch to its url, in order; at the first answer that is not as expected, stop.",
	"waitsFor: send the batch when these steps are done, which notSaid or off lists.",
	"look: each answer has status 200 and, by exact case, the properties of before (null or absent for null) and none of the values of not; those of others have no object but this with these values; none of those of none, on all pages, has one of these values: a deleted user that holds one is to be purged or restored first; features are flags of the one set there is. Those of after mean that the step is done.",
	"write: each request waits for the one before it, and fails with 424 if that fails. Each has status 204. Then send the looks of before again: they must show after, within a minute.",
	"irreversible: there is no way back; off holds those that are not approved, in the same form.",
	"verify: send it when the sync has run.",
}

// The form of the file.
type (
	batchFile struct {
		Schema  string       `json:"schema"`
		Plan    string       `json:"plan"`
		AsOf    string       `json:"asOf"`
		Tenant  *plan.Tenant `json:"tenant"`
		How     []string     `json:"how"`
		Scopes  []string     `json:"scopes"`
		Roles   []string     `json:"roles"`
		Batches []batch      `json:"batches"`
		Off     []batch      `json:"off"`
		NotSaid []batchRest  `json:"notSaid"`
	}
	batch struct {
		Kind     string        `json:"kind"`
		Waits    []string      `json:"waitsFor,omitempty"`
		URL      string        `json:"url"`
		Body     batchBody     `json:"body"`
		Expected []batchAnswer `json:"expected"`
	}
	batchBody struct {
		Requests []batchRequest `json:"requests"`
	}
	batchRequest struct {
		ID        string            `json:"id"`
		DependsOn []string          `json:"dependsOn,omitempty"`
		Method    string            `json:"method"`
		URL       string            `json:"url"`
		Headers   map[string]string `json:"headers,omitempty"`
		Body      plan.Properties   `json:"body,omitempty"`
	}
	batchAnswer struct {
		ID       string          `json:"id"`
		Step     string          `json:"step,omitempty"`
		Object   string          `json:"object,omitempty"`
		Explain  string          `json:"explain,omitempty"`
		Status   int             `json:"status"`
		Before   plan.Properties `json:"before,omitempty"`
		After    plan.Properties `json:"after,omitempty"`
		Not      plan.Properties `json:"not,omitempty"`
		Others   plan.Properties `json:"others,omitempty"`
		None     []plan.Property `json:"none,omitempty"`
		Features plan.Properties `json:"features,omitempty"`
	}
	batchRest struct {
		Step      string          `json:"step,omitempty"`
		Operation plan.Operation  `json:"operation,omitempty"`
		Object    plan.Ref        `json:"object"`
		Expect    plan.Properties `json:"expect,omitempty"`
		Set       plan.Properties `json:"set,omitempty"`
		Unique    []plan.Property `json:"unique,omitempty"`
		Among     []plan.Ref      `json:"candidates,omitempty"`
		Explain   string          `json:"explain,omitempty"`
		Why       string          `json:"why"`
		Voices    []string        `json:"voices,omitempty"`
	}
)

// graphBatch says the cloud steps as JSON batches. A batch cannot compare, so
// that each write has a look before it that says what must come back.
func graphBatch(sp *Selection) ([]byte, error) {
	need := needsOf(sp, batchCan)
	f := batchFile{
		Schema: "hardmatch.graphBatch/1", Plan: sp.Plan.ID, AsOf: sp.Plan.AsOf, Tenant: sp.Plan.Tenant, How: howToBatch,
		Scopes: plan.AppendNew(plan.AppendNew(need.look, need.run), need.irreversible), Roles: plan.AppendNew([]string{}, need.roles),
		Batches: []batch{}, Off: []batch{}, NotSaid: []batchRest{},
	}
	f.putFlags(sp.Plan.TenantPreconditions)
	var group batchGroup
	for _, s := range sp.Steps {
		if err := batchCan(s); err != nil {
			f.NotSaid = append(f.NotSaid, batchRest{s.ID, s.Operation, s.Target, s.Expect, s.Set, s.Unique, s.Candidates, s.Explain, err.Error(), Supporting(s, GraphBatch)})
			continue
		}
		waits := sp.pending(s, carriesOut(batchCan))
		if !group.takes(s, waits) {
			f.put(group)
			group = batchGroup{waits: waits}
		}
		group.put(s)
	}
	f.put(group)
	for _, u := range sp.Unplanned {
		f.NotSaid = append(f.NotSaid, batchRest{Object: u.Object, Why: u.Why})
	}
	return asciiJSON(f)
}

// putFlags begins with a look at the flags of the tenant that must be so.
func (f *batchFile) putFlags(flags plan.Properties) {
	if len(flags) == 0 {
		return
	}
	f.Batches = chunks("look", "https://graph.microsoft.com/v1.0/$batch", []batchPart{{
		batchRequest{ID: "flags", Method: "GET", URL: "/directory/onPremisesSynchronization"},
		batchAnswer{ID: "flags", Status: 200, Features: flags},
	}}, false)
}

// batchCan is nil for a step that can be said in requests that are known before
// the first is sent.
func batchCan(s plan.Step) error {
	if err := cloudCan(s); err != nil {
		return err
	}
	switch {
	case s.Operation == plan.SetTenantFlag:
		return errors.New("the id of the flags has to be looked up first")
	case s.Operation == plan.PurgeDeletedUser || s.Operation == plan.RestoreDeletedUser:
		return errors.New("the deleted user has to be looked up first")
	case s.Target.ID == "" && !isPathName(s.Target.UserPrincipalName):
		return errors.New("the user has to be looked up first")
	}
	return nil
}

// isPathName reports whether users/NAME finds the user: not one that begins with
// $ (Graph, get user), and nothing like "." that a path would lose.
func isPathName(upn string) bool {
	return strings.Contains(upn, "@") && !strings.HasPrefix(upn, "$")
}

// A batchGroup is what one set of looks may stand before: steps of one kind and
// version, on different users.
type batchGroup struct {
	steps   []plan.Step
	waits   []string        // steps elsewhere that they wait for
	ids     map[string]bool // of the steps
	changed map[string]bool // names of the users that they change
}

func (g batchGroup) takes(s plan.Step, waits []string) bool {
	if len(g.steps) == 0 || !slices.Equal(g.waits, waits) || slices.ContainsFunc(s.After, func(id string) bool { return g.ids[id] }) {
		return false
	}
	first := g.steps[0]
	alike := batchKind(first) == batchKind(s) && graphVersion(first) == graphVersion(s) && first.Approved == s.Approved
	return alike && !slices.ContainsFunc(objectNames(s), func(name string) bool { return g.changed[name] })
}

func (g *batchGroup) put(s plan.Step) {
	if len(g.steps) == 0 {
		g.ids, g.changed = make(map[string]bool), make(map[string]bool)
	}
	g.ids[s.ID] = true
	g.steps = append(g.steps, s)
	for _, name := range objectNames(s) {
		g.changed[name] = s.Operation != plan.Verify
	}
}

func batchKind(s plan.Step) string {
	switch {
	case s.Operation == plan.Verify:
		return "verify"
	case s.Irreversible:
		return "irreversible"
	}
	return "write"
}

// put appends the batches of a group, looks before writes.
func (f *batchFile) put(g batchGroup) {
	if len(g.steps) == 0 {
		return
	}
	first := g.steps[0]
	kind, list := batchKind(first), &f.Batches
	if first.Irreversible && !first.Approved {
		list = &f.Off
	}
	var looks, writes []batchPart
	var unique []plan.Property
	for _, s := range g.steps {
		looks = append(looks, batchLooks(s)...)
		unique = append(unique, s.Unique...)
		if kind != "verify" {
			writes = append(writes, batchWrite(s))
		}
	}
	if len(unique) > 0 {
		looks = append(looks, deletedLook(first, unique))
	}
	lookKind := "look"
	if kind == "verify" {
		lookKind = kind
	}
	url := "https://graph.microsoft.com/" + graphVersion(first) + "/$batch"
	batches := append(chunks(lookKind, url, looks, false), chunks(kind, url, writes, true)...)
	for i := range batches {
		batches[i].Waits = g.waits
	}
	*list = append(*list, batches...)
}

type batchPart struct {
	request batchRequest
	answer  batchAnswer
}

// chunks makes batches of at most 20. In a chain each request waits for the one
// before it.
func chunks(kind, url string, parts []batchPart, chain bool) []batch {
	var list []batch
	for i, part := range parts {
		if i%batchMost == 0 {
			list = append(list, batch{Kind: kind, URL: url})
		} else if chain {
			part.request.DependsOn = []string{parts[i-1].request.ID}
		}
		b := &list[len(list)-1]
		b.Body.Requests = append(b.Body.Requests, part.request)
		b.Expected = append(b.Expected, part.answer)
	}
	return list
}

func batchUser(s plan.Step) string {
	if s.Target.ID != "" {
		return "/users/" + s.Target.ID
	}
	return "/users/" + uriEscape(s.Target.UserPrincipalName)
}

// batchLooks reads the user of a step and, where a value must be its alone, all
// that hold it.
func batchLooks(s plan.Step) []batchPart {
	look := batchPart{
		batchRequest{ID: s.ID, Method: "GET", URL: batchUser(s) + "?$select=" + strings.Join(selectOf(s), ",")},
		batchAnswer{ID: s.ID, Step: s.ID, Object: s.Target.Display(), Explain: reason(s), Status: 200, Before: s.Expect, After: s.Set},
	}
	if c, ok := s.Change(); ok && c.Property == plan.OnPremisesImmutableID {
		look.answer.Not = plan.Properties{{Name: plan.OnPremisesSyncEnabled, Value: plan.Bool(true)}, {Name: "userType", Value: plan.Text("Guest")}}
	}
	parts := []batchPart{look}
	for _, u := range s.Unique {
		value, _ := u.Value.Text()
		uri := graphUsers(graphVersion(s), u.Name+" eq "+text.QuoteOData(value), userSelect)
		parts = append(parts, batchPart{
			batchRequest{ID: s.ID + "-" + u.Name, Method: "GET", URL: strings.TrimPrefix(uri, "/"+graphVersion(s))},
			batchAnswer{ID: s.ID + "-" + u.Name, Step: s.ID, Status: 200, Others: plan.Properties{u}},
		})
	}
	return parts
}

// deletedLook reads the deleted users: a search among them by these properties is
// not documented.
func deletedLook(first plan.Step, unique []plan.Property) batchPart {
	id := first.ID + "-deleted"
	return batchPart{
		batchRequest{ID: id, Method: "GET", URL: "/directory/deletedItems/microsoft.graph.user?$top=999&$select=id,userPrincipalName," + plan.OnPremisesImmutableID},
		batchAnswer{ID: id, Status: 200, None: unique},
	}
}

func batchWrite(s plan.Step) batchPart {
	request := batchRequest{ID: s.ID, Method: "DELETE", URL: batchUser(s)}
	if s.Operation != plan.DeleteUser {
		request.Method, request.Body = "PATCH", s.Set
		request.Headers = map[string]string{"Content-Type": "application/json"}
	}
	return batchPart{request, batchAnswer{ID: s.ID, Step: s.ID, Object: s.Target.Display(), Explain: reason(s), Status: 204}}
}

// asciiJSON is JSON in ASCII, two blanks a level. Whatever is not printable
// ASCII stands in a string there, and is escaped.
func asciiJSON(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return appendASCII(nil, buf.String()), nil
}

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

// maxRequests is the number of requests that Microsoft Graph accepts in a batch.
const maxRequests = 20

// batchInstructions is part of every file, because JSON has no comments.
var batchInstructions = []string{
	"POST the body of each batch to its url, in this order. Stop at the first response that is not as expected.",
	"waitsFor: send the batch only after these steps are done. notSaid and off list them.",
	"look: this batch only reads. Each response must have status 200 and satisfy the keys below.",
	"before: the response must contain exactly these values, in the same case. For null, the property may be absent.",
	"not: the response must contain none of these values.",
	"others: no other object may have these values.",
	"none: no object on any page may have one of these values. Purge or restore a deleted user that has one first.",
	"features: the only onPremisesDirectorySynchronization resource must have these flags.",
	"after: if these values are there, the step is already done.",
	"write: each request depends on the one before it, and fails with 424 if that one fails. Each response must have status 204. Then send the requests with before again: within a minute the responses must contain the values of after.",
	"irreversible: these steps cannot be undone. off has those that are not approved, in the same form.",
	"verify: send this batch after the sync.",
}

// The structure of the file.
type (
	batchFile struct {
		Schema      string             `json:"schema"`
		Plan        string             `json:"plan"`
		AsOf        string             `json:"asOf"`
		Tenant      *plan.Tenant       `json:"tenant"`
		How         []string           `json:"how"`
		Scopes      []string           `json:"scopes"`
		Roles       []string           `json:"roles"`
		Batches     []batch            `json:"batches"`
		Off         []batch            `json:"off"`
		Unsupported []batchUnsupported `json:"notSaid"`
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
	batchUnsupported struct {
		Step      string          `json:"step,omitempty"`
		Operation plan.Operation  `json:"operation,omitempty"`
		Object    plan.Ref        `json:"object"`
		Expect    plan.Properties `json:"expect,omitempty"`
		Set       plan.Properties `json:"set,omitempty"`
		Unique    []plan.Property `json:"unique,omitempty"`
		Among     []plan.Ref      `json:"candidates,omitempty"`
		Explain   string          `json:"explain,omitempty"`
		Why       string          `json:"why"`
		Formats   []string        `json:"formats,omitempty"`
	}
)

// graphBatch writes the cloud steps as JSON batches. A batch cannot compare values,
// so a batch of reads comes before the writes and states the expected responses.
func graphBatch(sel *Selection) ([]byte, error) {
	need := needsOf(sel, checkBatch)
	f := batchFile{
		Schema: "hardmatch.graphBatch/1", Plan: sel.Plan.ID, AsOf: sel.Plan.AsOf, Tenant: sel.Plan.Tenant, How: batchInstructions,
		Scopes: plan.AppendNew(plan.AppendNew(need.look, need.run), need.irreversible), Roles: plan.AppendNew([]string{}, need.roles),
		Batches: []batch{}, Off: []batch{}, Unsupported: []batchUnsupported{},
	}
	f.addFlags(sel.Plan.TenantPreconditions)
	var group batchGroup
	for _, s := range sel.Steps {
		if err := checkBatch(s); err != nil {
			f.Unsupported = append(f.Unsupported, batchUnsupported{s.ID, s.Operation, s.Target, s.Expect, s.Set, s.Unique, s.Candidates, s.Explain, err.Error(), Supporting(s, GraphBatch)})
			continue
		}
		waits := sel.pending(s, carriesOut(checkBatch))
		if !group.accepts(s, waits) {
			f.addGroup(group)
			group = batchGroup{waits: waits}
		}
		group.add(s)
	}
	f.addGroup(group)
	for _, u := range sel.Unplanned {
		f.Unsupported = append(f.Unsupported, batchUnsupported{Object: u.Object, Why: u.Why})
	}
	return asciiJSON(f)
}

// addFlags adds a batch that reads the flags that the plan requires of the tenant.
func (f *batchFile) addFlags(flags plan.Properties) {
	if len(flags) == 0 {
		return
	}
	f.Batches = chunks("look", "https://graph.microsoft.com/v1.0/$batch", []batchExchange{{
		batchRequest{ID: "flags", Method: "GET", URL: "/directory/onPremisesSynchronization"},
		batchAnswer{ID: "flags", Status: 200, Features: flags},
	}}, false)
}

// checkBatch returns nil for a step whose requests are known before the first
// request is sent.
func checkBatch(s plan.Step) error {
	if err := checkGraph(s); err != nil {
		return err
	}
	switch {
	case s.Operation == plan.SetTenantFlag:
		return errors.New("a script has to look up the id of the flags first")
	case s.Operation == plan.PurgeDeletedUser || s.Operation == plan.RestoreDeletedUser:
		return errors.New("a script has to look up the deleted user first")
	case s.Target.ID == "" && !isPathName(s.Target.UserPrincipalName):
		return errors.New("a script has to look up the user first")
	}
	return nil
}

// isPathName reports whether users/NAME finds the user. A name that begins with $
// does not (Graph, get user), and neither does a name such as "." that a path loses.
func isPathName(upn string) bool {
	return strings.Contains(upn, "@") && !strings.HasPrefix(upn, "$")
}

// A batchGroup has the steps whose reads can be sent together: steps of one kind
// and version, on different users.
type batchGroup struct {
	steps   []plan.Step
	waits   []string        // IDs of the steps outside the file that they wait for
	ids     map[string]bool // of the steps
	changed map[string]bool // names of the users that they change
}

func (g batchGroup) accepts(s plan.Step, waits []string) bool {
	if len(g.steps) == 0 || !slices.Equal(g.waits, waits) || slices.ContainsFunc(s.After, func(id string) bool { return g.ids[id] }) {
		return false
	}
	first := g.steps[0]
	alike := batchKind(first) == batchKind(s) && graphVersion(first) == graphVersion(s) && first.Approved == s.Approved
	return alike && !slices.ContainsFunc(objectNames(s), func(name string) bool { return g.changed[name] })
}

func (g *batchGroup) add(s plan.Step) {
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

// addGroup appends the batches of a group, reads before writes.
func (f *batchFile) addGroup(g batchGroup) {
	if len(g.steps) == 0 {
		return
	}
	first := g.steps[0]
	kind, list := batchKind(first), &f.Batches
	if first.Irreversible && !first.Approved {
		list = &f.Off
	}
	var reads, writes []batchExchange
	var unique []plan.Property
	for _, s := range g.steps {
		reads = append(reads, batchReads(s)...)
		unique = append(unique, s.Unique...)
		if kind != "verify" {
			writes = append(writes, batchWrite(s))
		}
	}
	if len(unique) > 0 {
		reads = append(reads, deletedRead(first, unique))
	}
	readKind := "look"
	if kind == "verify" {
		readKind = kind
	}
	url := "https://graph.microsoft.com/" + graphVersion(first) + "/$batch"
	batches := append(chunks(readKind, url, reads, false), chunks(kind, url, writes, true)...)
	for i := range batches {
		batches[i].Waits = g.waits
	}
	*list = append(*list, batches...)
}

// A batchExchange is a request and its expected response.
type batchExchange struct {
	request batchRequest
	answer  batchAnswer
}

// chunks returns batches of at most [maxRequests] requests. In a chain each request
// depends on the one before it.
func chunks(kind, url string, parts []batchExchange, chain bool) []batch {
	var list []batch
	for i, part := range parts {
		if i%maxRequests == 0 {
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

func batchUserURI(s plan.Step) string {
	if s.Target.ID != "" {
		return "/users/" + s.Target.ID
	}
	return "/users/" + uriEscape(s.Target.UserPrincipalName)
}

// batchReads returns the read of the user of a step and a search for each value that
// must be unique.
func batchReads(s plan.Step) []batchExchange {
	user := batchExchange{
		batchRequest{ID: s.ID, Method: "GET", URL: batchUserURI(s) + "?$select=" + strings.Join(propertiesToRead(s), ",")},
		batchAnswer{ID: s.ID, Step: s.ID, Object: s.Target.Display(), Explain: reason(s), Status: 200, Before: s.Expect, After: s.Set},
	}
	if c, ok := s.Change(); ok && c.Property == plan.OnPremisesImmutableID {
		user.answer.Not = plan.Properties{{Name: plan.OnPremisesSyncEnabled, Value: plan.Bool(true)}, {Name: "userType", Value: plan.Text("Guest")}}
	}
	parts := []batchExchange{user}
	for _, u := range s.Unique {
		value, _ := u.Value.Text()
		uri := graphUsers(graphVersion(s), u.Name+" eq "+text.QuoteOData(value), userSelect)
		parts = append(parts, batchExchange{
			batchRequest{ID: s.ID + "-" + u.Name, Method: "GET", URL: strings.TrimPrefix(uri, "/"+graphVersion(s))},
			batchAnswer{ID: s.ID + "-" + u.Name, Step: s.ID, Status: 200, Others: plan.Properties{u}},
		})
	}
	return parts
}

// deletedRead returns the read of all deleted users, because no documentation
// describes a search for deleted users by these properties.
func deletedRead(first plan.Step, unique []plan.Property) batchExchange {
	id := first.ID + "-deleted"
	return batchExchange{
		batchRequest{ID: id, Method: "GET", URL: "/directory/deletedItems/microsoft.graph.user?$top=999&$select=id,userPrincipalName," + plan.OnPremisesImmutableID},
		batchAnswer{ID: id, Status: 200, None: unique},
	}
}

func batchWrite(s plan.Step) batchExchange {
	request := batchRequest{ID: s.ID, Method: "DELETE", URL: batchUserURI(s)}
	if s.Operation != plan.DeleteUser {
		request.Method, request.Body = "PATCH", s.Set
		request.Headers = map[string]string{"Content-Type": "application/json"}
	}
	return batchExchange{request, batchAnswer{ID: s.ID, Step: s.ID, Object: s.Target.Display(), Explain: reason(s), Status: 204}}
}

// asciiJSON returns JSON in ASCII, with two blanks for each level and every other
// character escaped.
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

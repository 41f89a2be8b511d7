package script

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"hardmatch/plan"
	"hardmatch/plan/plantest"
	"hardmatch/text"
	"hardmatch/text/texttest"
)

// jsonPlain lists the decoded strings of a document, and its URLs unescaped.
func jsonPlain(t *testing.T, doc string) string {
	t.Helper()
	if strings.ContainsFunc(doc, func(r rune) bool { return r != '\n' && !text.IsPrintableASCII(r) }) {
		t.Fatalf("not ASCII: %q", doc)
	}
	var b strings.Builder
	dec := json.NewDecoder(strings.NewReader(doc))
	for {
		token, err := dec.Token()
		if err != nil {
			return b.String()
		}
		if text, ok := token.(string); ok {
			b.WriteString(text + "\n")
			if path, err := url.PathUnescape(text); err == nil {
				b.WriteString(path + "\n")
			}
		}
	}
}

func readBatches(t *testing.T, p *plan.Plan) batchFile {
	t.Helper()
	doc := scriptOf(t, p, GraphBatch, false)
	jsonPlain(t, doc)
	var f batchFile
	if err := json.Unmarshal([]byte(doc), &f); err != nil {
		t.Fatalf("%v in\n%s", err, doc)
	}
	return f
}

// anchorsPlan returns a plan that writes the anchors of n users.
func anchorsPlan(n int, name string) *plan.Plan {
	p := &plan.Plan{}
	for i := range n {
		anchor := plan.Text(fmt.Sprintf("a%d'+/&", i))
		p.Steps = append(p.Steps, plan.Step{
			ID: fmt.Sprintf("s%d", i), Operation: plan.SetOnPremisesImmutableID, Phase: plan.Stamp,
			Target: plan.Ref{Side: plan.SideCloud, UserPrincipalName: fmt.Sprintf("u%d%s@contoso.com", i, name)},
			Expect: plan.Properties{{Name: plan.OnPremisesImmutableID}}, Set: plan.Properties{{Name: plan.OnPremisesImmutableID, Value: anchor}},
			Unique: []plan.Property{{Name: plan.OnPremisesImmutableID, Value: anchor}},
		})
	}
	return p
}

// No batch has more than 20 requests. All reads come before the first write. Each
// write depends on the one before it.
func TestGraphBatchSizes(t *testing.T) {
	for _, n := range []int{0, 1, 10, 20, 21, 45} {
		f := readBatches(t, anchorsPlan(n, ""))
		wrote, requests := 0, 0
		for _, b := range f.Batches {
			if len(b.Body.Requests) > 20 || len(b.Body.Requests) != len(b.Expected) {
				t.Errorf("%d steps: a batch of %d", n, len(b.Body.Requests))
			}
			if b.Kind == "look" && wrote > 0 {
				t.Errorf("%d steps: a read after a write", n)
			}
			for i, r := range b.Body.Requests {
				requests++
				if b.Kind != "write" {
					continue
				}
				wrote++
				if i > 0 && !slices.Equal(r.DependsOn, []string{b.Body.Requests[i-1].ID}) || i == 0 && len(r.DependsOn) > 0 {
					t.Errorf("%s depends on %q", r.ID, r.DependsOn)
				}
			}
		}
		if wrote != n || requests != 3*n+min(n, 1) { // a read, a search and a write each, and one read of the deleted users
			t.Errorf("%d steps: %d writes of %d requests", n, wrote, requests)
		}
	}
}

// Two steps on one user have a read each, the second one after the first write.
func TestGraphBatchSameUser(t *testing.T) {
	p := anchorsPlan(1, "")
	p.Steps = append(p.Steps, plan.Step{
		ID: "x", Operation: plan.ClearOnPremisesImmutableID, Phase: plan.Stamp, Target: p.Steps[0].Target,
		Expect: p.Steps[0].Set, Set: p.Steps[0].Expect,
	})
	var kinds []string
	for _, b := range readBatches(t, p).Batches {
		kinds = append(kinds, b.Kind)
	}
	if !slices.Equal(kinds, []string{"look", "write", "look", "write"}) {
		t.Errorf("%q", kinds)
	}
}

// An irreversible step is off until it is approved.
func TestGraphBatchApproval(t *testing.T) {
	p := plantest.Operations(t)
	kinds := func() (on, off int) {
		f := readBatches(t, p)
		for _, b := range f.Batches {
			if b.Kind == "irreversible" {
				on++
			}
		}
		return on, len(f.Off)
	}
	if on, off := kinds(); on != 0 || off != 2 {
		t.Errorf("not approved: %d on, %d off", on, off)
	}
	for i := range p.Steps {
		p.Steps[i].Approved = true
	}
	if on, off := kinds(); on != 1 || off != 0 {
		t.Errorf("approved: %d on, %d off", on, off)
	}
}

// A name is one segment of a path, and an anchor one literal of a filter.
func FuzzGraphBatch(f *testing.F) {
	for _, s := range append(texttest.HostileNames, "/../groups/x", "?$expand=x", "#", "%2f", "' or '1' eq '1") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		name = strings.ToValidUTF8(name, "?")
		p := anchorsPlan(1, name)
		if name != "" {
			p.Steps[0].Set[0].Value, p.Steps[0].Unique[0].Value = plan.Text(name), plan.Text(name)
		}
		batches := readBatches(t, p).Batches
		for i, b := range batches {
			u, err := url.Parse(b.Body.Requests[0].URL)
			if err != nil || u.Path != "/users/u0"+name+"@contoso.com" || u.Fragment != "" || strings.Count(u.EscapedPath(), "/") != 2 {
				t.Fatalf("%q, batch %d: %v, %v", name, i, u, err)
			}
		}
		if name == "" {
			return
		}
		if body := batches[1].Body.Requests[0].Body; body[0].Value != plan.Text(name) {
			t.Fatalf("%q is written as %v", name, body)
		}
		filter, err := url.Parse(batches[0].Body.Requests[1].URL)
		if err != nil || filter.Query().Get("$filter") != "onPremisesImmutableId eq "+text.QuoteOData(name) {
			t.Fatalf("%q: %v, %v", name, filter, err)
		}
	})
}

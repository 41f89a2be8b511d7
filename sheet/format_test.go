package sheet

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"hardmatch/cmd/wording"
	"hardmatch/plan"
	"hardmatch/plan/plantest"
	"hardmatch/script"
	"hardmatch/text"
	"hardmatch/text/texttest"
)

// written returns what [Write] writes of the selected steps.
func written(t *testing.T, p *plan.Plan, f Format, o script.Options) string {
	t.Helper()
	steps, err := script.Select(p, o)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := Write(&b, steps, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func sheetOf(t *testing.T, p *plan.Plan, f Format, undo bool) string {
	t.Helper()
	return written(t, p, f, script.Options{Undo: undo, Words: wording.Hint})
}

func TestHostileNamesInText(t *testing.T) {
	lines := strings.Count(sheetOf(t, plantest.Hostile(t, "ada"), Text, false), "\n")
	for _, name := range texttest.HostileNames {
		got := sheetOf(t, plantest.Hostile(t, name), Text, false)
		if strings.Count(got, "\n") != lines || strings.ContainsAny(got, "\x00\a\r\x1b\x7f\u0085\u2028\u2029\u202e\u2066\ufeff") {
			t.Errorf("%q: %q", name, got)
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, &script.Selection{}, "perl"); err == nil || b.Len() > 0 {
		t.Errorf("%v, %d octets written", err, b.Len())
	}
}

// A selection of one phase counts the steps of other phases.
func TestPhase(t *testing.T) {
	for _, f := range Formats() {
		got := written(t, plantest.Operations(t), f, script.Options{Phase: plan.VerifyPhase})
		if !strings.Contains(got, "o18") || strings.Contains(got, "o17 ") || strings.Contains(got, "Ada owns this address") {
			t.Errorf("%s has steps of other phases, or none of this one:\n%s", f, got)
		}
		if f != CSV && !strings.Contains(got, "(22 steps in the others)") {
			t.Errorf("%s does not count the steps of other phases:\n%s", f, got)
		}
	}
}

func TestGolden(t *testing.T) {
	p, all := plantest.Example(t), plantest.Operations(t)
	texttest.Golden(t, "operations.txt", sheetOf(t, all, Text, false))
	texttest.Golden(t, "operations.html", sheetOf(t, all, HTML, false))
	extension := map[Format]string{Text: ".txt", CSV: ".csv", Markdown: ".md", HTML: ".html"}
	for _, f := range Formats() {
		texttest.Golden(t, string(f)+extension[f], sheetOf(t, p, f, false))
		texttest.Golden(t, string(f)+"-undo"+extension[f], sheetOf(t, p, f, true))
	}
}

// If exports have only one name of the tenant, the sheet has this name.
func TestTenantNames(t *testing.T) {
	const id, domain = "11111111-2222-4333-8444-555555555555", "contoso.onmicrosoft.com"
	for f, line := range map[Format]string{Markdown: "- tenant: `%s`\n", HTML: "<dt>tenant</dt><dd><code>%s</code></dd>\n"} {
		for name, tenant := range map[string]*plan.Tenant{id: {ID: id}, domain: {InitialDomain: domain}} {
			p := plantest.Hostile(t, "ada")
			p.Tenant = tenant
			if got, want := sheetOf(t, p, f, false), fmt.Sprintf(line, name); !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%.1200s", f, want, got)
			}
		}
	}
}

// plainText removes the quoting of a format, so that a test can search for values.
var plainText = map[Format]func(t *testing.T, sheet string) string{CSV: csvPlain, Markdown: mdPlain, HTML: htmlPlain}

// Every format shows the object, the property and the value of every step of a plan
// with all operations. The summary shows only the object.
func TestAllOperations(t *testing.T) {
	p := plantest.Operations(t)
	undo, err := p.Reverse()
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[plan.Operation]bool)
	for _, f := range Formats() {
		for isUndo, shown := range map[bool]*plan.Plan{false: p, true: undo} {
			sheet := sheetOf(t, p, f, isUndo)
			if plain := plainText[f]; plain != nil {
				sheet += plain(t, sheet)
			}
			for _, s := range shown.Steps {
				seen[s.Operation] = true
				checkShown(t, f, sheet, s)
			}
			if !isUndo && !strings.Contains(sheet, "CN=Olga,OU=Staff,DC=contoso,DC=com") {
				t.Errorf("%s drops an object without steps", f)
			}
			if !strings.Contains(sheet, "blockSoftMatchEnabled") && f != CSV {
				t.Errorf("%s drops the precondition blockSoftMatchEnabled", f)
			}
		}
	}
	if len(seen) != 19 {
		t.Errorf("the plan has %d operations, not all 19", len(seen))
	}
}

func checkShown(t *testing.T, f Format, sheet string, s plan.Step) {
	t.Helper()
	want := []string{s.ID}
	if s.Operation != plan.RunSync && s.Operation != plan.SetTenantFlag || f != Text {
		want = append(want, s.Target.Display())
	}
	if f != Text { // which is a summary
		for _, list := range [][]plan.Property{s.Expect, s.Set, s.Unique} {
			for _, property := range list {
				value, _ := property.Value.Text()
				want = append(want, property.Name, value)
			}
		}
		for _, c := range s.Candidates {
			want = append(want, c.Display())
		}
	}
	for _, w := range want {
		if !strings.Contains(sheet, w) && !strings.Contains(sheet, text.Visible(w)) {
			t.Errorf("%s does not show %q of step %s (%s)", f, w, s.ID, s.Operation)
		}
	}
}

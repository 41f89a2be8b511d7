package render

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hardmatch/plan"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func script(t *testing.T, p *plan.Plan, v Voice, undo bool) string {
	t.Helper()
	var b bytes.Buffer
	if err := Plan(&b, p, v, Options{Undo: undo}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var powerShellVoices = []Voice{GraphPowerShell, EntraPowerShell, MSOnline}

// shapes are plans in which every text is a name: as it is, with what has no way
// back approved, and with users that have no id.
func shapes(t *testing.T, name string) []*plan.Plan {
	asIs, approved, noID := hostilePlan(t, name), hostilePlan(t, name), hostilePlan(t, name)
	for i := range approved.Steps {
		approved.Steps[i].Approved = true
		for s := &noID.Steps[i]; s != nil; s = s.Undo {
			s.Target.ID, s.Target.ObjectGUID = "", ""
		}
	}
	return []*plan.Plan{asIs, approved, noID}
}

// A script for hostile names has the tokens of the script for harmless ones, but
// for the values of strings and the text of comments.
func TestHostileNames(t *testing.T) {
	for _, v := range powerShellVoices {
		for _, undo := range []bool{false, true} {
			var want [][]psToken
			var rules []string
			for _, harmless := range shapes(t, "ada") {
				own, fixed := psParted(t, script(t, harmless, v, undo))
				want, rules = append(want, tokens(t, own)), append(rules, fixed)
			}
			for _, name := range hostile {
				if name == "" {
					continue // no step looks for a user without a name
				}
				for i, p := range shapes(t, name) {
					own, fixed := psParted(t, script(t, p, v, undo))
					if fixed != rules[i] {
						t.Fatalf("%s, %q: the rules differ", v, name)
					}
					sameStructure(t, string(v), name, tokens(t, own), want[i])
				}
			}
		}
	}
}

// psParted parts a script before the rules, which hold nothing of the plan.
func psParted(t *testing.T, script string) (own, rules string) {
	t.Helper()
	own, rules, ok := strings.Cut(script, "\n# ---- The rules ")
	if !ok {
		t.Fatal("a script without rules")
	}
	return own, rules
}

func tokens(t *testing.T, script string) []psToken {
	t.Helper()
	if i := strings.IndexFunc(script, func(r rune) bool { return (r < ' ' || r > '~') && r != '\n' }); i >= 0 {
		t.Fatalf("not ASCII: %q", script[i:min(len(script), i+20)])
	}
	list, err := psTokens(script)
	if err != nil {
		t.Fatal(err)
	}
	return foldLiterals(list)
}

func sameStructure(t *testing.T, voice, name string, got, want []psToken) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s, %q: %d tokens instead of %d", voice, name, len(got), len(want))
	}
	for i := range got {
		expect := want[i]
		switch expect.kind {
		case "string":
			if got[i].kind == "string" && strings.Contains(expect.text, "ada") && spoilt(expect.text, name).MatchString(got[i].text) {
				continue
			}
		case "comment":
			if strings.HasPrefix(got[i].text, "#Requires") != strings.HasPrefix(expect.text, "#Requires") || strings.HasPrefix(got[i].text, "# SIG #") {
				t.Fatalf("%s, %q: the comment %q means something", voice, name, got[i].text)
			}
			expect.text = got[i].text
		}
		if got[i] != expect {
			t.Fatalf("%s, %q: %q instead of %q", voice, name, got[i], expect)
		}
	}
}

// spoilt matches the text of a harmless plan with another name in it, as it is
// or as it is shown, in a DN or not.
func spoilt(text, name string) *regexp.Regexp {
	forms := []string{name, psComment(name), dnEscape(name), psComment(dnEscape(name))}
	for i, form := range forms {
		forms[i] = regexp.QuoteMeta(form)
	}
	parts := strings.Split(text, "ada")
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	return regexp.MustCompile(`(?s)^` + strings.Join(parts, "("+strings.Join(forms, "|")+")") + `$`)
}

func TestHostileNamesInText(t *testing.T) {
	lines := strings.Count(script(t, hostilePlan(t, "ada"), Text, false), "\n")
	for _, name := range hostile {
		got := script(t, hostilePlan(t, name), Text, false)
		if strings.Count(got, "\n") != lines || strings.ContainsAny(got, "\x00\a\r\x1b\x7f\u0085\u2028\u2029\u202e\u2066\ufeff") {
			t.Errorf("%q: %q", name, got)
		}
	}
}

// What cannot be quoted fails before anything is written.
func TestNotUTF8(t *testing.T) {
	var b bytes.Buffer
	if err := Plan(&b, hostilePlan(t, "a\xff"), GraphPowerShell, Options{}); err == nil || b.Len() > 0 {
		t.Errorf("%v, %d octets written", err, b.Len())
	}
}

// active are the lines of a script that are no comments.
func active(script string) string {
	var b strings.Builder
	for line := range strings.Lines(script) {
		if !strings.HasPrefix(strings.TrimLeft(line, " "), "#") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// What has no way back is on only where the plan approves it, and then says so.
func TestApproval(t *testing.T) {
	for _, v := range powerShellVoices {
		p := readPlan(t, "operations.json")
		off := script(t, p, v, false)
		approve(p)
		on := script(t, p, v, false)
		if strings.Contains(active(off), " Step 'o5' ") || !strings.Contains(off, "\n    # Step 'o5' ") || !strings.Contains(off, "\n    Skip-Step 'o5' 'not approved in the plan'\n") {
			t.Errorf("%s: a step that is not approved is on, or what waits for it does not know", v)
		}
		if !strings.Contains(active(on), "Step 'o5' 'purgeDeletedUser 87d349ed-44d7-43e1-9a83-5f2406dee5be' -NoWayBack {\n") || strings.Contains(on, "Skip-Step 'o5'") {
			t.Errorf("%s: a step that is approved is off, or does not say that it has no way back", v)
		}
	}
}

func approve(p *plan.Plan) {
	for i := range p.Steps {
		p.Steps[i].Approved = true
	}
}

// The modules and the rules of a script are those that its steps need.
func TestPowerShellParts(t *testing.T) {
	for _, test := range []struct {
		keep      func(plan.Step) bool
		has, lack []string
	}{
		{func(s plan.Step) bool { return s.ID == "o9" }, []string{"ModuleName = 'ActiveDirectory'", "Set-ADUser -Identity"}, []string{"Microsoft.Graph", "Connect-", "ADSync"}},
		{func(s plan.Step) bool { return s.ID == "o14" }, []string{"ModuleName = 'Microsoft.Graph.Authentication'", "Connect-Service"}, []string{"ActiveDirectory", "ADSync", "onPremisesSynchronization"}},
		{func(s plan.Step) bool { return s.ID == "o17" }, []string{"Start-ADSyncSyncCycle"}, []string{"#Requires -Modules", "Connect-"}},
		{func(s plan.Step) bool { return s.ID == "o1" }, []string{"v1.0/directory/onPremisesSynchronization"}, []string{"ActiveDirectory'"}},
	} {
		p := readPlan(t, "operations.json")
		p.TenantPreconditions = nil
		p.Steps = slices.DeleteFunc(p.Steps, func(s plan.Step) bool { return !test.keep(s) })
		got := script(t, p, GraphPowerShell, false)
		for _, want := range test.has {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %s is missing", p.Steps[0].Operation, want)
			}
		}
		for _, not := range test.lack {
			if strings.Contains(got, not) {
				t.Errorf("%s: %s is there", p.Steps[0].Operation, not)
			}
		}
	}
}

// A long list of steps to wait for does not make a long line.
func TestPowerShellLongLines(t *testing.T) {
	p := stampsOf(300, "")
	var after []string
	for _, s := range p.Steps {
		after = append(after, s.ID)
	}
	p.Steps = append(p.Steps, plan.Step{ID: "sync", Operation: plan.RunSync, Set: plan.Properties{{Name: "policyType", Value: plan.Text("Delta")}}, After: after})
	for line := range strings.Lines(script(t, p, GraphPowerShell, false)) {
		if len(line) > 170 {
			t.Errorf("%d columns: %s", len(line), line)
		}
	}
}

// A phase alone says what it leaves to others.
func TestPhase(t *testing.T) {
	p := readPlan(t, "operations.json")
	for _, v := range Voices() {
		var b bytes.Buffer
		if err := Plan(&b, p, v, Options{Phase: plan.VerifyPhase}); err != nil {
			t.Fatal(err)
		}
		got := b.String()
		if v != LDIF && !strings.Contains(got, "o18") || strings.Contains(got, "o17 ") || strings.Contains(got, "Ada owns this address") {
			t.Errorf("%s says other phases or not this one:\n%s", v, got)
		}
		if v != CSV && v != GraphBatch && !strings.Contains(got, "(22 steps in the others)") {
			t.Errorf("%s does not count the steps of other phases:\n%s", v, got)
		}
	}
	if err := Plan(&bytes.Buffer{}, p, Text, Options{Phase: "later"}); err == nil || !strings.Contains(err.Error(), "expected one of prepare, free,") {
		t.Errorf("an unknown phase: %v", err)
	}
}

func TestVoices(t *testing.T) {
	for _, v := range Voices() {
		if got, err := ParseVoice(string(v)); got != v || err != nil {
			t.Errorf("%s: %v", v, err)
		}
	}
	if _, err := ParseVoice("perl"); err == nil || !strings.Contains(err.Error(), "expected one of graph-powershell, ") {
		t.Errorf("unknown voice: %v", err)
	}
}

func TestGolden(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("testdata", "plan.json"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Parse(doc)
	if err != nil {
		t.Fatal(err)
	}
	all := readPlan(t, "operations.json")
	golden(t, "operations.ps1", script(t, all, GraphPowerShell, false))
	golden(t, "operations-undo.ps1", script(t, all, GraphPowerShell, true))
	golden(t, "operations.sh", script(t, all, GraphREST, false))
	golden(t, "operations.ldif", script(t, all, LDIF, false))
	golden(t, "operations.txt", script(t, all, Text, false))
	golden(t, "operations.html", script(t, all, HTML, false))
	extension := map[Voice]string{Text: ".txt", LDIF: ".ldif", CSV: ".csv", Markdown: ".md", HTML: ".html", GraphREST: ".sh", M365CLI: ".sh", GraphBatch: ".json"}
	for _, v := range Voices() {
		ext, ok := extension[v]
		if !ok {
			ext = ".ps1"
		}
		golden(t, string(v)+ext, script(t, p, v, false))
		golden(t, string(v)+"-undo"+ext, script(t, p, v, true))
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run go test -update and read the difference\n%s", file, got)
	}
}

// The tokenizer must see the attacks that the voices are proof against.
func TestTokenizerSeesAttacks(t *testing.T) {
	harmless, _ := psTokens("f 'x' # c\ng")
	for _, attack := range []string{"f 'a' b' # c\ng", "f 'a\u2019 b' # c\ng", "f 'x' # c\rh\ng", "f \"$(g)\" # c\ng", "f 'x' <# c\n#> g", "f ('a' + g) # c\ng"} {
		got, err := psTokens(attack)
		if err != nil {
			continue
		}
		kinds := func(list []psToken) (k []string) {
			for _, t := range list {
				k = append(k, t.kind)
			}
			return k
		}
		if slices.Equal(kinds(foldLiterals(got)), kinds(harmless)) {
			t.Errorf("%q reads like a harmless script", attack)
		}
	}
}

// A tenant that exports name in part is called by that part.
func TestTenantNames(t *testing.T) {
	const id, domain = "11111111-2222-4333-8444-555555555555", "contoso.onmicrosoft.com"
	for v, line := range map[Voice]string{
		GraphPowerShell: "#   tenant   %s\n", GraphREST: "#   tenant   %s\n", LDIF: "#   tenant   %s\n",
		Markdown: "- tenant: `%s`\n", HTML: "<dt>tenant</dt><dd><code>%s</code></dd>\n",
	} {
		for name, tenant := range map[string]*plan.Tenant{id: {ID: id}, domain: {InitialDomain: domain}} {
			p := hostilePlan(t, "ada")
			p.Tenant = tenant
			if got, want := script(t, p, v, false), fmt.Sprintf(line, name); !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%.1200s", v, want, got)
			}
		}
	}
}

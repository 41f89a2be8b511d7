package script

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hardmatch/cmd/wording"
	"hardmatch/plan"
	"hardmatch/plan/plantest"
	"hardmatch/text/texttest"
)

// written returns what [Write] writes of the selected steps.
func written(t *testing.T, p *plan.Plan, f Format, o Options) string {
	t.Helper()
	steps, err := Select(p, o)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := Write(&b, steps, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func scriptOf(t *testing.T, p *plan.Plan, v Format, undo bool) string {
	t.Helper()
	return written(t, p, v, Options{Undo: undo, Words: wording.Hint})
}

var powerShellFormats = []Format{GraphPowerShell, EntraPowerShell, MSOnline}

// shapes returns plans in which every text is a name: unchanged, with all steps
// approved, and with users that have no id.
func shapes(t *testing.T, name string) []*plan.Plan {
	asIs, approved, noID := plantest.Hostile(t, name), plantest.Hostile(t, name), plantest.Hostile(t, name)
	for i := range approved.Steps {
		approved.Steps[i].Approved = true
		for s := &noID.Steps[i]; s != nil; s = s.Undo {
			s.Target.ID, s.Target.ObjectGUID = "", ""
		}
	}
	return []*plan.Plan{asIs, approved, noID}
}

// A script with hostile names has the same tokens as one with harmless names, except
// for the values of strings and the text of comments.
func TestHostileNames(t *testing.T) {
	for _, v := range powerShellFormats {
		for _, undo := range []bool{false, true} {
			var want [][]psToken
			var rules []string
			for _, harmless := range shapes(t, "ada") {
				own, fixed := psParted(t, scriptOf(t, harmless, v, undo))
				want, rules = append(want, tokens(t, own)), append(rules, fixed)
			}
			for _, name := range sampleOf(texttest.HostileNames) {
				if name == "" {
					continue // no step searches for a user without a name
				}
				for i, p := range shapes(t, name) {
					own, fixed := psParted(t, scriptOf(t, p, v, undo))
					if fixed != rules[i] {
						t.Fatalf("%s, %q: the rules differ", v, name)
					}
					sameStructure(t, string(v), name, tokens(t, own), want[i])
				}
			}
		}
	}
}

// sampleOf returns every tenth name in a short test, because all take seconds, and all
// names otherwise.
func sampleOf(names []string) []string {
	if !testing.Short() {
		return names
	}
	var sample []string
	for i := 0; i < len(names); i += 10 {
		sample = append(sample, names[i])
	}
	return sample
}

// psParted cuts a script before the rules, which contain no value of the plan.
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

func sameStructure(t *testing.T, format, name string, got, want []psToken) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s, %q: %d tokens, want %d", format, name, len(got), len(want))
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
				t.Fatalf("%s, %q: the comment %q has a meaning", format, name, got[i].text)
			}
			expect.text = got[i].text
		}
		if got[i] != expect {
			t.Fatalf("%s, %q: %q, want %q", format, name, got[i], expect)
		}
	}
}

// spoilt returns a pattern for the text of a harmless plan with another name in it:
// raw or visible, in a DN or not.
func spoilt(text, name string) *regexp.Regexp {
	forms := []string{name, psComment(name), plantest.EscapeDN(name), psComment(plantest.EscapeDN(name))}
	for i, form := range forms {
		forms[i] = regexp.QuoteMeta(form)
	}
	parts := strings.Split(text, "ada")
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	return regexp.MustCompile(`(?s)^` + strings.Join(parts, "("+strings.Join(forms, "|")+")") + `$`)
}

// What cannot be quoted fails before anything is written.
func TestNotUTF8(t *testing.T) {
	var b bytes.Buffer
	steps, err := Select(plantest.Hostile(t, "a\xff"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := Write(&b, steps, GraphPowerShell); err == nil || b.Len() > 0 {
		t.Errorf("%v, %d octets written", err, b.Len())
	}
}

// active returns the lines of a script that are not comments.
func active(script string) string {
	var b strings.Builder
	for line := range strings.Lines(script) {
		if !strings.HasPrefix(strings.TrimLeft(line, " "), "#") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// An irreversible step is on only with approval in the plan, and is then marked.
func TestApproval(t *testing.T) {
	for _, v := range powerShellFormats {
		p := plantest.Operations(t)
		off := scriptOf(t, p, v, false)
		plantest.Approve(p)
		on := scriptOf(t, p, v, false)
		if strings.Contains(active(off), " Step 'o5' ") || !strings.Contains(off, "\n    # Step 'o5' ") || !strings.Contains(off, "\n    Skip-Step 'o5' 'not approved in the plan'\n") {
			t.Errorf("%s: a step without approval is on, or is not skipped for the steps that wait for it", v)
		}
		if !strings.Contains(active(on), "Step 'o5' 'purgeDeletedUser 87d349ed-44d7-43e1-9a83-5f2406dee5be' -NoWayBack {\n") || strings.Contains(on, "Skip-Step 'o5'") {
			t.Errorf("%s: an approved step is off, or is not marked as irreversible", v)
		}
	}
}

// A script has only the modules and the rules that its steps need.
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
		p := plantest.Operations(t)
		p.TenantPreconditions = nil
		p.Steps = slices.DeleteFunc(p.Steps, func(s plan.Step) bool { return !test.keep(s) })
		got := scriptOf(t, p, GraphPowerShell, false)
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

// A long list of steps to wait for does not result in a long line.
func TestPowerShellLongLines(t *testing.T) {
	p := anchorsPlan(300, "")
	var after []string
	for _, s := range p.Steps {
		after = append(after, s.ID)
	}
	p.Steps = append(p.Steps, plan.Step{ID: "sync", Operation: plan.RunSync, Set: plan.Properties{{Name: plan.PolicyType, Value: plan.Text("Delta")}}, After: after})
	for line := range strings.Lines(scriptOf(t, p, GraphPowerShell, false)) {
		if len(line) > 170 {
			t.Errorf("%d columns: %s", len(line), line)
		}
	}
}

// A selection of one phase counts the steps of other phases.
func TestPhase(t *testing.T) {
	p := plantest.Operations(t)
	for _, v := range Formats() {
		got := written(t, p, v, Options{Phase: plan.VerifyPhase})
		if v != LDIF && !strings.Contains(got, "o18") || strings.Contains(got, "o17 ") || strings.Contains(got, "Ada owns this address") {
			t.Errorf("%s has steps of other phases, or not those of this one:\n%s", v, got)
		}
		if v != GraphBatch && !strings.Contains(got, "(22 steps in the others)") {
			t.Errorf("%s does not count the steps of other phases:\n%s", v, got)
		}
	}
	if _, err := Select(p, Options{Phase: "later"}); err == nil || !strings.Contains(err.Error(), "expected one of prepare, free,") {
		t.Errorf("an unknown phase: %v", err)
	}
}

func TestGolden(t *testing.T) {
	p := plantest.Example(t)
	all := plantest.Operations(t)
	texttest.Golden(t, "operations.ps1", scriptOf(t, all, GraphPowerShell, false))
	texttest.Golden(t, "operations-undo.ps1", scriptOf(t, all, GraphPowerShell, true))
	texttest.Golden(t, "operations.sh", scriptOf(t, all, GraphREST, false))
	texttest.Golden(t, "operations.ldif", scriptOf(t, all, LDIF, false))
	extension := map[Format]string{LDIF: ".ldif", GraphREST: ".sh", M365CLI: ".sh", GraphBatch: ".json"}
	for _, v := range Formats() {
		ext, ok := extension[v]
		if !ok {
			ext = ".ps1"
		}
		texttest.Golden(t, string(v)+ext, scriptOf(t, p, v, false))
		texttest.Golden(t, string(v)+"-undo"+ext, scriptOf(t, p, v, true))
	}
}

// The tokenizer must recognise the attacks that the formats prevent.
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
			t.Errorf("%q has the tokens of a harmless script", attack)
		}
	}
}

// If exports have only one name of the tenant, the script has this name.
func TestTenantNames(t *testing.T) {
	const id, domain = "11111111-2222-4333-8444-555555555555", "contoso.onmicrosoft.com"
	for v, line := range map[Format]string{
		GraphPowerShell: "#   tenant   %s\n", GraphREST: "#   tenant   %s\n", LDIF: "#   tenant   %s\n",
	} {
		for name, tenant := range map[string]*plan.Tenant{id: {ID: id}, domain: {InitialDomain: domain}} {
			p := plantest.Hostile(t, "ada")
			p.Tenant = tenant
			if got, want := scriptOf(t, p, v, false), fmt.Sprintf(line, name); !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%.1200s", v, want, got)
			}
		}
	}
}

// A script has a hint about its undo only with words for it, and an undo has none.
func TestUndoHint(t *testing.T) {
	p := plantest.Example(t)
	for _, test := range []struct {
		options Options
		want    bool
	}{{Options{Words: wording.Hint}, true}, {Options{}, false}, {Options{Undo: true, Words: wording.Hint}, false}} {
		got := written(t, p, LDIF, test.options)
		if has := strings.Contains(got, "\n#   undo     "); has != test.want {
			t.Errorf("undo %v: a hint about the undo: %v, want %v", test.options.Undo, has, test.want)
		}
	}
}

package render

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hardmatch/plan"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// sample is a plan of one user with every text a voice can meet: name names the
// user in all of them. Its id is not checked here.
func sample(name string, byMail, approved bool) *plan.Plan {
	target := plan.Ref{Side: "cloud", UserPrincipalName: name}
	if byMail {
		target = plan.Ref{Side: "cloud", Mail: name}
	}
	anchor := plan.Text("anchor " + name)
	source := &plan.Origin{File: name, Line: 7}
	needs := plan.Needs{Scopes: []string{"User.ReadWrite.All"}, Roles: []string{"User Administrator", "Privileged Authentication Administrator"}}
	undo := plan.Step{
		ID: "s2u", Phase: plan.Stamp, Operation: plan.ClearOnPremisesImmutableID, Target: target,
		Expect:  plan.Properties{{Name: plan.OnPremisesImmutableID, Value: anchor}},
		Set:     plan.Properties{{Name: plan.OnPremisesImmutableID}},
		Explain: "clears " + name, Needs: needs,
	}
	return &plan.Plan{
		Schema: plan.Schema, ID: "sha256:" + strings.Repeat("0", 64), AsOf: "2026-11-22",
		Tenant: &plan.Tenant{ID: name, InitialDomain: name},
		Inputs: []plan.Input{{File: name, Kind: name, Records: 1}},
		Steps: []plan.Step{
			{
				ID: "s1", Phase: plan.Free, Operation: plan.PurgeDeletedUser, Target: target, Irreversible: true, Approved: approved,
				Explain: "frees " + name, Needs: plan.Needs{Scopes: []string{"User.DeleteRestore.All"}},
			},
			{
				ID: "s2", Phase: plan.Stamp, Operation: plan.SetOnPremisesImmutableID, Target: target,
				Expect:  plan.Properties{{Name: plan.OnPremisesImmutableID}},
				Set:     plan.Properties{{Name: plan.OnPremisesImmutableID, Value: anchor}},
				Explain: "CN=" + name + ": anchor from objectGUID", Undo: &undo, Needs: needs, After: []string{"s1"},
			},
			{
				ID: "s3", Phase: plan.Sync, Operation: plan.RunSync, Target: plan.Ref{Side: "onPremises"},
				Set: plan.Properties{{Name: "policyType", Value: plan.Text("Delta")}}, After: []string{"s2"},
			},
			{ID: "s4", Phase: plan.VerifyPhase, Operation: plan.Verify, Target: target, After: []string{"s3"}},
			{ID: "s5", Phase: plan.Prepare, Operation: plan.SetMail, Target: target, Explain: name},
		},
		Unplanned: []plan.Unplanned{{Object: plan.Ref{Side: "onPremises", DN: name, Origin: source}, Why: name}},
		Counts:    plan.Counts{Users: 1, Steps: 5, Irreversible: 1, Unplanned: 1},
	}
}

func script(t *testing.T, p *plan.Plan, v Voice, undo bool) string {
	t.Helper()
	var b bytes.Buffer
	if err := Plan(&b, p, v, Options{Undo: undo}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var powerShellVoices = []Voice{GraphPowerShell, EntraPowerShell, MSOnline}

// A script for a hostile name has the tokens of the script for a harmless one,
// but for the values of strings and the text of comments.
func TestHostileNames(t *testing.T) {
	for _, v := range powerShellVoices {
		for _, undo := range []bool{false, true} {
			for _, byMail := range []bool{false, true} {
				want := tokens(t, script(t, sample("ada", byMail, true), v, undo))
				for _, name := range hostile {
					if name == "" {
						continue // no step looks for a user without a name
					}
					got := tokens(t, script(t, sample(name, byMail, true), v, undo))
					sameStructure(t, string(v), name, got, want)
				}
			}
		}
	}
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
		switch {
		case expect.kind == "string" && (expect.text == "ada" || expect.text == "anchor ada"):
			expect.text = strings.Replace(expect.text, "ada", name, 1)
		case expect.kind == "comment" && got[i].kind == "comment":
			expect.text = got[i].text
			if strings.HasPrefix(expect.text, "#Requires") != strings.HasPrefix(want[i].text, "#Requires") || strings.HasPrefix(expect.text, "# SIG #") {
				t.Fatalf("%s, %q: the comment %q means something", voice, name, expect.text)
			}
		}
		if got[i] != expect {
			t.Fatalf("%s, %q: %q instead of %q", voice, name, got[i], expect)
		}
	}
}

func TestHostileNamesInText(t *testing.T) {
	lines := strings.Count(script(t, sample("ada", false, false), Text, false), "\n")
	for _, name := range hostile {
		got := script(t, sample(name, false, false), Text, false)
		if strings.Count(got, "\n") != lines || strings.ContainsAny(got, "\x00\a\r\x1b\x7f\u0085\u2028\u2029\u202e\u2066\ufeff") {
			t.Errorf("%q: %q", name, got)
		}
	}
}

// What cannot be quoted fails before anything is written.
func TestNotUTF8(t *testing.T) {
	var b bytes.Buffer
	if err := Plan(&b, sample("a\xff", false, false), GraphPowerShell, Options{}); err == nil || b.Len() > 0 {
		t.Errorf("%v, %d octets written", err, b.Len())
	}
}

// A purge is on only where the plan approves it.
func TestApproval(t *testing.T) {
	for _, v := range powerShellVoices {
		off, on := script(t, sample("ada", false, false), v, false), script(t, sample("ada", false, true), v, false)
		if !strings.Contains(off, "Approved = $false") || strings.Contains(off, "Approved = $true") {
			t.Errorf("%s: a step that is not approved is on", v)
		}
		if strings.Replace(off, "Approved = $false", "Approved = $true", 1) != on {
			t.Errorf("%s: approval changes more than itself", v)
		}
	}
}

// Whatever a voice has no words for is named.
func TestNothingIsDropped(t *testing.T) {
	for _, v := range powerShellVoices {
		got := script(t, sample("ada", false, true), v, false)
		for _, want := range []string{"s5 setMail ada: this voice has no words for it", "ada (ada:7): ada"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q is missing", v, want)
			}
		}
		if back := script(t, sample("ada", false, true), v, true); !strings.Contains(back, "s1 purgeDeletedUser ada: has no way back") {
			t.Errorf("%s: the way back hides that a purge has none", v)
		}
	}
}

// A step that says something else than the script would do has no words.
func TestUnknownShapesAreUnsaid(t *testing.T) {
	for name, change := range map[string]func(*plan.Step){
		"expects another anchor": func(s *plan.Step) { s.Expect[0].Value = plan.Text("x") },
		"expects more":           func(s *plan.Step) { s.Expect = append(s.Expect, plan.Property{Name: "mail"}) },
		"expects nothing":        func(s *plan.Step) { s.Expect = nil },
		"sets null":              func(s *plan.Step) { s.Set[0].Value = plan.Value{} },
		"sets more":              func(s *plan.Step) { s.Set = append(s.Set, plan.Property{Name: "mail"}) },
		"target by id":           func(s *plan.Step) { s.Target.ID = "x" },
		"no target":              func(s *plan.Step) { s.Target = plan.Ref{Side: "cloud"} },
	} {
		p := sample("ada", false, true)
		change(&p.Steps[1])
		got := script(t, p, GraphPowerShell, false)
		if strings.Contains(got, "Name = 'ada'") || !strings.Contains(got, "#   - s2 setOnPremisesImmutableId") {
			t.Errorf("%s: said all the same", name)
		}
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
	extension := map[Voice]string{Text: ".txt", LDIF: ".ldif", CSV: ".csv", Markdown: ".md", GraphREST: ".sh", M365CLI: ".sh", GraphBatch: ".json"}
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

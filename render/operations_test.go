package render

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hardmatch/plan"
)

func readPlan(t *testing.T, name string) *plan.Plan {
	t.Helper()
	doc, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Parse(doc)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// plainText undoes the quoting of a voice, so that values can be looked for.
var plainText = map[Voice]func(t *testing.T, script string) string{
	GraphPowerShell: psPlain,
	EntraPowerShell: psPlain,
	MSOnline:        psPlain,
	LDIF:            ldifPlain,
	GraphREST:       shPlain,
	GraphBatch:      jsonPlain,
	M365CLI:         shPlain,
	CSV:             csvPlain,
	Markdown:        mdPlain,
}

func psPlain(t *testing.T, script string) string {
	var b strings.Builder
	for _, token := range tokens(t, script) {
		b.WriteString(token.text + "\n")
	}
	return b.String()
}

// Every voice says the object, the property and the value of every step of a
// plan with all operations, be it as a step or among those that are not said.
func TestAllOperations(t *testing.T) {
	p := readPlan(t, "operations.json")
	back, err := p.Reverse()
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[plan.Operation]bool)
	for _, v := range Voices() {
		for undo, said := range map[bool]*plan.Plan{false: p, true: back} {
			text := script(t, p, v, undo)
			if plain := plainText[v]; plain != nil {
				text += plain(t, text)
			}
			for _, s := range said.Steps {
				seen[s.Operation] = true
				checkSaid(t, v, text, s)
			}
			if !undo && !strings.Contains(text, "CN=Olga,OU=Staff,DC=contoso,DC=com") {
				t.Errorf("%s drops an object without steps", v)
			}
		}
	}
	if len(seen) != 19 {
		t.Errorf("the plan has %d operations, not all 19", len(seen))
	}
}

func checkSaid(t *testing.T, v Voice, text string, s plan.Step) {
	t.Helper()
	want := []string{refName(s.Target)}
	if s.Phase != plan.Sync && s.Phase != plan.VerifyPhase && v != Text {
		want = append(want, s.ID)
	}
	if v != Text { // which is a summary
		for _, list := range [][]plan.Property{s.Expect, s.Set, s.Unique} {
			for _, property := range list {
				want = append(want, strings.TrimPrefix(property.Name, "policy"), spelling(property, text)) // or -PolicyType
			}
		}
	}
	for _, w := range want {
		if !strings.Contains(text, w) && !strings.Contains(text, psComment(w)) {
			t.Errorf("%s does not say %q of step %s (%s)", v, w, s.ID, s.Operation)
		}
	}
}

// spelling is how a text spells the value of a property: an
// mS-DS-ConsistencyGuid may be there as octets.
func spelling(p plan.Property, text string) string {
	s, ok := p.Value.Text()
	if raw, err := octets(p.Name, p.Value); ok && err == nil && strings.Contains(text, string(raw)) {
		return string(raw)
	}
	return s
}

// What a voice does not say names a voice that does, and the reason of the step.
func TestNotSaidNamesAnotherVoice(t *testing.T) {
	for v, can := range runnable {
		for _, s := range readPlan(t, "operations.json").Steps {
			err := can(s)
			if err == nil {
				continue
			}
			line := notSaid(s, v, err)
			if named := sayers(s, v); len(named) > 0 && !strings.Contains(line, "said by "+named[0]) || !strings.Contains(line, s.Explain) {
				t.Errorf("%s: %s", v, line)
			}
		}
	}
}

// A step that says more or less than its operation is not carried out.
func TestChangeOf(t *testing.T) {
	good := func() plan.Step {
		return plan.Step{Operation: plan.SetMail, Target: plan.Ref{Side: onPremises, DN: "CN=A,DC=x"},
			Expect: plan.Properties{{Name: "mail"}}, Set: plan.Properties{{Name: "mail", Value: plan.Text("a@x")}}}
	}
	if _, err := changeOf(good()); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*plan.Step){
		"other side":   func(s *plan.Step) { s.Target.Side = cloud },
		"no expect":    func(s *plan.Step) { s.Expect = nil },
		"no set":       func(s *plan.Step) { s.Set = nil },
		"sets more":    func(s *plan.Step) { s.Set = append(s.Set, plan.Property{Name: "cn"}) },
		"no change":    func(s *plan.Step) { s.Expect = slices.Clone(s.Set) },
		"empty text":   func(s *plan.Step) { s.Set[0].Value = plan.Text("") },
		"truth value":  func(s *plan.Step) { s.Set[0].Value = plan.Bool(true) },
		"other name":   func(s *plan.Step) { s.Set[0].Name = "cn" },
		"no change op": func(s *plan.Step) { s.Operation = plan.RunSync },
		"clears to a value": func(s *plan.Step) {
			s.Operation, s.Set[0].Name, s.Expect[0].Name = plan.ClearConsistencyGUID, consistencyGUID, consistencyGUID
		},
	} {
		s := good()
		spoil(&s)
		if _, err := changeOf(s); err == nil {
			t.Errorf("%s: said all the same", name)
		}
	}
}

func TestCutDN(t *testing.T) {
	for dn, want := range map[string][2]string{
		`CN=A,OU=B`:        {`CN=A`, `OU=B`},
		`CN=A\, B, OU=C`:   {`CN=A\, B`, `OU=C`},
		`CN=A\\,OU=B`:      {`CN=A\\`, `OU=B`},
		`CN="A, B",OU=C`:   {`CN="A, B"`, `OU=C`},
		`CN=A\2C B,OU=C`:   {`CN=A\2C B`, `OU=C`},
		`CN=A\`:            {`CN=A\`, ``},
		`CN=A`:             {`CN=A`, ``},
		`CN="A,OU=B`:       {`CN="A,OU=B`, ``},
		`CN=A+SN=B,DC=C,D`: {`CN=A+SN=B`, `DC=C,D`},
	} {
		if rdn, parent, ok := cutDN(dn); rdn != want[0] || parent != want[1] || ok != (parent != "") {
			t.Errorf("%s: %s, %s, %v", dn, rdn, parent, ok)
		}
	}
}

// hostilePlan is the plan with all operations in which every text is name.
func hostilePlan(t *testing.T, name string) *plan.Plan {
	t.Helper()
	p := readPlan(t, "operations.json")
	for i := range p.Steps {
		for s := &p.Steps[i]; s != nil; s = s.Undo {
			spoil(s, name)
		}
	}
	p.Tenant.InitialDomain, p.AsOf = name, name
	p.Inputs = []plan.Input{{File: name, Kind: name}}
	p.Unplanned[0] = plan.Unplanned{Object: plan.Ref{Side: cloud, UserPrincipalName: name}, Why: name}
	return p
}

func spoil(s *plan.Step, name string) {
	for _, text := range []*string{&s.Target.DN, &s.Target.ID, &s.Target.UserPrincipalName, &s.Target.Mail} {
		if *text != "" {
			*text = name
		}
	}
	s.Explain = name
	s.Needs = plan.Needs{Scopes: []string{name}, Roles: []string{name}}
	for n, list := range [][]plan.Property{s.Expect, s.Set, s.Unique} {
		name := []string{name, "new" + name, name}[n]
		for i, property := range list {
			if _, text := property.Value.Text(); text && property.Name != consistencyGUID && property.Name != distinguishedName {
				list[i].Value = plan.Text(name)
			}
		}
	}
}

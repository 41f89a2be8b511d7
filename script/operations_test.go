package script

import (
	"slices"
	"strings"
	"testing"

	"hardmatch/plan"
	"hardmatch/plan/plantest"
)

// plainText removes the quoting of a format, so that a test can search for values.
var plainText = map[Format]func(t *testing.T, script string) string{
	GraphPowerShell: psPlain,
	EntraPowerShell: psPlain,
	MSOnline:        psPlain,
	LDIF:            ldifPlain,
	GraphREST:       shPlain,
	GraphBatch:      jsonPlain,
	M365CLI:         shPlain,
}

func psPlain(t *testing.T, script string) string {
	var b strings.Builder
	for _, token := range tokens(t, script) {
		b.WriteString(token.text + "\n")
	}
	return b.String()
}

// Every format has the object, the property and the value of every step of a plan
// with all operations. For a step that it cannot express it has the object and the
// operation.
func TestAllOperations(t *testing.T) {
	p := plantest.Operations(t)
	reverse, err := p.Reverse()
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[plan.Operation]bool)
	for _, v := range Formats() {
		for undo, source := range map[bool]*plan.Plan{false: p, true: reverse} {
			text := scriptOf(t, p, v, undo)
			if plain := plainText[v]; plain != nil {
				text += plain(t, text)
			}
			for _, s := range source.Steps {
				seen[s.Operation] = true
				checkContains(t, v, text, s)
			}
			if !undo && !strings.Contains(text, "CN=Olga,OU=Staff,DC=contoso,DC=com") {
				t.Errorf("%s drops an object without steps", v)
			}
			for _, name := range []string{"blockSoftMatchEnabled"} {
				if !strings.Contains(text, name) {
					t.Errorf("%s drops the precondition %s", v, name)
				}
			}
		}
	}
	if len(seen) != 19 {
		t.Errorf("the plan has %d operations, not all 19", len(seen))
	}
}

func checkContains(t *testing.T, v Format, text string, s plan.Step) {
	t.Helper()
	want := []string{s.ID, s.Target.Display()}
	if checkOf(v)(s) != nil {
		want = append(want, string(s.Operation))
	} else {
		for _, list := range [][]plan.Property{s.Expect, s.Set, s.Unique} {
			for _, property := range list {
				want = append(want, spelledName(v, property.Name), spelling(property, text))
			}
		}
		for _, c := range s.Candidates {
			want = append(want, c.Display())
		}
	}
	for _, w := range want {
		if !strings.Contains(text, w) && !strings.Contains(text, psComment(w)) {
			t.Errorf("%s does not have %q of step %s (%s)", v, w, s.ID, s.Operation)
		}
	}
}

// checkOf returns the function that returns why a format cannot express a step.
func checkOf(v Format) func(plan.Step) error {
	if v == MSOnline {
		return checkMSOnline
	}
	return checks[v]
}

// spelledName returns the name of a property in a format. PowerShell has cmdlets for
// some properties.
func spelledName(v Format, name string) string {
	if slices.Contains(powerShellFormats, v) {
		switch name {
		case plan.ConsistencyGUID, plan.PolicyType:
			return "Sync"
		case plan.DistinguishedName:
			return "Move-Object"
		}
	}
	return name
}

// spelling returns the value of a property as a text has it: an
// mS-DS-ConsistencyGuid can be in it as octets.
func spelling(p plan.Property, text string) string {
	s, ok := p.Value.Text()
	if raw := octets(p.Name, p.Value); ok && strings.Contains(text, string(raw)) {
		return string(raw)
	}
	return s
}

// A format has an active line for exactly the steps that it supports. For each other
// step it names a format that supports it.
func TestSupportedStepsAreWritten(t *testing.T) {
	p := plantest.Operations(t)
	plantest.Approve(p)
	reverse, err := p.Reverse()
	if err != nil {
		t.Fatal(err)
	}
	mark := map[Format]string{GraphPowerShell: "    Step '%'|    Sync '%'", EntraPowerShell: "    Step '%'|    Sync '%'", MSOnline: "    Step '%'|    Sync '%'",
		GraphREST: "if begin '%'|if late '%'|if verify '%'", M365CLI: "if begin '%'|if late '%'|if verify '%'", LDIF: "\n# %: ", GraphBatch: "\nstep %\n"}
	for v, mark := range mark {
		for _, source := range []*plan.Plan{p, reverse} {
			text := scriptOf(t, source, v, false)
			if v == GraphBatch {
				text = batchedSteps(t, source)
			}
			for _, s := range source.Steps {
				supported := checkOf(v)(s) == nil
				if got := hasMark(v, text, mark, s.ID); got != supported {
					t.Errorf("%s: %s %s is written: %v, supported: %v", v, s.ID, s.Operation, got, supported)
				}
				if !supported {
					line := unsupported(s, v, checkOf(v)(s))
					if named := Supporting(s, v); len(named) > 0 && !strings.Contains(line, "supported by "+named[0]) {
						t.Errorf("%s: %s", v, line)
					}
				}
			}
		}
	}
}

// batchedSteps lists the steps in the batches that are on.
func batchedSteps(t *testing.T, p *plan.Plan) string {
	text := "\n"
	for _, b := range readBatches(t, p).Batches {
		for _, answer := range b.Expected {
			text += "step " + answer.Step + "\n"
		}
	}
	return text
}

func hasMark(v Format, text, marks, id string) bool {
	if v != LDIF && v != GraphBatch {
		text = active(text)
	}
	for mark := range strings.SplitSeq(marks, "|") {
		if strings.Contains(text, strings.ReplaceAll(mark, "%", id)) {
			return true
		}
	}
	return false
}

// No line about an unsupported step is very long.
func TestUnsupportedLinesAreShort(t *testing.T) {
	for v := range checks {
		for line := range strings.Lines(scriptOf(t, plantest.Operations(t), v, false)) {
			if strings.HasPrefix(line, "#   - ") && len(line) > 161 {
				t.Errorf("%s: %d columns: %s", v, len(line), line)
			}
		}
	}
}

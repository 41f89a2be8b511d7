package script

import (
	"slices"
	"strings"
	"testing"

	"hardmatch/plan"
	"hardmatch/plan/plantest"
)

// plainText undoes the quoting of a voice, so that values can be looked for.
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

// Every voice says the object, the property and the value of every step of a
// plan with all operations; where it has no words for a step, the object and the
// operation.
func TestAllOperations(t *testing.T) {
	p := plantest.Operations(t)
	back, err := p.Reverse()
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[plan.Operation]bool)
	for _, v := range Formats() {
		for undo, said := range map[bool]*plan.Plan{false: p, true: back} {
			text := scriptOf(t, p, v, undo)
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

func checkSaid(t *testing.T, v Format, text string, s plan.Step) {
	t.Helper()
	want := []string{s.ID, s.Target.Display()}
	can := sayable(v)
	if can(s) != nil {
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
			t.Errorf("%s does not say %q of step %s (%s)", v, w, s.ID, s.Operation)
		}
	}
}

// sayable is why a format cannot express a step.
func sayable(v Format) func(plan.Step) error {
	if v == MSOnline {
		return msOnlineCan
	}
	return support[v]
}

// spelledName is how a voice calls a property: PowerShell has cmdlets for some.
func spelledName(v Format, name string) string {
	if slices.Contains(powerShellVoices, v) {
		switch name {
		case plan.ConsistencyGUID, plan.PolicyType:
			return "Sync"
		case plan.DistinguishedName:
			return "Move-Object"
		}
	}
	return name
}

// spelling is how a text spells the value of a property: an
// mS-DS-ConsistencyGuid may be there as octets.
func spelling(p plan.Property, text string) string {
	s, ok := p.Value.Text()
	if raw := octets(p.Name, p.Value); ok && strings.Contains(text, string(raw)) {
		return string(raw)
	}
	return s
}

// A voice has an active line for exactly the steps that it claims to say, and
// names for the others a voice that has.
func TestSaidIsWhatIsClaimed(t *testing.T) {
	p := plantest.Operations(t)
	plantest.Approve(p)
	back, err := p.Reverse()
	if err != nil {
		t.Fatal(err)
	}
	mark := map[Format]string{GraphPowerShell: "    Step '%'|    Sync '%'", EntraPowerShell: "    Step '%'|    Sync '%'", MSOnline: "    Step '%'|    Sync '%'",
		GraphREST: "if begin '%'|if late '%'|if verify '%'", M365CLI: "if begin '%'|if late '%'|if verify '%'", LDIF: "\n# %: ", GraphBatch: "\nstep %\n"}
	for v, mark := range mark {
		for _, said := range []*plan.Plan{p, back} {
			text := scriptOf(t, said, v, false)
			if v == GraphBatch {
				text = batchedSteps(t, said)
			}
			for _, s := range said.Steps {
				claimed := sayable(v)(s) == nil
				if got := hasMark(v, text, mark, s.ID); got != claimed {
					t.Errorf("%s: %s %s is said: %v, claimed: %v", v, s.ID, s.Operation, got, claimed)
				}
				if !claimed {
					line := unsupported(s, v, sayable(v)(s))
					if named := Supporting(s, v); len(named) > 0 && !strings.Contains(line, "said by "+named[0]) {
						t.Errorf("%s: %s", v, line)
					}
				}
			}
		}
	}
}

// batchedSteps lists the steps of the batches that are to be sent.
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

// No line of what is not done runs out of sight.
func TestNotSaidIsShort(t *testing.T) {
	for v := range support {
		for line := range strings.Lines(scriptOf(t, plantest.Operations(t), v, false)) {
			if strings.HasPrefix(line, "#   - ") && len(line) > 161 {
				t.Errorf("%s: %d columns: %s", v, len(line), line)
			}
		}
	}
}

package planner

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hardmatch/diagnose"
	"hardmatch/match"
	"hardmatch/match/modeltest"
	"hardmatch/plan"
)

// planOf makes the plan of a model, writes it and reads it again.
func planOf(t *testing.T, lines []string) *plan.Plan {
	t.Helper()
	m := modeltest.New("lines")
	for i, line := range lines {
		if err := m.Add(strings.Fields(line), i+1); err != nil {
			t.Fatal(err)
		}
	}
	s := match.Simulate(m.Model)
	p, err := Build(Request{AsOf: m.AsOf, Simulation: s, Diagnosis: diagnose.Diagnose(s, nil, nil), Scope: Scope{OutOfScope: outOfScope}})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if p, err = plan.Parse(doc); err != nil {
		t.Fatalf("%v: the model was\n%s", err, strings.Join(lines, "\n"))
	}
	return p
}

func operationsOf(p *plan.Plan) (list []plan.Operation) {
	for _, s := range p.Steps {
		list = append(list, s.Operation)
	}
	return list
}

// A user that may have the only licence is not purged.
func TestPurgeNeedsLicences(t *testing.T) {
	deleted := "ad a upn=a@contoso.com\ncloud d like=a deleted=true upn=d@contoso.onmicrosoft.com licences=%s\ncloud c upn=a@contoso.com licences=%s"
	placeholder := "ad a upn=a@contoso.com proxy=SMTP:a@contoso.com\ncloud c upn=a@contoso.com proxy=SMTP:a@contoso.com licences=%[2]s\n" +
		"cloud d like=a synced=true upn=a1234@contoso.onmicrosoft.com licences=%[1]s"
	for _, test := range []struct {
		model, holder, keeper string
		purges                bool
	}{
		{deleted, "none", "none", true},
		{deleted, "none", "?", true},
		{deleted, "some", "some", true},
		{deleted, "some", "none", false},
		{deleted, "some", "?", false},
		{deleted, "?", "some", true},
		{deleted, "?", "none", false},
		{deleted, "?", "?", false},
		{deleted, "!", "none", false},
		{placeholder, "none", "some", true},
		{placeholder, "some", "none", false},
		{placeholder, "?", "some", false},
		{placeholder, "?", "?", false},
	} {
		p := planOf(t, strings.Split(fmt.Sprintf(test.model, test.holder, test.keeper), "\n"))
		if got := slices.Contains(operationsOf(p), plan.PurgeDeletedUser); got != test.purges {
			t.Errorf("licences %s and %s: %v, expected a purge: %v", test.holder, test.keeper, operationsOf(p), test.purges)
		}
	}
}

// The plan is valid whatever the exports leave out: steps that would not be valid are left
// to a person. If nothing is left out, there are no such steps.
func TestPlansAreValid(t *testing.T) {
	const byHand = "since the exports do not show enough"
	left := 0
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		_, text := population(t, seed)
		if p := planOf(t, strings.Split(text, "\n")); strings.Contains(explanations(p), byHand) {
			t.Errorf("seed %d: %s", seed, explanations(p))
		}
		p := planOf(t, hide(random, strings.Split(text, "\n")))
		left += strings.Count(explanations(p), byHand)
	}
	if left < 10 {
		t.Errorf("%d steps were left to a person", left)
	}
}

func explanations(p *plan.Plan) string {
	var b strings.Builder
	for _, s := range p.Steps {
		b.WriteString(s.Explain + "\n")
	}
	return b.String()
}

// hide makes some values of a model not exported, or lost.
func hide(random *rand.Rand, lines []string) []string {
	lines = slices.Clone(lines)
	for i, line := range lines {
		words := strings.Fields(line)
		side := words[0]
		if side != "ad" && side != "cloud" {
			continue
		}
		for j, word := range words {
			key, _, _ := strings.Cut(word, "=")
			if slices.Contains([]string{"upn", "proxy", "mail", "synced", "source", "licences"}, key) && random.IntN(6) == 0 {
				words[j] = key + "=" + []string{"?", "!"}[random.IntN(2)]
			}
		}
		for _, name := range map[string][]string{"ad": {"dn", "guid"}, "cloud": {"id"}}[side] {
			if random.IntN(4) == 0 {
				words = append(words, name+"=?")
			}
		}
		lines[i] = strings.Join(words, " ")
	}
	return lines
}

// A step whose undo is not valid has no undo, and needs approval.
func TestNoValidUndo(t *testing.T) {
	s := changeStep(plan.SetOnPremisesImmutableID, plan.Ref{Side: plan.SideCloud, UserPrincipalName: "a@contoso.com"}, plan.OnPremisesImmutableID,
		plan.Text("E_70"), plan.Text("YQ=="), "why", needsUser)
	makeValid(&s)
	if s.Operation != plan.SetOnPremisesImmutableID || s.Undo != nil || !s.Irreversible || !strings.Contains(s.Explain, "there is no undo: it sets onPremisesImmutableId") {
		t.Errorf("%+v", s)
	}
}

package plan_test

import (
	"testing"

	"hardmatch/match/modeltest"
	"hardmatch/plan"
	"hardmatch/planner/plannertest"
	"hardmatch/text/texttest"
)

func readModels(t *testing.T) []*modeltest.Model {
	t.Helper()
	models, err := plannertest.Read("../planner/testdata/plans.txt")
	if err != nil {
		t.Fatal(err)
	}
	return models
}

func planOf(t *testing.T, w *modeltest.Model) *plan.Plan {
	t.Helper()
	p, err := plannertest.Build(w)
	if err != nil {
		t.Fatalf("%s: %v", w.Name, err)
	}
	return p
}

// The golden plan.json is the plan of the last model.
func TestGoldenPlan(t *testing.T) {
	models := readModels(t)
	doc, err := planOf(t, models[len(models)-1]).JSON()
	if err != nil {
		t.Fatal(err)
	}
	texttest.Golden(t, "plan.json", string(doc))
}

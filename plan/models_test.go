package plan_test

import (
	"flag"
	"os"
	"testing"

	"hardmatch/match/modeltest"
	"hardmatch/plan"
	"hardmatch/planner/plannertest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

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
	golden(t, "testdata/plan.json", doc)
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s differs; run go test -update and read the difference\n%s", file, got)
	}
}

// Package plannertest makes plans of the models of package modeltest, for tests.
package plannertest

import (
	"hardmatch/diagnose"
	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/match/modeltest"
	"hardmatch/plan"
	"hardmatch/planner"
)

// Read returns the models of a file. Lines of a model may set the scope of its plan: user
// NAME, map NAME CLOUD, prefer cloud|onpremises, out DN.
func Read(file string) ([]*modeltest.Model, error) {
	return modeltest.Read(file, "user", "map", "prefer", "out")
}

// Build makes the plan of a model, and returns it as [plan.Parse] reads it.
func Build(w *modeltest.Model) (*plan.Plan, error) {
	s := match.Simulate(w.Model)
	p, err := planner.Build(planner.Request{AsOf: w.AsOf, Simulation: s, Diagnosis: diagnose.Diagnose(s, nil, nil), Scope: scopeOf(w)})
	if err != nil {
		return nil, err
	}
	doc, err := p.JSON()
	if err != nil {
		return nil, err
	}
	return plan.Parse(doc)
}

func scopeOf(w *modeltest.Model) planner.Scope {
	var s planner.Scope
	for _, words := range w.Want {
		switch words[0] {
		case "user":
			s.Users = append(s.Users, words[1])
		case "map":
			s.Pairs = append(s.Pairs, planner.Pair{OnPremises: words[1], Cloud: words[2]})
		case "prefer":
			s.Prefer = map[string]directory.Side{"cloud": directory.Cloud, "onpremises": directory.OnPremises}[words[1]]
		case "out":
			s.OutOfScope = words[1]
		}
	}
	return s
}

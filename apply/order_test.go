package apply

import (
	"strings"
	"testing"
	"testing/synctest"

	"hardmatch/plan"
)

// Steps run in the order of phases, after the steps that they wait for, and one after the
// other for one user. If these contradict each other, the steps that they wait for count.
func TestOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, d := few()
		second := change("n1", plan.Stamp, plan.SetCloudUserPrincipalName, target(1), plan.UserPrincipalName, plan.Text("u1@contoso.com"), plan.Text("w1@contoso.com"))
		early := writeAnchor(3)
		early.Phase, early.ID, early.After = plan.Free, "s3", []string{"s2"}
		p.Steps = []plan.Step{early, p.Steps[0], second, p.Steps[1]}
		r, err := (&trial{dir: d}).run(p, options())
		if err != nil {
			t.Fatal(err, states(r))
		}
		order := strings.Join(d.carried, "\n")
		want := []string{
			"setOnPremisesImmutableId " + id(2), "setOnPremisesImmutableId " + id(3), "setOnPremisesImmutableId " + id(1), "setCloudUserPrincipalName " + id(1),
		}
		if order != strings.Join(want, "\n") && order != strings.Join([]string{want[2], want[3], want[0], want[1]}, "\n") {
			t.Errorf("order:\n%s\n%s", order, states(r))
		}
	})
}

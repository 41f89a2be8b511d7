package apply

import (
	"testing"

	"hardmatch/plan"
)

// The next step is the first that waits for no step, no earlier phase, and no earlier step of its
// user. If the plan contradicts that and nothing runs, only the order that the steps name counts.
func TestNextStep(t *testing.T) {
	step := func(id string, n int, phase plan.Phase, after ...string) plan.Step {
		s := writeAnchor(n)
		s.ID, s.Undo.ID, s.Phase, s.After = id, id+"u", phase, after
		return s
	}
	two := []plan.Step{step("a", 1, plan.Free), step("b", 2, plan.Free)}
	for _, c := range []struct {
		name    string
		steps   []plan.Step
		done    string // state of the first step, if it has ended
		running []string
		want    string
	}{
		{"the first", two, "", nil, "a"},
		{"while the first runs", two, "", []string{"a"}, "b"},
		{"while all run", two, "", []string{"a", "b"}, ""},
		{"after the first", two, string(Verified), nil, "b"},
		{"of a later phase", []plan.Step{step("a", 1, plan.Free), step("b", 2, plan.Stamp)}, "", []string{"a"}, ""},
		{"of a later phase, after the first", []plan.Step{step("a", 1, plan.Free), step("b", 2, plan.Stamp)}, string(Verified), nil, "b"},
		{"of two phases", []plan.Step{step("a", 1, plan.Free), step("b", 2, plan.Stamp), step("c", 3, plan.Free)}, "", []string{"a"}, ""},
		{"of one user", []plan.Step{step("a", 1, plan.Free), step("b", 1, plan.Free)}, "", []string{"a"}, ""},
		{"of one user, after the first", []plan.Step{step("a", 1, plan.Free), step("b", 1, plan.Free)}, string(Drifted), nil, "b"},
		{"that another waits for", []plan.Step{step("a", 1, plan.Free, "b"), step("b", 2, plan.Free)}, "", nil, "b"},
		{"that waits", []plan.Step{step("a", 1, plan.Free), step("b", 2, plan.Free, "a"), step("c", 3, plan.Free)}, "", []string{"a"}, "c"},
		{"against the order of phases", []plan.Step{step("a", 1, plan.Free, "b"), step("b", 2, plan.Stamp), step("c", 3, plan.Stamp)}, "", nil, "b"},
		{"against the order of phases, while another runs", []plan.Step{step("a", 1, plan.Free, "b"), step("b", 2, plan.Stamp), step("c", 3, plan.Free)}, "", []string{"c"}, ""},
		{"against the order of a user", []plan.Step{step("a", 1, plan.Free, "b"), step("b", 1, plan.Free)}, "", nil, "b"},
	} {
		_, d := few()
		r, err := New(&plan.Plan{ID: "sha256:x", Steps: c.steps}, d, nil, options())
		if err != nil {
			t.Fatal(c.name, err)
		}
		if c.done != "" {
			r.tasks[0].state = State(c.done)
		}
		o := coordinator{Run: r, running: make(map[*task]bool)}
		for _, id := range c.running {
			o.running[r.byID[id]] = true
		}
		got := ""
		if next := o.next(); next != nil {
			got = next.ID
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A step that only waits for the tenant makes room for another. When it ends, that is not counted
// again.
func TestActiveSteps(t *testing.T) {
	p, d := few()
	r, err := New(p, d, nil, options())
	if err != nil {
		t.Fatal(err)
	}
	r.pace = newPace(8)
	first, second := r.byID["s1"], r.byID["s2"]
	c := coordinator{Run: r, running: map[*task]bool{first: true, second: true}, active: 2}
	for i, test := range []struct {
		event           event
		active, running int
		stopped         string
	}{
		{event{task: first, parked: true}, 1, 2, ""},
		{event{task: first, state: Verified}, 1, 1, ""},
		{event{task: first, parked: true}, 1, 1, ""},
		{event{task: second, state: WriteUnknown}, 0, 0, "step s2 did not succeed"},
	} {
		if c.handle(test.event); c.active != test.active || len(c.running) != test.running || c.stopped != test.stopped {
			t.Errorf("event %d: %d active, %d running, stopped %q", i, c.active, len(c.running), c.stopped)
		}
	}
}

package htmlreport

import (
	"cmp"
	"slices"

	"hardmatch/diagnose"
	"hardmatch/match"
)

// counts are the counts of a simulation and of a diagnosis.
type counts struct {
	verdicts  int
	kinds     [match.Kinds]int
	bases     [3]int
	outcomes  numbering[*match.Outcome]
	ofOutcome []int                // by the number of the outcome
	missing   map[match.Inputs]int // decided verdicts, by their missing inputs
	undecided map[match.Inputs]int // undecided verdicts, by their missing inputs
	rules     map[*diagnose.Rule]*[3]int
}

func countAll(s *match.Simulation, d *diagnose.Diagnosis) *counts {
	c := &counts{missing: make(map[match.Inputs]int), undecided: make(map[match.Inputs]int), rules: make(map[*diagnose.Rule]*[3]int)}
	if s != nil {
		for v := range s.Verdicts() {
			c.verdict(v)
		}
	}
	for i := range d.Findings {
		f := &d.Findings[i]
		if c.rules[f.Rule] == nil {
			c.rules[f.Rule] = new([3]int)
		}
		c.rules[f.Rule][f.Severity]++
	}
	return c
}

func (c *counts) verdict(v match.Verdict) {
	c.verdicts++
	c.kinds[v.Kind]++
	c.bases[v.Basis]++
	n := c.outcomes.number(v.Outcome)
	if n == len(c.ofOutcome) {
		c.ofOutcome = append(c.ofOutcome, 0)
	}
	c.ofOutcome[n]++
	switch {
	case v.Missing == 0:
	case v.Kind == match.Undecided:
		c.undecided[v.Missing]++
	default:
		c.missing[v.Missing]++
	}
}

// A missingInput is an input that was not exported, with the number of verdicts that need
// it.
type missingInput struct {
	Name               string
	Undecided, Decided int
}

// missingInputs returns the missing inputs, sorted by the number of undecided verdicts.
func (c *counts) missingInputs() []missingInput {
	var all []missingInput
	for bit := match.Inputs(1); bit != 0; bit <<= 1 {
		w := missingInput{Undecided: sumOf(c.undecided, bit), Decided: sumOf(c.missing, bit)}
		if w.Undecided+w.Decided > 0 {
			w.Name = bit.String()
			all = append(all, w)
		}
	}
	slices.SortStableFunc(all, func(a, b missingInput) int {
		return cmp.Or(cmp.Compare(b.Undecided, a.Undecided), cmp.Compare(b.Decided, a.Decided))
	})
	return all
}

func sumOf(sets map[match.Inputs]int, bit match.Inputs) int {
	sum := 0
	for set, n := range sets {
		if set&bit != 0 {
			sum += n
		}
	}
	return sum
}

// A reason is an outcome that leaves objects undecided.
type reason struct {
	Text  string
	Count int
}

func (c *counts) openReasons() []reason {
	var all []reason
	for n, out := range c.outcomes.list {
		if out.Kind == match.Undecided {
			all = append(all, reason{out.Reason, c.ofOutcome[n]})
		}
	}
	slices.SortStableFunc(all, func(a, b reason) int { return cmp.Compare(b.Count, a.Count) })
	return all
}

// broken returns the rules that findings break, by their identifiers.
func (c *counts) broken() []*diagnose.Rule {
	var all []*diagnose.Rule
	for r := range c.rules {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b *diagnose.Rule) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// A numbering gives values numbers from 0, in the order of their first use.
type numbering[T comparable] struct {
	numbers map[T]int
	list    []T
}

func (n *numbering[T]) number(t T) int {
	i, known := n.numbers[t]
	if known {
		return i
	}
	if n.numbers == nil {
		n.numbers = make(map[T]int)
	}
	n.numbers[t] = len(n.list)
	n.list = append(n.list, t)
	return len(n.list) - 1
}

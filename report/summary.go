package report

import (
	"hardmatch/diagnose"
	"hardmatch/match"
)

// A summary has the counts of a report.
type summary struct {
	verdicts [match.Kinds]int
	missing  []missingCount // inputs that leave verdicts undecided, in their order
	open     int            // undecided verdicts that no input would decide
	rules    []ruleCount    // rules with findings, in the order of their identifiers
}

type missingCount struct {
	input    match.Inputs
	verdicts int
}

type ruleCount struct {
	*diagnose.Rule
	severity diagnose.Severity // the worst of its findings
	findings int
}

func (r *Report) summary() *summary {
	s := new(summary)
	var missing [64]int
	for v := range r.Simulation.Verdicts() {
		s.verdicts[v.Kind]++
		if v.Kind != match.Undecided {
			continue
		}
		if v.Missing == 0 {
			s.open++
		}
		for i := range missing {
			missing[i] += int(v.Missing >> i & 1)
		}
	}
	for i, n := range missing {
		if n > 0 {
			s.missing = append(s.missing, missingCount{1 << i, n})
		}
	}
	s.countRules(r.Diagnosis.Findings)
	return s
}

func (s *summary) countRules(findings []diagnose.Finding) {
	counts := make(map[*diagnose.Rule]*ruleCount)
	for i := range findings {
		f := &findings[i]
		c := counts[f.Rule]
		if c == nil {
			c = &ruleCount{Rule: f.Rule}
			counts[f.Rule] = c
		}
		c.findings++
		c.severity = max(c.severity, f.Severity)
	}
	for _, rule := range diagnose.Catalogue {
		if c := counts[rule]; c != nil {
			s.rules = append(s.rules, *c)
		}
	}
}

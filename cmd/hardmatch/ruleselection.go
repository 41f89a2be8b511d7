package main

import (
	"fmt"
	"slices"
	"strings"

	"hardmatch/diagnose"

	"github.com/spf13/cobra"
)

// A ruleSelection says which rules to judge by. A prefix such as HM4 is a family.
type ruleSelection struct{ only, ignored []string }

func (s *ruleSelection) flags(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&s.only, "rule", nil, "only this `RULE`, or family such as HM4 (repeatable)")
	cmd.Flags().StringArrayVar(&s.ignored, "ignore", nil, "all but this `RULE`, or family such as HM4 (repeatable)")
	complete(cmd, "rule", ruleNames()...)
	complete(cmd, "ignore", ruleNames()...)
}

// ruleNames are the rules with their titles, as the completion of a shell shows them.
func ruleNames() []string {
	var names []string
	for _, r := range diagnose.Catalogue {
		names = append(names, r.ID+"\t"+r.Title)
	}
	return names
}

func (s *ruleSelection) check() error {
	for _, id := range s.only {
		if len(family(id)) == 0 {
			return unknownRule("--rule: ", id)
		}
	}
	for _, id := range s.ignored {
		if len(family(id)) == 0 {
			return unknownRule("--ignore: ", id)
		}
	}
	return nil
}

func unknownRule(flag, id string) error {
	return &statusError{status: statusUsage, err: fmt.Errorf("%sno rule is called %q", flag, id), hint: "hardmatch explain HM lists the rules"}
}

// family returns the rules whose identifiers begin so, in any case.
func family(prefix string) []*diagnose.Rule {
	var rules []*diagnose.Rule
	for _, r := range diagnose.Catalogue {
		if prefix != "" && hasPrefixFold(r.ID, prefix) {
			rules = append(rules, r)
		}
	}
	return rules
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

func (s *ruleSelection) includes(r *diagnose.Rule) bool {
	named := func(prefix string) bool { return hasPrefixFold(r.ID, prefix) }
	return (len(s.only) == 0 || slices.ContainsFunc(s.only, named)) && !slices.ContainsFunc(s.ignored, named)
}

// apply leaves the findings of these rules, and counts them anew.
func (s *ruleSelection) apply(d *diagnose.Diagnosis) {
	d.Findings = slices.DeleteFunc(d.Findings, func(f diagnose.Finding) bool { return !s.includes(f.Rule) })
	d.Counts = [len(d.Counts)]int{}
	for i := range d.Findings {
		d.Counts[d.Findings[i].Severity]++
	}
}

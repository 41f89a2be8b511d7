package main

import (
	"fmt"
	"slices"
	"strings"

	"hardmatch/diagnose"

	"github.com/spf13/cobra"
)

// A ruleSelection selects rules by identifiers, or by prefixes such as HM4.
type ruleSelection struct{ only, ignored []string }

func (s *ruleSelection) flags(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&s.only, "rule", nil, "only this `RULE`, or rules with a prefix such as HM4 (repeatable)")
	cmd.Flags().StringArrayVar(&s.ignored, "ignore", nil, "not this `RULE`, or rules with a prefix such as HM4 (repeatable)")
	complete(cmd, "rule", ruleNames()...)
	complete(cmd, "ignore", ruleNames()...)
}

// ruleNames returns the rules with their titles, in the form that shells complete.
func ruleNames() []string {
	var names []string
	for _, r := range diagnose.Catalogue {
		names = append(names, r.ID+"\t"+r.Title)
	}
	return names
}

func (s *ruleSelection) validate() error {
	for _, id := range s.only {
		if len(rulesWithPrefix(id)) == 0 {
			return unknownRule("--rule: ", id)
		}
	}
	for _, id := range s.ignored {
		if len(rulesWithPrefix(id)) == 0 {
			return unknownRule("--ignore: ", id)
		}
	}
	return nil
}

func unknownRule(flag, id string) error {
	return &statusError{status: statusUsage, err: fmt.Errorf("%sno rule is called %q", flag, id), hint: "hardmatch explain HM lists the rules"}
}

// rulesWithPrefix returns the rules whose identifiers begin with prefix, in any case.
// There are none for "".
func rulesWithPrefix(prefix string) []*diagnose.Rule {
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

// apply removes the findings of other rules, and counts the rest.
func (s *ruleSelection) apply(d *diagnose.Diagnosis) {
	d.Findings = slices.DeleteFunc(d.Findings, func(f diagnose.Finding) bool { return !s.includes(f.Rule) })
	d.Counts = [len(d.Counts)]int{}
	for i := range d.Findings {
		d.Counts[d.Findings[i].Severity]++
	}
}

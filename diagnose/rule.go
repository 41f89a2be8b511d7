package diagnose

import "hardmatch/match"

// A Rule is a requirement on exports, objects or the tenant, with its sources.
type Rule struct {
	ID       string
	Title    string // a sentence about the broken rule, lower case, no period
	Severity Severity
	Since    string // version of hardmatch
	Text     string // what it means and what to do, in paragraphs
	Before   string // a short example that breaks the rule ...
	After    string // ... and the same example corrected
	Cites    []Citation
	// Enforced is the rollout of the rule by the service; the zero value means always.
	// Before it the findings are notices, during it at most warnings.
	Enforced match.Window

	object func(*pass) // evaluates the rule for each on-premises object that is not filtered out
	cloud  func(*pass) // evaluates the rule for each active object of the cloud
	tenant func(*pass) // evaluates the rule for the tenant
}

// A Citation is a source, and the day on which it was read.
type Citation struct{ Doc, URL, Read string }

// severityOn returns the severity of a rule on a day (YYYY-MM-DD) for a rollout.
func (r *Rule) severityOn(day string, w match.Window) Severity {
	switch {
	case w == match.Window{}, w.Complete(day):
		return r.Severity
	case w.Begun(day):
		return min(r.Severity, Warning)
	}
	return min(r.Severity, Notice)
}

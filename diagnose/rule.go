package diagnose

import "hardmatch/match"

// A Rule is something that must not be, and who says so.
type Rule struct {
	ID       string
	Title    string // a sentence without its period, lower case
	Severity Severity
	Since    string // version of hardmatch
	Text     string // what it means and what to do, in paragraphs
	Before   string // a short example of what breaks the rule ...
	After    string // ... and of the same mended
	Cites    []Citation
	// Enforced is when the service began to do so; the zero value means always. A
	// rule that is not in force yet gives notices, during a rollout warnings.
	Enforced match.Window

	object func(*pass) // judges each on-premises object that is not filtered out
	cloud  func(*pass) // judges each active object of the cloud
	tenant func(*pass) // judges the tenant
}

// A Citation is a source, and the day on which it was read.
type Citation struct{ Doc, URL, Read string }

// limit returns how severe a rule is on a day, given its rollout.
func (r *Rule) limit(day string, w match.Window) Severity {
	switch {
	case w == match.Window{}, w.Complete(day):
		return r.Severity
	case w.Begun(day):
		return min(r.Severity, Warning)
	}
	return min(r.Severity, Notice)
}

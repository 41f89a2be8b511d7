package diagnose

import (
	"testing"

	"hardmatch/match"
)

// The first and the last day of a rollout.
func TestEnforcedFromDayToDay(t *testing.T) {
	for day, want := range map[string][2]Severity{
		"2026-05-31": {Notice, Notice}, "2026-06-01": {Warning, Notice}, "2026-06-30": {Warning, Notice},
		"2026-07-01": {Error, Warning}, "2026-09-30": {Error, Warning}, "2026-10-01": {Error, Error},
	} {
		for i, w := range []match.Window{match.AssignedRolesBlock, match.ObjectIdentifierBlock} {
			if got := (&Rule{Severity: Error}).severityOn(day, w); got != want[i] {
				t.Errorf("%s, rollout %d: %v, want %v", day, i, got, want[i])
			}
		}
	}
}

// A rule that the service began to enforce in 2026 gives a notice before the rollout, at
// most a warning during it, and then the severity of the source.
func TestEnforced(t *testing.T) {
	want := map[string][3]Severity{
		"HM1004": {Notice, Warning, Error}, // from June to July
		"HM1005": {Notice, Notice, Error},  // from July to October
	}
	for _, r := range Catalogue {
		severities := [3]Severity{r.severityOn("2026-05-31", r.Enforced), r.severityOn("2026-06-15", r.Enforced), r.severityOn("2026-11-22", r.Enforced)}
		expected, known := want[r.ID]
		switch enforced := r.Enforced != (match.Window{}); {
		case enforced != known:
			t.Errorf("%s has a rollout: %v, expected %v", r.ID, enforced, known)
		case !enforced && severities != [3]Severity{r.Severity, r.Severity, r.Severity}, enforced && severities != expected:
			t.Errorf("%s: %v", r.ID, severities)
		}
	}
}

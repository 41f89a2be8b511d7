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
			if got := (&Rule{Severity: Error}).limit(day, w); got != want[i] {
				t.Errorf("%s, rollout %d: %v, want %v", day, i, got, want[i])
			}
		}
	}
}

// What the service began to enforce in 2026 is a notice before, at most a warning
// during the rollout, and then what the source says.
func TestEnforced(t *testing.T) {
	want := map[string][3]Severity{
		"HM1004": {Notice, Warning, Error}, // from June to July
		"HM1005": {Notice, Notice, Error},  // from July to October
	}
	for _, r := range Catalogue {
		severities := [3]Severity{r.limit("2026-05-31", r.Enforced), r.limit("2026-06-15", r.Enforced), r.limit("2026-11-22", r.Enforced)}
		expected, known := want[r.ID]
		switch enforced := r.Enforced != (match.Window{}); {
		case enforced != known:
			t.Errorf("%s is in force since some day: %v", r.ID, enforced)
		case !enforced && severities != [3]Severity{r.Severity, r.Severity, r.Severity}, enforced && severities != expected:
			t.Errorf("%s: %v", r.ID, severities)
		}
	}
}

package diagnose

import (
	"testing"

	"hardmatch/match"
)

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

package hardmatch_test

import (
	"io"
	"strings"
	"testing"

	"hardmatch"
	"hardmatch/plan/plantest"
	"hardmatch/script"
)

// Render writes each format in the list, and no other.
func TestFormats(t *testing.T) {
	p := plantest.Example(t)
	seen := make(map[string]bool)
	for _, f := range hardmatch.Formats() {
		if err := hardmatch.Render(io.Discard, p, f, script.Options{}); err != nil || seen[f] {
			t.Errorf("%s: %v, or it is listed twice", f, err)
		}
		seen[f] = true
	}
	if len(seen) != 11 {
		t.Errorf("%d formats: %v", len(seen), seen)
	}
	if err := hardmatch.Render(io.Discard, p, "perl", script.Options{}); err == nil || !strings.Contains(err.Error(), "expected one of graph-powershell, ") {
		t.Errorf("unknown format: %v", err)
	}
}

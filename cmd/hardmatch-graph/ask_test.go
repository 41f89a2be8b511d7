package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hardmatch/graph/graphtest"
)

// On a terminal the program shows the changes and asks for the name of the tenant. A yes is
// not enough.
func TestAsk(t *testing.T) {
	for answer, status := range map[string]int{"contoso.onmicrosoft.com\n": statusDone, "yes\n": statusUsage, "": statusUsage} {
		s := threeUsers()
		path := filepath.Join(t.TempDir(), "plan.json")
		killPlan(t, path, 1)
		var out, err bytes.Buffer
		e := &env{stdin: strings.NewReader(answer), stdout: &out, stderr: &err, terminal: true, getenv: func(name string) string {
			return map[string]string{"HARDMATCH_TOKEN": graphtest.Token}[name]
		}}
		got := e.run([]string{"apply", path, "--auth", "token", "--endpoint", s.URL, "--tenant", graphtest.TenantID, "--execute"})
		asked := strings.Contains(err.String(), "Type contoso.onmicrosoft.com to carry this out: ") && strings.Contains(out.String(), "s1      to do          setOnPremisesImmutableId")
		if got != status || !asked || (len(s.Writes()) == 1) != (status == statusDone) {
			t.Errorf("%q: exit status %d, %d writes\n%s%s", answer, got, len(s.Writes()), &out, &err)
		}
		s.Close()
	}
}

// After the first interrupt, steps that have begun are finished.
func TestInterrupt(t *testing.T) {
	s := threeUsers()
	defer s.Close()
	path := filepath.Join(t.TempDir(), "plan.json")
	p := killPlan(t, path, 3)
	var out, err bytes.Buffer
	e := &env{stdout: &out, stderr: &err, interrupts: make(chan os.Signal, 2), getenv: func(name string) string {
		return map[string]string{"HARDMATCH_TOKEN": graphtest.Token}[name]
	}}
	s.OnWrite = func(string, string) {
		if len(e.interrupts) == 0 {
			e.interrupts <- os.Interrupt
		}
	}
	got := e.run([]string{"apply", path, "--auth", "token", "--endpoint", s.URL, "--tenant", graphtest.TenantID, "--execute", "--confirm", p.ID})
	if got != statusUnknown || len(s.Writes()) == 3 || strings.Contains(out.String(), "unknown") || !strings.Contains(out.String(), "skipped") {
		t.Errorf("exit status %d, %d writes\n%s%s", got, len(s.Writes()), &out, &err)
	}
}

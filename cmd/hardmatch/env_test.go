package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

func TestIsTerminal(t *testing.T) {
	for name, want := range map[string]bool{os.DevNull: false, "env_test.go": false, "/dev/ptmx": true} {
		f, err := os.Open(name)
		if err != nil {
			t.Log(err) // not every system has a pseudoterminal of that name
			continue
		}
		if got := isTerminal(f); got != want {
			t.Errorf("isTerminal(%s) = %v", name, got)
		}
		f.Close()
	}
}

// Cron and CI start programs with standard input from the null device, which is an
// empty file and not a terminal.
func TestListNullDevice(t *testing.T) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	var out, errs bytes.Buffer
	e := piped(null, &out, &errs)
	e.stdinTerminal = isTerminal(null)
	if status := e.run([]string{"list"}); status != statusIncomplete || !strings.HasPrefix(errs.String(), "-: the file is empty\n") {
		t.Errorf("status %d, %s%s", status, out.String(), errs.String())
	}
}

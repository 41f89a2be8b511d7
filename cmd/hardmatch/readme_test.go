package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The transcript on the first screen of the README is what the program prints.
func TestREADME(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	sample, err := os.ReadFile("../../testdata/sample/users.ldf")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "users.ldf"), sample, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	_, rest, _ := strings.Cut(string(readme), "```console\n")
	transcript, _, _ := strings.Cut(rest, "```")
	steps := strings.Split(transcript, "$ hardmatch ")[1:]
	if len(steps) < 3 {
		t.Fatalf("the transcript has %d commands", len(steps))
	}
	for _, step := range steps {
		line, want, _ := strings.Cut(step, "\n")
		compareTranscript(t, line, want)
	}
}

func compareTranscript(t *testing.T, line, want string) {
	t.Helper()
	args, target, redirected := strings.Cut(line, " > ")
	var out bytes.Buffer
	e := system()
	e.stdout, e.stderr, e.stderrTerminal = &out, &out, false
	if status := e.run(strings.Fields(args)); status != statusClean {
		t.Fatalf("hardmatch %s: exit status %d\n%s", args, status, out.String())
	}
	if redirected {
		if err := os.WriteFile(target, out.Bytes(), 0o644); err != nil || out.Len() == 0 {
			t.Errorf("%s: %d bytes, %v", target, out.Len(), err)
		}
		out.Reset()
	}
	got := out.String()
	if start, cut := strings.CutSuffix(want, "...\n"); cut {
		want, got = start, got[:min(len(got), len(start))]
	}
	if fileLineFirst(got) != fileLineFirst(want) {
		t.Errorf("hardmatch %s prints\n%s\nthe README has\n%s", line, got, want)
	}
}

// fileLineFirst moves the line about the file to the front. The line is on standard
// error, so it can appear before or after the rows.
func fileLineFirst(s string) string {
	lines := strings.SplitAfter(s, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "users.ldf: ") {
			return l + strings.Join(append(lines[:i:i], lines[i+1:]...), "")
		}
	}
	return s
}

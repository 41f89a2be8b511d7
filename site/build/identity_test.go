package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// A question is put to the worker of the page, outside a browser.
type question struct {
	Ask     string         `json:"ask"`
	Request map[string]any `json:"request"`
	Files   []string       `json:"files,omitempty"` // to read
}

type answer struct {
	Answer  struct{ Blob string }
	Failure *struct{ Error, Hint string }
}

// askWorker runs the worker in node, with the program as the page holds it.
func askWorker(t *testing.T, questions []question) []answer {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node here: that the page says what the program says was not tried")
	}
	page, err := build()
	check(t, err)
	dir := t.TempDir()
	args := []string{"testdata/node.js"}
	for _, id := range []string{"worker", "code", "data"} {
		_, rest, _ := strings.Cut(string(page), `id="`+id+`">`)
		content, _, _ := strings.Cut(rest, "</script>")
		file := filepath.Join(dir, id)
		check(t, os.WriteFile(file, []byte(content), 0o644))
		args = append(args, file)
	}
	var in bytes.Buffer
	for _, q := range questions {
		check(t, json.NewEncoder(&in).Encode(q))
	}
	cmd := exec.Command(node, args...)
	cmd.Stdin = &in
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	check(t, err)
	var answers []answer
	for line := range bytes.Lines(out) {
		var a answer
		check(t, json.Unmarshal(line, &a))
		answers = append(answers, a)
	}
	if len(answers) != len(questions) {
		t.Fatalf("%d answers to %d questions", len(answers), len(questions))
	}
	return answers
}

// program builds the command line program, and returns what it prints.
func program(t *testing.T) func(stdin string, args ...string) string {
	t.Helper()
	root, err := moduleRoot()
	check(t, err)
	file := filepath.Join(t.TempDir(), "hardmatch")
	if out, err := exec.Command("go", "build", "-o", file, filepath.Join(root, "cmd", "hardmatch")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return func(stdin string, args ...string) string {
		cmd := exec.Command(file, args...)
		cmd.Stdin = strings.NewReader(stdin)
		out, _ := cmd.Output() // findings make a status
		return string(out)
	}
}

// exports are the files of each script that the program is tested by, and the
// samples: everything that is in a folder together.
func exports(t *testing.T) map[string][]string {
	t.Helper()
	root, err := moduleRoot()
	check(t, err)
	samba, err := filepath.Glob(filepath.Join(root, "testdata", "samba", "*.ldif"))
	check(t, err)
	all := map[string][]string{"sample": samples(t), "samba": samba}
	scripts, err := filepath.Glob(filepath.Join(root, "cmd", "hardmatch", "testdata", "script", "*.txtar"))
	check(t, err)
	for _, script := range scripts {
		archive, err := txtar.ParseFile(script)
		check(t, err)
		dir := t.TempDir()
		for _, f := range archive.Files {
			if filepath.Dir(f.Name) != "." {
				continue
			}
			file := filepath.Join(dir, f.Name)
			check(t, os.WriteFile(file, f.Data, 0o644))
			all[filepath.Base(script)] = append(all[filepath.Base(script)], file)
		}
	}
	return all
}

// What the page saves are the bytes that the program prints.
func TestSameAsProgram(t *testing.T) {
	run := program(t)
	var questions []question
	var want []string
	var names []string
	expect := func(name, output, ask string, request map[string]any, files ...string) {
		names, want = append(names, name), append(want, output)
		questions = append(questions, question{ask, request, files})
	}
	for name, files := range exports(t) {
		var named []map[string]any
		for _, file := range files {
			named = append(named, map[string]any{"name": file})
		}
		args := func(command string, more ...string) []string {
			return append(append([]string{command, "--quiet", "--as-of", "2026-11-22"}, more...), files...)
		}
		report := run("", args("check", "--output", "json")...)
		expect(name+": check", report, "check", map[string]any{"asOf": "2026-11-22", "files": named}, files...)
		if report == "" {
			continue
		}
		expect(name+": findings", run("", args("check", "--output", "csv")...), "report", map[string]any{"format": "csv"})
		expect(name+": verdicts", run("", args("check", "--output", "csv", "--verdicts")...), "report", map[string]any{"format": "csv", "verdicts": true})
		plan := run("", args("plan")...)
		expect(name+": plan", plan, "plan", map[string]any{})
		for _, voice := range []string{"graph-powershell", "graph-rest", "ldif", "csv", "markdown", "text"} {
			expect(name+": "+voice, run(plan, "render", "--as", voice), "render", map[string]any{"as": voice, "show": 10})
		}
	}
	for _, values := range []string{"02347d41-d494-480c-a212-6e645f458fdb\n417d340294d40c48a2126e645f458fdb\n\nSystem.Byte[]\nS-1-5-21-1-2-3-1104",
		"objectGUID:: QX00ApTUDEii\n Em5kX0WP2w==\nAjR9QdSUSAyiEm5kX0WP2w==\n=cmd|' /C calc'!A0\nM\u00fcller"} {
		expect("convert", run(values, "convert", "--output", "json"), "convert", map[string]any{"text": values, "lines": true})
		expect("convert", run(values, "convert", "--output", "csv"), "convert", map[string]any{"text": values, "lines": true, "format": "csv"})
	}
	for i, a := range askWorker(t, questions) {
		if a.Answer.Blob != want[i] {
			t.Errorf("%s: the page says\n%.600s\n%v\nthe program\n%.600s", names[i], a.Answer.Blob, a.Failure, want[i])
		}
	}
}

// A request that breaks the program must be told, and the next one be answered.
func TestFailures(t *testing.T) {
	answers := askWorker(t, []question{
		{Ask: "render", Request: map[string]any{"as": "text", "show": 10}}, // nothing is planned: a nil pointer
		{Ask: "check", Request: map[string]any{"files": []any{map[string]any{"name": "Makefile"}}}, Files: []string{"main.go"}},
		{Ask: "convert", Request: map[string]any{"text": "02347d41-d494-480c-a212-6e645f458fdb"}},
	})
	if f := answers[0].Failure; f == nil || !strings.Contains(f.Error, "broke off") {
		t.Errorf("a panic: %+v", answers[0])
	}
	if f := answers[1].Failure; f == nil || f.Hint == "" {
		t.Errorf("no export: %+v", answers[1])
	}
	if !strings.Contains(answers[2].Answer.Blob, "QX00ApTUDEiiEm5kX0WP2w==") {
		t.Errorf("after a panic: %+v", answers[2])
	}
}

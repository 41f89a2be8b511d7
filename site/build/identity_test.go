package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// A question is a request to the worker of the page, outside a browser.
type question struct {
	Ask     string         `json:"ask"`
	Request map[string]any `json:"request"`
	Files   []string       `json:"files,omitempty"` // to read
}

type answer struct {
	Answer  struct{ Blob string }
	Failure *struct{ Error, Hint, HintCode string }
}

// askWorker runs the worker in node, with the program in the page.
func askWorker(t *testing.T, questions []question) []answer {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node here: the page was not compared with the program")
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

// program builds the command line program, and returns a function that runs it and returns
// its output.
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
		out, _ := cmd.Output() // findings give a status
		return string(out)
	}
}

// exports returns the files of each test script of the program, and the samples, by
// folder.
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

// A comparison holds the outputs of the program, and the questions for the page.
type comparison struct {
	run         func(stdin string, args ...string) string
	questions   []question
	names, want []string
}

func (c *comparison) expect(name, printed, ask string, request map[string]any, files ...string) {
	c.names, c.want = append(c.names, name+": "+ask), append(c.want, printed)
	c.questions = append(c.questions, question{ask, request, files})
}

// A setting is what a user gives in addition to exports: flags of the program, and fields
// of a request of the page.
type setting struct {
	flags  []string
	fields map[string]any
}

// exports compares all outputs for exports in a setting, and the plans for scopes.
func (c *comparison) exports(name string, files []string, s setting, scopes ...setting) {
	var named []map[string]any
	for _, file := range files {
		named = append(named, map[string]any{"name": file})
	}
	args := func(command string, more ...string) []string {
		return slices.Concat([]string{command, "--quiet", "--as-of", "2026-11-22"}, s.flags, more, files)
	}
	asked := map[string]any{"asOf": "2026-11-22", "files": named}
	maps.Copy(asked, s.fields)
	report := c.run("", args("check", "--output", "json")...)
	c.expect(name, report, "check", asked, files...)
	if report == "" {
		return
	}
	c.expect(name+": findings", c.run("", args("check", "--output", "csv")...), "report", map[string]any{"format": "csv"})
	c.expect(name+": verdicts", c.run("", args("check", "--output", "csv", "--verdicts")...), "report", map[string]any{"format": "csv", "verdicts": true})
	for _, text := range []string{"Error Name: AttributeValueMustBeUnique [ProxyAddresses SMTP:ada@contoso.com;]", "InvalidSoftMatch ada@contoso.com QX00ApTUDEiiEm5kX0WP2w=="} {
		c.expect(name, c.run(text, append([]string{"explain", "--quiet", "--output", "json", "-"}, files...)...), "explain", map[string]any{"text": text})
	}
	for _, scope := range scopes {
		c.plan(fmt.Sprint(name, scope.flags), c.run("", args("plan", scope.flags...)...), scope.fields)
	}
}

// plan compares a plan, and every format of it.
func (c *comparison) plan(name, plan string, scope map[string]any) {
	c.expect(name, plan, "plan", scope)
	for _, format := range []string{"graph-powershell", "entra-powershell", "msonline", "graph-rest", "graph-batch", "m365-cli", "ldif", "csv", "markdown", "html", "text"} {
		c.expect(name+": "+format, c.run(plan, "render", "--as", format), "render", map[string]any{"as": format, "show": 10})
		c.expect(name+": "+format+", undo", c.run(plan, "render", "--undo", "--as", format), "render", map[string]any{"as": format, "undo": true, "show": 10})
	}
}

// values compares the results for values: pasted ones, and all notations.
func (c *comparison) values() {
	var all struct {
		Results []struct{ Notations map[string]string }
	}
	json.Unmarshal([]byte(c.run("", "convert", "--output", "json", aGUID)), &all)
	notations := slices.Sorted(maps.Values(all.Results[0].Notations))
	for _, values := range []string{aGUID + "\n417d340294d40c48a2126e645f458fdb\n\nSystem.Byte[]\nS-1-5-21-1-2-3-1104",
		"objectGUID:: QX00ApTUDEii\n Em5kX0WP2w==\nAjR9QdSUSAyiEm5kX0WP2w==\n=cmd|' /C calc'!A0\nM\u00fcller", strings.Join(notations, "\n")} {
		for _, format := range []string{"json", "csv"} {
			c.expect(values, c.run(values, "convert", "--output", format), "convert", map[string]any{"text": values, "lines": true, "format": format})
		}
	}
}

func (c *comparison) readings() {
	digits := strings.ReplaceAll(aGUID, "-", "")
	for _, from := range []string{"guid-n", "hex", "immutableid"} {
		c.expect(from, c.run(digits, "convert", "--from", from, "--output", "json"), "convert", map[string]any{"text": digits, "lines": true, "from": from})
	}
}

func (c *comparison) commands() {
	c.expect("all", c.run("", "explain", "--output", "json", "HM"), "rules", nil)
	for side, programs := range map[string][]string{"ad": {"powershell", "ldifde", "csvde", "ldapsearch"}, "cloud": {"powershell", "entra-powershell", "graph-rest", "az-rest"}} {
		for _, program := range programs {
			c.expect(side+" "+program, c.run("", "collect", side, "--as", program), "collect", map[string]any{"side": map[string]int{"ad": 1, "cloud": 2}[side], "as": program})
		}
	}
}

var (
	movable = setting{[]string{"--prefer", "cloud", "--out-of-scope", "OU=Unsynced,DC=contoso,DC=com"}, map[string]any{"prefer": 2, "outOfScope": "OU=Unsynced,DC=contoso,DC=com"}}
	flagged = setting{
		[]string{"--engine", "cloudsync", "--tenant-flag", "blockSoftMatchEnabled=true", "--verified-domain", "contoso.com", "--encoding", "windows-1252", "--anchor", "objectGUID", "--accept-decoded"},
		map[string]any{"engine": "cloudsync", "tenantFlags": map[string]bool{"blockSoftMatchEnabled": true}, "verifiedDomains": []string{"contoso.com"},
			"encoding": "windows-1252", "anchor": "objectGUID", "acceptDecoded": true},
	}
)

// named returns the files that have one of the names.
func named(files []string, names ...string) []string {
	return slices.DeleteFunc(slices.Clone(files), func(f string) bool { return !slices.Contains(names, filepath.Base(f)) })
}

// mapped returns the setting with the pairs in a file.
func mapped(t *testing.T, file string) setting {
	t.Helper()
	text, err := os.ReadFile(file)
	check(t, err)
	return setting{[]string{"--map", file}, map[string]any{"map": string(text)}}
}

// The page saves the same bytes that the program prints.
func TestSameAsProgram(t *testing.T) {
	c := &comparison{run: program(t)}
	all := exports(t)
	for name, files := range all {
		c.exports(name, files, setting{}, setting{}, movable)
	}
	c.exports("all flags", all["plan.txtar"], flagged, setting{})
	plans := all["plan.txtar"]
	c.exports("pairs", named(plans, "ad.ldf", "tenant.json", "users.json", "deleted.json"), setting{}, mapped(t, named(plans, "pairs.csv")[0]))
	c.values()
	c.readings()
	c.commands()
	silent := 0
	for i, a := range askWorker(t, c.questions) {
		if c.want[i] == "" {
			silent++
		}
		if a.Answer.Blob != c.want[i] {
			t.Errorf("%s: the page has\n%.600s\n%v\nthe program\n%.600s", c.names[i], a.Answer.Blob, a.Failure, c.want[i])
		}
	}
	t.Log(len(c.questions), "answers compared,", silent, "of them empty")
}

// A panic is reported, and the next request is answered. A failure has a hint and its code.
func TestFailures(t *testing.T) {
	answers := askWorker(t, []question{
		{Ask: "render", Request: map[string]any{"as": "text", "show": 10}}, // nothing is planned: a nil pointer
		{Ask: "check", Request: map[string]any{"asOf": "2026-11-22", "files": []any{map[string]any{"name": "Makefile"}}}, Files: []string{"main.go"}},
		{Ask: "convert", Request: map[string]any{"text": "02347d41-d494-480c-a212-6e645f458fdb"}},
	})
	if f := answers[0].Failure; f == nil || !strings.Contains(f.Error, "the program failed") {
		t.Errorf("a panic: %+v", answers[0])
	}
	if f := answers[1].Failure; f == nil || f.Hint == "" || f.HintCode == "" {
		t.Errorf("no export: %+v", answers[1].Failure)
	}
	if !strings.Contains(answers[2].Answer.Blob, "QX00ApTUDEiiEm5kX0WP2w==") {
		t.Errorf("after a panic: %+v", answers[2])
	}
}

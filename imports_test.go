package hardmatch_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// importRules are the rules for imports between packages. "a, b < c, d" means that c and
// d may import a and b, and everything that a and b may import. If a rule forbids an
// import, move the code and keep the rule.
const importRules = `
	NONE                          < hint, learn, sid;
	NONE                          < text < text/texttest;
	hint, sid                     < convert;
	hint                          < ldifparse;
	hint                          < cmd/wording < wasm, cmd/hardmatch;
	ldifparse                     < ldifparse/goldap;
	hint                          < exportfile/encoding;
	ldifparse, exportfile/encoding < exportfile/records;
	exportfile/records            < exportfile/archive;
	exportfile/archive            < exportfile/table;
	exportfile/records            < exportfile/jsonexport, exportfile/xmlexport, exportfile/console, exportfile/ldifexport;
	exportfile/table, exportfile/jsonexport, exportfile/xmlexport, exportfile/console, exportfile/ldifexport < exportfile;
	exportfile                    < exportfile/exporttest;
	convert                       < directory;
	exportfile/records, directory < staging;
	directory                     < match < match/modeltest;
	convert, directory, exportfile/encoding < plan < plan/plantest;
	match, exportfile/records, learn, text < diagnose;
	convert, learn                < syncerror;
	diagnose, plan                < planner;
	planner, match/modeltest      < planner/plannertest;
	plan, ldifparse, text         < script < sheet;
	diagnose, syncerror, plan, text < report < report/htmlreport;
	directory                     < collect;
	exportfile, staging, planner, sheet, report < hardmatch;
	collect                       < wasm, cmd/hardmatch;
	hardmatch                     < wasm;
	hardmatch, report/htmlreport  < cmd/hardmatch;
	plan                          < apply;
	apply, text                   < graph < cmd/hardmatch-graph;
	NONE                          < graph/graphtest;
	hardmatch                     < bench;
	NONE                          < site/build/lzma < site/build;
	NONE                          < browsertest;
`

// core are the packages that get all facts as arguments.
var core = []string{
	"hint", "sid", "convert", "ldifparse", "ldifparse/goldap", "exportfile", "directory", "staging", "match", "diagnose", "plan",
	"planner", "text", "script", "sheet", "syncerror", "learn", "report", "report/htmlreport", "collect", "hardmatch",
	"exportfile/encoding", "exportfile/records", "exportfile/archive", "exportfile/table", "exportfile/jsonexport",
	"exportfile/xmlexport", "exportfile/console", "exportfile/ldifexport",
}

// banned are imports that a package must not have.
var banned = []struct {
	packages  []string
	reachable bool // also through other packages
	imports   []string
	reason    string
}{
	{core, false, []string{"os", "log", "os/exec", "net/http"}, "the core neither reads the machine nor prints: facts are arguments"},
	{[]string{"convert"}, false, []string{"fmt", "io", "bufio"}, "the conversions are pure: no I/O, and no formatting on the fast paths"},
	{[]string{"cmd/hardmatch"}, true, []string{"net/http", "crypto/tls"}, "the offline program makes no connections"},
	{[]string{"wasm", "hardmatch"}, true, []string{"html/template", "text/template"}, "they prevent dead-code elimination, and the page grows by megabytes"},
	{append([]string{"wasm", "ldifparse/goldap"}, core...), false, []string{"github.com/spf13/pflag", "github.com/spf13/cobra"}, "flags belong to the programs"},
	{[]string{"wasm", "hardmatch", "cmd/hardmatch"}, true, []string{"hardmatch/ldifparse/goldap"}, "it links crypto/tls and is for other programs"},
}

// parseImportRules returns the packages that each package may import.
func parseImportRules(t *testing.T) map[string][]string {
	t.Helper()
	allowed := make(map[string][]string)
	for statement := range strings.SplitSeq(importRules, ";") {
		var below []string
		for i, group := range strings.Split(statement, "<") {
			var names []string
			for name := range strings.SplitSeq(group, ",") {
				if name = strings.TrimSpace(name); name != "" && name != "NONE" {
					names = append(names, name)
				}
			}
			for _, name := range names {
				if i > 0 {
					allowed[name] = append(allowed[name], below...)
				}
			}
			below = append(below, names...)
		}
	}
	for name := range allowed {
		allowed[name] = closure(allowed, name)
	}
	return allowed
}

// closure returns all packages that a package may reach.
func closure(allowed map[string][]string, name string) []string {
	all := slices.Clone(allowed[name])
	for i := 0; i < len(all); i++ {
		for _, next := range allowed[all[i]] {
			if !slices.Contains(all, next) {
				all = append(all, next)
			}
		}
	}
	return all
}

// ruleName returns the name of a package in the import rules.
func ruleName(importPath string) string {
	if importPath == "hardmatch" {
		return importPath
	}
	return strings.TrimPrefix(importPath, "hardmatch/")
}

func packages(t *testing.T) []*build.Package {
	t.Helper()
	browser := build.Default
	browser.GOOS, browser.GOARCH = "js", "wasm"
	return append(packagesFor(t, &build.Default, "./..."), packagesFor(t, &browser, "./wasm")...)
}

func packagesFor(t *testing.T, system *build.Context, pattern string) []*build.Package {
	t.Helper()
	var all []*build.Package
	for _, line := range goList(t, system, "-f", "{{.Dir}}\t{{.ImportPath}}", pattern) {
		dir, path, _ := strings.Cut(line, "\t")
		p, err := system.ImportDir(dir, 0)
		if err != nil {
			t.Fatal(err)
		}
		p.ImportPath = path
		all = append(all, p)
	}
	return all
}

func TestImportRules(t *testing.T) {
	allowed := parseImportRules(t)
	for _, p := range packages(t) {
		may, known := allowed[ruleName(p.ImportPath)]
		if !known {
			t.Errorf("%s is not in the import rules of imports_test.go", p.ImportPath)
		}
		for _, path := range p.Imports {
			own := path == "hardmatch" || strings.HasPrefix(path, "hardmatch/")
			if own && !slices.Contains(may, ruleName(path)) {
				t.Errorf("%s imports %s, which no import rule allows", p.ImportPath, path)
			}
		}
	}
}

func TestBannedImports(t *testing.T) {
	for _, p := range packages(t) {
		for _, ban := range banned {
			if !slices.Contains(ban.packages, ruleName(p.ImportPath)) {
				continue
			}
			deps := p.Imports
			if ban.reachable {
				deps = reachable(t, p.ImportPath)
			}
			for _, path := range ban.imports {
				if slices.Contains(deps, path) {
					t.Errorf("%s imports %s: %s", p.ImportPath, path, ban.reason)
				}
			}
		}
	}
}

func reachable(t *testing.T, path string) []string {
	t.Helper()
	system := build.Default
	if ruleName(path) == "wasm" {
		system.GOOS, system.GOARCH = "js", "wasm"
	}
	return goList(t, &system, "-deps", path)
}

func goList(t *testing.T, system *build.Context, args ...string) []string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list"}, args...)...)
	cmd.Env = append(os.Environ(), "GOOS="+system.GOOS, "GOARCH="+system.GOARCH)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// The day is an argument. No package of the core reads the clock.
func TestNoClock(t *testing.T) {
	for _, p := range packages(t) {
		if !slices.Contains(core, ruleName(p.ImportPath)) {
			continue
		}
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok && fmt.Sprint(s.X) == "time" && slices.Contains(clock, s.Sel.Name) {
					t.Errorf("%s/%s reads the clock: time.%s", p.ImportPath, name, s.Sel.Name)
				}
				return true
			})
		}
	}
}

var clock = []string{"Now", "Since", "Until", "After", "Tick", "Sleep", "NewTimer", "NewTicker", "AfterFunc"}

// The import rules forbid these imports.
func TestForbiddenImports(t *testing.T) {
	allowed := parseImportRules(t)
	for _, pair := range [][2]string{
		{"convert", "directory"}, {"ldifparse", "convert"}, {"exportfile", "directory"}, {"match", "exportfile"},
		{"match", "plan"}, {"plan", "match"}, {"plan", "script"}, {"planner", "script"}, {"apply", "planner"}, {"script", "hardmatch"}, {"apply", "script"},
		{"sheet", "report"}, {"script", "report"}, {"syncerror", "diagnose"}, {"diagnose", "syncerror"}, {"directory", "ldifparse"},
		{"exportfile/jsonexport", "exportfile/table"}, {"exportfile/console", "exportfile/jsonexport"}, {"exportfile/table", "exportfile/xmlexport"},
		{"exportfile/records", "exportfile/archive"}, {"exportfile/ldifexport", "exportfile"}, {"exportfile/encoding", "exportfile/records"},
		{"diagnose", "exportfile"}, {"staging", "exportfile"}, {"plan", "exportfile/records"},
	} {
		if slices.Contains(allowed[pair[0]], pair[1]) {
			t.Errorf("%s may import %s", pair[0], pair[1])
		}
	}
	if got := fmt.Sprint(allowed["convert"]); got != "[hint sid]" {
		t.Errorf("convert may import %s", got)
	}
}

// The flags and commands of the programs of this module.
var (
	flagName = regexp.MustCompile(`--(accept-decoded|ad|allow-irreversible|anchor|as|as-of|auth|class|client-id|cloud|concurrency|confirm|encoding|endpoint|engine|execute|filter|from|` +
		`ignore|journal|level|limit|map|max-changes|no-open|out|out-of-scope|output|phase|prefer|quiet|report|resume|rule|settle|split|tenant|tenant-flag|to|undo|user|verdicts|verified-domain)\b`)
	commandName = regexp.MustCompile(`\bhardmatch(-graph)? (convert|list|check|explain|plan|render|collect|page|approve|redact|snapshot|apply|undo|status)\b`)
)

// namesCommand are texts of libraries that may name a command.
var namesCommand = map[string]string{
	"exportfile/jsonexport": `\(hardmatch snapshot\)`, // the names of formats that the programs write
	"exportfile/table":      `^"hardmatch list"$`,
}

// A text of a library names no flag and no command. It has a hint code instead, and the
// programs and the page have the words for it.
func TestLibrariesNameNoFlags(t *testing.T) {
	for _, p := range packages(t) {
		if !slices.Contains(core, ruleName(p.ImportPath)) {
			continue
		}
		for _, name := range p.GoFiles {
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, filepath.Join(p.Dir, name), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				text, ok := n.(*ast.BasicLit)
				may := namesCommand[ruleName(p.ImportPath)]
				if ok && text.Kind == token.STRING && (may == "" || !regexp.MustCompile(may).MatchString(text.Value)) {
					for _, found := range append(flagName.FindAllString(text.Value, -1), commandName.FindAllString(text.Value, -1)...) {
						t.Errorf("%s:%d names %q", p.ImportPath+"/"+name, set.Position(text.Pos()).Line, found)
					}
				}
				return true
			})
		}
	}
}

// The limits of a package: non-test Go files, and lines in them.
const (
	maxFiles = 25
	maxLines = 3000
)

func TestSizeOfPackages(t *testing.T) {
	for _, p := range packages(t) {
		lines := 0
		for _, name := range slices.Concat(p.GoFiles, p.IgnoredGoFiles) {
			doc, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			lines += bytes.Count(doc, []byte("\n"))
		}
		if files := len(p.GoFiles) + len(p.IgnoredGoFiles); files > maxFiles || lines > maxLines {
			t.Errorf("%s has %d files with %d lines, expected at most %d with %d", p.ImportPath, files, lines, maxFiles, maxLines)
		}
	}
}

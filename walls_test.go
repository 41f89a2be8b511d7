package hardmatch_test

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The walls of the house. "a, b < c, d" means that c and d may import a and b,
// and whatever those may import. A room that is not built yet has its place
// here already. To make a forbidden import compile, move the code, not the wall.
const walls = `
	NONE                          < hint, learn, sid;
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
	match, exportfile/records, learn < diagnose;
	convert, learn                < syncerror;
	diagnose, plan                < planner;
	planner, match/modeltest      < planner/plannertest;
	NONE                          < text < text/texttest;
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

// core are the rooms to which facts come as arguments.
var core = []string{
	"hint", "sid", "convert", "ldifparse", "ldifparse/goldap", "exportfile", "directory", "staging", "match", "diagnose", "plan",
	"planner", "text", "script", "sheet", "syncerror", "learn", "report", "report/htmlreport", "collect", "hardmatch",
	"exportfile/encoding", "exportfile/records", "exportfile/archive", "exportfile/table", "exportfile/jsonexport",
	"exportfile/xmlexport", "exportfile/console", "exportfile/ldifexport",
}

// banned are the imports that a room must not have, itself or by what it
// imports. The name of a room stands for itself, "*" for every room.
var banned = []struct {
	rooms     []string
	reachable bool // through other packages, too
	imports   []string
	reason    string
}{
	{core, false, []string{"os", "log", "os/exec", "net/http"}, "the core neither touches the machine nor prints: facts come as arguments"},
	{[]string{"convert"}, false, []string{"fmt", "io", "bufio"}, "the conversions are pure: no I/O, and no formatting on the fast paths"},
	{[]string{"cmd/hardmatch"}, true, []string{"net/http", "crypto/tls"}, "the offline program cannot call home"},
	{[]string{"wasm", "hardmatch"}, true, []string{"html/template", "text/template"}, "they stop dead-code elimination, and the page grows by megabytes"},
	{append([]string{"wasm", "ldifparse/goldap"}, core...), false, []string{"github.com/spf13/pflag", "github.com/spf13/cobra"}, "flags belong to the programs"},
	{[]string{"wasm", "hardmatch", "cmd/hardmatch"}, true, []string{"hardmatch/ldifparse/goldap"}, "it links crypto/tls and is for other programs"},
}

// parseWalls returns for each room the rooms it may import.
func parseWalls(t *testing.T) map[string][]string {
	t.Helper()
	allowed := make(map[string][]string)
	for statement := range strings.SplitSeq(walls, ";") {
		var below []string
		for i, group := range strings.Split(statement, "<") {
			var rooms []string
			for room := range strings.SplitSeq(group, ",") {
				if room = strings.TrimSpace(room); room != "" && room != "NONE" {
					rooms = append(rooms, room)
				}
			}
			for _, room := range rooms {
				if i > 0 {
					allowed[room] = append(allowed[room], below...)
				}
			}
			below = append(below, rooms...)
		}
	}
	for room := range allowed {
		allowed[room] = closure(allowed, room)
	}
	return allowed
}

// closure returns all rooms that room may reach.
func closure(allowed map[string][]string, room string) []string {
	all := slices.Clone(allowed[room])
	for i := 0; i < len(all); i++ {
		for _, next := range allowed[all[i]] {
			if !slices.Contains(all, next) {
				all = append(all, next)
			}
		}
	}
	return all
}

// room is the name by which the walls know a package of this module.
func room(importPath string) string {
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

func TestWalls(t *testing.T) {
	allowed := parseWalls(t)
	for _, p := range packages(t) {
		may, known := allowed[room(p.ImportPath)]
		if !known {
			t.Errorf("%s has no place in the walls of walls_test.go", p.ImportPath)
		}
		for _, path := range p.Imports {
			own := path == "hardmatch" || strings.HasPrefix(path, "hardmatch/")
			if own && !slices.Contains(may, room(path)) {
				t.Errorf("%s imports %s, which is not below it", p.ImportPath, path)
			}
		}
	}
}

func TestBannedImports(t *testing.T) {
	for _, p := range packages(t) {
		for _, ban := range banned {
			if !slices.Contains(ban.rooms, room(p.ImportPath)) {
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
	if room(path) == "wasm" {
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

// The day comes as an argument: no room of the core asks the clock.
func TestNoClock(t *testing.T) {
	for _, p := range packages(t) {
		if !slices.Contains(core, room(p.ImportPath)) {
			continue
		}
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok && fmt.Sprint(s.X) == "time" && slices.Contains(clock, s.Sel.Name) {
					t.Errorf("%s/%s asks the clock: time.%s", p.ImportPath, name, s.Sel.Name)
				}
				return true
			})
		}
	}
}

var clock = []string{"Now", "Since", "Until", "After", "Tick", "Sleep", "NewTimer", "NewTicker", "AfterFunc"}

// A wall test that allows everything would pass as well.
func TestWallsForbid(t *testing.T) {
	allowed := parseWalls(t)
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

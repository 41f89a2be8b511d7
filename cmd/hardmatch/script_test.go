package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

var update = flag.Bool("update", false, "write what the scripts print into their golden files")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"hardmatch": func() { os.Exit(system().run(os.Args[1:])) },
	})
}

// The scripts testdata/script/*.txtar run the program as a user does. $SAMBA is the
// directory with the exports of a domain controller.
func TestScripts(t *testing.T) {
	samba, err := filepath.Abs("../../testdata/samba")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Setup: func(e *testscript.Env) error {
			e.Setenv("SAMBA", samba)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": scriptStatus, "encode": scriptEncode, "gzip": scriptGzip, "cut": scriptCut,
			"same": scriptSame,
		},
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
	})
}

// scriptStatus is "status N COMMAND...": the exit status must be exactly N.
func scriptStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N COMMAND...")
	}
	got, exit := 0, new(exec.ExitError)
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit status %d, want %s\n%s%s", got, args[0], ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

// scriptSame is "same WANT hardmatch list ...": the listed objects are those in WANT,
// apart from their origin. null counts as absent.
func scriptSame(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: same WANT hardmatch list ...")
	}
	ts.Check(ts.Exec(args[1], append(args[2:], "--class", "all", "--output", "ndjson")...))
	if got, want := comparable(ts, ts.ReadFile("stdout")), comparable(ts, ts.ReadFile(args[0])); got != want {
		ts.Fatalf("got\n%swant\n%s", got, want)
	}
}

// comparable returns rows of NDJSON without their origin, with sorted keys.
func comparable(ts *testscript.TestScript, rows string) string {
	var out bytes.Buffer
	for line := range strings.Lines(rows) {
		var row map[string]any
		ts.Check(json.Unmarshal([]byte(line), &row))
		maps.DeleteFunc(row, func(key string, value any) bool { return key == "origin" || value == nil })
		ts.Check(json.NewEncoder(&out).Encode(row))
	}
	return out.String()
}

var scriptEncodings = map[string]encoding.Encoding{
	"utf-8-bom": unicode.UTF8BOM, "utf-16le-bom": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
	"utf-16be": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "1252": charmap.Windows1252, "850": charmap.CodePage850, "1251": charmap.Windows1251,
}

// scriptEncode is "encode NAME IN OUT", with CR LF, as Windows writes files.
func scriptEncode(ts *testscript.TestScript, neg bool, args []string) {
	e := scriptEncodings[args[0]]
	if neg || e == nil || len(args) != 3 {
		ts.Fatalf("usage: encode NAME IN OUT")
	}
	text := bytes.ReplaceAll([]byte(ts.ReadFile(args[1])), []byte("\n"), []byte("\r\n"))
	out, err := e.NewEncoder().Bytes(text)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), out, 0o666))
}

// scriptGzip is "gzip IN OUT".
func scriptGzip(ts *testscript.TestScript, neg bool, args []string) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(ts.ReadFile(args[0])))
	ts.Check(errors.Join(err, w.Close()))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b.Bytes(), 0o666))
}

// scriptCut is "cut N IN OUT": only the first N octets.
func scriptCut(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(ts.ReadFile(args[1]))[:n], 0o666))
}

package exporttest

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"hardmatch/exportfile"
	"hardmatch/exportfile/records"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the output in testdata")

// Golden compares everything that is read from each export in the directory
// testdata with the second part of its file. At least one file must match the
// pattern.
func Golden(t *testing.T, pattern string) {
	names, err := filepath.Glob("testdata/" + pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) { checkGolden(t, name) })
	}
}

func checkGolden(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil || len(archive.Files) != 2 {
		t.Fatalf("%d files, %v", len(archive.Files), err)
	}
	want := &archive.Files[1]
	got := []byte(formatExport(archive.Files[0].Data))
	if bytes.Equal(got, want.Data) {
		return
	}
	if !*update {
		t.Fatalf("got\n%s\nwant\n%s", got, want.Data)
	}
	want.Data = got
	if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
		t.Fatal(err)
	}
}

// GoldenInput returns the export of a file in the directory testdata.
func GoldenInput(t testing.TB, name string) []byte {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return archive.Files[0].Data
}

// formatExport returns everything that is read from an export, in the order in
// which it is read.
func formatExport(data []byte) string {
	f, err := exportfile.New("test", bytes.NewReader(data), GoldenOptions)
	if err != nil {
		return fmt.Sprintln("error", err)
	}
	var body strings.Builder
	for record, err := range f.All() {
		if err != nil {
			fmt.Fprintln(&body, "error", err)
			continue
		}
		fmt.Fprintln(&body, formatRecord(record))
	}
	for _, n := range f.Notes {
		mark := ""
		if n.Incomplete {
			mark = "!"
		}
		fmt.Fprintf(&body, "note %d: %s%s %s\n", n.Line, mark, n.Rule, n.Text)
	}
	return f.Format + ", " + f.Encoding + "\n" + body.String()
}

// formatRecord returns a record on one line.
func formatRecord(record *records.Record) string {
	var s strings.Builder
	fmt.Fprintf(&s, "%d:", record.Line)
	if record.Type != "" {
		s.WriteString(" " + record.Type)
	}
	if record.DN != nil {
		fmt.Fprintf(&s, " dn=%s", record.DN)
	}
	for _, f := range record.Fields {
		value := string(f.Value)
		if f.Form == records.Octets || strings.ContainsAny(value, "\n\t|") {
			value = strconv.Quote(value)
		}
		fmt.Fprintf(&s, " |%s%s%s", f.Name, formMarks[f.Form], value)
	}
	return s.String()
}

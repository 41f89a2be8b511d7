package exportfile

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the output in testdata")

// shown are the attributes that the files under testdata are read for.
var shown = Options{
	Attributes: append([]string{"id", "ObjectId", "SID", "accountEnabled", "sourceAnchor", "EmailAddress"}, wanted...),
	Lists:      []string{"objectClass", "proxyAddresses"},
}

// Each file holds an export and all that comes of it.
func TestGolden(t *testing.T) {
	var names []string
	for _, dir := range []string{"clixml", "csexport", "json", "text"} {
		files, err := filepath.Glob("testdata/" + dir + "/*.txtar")
		if err != nil || len(files) == 0 {
			t.Fatalf("no files in %s: %v", dir, err)
		}
		names = append(names, files...)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil || len(archive.Files) != 2 {
				t.Fatalf("%d files, %v", len(archive.Files), err)
			}
			want := &archive.Files[1]
			got := []byte(report(archive.Files[0].Data))
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
		})
	}
}

// report is all that an export gives, in the order in which it comes.
func report(data []byte) string {
	f, err := New("test", bytes.NewReader(data), shown)
	if err != nil {
		return fmt.Sprintln("error", err)
	}
	var body strings.Builder
	for record, err := range f.All() {
		if err != nil {
			fmt.Fprintln(&body, "error", err)
			continue
		}
		fmt.Fprintln(&body, line(record))
	}
	for _, n := range f.Notes {
		sign := ""
		if n.Incomplete {
			sign = "!"
		}
		fmt.Fprintf(&body, "note %d: %s%s %s\n", n.Line, sign, n.Rule, n.Text)
	}
	return f.Format + ", " + f.Encoding + "\n" + body.String()
}

// line is a record on one line.
func line(record *Record) string {
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
		if f.Form == Octets || strings.ContainsAny(value, "\n\t|") {
			value = strconv.Quote(value)
		}
		fmt.Fprintf(&s, " |%s%s%s", f.Name, formSigns[f.Form], value)
	}
	return s.String()
}

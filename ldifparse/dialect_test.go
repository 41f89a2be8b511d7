package ldifparse

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

var update = flag.Bool("update", false, "write what is read into the golden files")

// TestDialects reads the inputs in testdata/*.txtar. Each is followed by the
// expected result, in the notation of [dump]. The name of an input may have
// options:
//
//	-- NAME [only=a,b] [max=100] [decoded] --
func TestDialects(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var out txtar.Archive
		out.Comment = archive.Comment
		for i := 0; i < len(archive.Files); i++ {
			input := archive.Files[i]
			out.Files = append(out.Files, input)
			var want []byte
			if i+1 < len(archive.Files) && archive.Files[i+1].Name == "want" {
				i++
				want = archive.Files[i].Data
			}
			got := runDialect(t, file, input, want)
			out.Files = append(out.Files, txtar.File{Name: "want", Data: got})
		}
		if *update {
			if err := os.WriteFile(file, txtar.Format(&out), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func runDialect(t *testing.T, file string, input txtar.File, want []byte) (got []byte) {
	name, words, _ := strings.Cut(input.Name, " ")
	t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+name, func(t *testing.T) {
		o, err := parseOptions(words)
		if err != nil {
			t.Fatal(err)
		}
		text, err := unescape(input.Data)
		if err != nil {
			t.Fatal(err)
		}
		got = []byte(dump(bytes.NewReader(text), o))
		if !*update && !bytes.Equal(got, want) {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
		for n, split := range splits {
			if other := dump(split(bytes.NewReader(text)), o); other != string(got) {
				t.Errorf("read through %s, got\n%s\nat once\n%s", n, other, got)
			}
		}
		if other := dumpSmall(bytes.NewReader(text), o, 32); other != string(got) {
			t.Errorf("with a buffer of 32 octets, got\n%s\nat once\n%s", other, got)
		}
	})
	return got
}

func parseOptions(words string) (o Options, err error) {
	o.Comment = func([]byte) {}
	for word := range strings.FieldsSeq(words) {
		switch key, v, _ := strings.Cut(word, "="); key {
		case "only":
			o.Attributes = strings.Split(v, ",")
		case "max":
			o.MaxRecord, err = strconv.Atoi(v)
		case "decoded":
			o.AcceptDecoded = true
		case "quiet":
			o.Comment = nil
		default:
			err = fmt.Errorf("unknown option %s", key)
		}
	}
	return o, err
}

package syncerror

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Each file has a pasted text and the errors in it. Its comment describes where such
// text comes from.
func TestErrorsGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) < 35 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil || len(archive.Files) != 2 || len(archive.Comment) == 0 {
				t.Fatalf("%d files, %v", len(archive.Files), err)
			}
			want := &archive.Files[1]
			got := []byte(dumpErrors(Parse(archive.Files[0].Data)))
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

// dumpErrors returns errors for people: the kind, then what the text contains.
func dumpErrors(errors []Error) string {
	if len(errors) == 0 {
		return "none\n"
	}
	var b strings.Builder
	for _, e := range errors {
		fmt.Fprintf(&b, "%d: %s\n", e.Line, e.Kind.Name)
		row := func(name, value string) {
			if value != "" {
				fmt.Fprintf(&b, "\t%-9s %s\n", name, value)
			}
		}
		row("name", e.Name)
		row("code", e.Code)
		for _, c := range e.Conflicts {
			row("conflict", strings.TrimSpace(c.Attribute+" "+c.Value))
		}
		row("dn", e.DN)
		row("anchor", e.Anchor)
		row("objects", strings.Join(e.ObjectIDs, " "))
		row("tracking", e.TrackingID)
		row("time", e.Time)
		row("detail", e.Detail)
		if e.Resolved {
			row("resolved", "yes")
		}
	}
	return b.String()
}

// The errors are the same however a mail program or a console breaks the lines.
func TestErrorsInLayouts(t *testing.T) {
	const block = "Error Name: InvalidSoftMatch\nError Detail: " + duplicate + "\nTracking Id: 466344fe-a7c5-403e-8b0a-8621752ac178\n"
	want := Parse([]byte(block))
	layouts := map[string]string{
		"CRLF":     strings.ReplaceAll(block, "\n", "\r\n"),
		"quoted":   "> " + strings.ReplaceAll(strings.TrimSpace(block), "\n", "\n> "),
		"twice":    ">> " + strings.ReplaceAll(strings.TrimSpace(block), "\n", "\n> > "),
		"bullets":  "• " + strings.ReplaceAll(strings.TrimSpace(block), "\n", "\n• "),
		"one line": strings.ReplaceAll(block, "\n", " "),
		"blanks":   strings.ReplaceAll(block, " ", "\u00a0"),
		"hidden":   "\ufeff" + strings.ReplaceAll(block, "s", "s\u200b"),
		"wrapped":  wrap(block, 60),
		"narrow":   wrap(block, 20),
		"HTML":     "<html><body><p>" + strings.ReplaceAll(block, "\n", "<br>\n") + "</p></body></html>",
	}
	for name, text := range layouts {
		got := Parse([]byte(text))
		if a, b := dumpErrors(got), dumpErrors(want); a != b {
			t.Errorf("%s: got\n%s\nwant\n%s", name, a, b)
		}
	}
}

const duplicate = "Unable to update this object because the following attributes associated with this object have values that may already be associated with another object in your local directory services: [ProxyAddresses SMTP:ada@contoso.com;]. Correct or remove the duplicate values in your local directory."

// wrap breaks lines at blanks, as mail programs do.
func wrap(text string, width int) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		n := 0
		for i, word := range strings.Fields(line) {
			if i > 0 && n+len(word) >= width {
				b.WriteString("\n")
				n = 0
			} else if i > 0 {
				b.WriteString(" ")
			}
			b.WriteString(word)
			n += len(word) + 1
		}
		b.WriteString("\n")
	}
	return b.String()
}

// BenchmarkHostileText shows that the time is proportional to the length of the text:
// the MB/s of the sizes are alike.
func BenchmarkHostileText(b *testing.B) {
	for _, piece := range []string{
		"<a\n", "<", "{", "[", "[{", `{"`, `{"a":`, `{"Key":"ObjectId","Value":["`, `[{"a\"`, "CN={", "Error Name: ", "Error Detail: ", "&", "&amp;", "=\n", "<br>",
		"InvalidSoftMatch ", "unable to update this object ", "services: [", "\n\n", "\u200b", "> ", "\xff", "\x00", "ErrorCode ",
		"have values that may already be associated with another object ", "have values that may already be associated with another object [a",
		"PropertyConflict ", `{"message":"`, `"\\\"`, "aadsts51004: user account ", `{"PropertyCausingError":"a"},`, "96 ", "dn: ", "]", "a@x;",
		`[{"errordetail":"[{\"Key\":\"ObjectId\",\"Value\":[\"`,
	} {
		for _, size := range []int{16 << 10, 256 << 10} {
			text := []byte(strings.Repeat(piece, size/len(piece)))
			b.Run(fmt.Sprintf("%.12q/%d", piece, size), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					Parse(text)
				}
			})
		}
	}
}

func FuzzParseErrors(f *testing.F) {
	names, _ := filepath.Glob("testdata/*.txtar")
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		lines := 1 + bytes.Count(text, []byte("\n"))
		before := 0
		for _, e := range Parse(text) {
			if e.Kind == nil || e.Line < 1 || e.Line > lines || e.Line < before {
				t.Errorf("line %d of %d after %d, kind %v", e.Line, lines, before, e.Kind)
			}
			before = e.Line
			all := append([]string{e.Name, e.Code, e.DN, e.Anchor, e.TrackingID, e.Time, e.Detail}, e.ObjectIDs...)
			for _, c := range e.Conflicts {
				all = append(all, c.Attribute, c.Value)
			}
			for _, s := range all {
				if !utf8.ValidString(s) {
					t.Errorf("not UTF-8: %q", s)
				}
			}
		}
	})
}

// Only tags are removed: text that looks like a tag stays.
func TestTags(t *testing.T) {
	for text, want := range map[string]string{
		"<p>a &lt; b &amp;amp; c&nbsp;d&#x2014;e":                  "a < b &amp; c d-e",
		"<p>from <ada@contoso.com> to <bob@contoso.com>":           "from <ada@contoso.com> to <bob@contoso.com>",
		"<p>1 <2 a<b>b</b> <c <i>d</i> <!-- never ends: InvalidX":  "1 <2 ab <c d <!-- never ends: InvalidX",
		"<p>a<!-- x > y -->b<a title=\"x > y\">c</a> <a href='d":   "abc <a href='d",
		"<title>a<br>b</title><script>c<br>d</script>":             "a b script: c d",
		"<error-type>E</error-type><error dn='CN=x'>F":             "error-type: E dn: CN=x error: F",
		"<event><Data Name=\"DN\">CN=y</Data><n:x>1</n:x></event>": "event: DN: CN=y n:x: 1",
		"<p>a <!DOCTYPE x>b<?xml y?>c":                             "a bc",
		"<p>a<b" + strings.Repeat("\nc", maxTagLines) + ">d":       "a<b" + strings.Repeat(" c", maxTagLines) + ">d",
	} {
		if got := cleanPage(text).text; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// The number of a line is right after tags of several lines.
func TestLinesOfTags(t *testing.T) {
	p := cleanPage("<p\nclass=x>a\n<!--\n\n-->b\n<br>c")
	for _, want := range []struct {
		text string
		line int
	}{{"a", 2}, {"b", 5}, {"c", 6}} {
		if got := p.line(strings.Index(p.text, want.text)); got != want.line {
			t.Errorf("%s is in line %d, want %d", want.text, got, want.line)
		}
	}
}

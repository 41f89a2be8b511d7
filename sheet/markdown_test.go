package sheet

import (
	"strings"
	"testing"

	"hardmatch/plan/plantest"
	"hardmatch/text"
	"hardmatch/text/texttest"
)

// mdSpans separates a line from its code spans, as CommonMark 6.1 describes them: a
// run of backticks begins a span, and the next run of the same length ends it. A
// blank on both sides is stripped unless all characters are blanks.
func mdSpans(line string) (outside string, spans []string) {
	for i := 0; i < len(line); {
		n := backticks(line[i:])
		if n == 0 {
			outside += line[i : i+1]
			i++
			continue
		}
		j := i + n
		for j < len(line) && backticks(line[j:]) != n {
			j += max(1, backticks(line[j:]))
		}
		if j >= len(line) {
			outside += line[i : i+n]
			i += n
			continue
		}
		span := line[i+n : j]
		if strings.HasPrefix(span, " ") && strings.HasSuffix(span, " ") && strings.Trim(span, " ") != "" {
			span = span[1 : len(span)-1]
		}
		spans, outside, i = append(spans, span), outside+"\x00", j+n
	}
	return outside, spans
}

func backticks(s string) int { return len(s) - len(strings.TrimLeft(s, "`")) }

func mdPlain(_ *testing.T, doc string) string {
	_, spans := mdSpans(doc)
	return strings.Join(spans, "\n")
}

var hostileMarkdown = []string{
	"[x](http://evil.example)", "![x](y)", "<script>x</script>", "<!-- x", "<http://evil.example>", "https://evil.example", "www.evil.example",
	"ada@contoso.com", "a|b", `a\|b`, `\`, "`", "``", "a`b``c", "` x `", " `", "# x", "- [x] y", "1. x", "> x", "***x***", "~~x~~", "&lt;", "&#124;",
	"[^1]", "[x]: y", "@octocat", "$`x`$", "$$x$$", "---", "\n---|---\n", "\n\n# x", " ", "  ", " a ", ":smile:",
}

func TestMarkdownHostileNames(t *testing.T) {
	want, _ := mdSpans(sheetOf(t, plantest.Hostile(t, "ada"), Markdown, false))
	for _, name := range append(hostileMarkdown, texttest.HostileNames...) {
		if name == "" {
			continue
		}
		got, spans := mdSpans(sheetOf(t, plantest.Hostile(t, name), Markdown, false))
		if got != want {
			t.Errorf("%q: outside of code spans the text is\n%s", name, got)
		}
		if !strings.Contains(strings.Join(spans, "\n"), text.Visible(name)) {
			t.Errorf("%q is not shown", name)
		}
	}
}

func FuzzMarkdownCode(f *testing.F) {
	for _, s := range append(hostileMarkdown, texttest.HostileNames...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code := mdCode(s)
		if strings.ContainsAny(code, "\n\r") {
			t.Fatalf("%q is more than a line", code)
		}
		outside, spans := mdSpans("- a " + code + ": b")
		if s == "" {
			return
		}
		if outside != "- a \x00: b" || len(spans) != 1 || spans[0] != text.Visible(s) {
			t.Fatalf("%q: %s shows %q", s, code, spans)
		}
	})
}

package sheet

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hardmatch/plan/plantest"
	"hardmatch/text"
	"hardmatch/text/texttest"
)

var htmlTag = regexp.MustCompile(`<[^>]*>`)

// htmlPlain returns the text of a page as a browser shows it.
func htmlPlain(_ *testing.T, page string) string {
	return html.UnescapeString(htmlTag.ReplaceAllString(page, "\n"))
}

var hostileHTML = []string{"<script>x</script>", "</code><script>", "<!-- x", "-->", "&lt;b&gt;", "&amp;", `" onload="x`, "' x='", "</style>", "</title>", "<img src=//evil.example>", "]]>", "javascript:x"}

// A page with hostile names has the same tags as one with harmless names.
func TestHTMLHostileNames(t *testing.T) {
	tags := func(name string) []string {
		return htmlTag.FindAllString(sheetOf(t, plantest.Hostile(t, name), HTML, false), -1)
	}
	want := tags("ada")
	for _, name := range append(hostileHTML, texttest.HostileNames...) {
		if name == "" {
			continue
		}
		if !slices.Equal(tags(name), want) {
			t.Errorf("%q changes the page", name)
		}
		page := htmlPlain(t, sheetOf(t, plantest.Hostile(t, name), HTML, false))
		if !strings.Contains(page, text.Visible(name)) {
			t.Errorf("%q is not shown", name)
		}
	}
}

// The policy allows only the style of the page.
func TestHTMLLoadsNothing(t *testing.T) {
	page := sheetOf(t, plantest.Operations(t), HTML, false)
	if !strings.Contains(page, `content="default-src 'none'; style-src 'sha256-`) {
		t.Error("no policy")
	}
	for _, not := range []string{"<script", "src=", "href=", "url(", "@import", "style=\"", "unsafe"} {
		if strings.Contains(page, not) {
			t.Errorf("the page has %s", not)
		}
	}
}

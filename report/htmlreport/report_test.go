package htmlreport

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"hardmatch/directory"
	"hardmatch/plan"
	"hardmatch/report"
	"hardmatch/text"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func testReport(t *testing.T, r report.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// elements returns the elements with a name, in order.
func elements(t *testing.T, page, name string) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var all []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && (n.Data == name || name == "*") {
			all = append(all, n)
		}
	}
	return all
}

func content(n *html.Node) string {
	if n.FirstChild == nil {
		return ""
	}
	return n.FirstChild.Data
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// The golden file is without the style and the script, which have their own files.
func TestGolden(t *testing.T) {
	page := testReport(t, makeReport(9, 4, numbered))
	page = strings.Replace(strings.Replace(page, style, "(style.css)", 1), script, "(script.js)", 1)
	page = strings.Replace(page, strings.NewReplacer("'", "&#39;", "+", "&#43;").Replace(policy()), "(policy)", 1)
	const path = "testdata/report.html"
	if *update {
		if err := os.WriteFile(path, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if page != string(want) {
		t.Errorf("differs from %s; look at it with -update and git diff", path)
	}
}

// The policy has the hashes of the script and the style in the page, and no element or
// attribute needs more than it allows.
func TestPolicy(t *testing.T) {
	page := testReport(t, makeReport(9, 4, numbered))
	var policy string
	for _, meta := range elements(t, page, "meta") {
		if attribute(meta, "http-equiv") == "Content-Security-Policy" {
			policy = attribute(meta, "content")
		}
	}
	scripts, styles := elements(t, page, "script"), elements(t, page, "style")
	inline := scripts[len(scripts)-1]
	want := "default-src 'none'; script-src " + hash(content(inline)) + "; style-src " + hash(content(styles[0])) +
		"; img-src data:; base-uri 'none'; form-action 'none'"
	if policy != want {
		t.Errorf("the policy is %q, want %q", policy, want)
	}
	if i := strings.Index(page, "Content-Security-Policy"); i > strings.Index(page, "<style") {
		t.Error("the policy is after the style")
	}
	for _, n := range elements(t, page, "*") {
		for _, a := range n.Attr {
			if a.Key == "style" || a.Key == "src" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
			if a.Key == "href" && !strings.HasPrefix(a.Val, "#") && !strings.HasPrefix(a.Val, "https://") && a.Val != "data:," {
				t.Errorf("<%s href=%q>", n.Data, a.Val)
			}
		}
	}
}

// The script has no function that makes code from text or reaches a network.
func TestScriptIsTame(t *testing.T) {
	for _, token := range []string{
		"innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "Function(", "import(", "fetch", "XMLHttpRequest", "WebSocket",
		"sendBeacon", "RTCPeer", "location", ".open(", "preconnect", ".src", "setTimeout('", "</", "<!--",
	} {
		if strings.Contains(script, token) {
			t.Errorf("script.js has %q", token)
		}
	}
	for _, token := range []string{"url(", "@import", "</", "<!--"} {
		if strings.Contains(style, token) {
			t.Errorf("style.css has %q", token)
		}
	}
}

var hostile = []string{
	`</script><script>alert(1)</script>`, `<!--<script>`, `]]>--></style><img src=x onerror=alert(1)>`, `"'><b>`, "`${alert(1)}`", `\u003cscript>`, `{{.}}`,
	"a\u202eb", "a\x00b", "a\xff\xfeb", "a\u2028b\u2029c", "\ufeffa\u200bb", "a\r\nb\x1b[31m\x7f\u0085", "javascript:alert(1)", "&lt;b&gt;",
	"\U000e0041tag", "a\xed\xa0\x80b",
}

// hostileReport returns a report with a name in every text of an export.
func hostileReport(name string) report.Report {
	r := makeReport(9, 9, func(int) string { return name })
	r.AsOf = name
	r.Inputs = []plan.Input{{File: name, SHA256: name, Kind: name, Records: 1}}
	r.Tenant.ID = name
	r.Tenant.Domains[0].Name, r.Tenant.Domains[0].Origin.File = name, name
	r.Tenant.Features[name] = true
	for i := range r.Diagnosis.Findings {
		f := &r.Diagnosis.Findings[i]
		f.Message, f.Attribute, f.Value, f.Origin = name, name, name, directory.Origin{File: name, Line: 1}
	}
	return r
}

// shape returns the page without its text: elements and the names of attributes, except
// the places where lines may break.
func shape(t *testing.T, page string) string {
	var b strings.Builder
	for _, n := range elements(t, page, "*") {
		if n.Data == "wbr" {
			continue
		}
		b.WriteString("<" + n.Data)
		for _, a := range n.Attr {
			b.WriteString(" " + a.Key)
		}
		b.WriteString(">\n")
	}
	return b.String()
}

// A report about hostile names has the same elements as a report about harmless names, and
// no control characters.
func TestHostileNames(t *testing.T) {
	want := shape(t, testReport(t, hostileReport("ada")))
	for _, name := range hostile {
		page := testReport(t, hostileReport(name))
		if shape(t, page) != want {
			t.Errorf("%q makes other elements", name)
		}
		for _, r := range page {
			if r != '\n' && !unicode.IsPrint(r) || r == unicode.ReplacementChar {
				t.Errorf("%q: the page has %U", name, r)
				break
			}
		}
		for _, n := range elements(t, page, "script") {
			if attribute(n, "type") == "application/json" && !strings.Contains(data(t, n), text.Visible(name)) {
				t.Errorf("%q is not in %s", name, attribute(n, "id"))
			}
		}
	}
}

// data returns the strings of a block of data, decoded.
func data(t *testing.T, n *html.Node) string {
	t.Helper()
	var b strings.Builder
	for d := json.NewDecoder(strings.NewReader(content(n))); ; {
		token, err := d.Token()
		if err == io.EOF {
			return b.String()
		}
		if err != nil {
			t.Fatalf("%s: %v", attribute(n, "id"), err)
		}
		if s, ok := token.(string); ok {
			b.WriteString(s + "\n")
		}
	}
}

// The report also states what is not known.
func TestEmpty(t *testing.T) {
	page := testReport(t, report.Report{AsOf: "2026-11-24", Incomplete: true})
	for _, want := range []string{"so there are no verdicts", "No rule is broken, as far as the exports show", "The exports are incomplete", "not exported"} {
		if !strings.Contains(page, want) {
			t.Errorf("the empty report does not say %q", want)
		}
	}
}

// Without the script there is a summary, and the first findings with their evidence.
func TestWithoutScript(t *testing.T) {
	page := testReport(t, makeReport(900, 300, numbered))
	rows := 0
	for _, n := range elements(t, page, "td") {
		if attribute(n, "data-label") == "Finding" {
			rows++
		}
	}
	if rows != staticFindings {
		t.Errorf("%d rows, want %d", rows, staticFindings)
	}
	if want := "The first 200 of 301 findings, the most severe first. The script of this page shows the others"; !strings.Contains(page, want) {
		t.Errorf("the page does not say %q", want)
	}
}

func TestDeterministic(t *testing.T) {
	first, second := testReport(t, makeReport(40, 30, numbered)), testReport(t, makeReport(40, 30, numbered))
	if first != second {
		t.Error("the same check makes two different reports")
	}
}

type fullDisk struct{ left int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.left -= len(p); d.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestWriteError(t *testing.T) {
	r := makeReport(900, 300, numbered)
	for _, size := range []int{0, 70_000, 200_000, 400_000} {
		if err := Write(&fullDisk{size}, r); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("after %d octets: %v", size, err)
		}
	}
}

// The report of many objects is written row by row.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("-short")
	}
	r := makeReport(100_000, 10_000, numbered)
	var before, during runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	size, most := 0, uint64(0)
	err := Write(writerFunc(func(p []byte) (int, error) {
		if size += len(p); size>>20 != (size-len(p))>>20 {
			runtime.GC()
			runtime.ReadMemStats(&during)
			most = max(most, during.HeapAlloc)
		}
		return len(p), nil
	}), r)
	if err != nil {
		t.Fatal(err)
	}
	grown := (int64(most) - int64(before.HeapAlloc)) >> 20
	t.Logf("%d MB of report, %d MB of memory", size>>20, grown)
	if grown > 24 {
		t.Errorf("writing takes %d MB beyond the simulation", grown)
	}
	runtime.KeepAlive(r)
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

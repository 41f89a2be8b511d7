package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// People send the page by mail, so it must not grow unnoticed.
const mostOctets = 1_650_000

func source(t *testing.T, name string) string {
	t.Helper()
	root, err := moduleRoot()
	check(t, err)
	text, err := os.ReadFile(filepath.Join(root, "site", name))
	check(t, err)
	return string(text)
}

func TestSize(t *testing.T) {
	page, err := build()
	check(t, err)
	if len(page) > mostOctets {
		t.Errorf("the page has %d octets, more than %d", len(page), mostOctets)
	}
}

// The policy is repeated here, and the hashes are computed from the finished page.
func TestPolicy(t *testing.T) {
	page, err := build()
	check(t, err)
	between := func(start, end string) string {
		t.Helper()
		_, rest, found := strings.Cut(string(page), start)
		inner, _, closed := strings.Cut(rest, end)
		if !found || !closed || strings.Contains(rest, start) {
			t.Fatalf("%s is not in the page once", start)
		}
		return inner
	}
	script, style := between("<script>", "</script>"), between("<style>", "</style>")
	want := "default-src 'none'; script-src " + hash(script) + " 'wasm-unsafe-eval'; style-src " + hash(style) +
		"; img-src data:; worker-src blob:; connect-src 'none'; form-action 'none'; frame-src 'none'; base-uri 'none'"
	if got := between(`http-equiv="Content-Security-Policy" content="`, `"`); got != want {
		t.Errorf("policy\n%s\nwant\n%s", got, want)
	}
	if at := strings.Index(string(page), "Content-Security-Policy"); at > strings.Index(string(page), "<style") {
		t.Error("something comes before the policy")
	}
}

// banned matches code that could send requests in spite of the policy, or that could turn
// a name from a directory into code. The worker cannot send requests.
var banned = regexp.MustCompile(`\b(fetch\w*|XMLHttpRequest|WebSocket\w*|WebTransport|EventSource|sendBeacon|RTC\w+|importScripts|eval|innerHTML|outerHTML|` +
	`insertAdjacentHTML|createContextualFragment|srcdoc|preconnect|prefetch|iframe|serviceWorker|localStorage|sessionStorage|indexedDB|cookie)\b|` +
	`\bimport\s*\(|\bopen\s*\(|location\s*=|location\.(assign|replace|href\s*=)|document\.write|new Function|setTimeout\(['"]|https?:`)

func TestScriptCannotLeave(t *testing.T) {
	for _, name := range slices.Concat([]string{"index.html"}, pageScripts, workerScripts) {
		for i, line := range strings.Split(source(t, name), "\n") {
			if found := banned.FindString(line); found != "" {
				t.Errorf("%s:%d: %s", name, i+1, found)
			}
		}
	}
}

// href is set only to blobs of the page.
func TestLinks(t *testing.T) {
	for _, name := range append([]string{"index.html"}, pageScripts...) {
		for line := range strings.Lines(source(t, name)) {
			link := strings.Contains(line, "href")
			if link && !strings.Contains(line, "createObjectURL") && !strings.Contains(line, "revokeObjectURL") && !strings.Contains(line, `href="#work"`) &&
				!strings.Contains(line, `href="data:,"`) && !strings.Contains(line, "location.href.split") {
				t.Errorf("%s: %s", name, line)
			}
		}
	}
}

func TestTexts(t *testing.T) {
	texts := source(t, "texts.js")
	html := source(t, "index.html")
	for _, m := range regexp.MustCompile(`data-(?:text|label)="(\w+)"`).FindAllStringSubmatch(html, -1) {
		if !strings.Contains(texts, "\n  "+m[1]+": ") {
			t.Errorf("index.html names the text %s, which is not in texts.js", m[1])
		}
	}
	for _, name := range pageScripts[1:] {
		for _, m := range regexp.MustCompile(`\btexts\.(\w+)`).FindAllStringSubmatch(source(t, name), -1) {
			if !strings.Contains(texts, "\n  "+m[1]+": ") {
				t.Errorf("%s names the text %s, which is not in texts.js", name, m[1])
			}
		}
	}
}

func TestFill(t *testing.T) {
	if got, err := fill([]byte("<{{a}}>{{b}}"), map[string]string{"a": "{{b}}", "b": "x"}); err != nil || string(got) != "<{{b}}>x" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := fill([]byte("{{a}}"), map[string]string{"a": "</SCRIPT >"}); err == nil {
		t.Error("an element could be ended from within")
	}
	if _, err := fill([]byte("{{a}}"), nil); err == nil {
		t.Error("an unknown mark was left")
	}
}

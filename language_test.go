package hardmatch_test

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// unusedWords are the entries of the last list of docs/glossary.md.
func unusedWords(t *testing.T) []string {
	t.Helper()
	glossary, err := os.ReadFile("docs/glossary.md")
	if err != nil {
		t.Fatal(err)
	}
	_, list, found := strings.Cut(string(glossary), "## Words that are not used")
	if !found {
		t.Fatal("docs/glossary.md has no list of words that are not used")
	}
	var words []string
	for line := range strings.Lines(list) {
		if word, ok := strings.CutPrefix(strings.TrimSpace(line), "- "); ok {
			words = append(words, word)
		}
	}
	if len(words) < 8 {
		t.Fatalf("the list has only %d words", len(words))
	}
	return words
}

// sources are the files of the project that people wrote, without those that are
// data for tests, the changes of the past, and the glossary.
func sources(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("git", "ls-files", "-z").Output()
	if err != nil {
		t.Skip("not a git checkout, so it is not known which files are the project's: ", err)
	}
	files := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	return slices.DeleteFunc(files, func(name string) bool {
		return strings.Contains(name, "testdata/") || name == "CHANGELOG.md" || name == filepath.Join("docs", "glossary.md") || filepath.Base(name) == "go.sum" || filepath.Ext(name) == ".pgo"
	})
}

// The words of the glossary's last list are in no code, text or document.
func TestUnusedWords(t *testing.T) {
	var patterns []string
	for _, word := range unusedWords(t) {
		patterns = append(patterns, strings.ReplaceAll(regexp.QuoteMeta(word), " ", `\s+`))
	}
	unused := regexp.MustCompile(`(?i)\b(` + strings.Join(patterns, "|") + `)\b`)
	for _, name := range sources(t) {
		doc, err := os.ReadFile(name)
		if os.IsNotExist(err) {
			continue // removed, and not committed yet
		}
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(bytes.NewReader(doc))
		lines.Buffer(nil, 1<<20)
		for n := 1; lines.Scan(); n++ {
			if found := unused.FindString(lines.Text()); found != "" {
				t.Errorf("%s:%d: %q is a word that is not used, see docs/glossary.md", name, n, found)
			}
		}
	}
}

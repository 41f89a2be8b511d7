package wording

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"hardmatch/hint"
)

// codes returns the codes that package hint declares, with their comments.
func codes(t *testing.T) map[hint.Code]string {
	t.Helper()
	files, err := filepath.Glob("../../hint/*.go")
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[hint.Code]string)
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			if all[hint.Code(value)] != "" {
				t.Errorf("%s: the code %q is declared twice", spec.Names[0], value)
			}
			all[hint.Code(value)] = spec.Doc.Text()
			return true
		})
	}
	if len(all) < 100 {
		t.Fatalf("found only %d codes in package hint", len(all))
	}
	return all
}

// Every code has words, and there are no other words.
func TestEveryCodeHasWords(t *testing.T) {
	declared := codes(t)
	for code := range declared {
		if phrase(code) == "" {
			t.Errorf("%s has no words", code)
		}
	}
	seen := make(map[hint.Code]bool)
	for _, table := range tables {
		for code := range table {
			if _, ok := declared[code]; !ok || seen[code] {
				t.Errorf("%s has words, but is not a code of package hint, or has words twice", code)
			}
			seen[code] = true
		}
	}
}

// A phrase uses the arguments that the comment of its code announces.
func TestWordsUseTheirArguments(t *testing.T) {
	args := []string{"first-arg", "second-arg", "third-arg", "fourth-arg"}
	for code, comment := range codes(t) {
		text := Hint(hint.New(code, args...))
		if used, announced := strings.Contains(text, args[0]), strings.Contains(comment, "Arguments:"); used != announced {
			t.Errorf("%s: uses its first argument: %t, its comment announces arguments: %t\n%s", code, used, announced, text)
		}
	}
}

// Hints are one line in the style of the other messages.
func TestStyle(t *testing.T) {
	for code := range codes(t) {
		text := Hint(hint.New(code, "a", "b", "c", "d"))
		if text == "" || strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "...") || strings.ContainsAny(text, "\n\t") || strings.ContainsAny(text, "{}") {
			t.Errorf("%s: %q, expected one line without a period at its end", code, text)
		}
	}
}

func TestNoHint(t *testing.T) {
	if got := Hint(hint.Hint{}); got != "" {
		t.Errorf("the zero Hint has the words %q", got)
	}
}

// naming matches words that the page cannot use, because it has neither flags nor commands.
var naming = regexp.MustCompile(`--[a-z]|hardmatch [a-z]+`)

// The page has its own words for hints that name a flag or a command on the command line.
func TestPageWords(t *testing.T) {
	texts, err := os.ReadFile("../../site/texts.js")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(texts), "\n  hints: {\n")
	if !found {
		t.Fatal("site/texts.js has no table of hints")
	}
	table, _, _ = strings.Cut(table, "\n  },\n")
	named := make(map[hint.Code]bool)
	for _, m := range regexp.MustCompile(`(?m)^    (\w+): `).FindAllStringSubmatch(table, -1) {
		named[hint.Code(m[1])] = true
		if phrase(hint.Code(m[1])) == "" {
			t.Errorf("site/texts.js has words for %s, which is not a code", m[1])
		}
	}
	for code := range codes(t) {
		if text := Hint(hint.New(code, "a", "b", "c", "d")); naming.MatchString(text) && !named[code] {
			t.Errorf("%s: the words of the command line are %q; site/texts.js needs words of its own", code, text)
		}
	}
}

// An argument is data. A placeholder in it is not replaced.
func TestArgumentsAreData(t *testing.T) {
	for _, test := range []struct {
		hint hint.Hint
		want string
	}{
		{hint.New(hint.GiveOnly, "{1}{2}"), "give only {1}{2}"},
		{hint.New(hint.OtherOrder, "{2}", "x"), "if so it means {2}, in Entra ID x"},
		{hint.New(hint.ChooseNotation, "hex", "guid-n", "{1}"), "choose --from hex or --from guid-n or --from {1}"},
		{hint.New(hint.ChooseLikelierNotation, "hex", "why", "hex", "guid-n"), "choose --from hex or --from guid-n; hex is likelier: why"},
		{hint.New(hint.KnownNotations, "hex", "sid"), "the notations are hex sid"},
	} {
		if got := Hint(test.hint); got != test.want {
			t.Errorf("%v: %q, want %q", test.hint, got, test.want)
		}
	}
}

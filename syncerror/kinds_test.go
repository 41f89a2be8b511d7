package syncerror

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestErrorKinds(t *testing.T) {
	names, codes := make(map[string]bool), make(map[string]bool)
	for _, k := range append([]*Kind{unknown}, Kinds...) {
		for _, name := range append([]string{k.Name}, k.Aliases...) {
			if lower := strings.ToLower(name); names[lower] {
				t.Errorf("%s: two kinds have the name %s", k.Name, name)
			} else {
				names[lower] = true
			}
		}
		for _, code := range k.Codes {
			if codes[code] {
				t.Errorf("%s: two kinds have the code %s", k.Name, code)
			}
			codes[code] = true
		}
		if k.Title == "" || k.Cause == "" || len(k.Cure) == 0 {
			t.Errorf("%s: no title, cause or cure", k.Name)
		}
		texts := []string{k.Title, k.Cause}
		for _, cure := range k.Cure {
			texts = append(texts, cure.Text)
		}
		for _, s := range texts {
			if strings.HasSuffix(s, ".") || strings.TrimSpace(s) != s {
				t.Errorf("%s: %q begins or ends in a blank, or ends in a period", k.Name, s)
			}
		}
		if len(k.Cites) == 0 {
			t.Errorf("%s: no citation", k.Name)
		}
		for _, url := range k.Cites {
			if !strings.HasPrefix(url, "https://learn.microsoft.com/") {
				t.Errorf("%s cites %s", k.Name, url)
			}
		}
	}
}

// Every refusal that a verdict predicts has a kind.
func TestErrorKindsOfRefusals(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../match/verdict.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 || fmt.Sprint(spec.Type) != "Refusal" {
			return true
		}
		n++
		name, _ := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if k := kindNamed(name); k == nil || k.Name != name {
			t.Errorf("no kind for %s", name)
		}
		return true
	})
	if n < 6 {
		t.Errorf("%d refusals found", n)
	}
}

func TestErrorKindsOfSentences(t *testing.T) {
	for _, s := range sentences {
		if kindNamed(s.kind) == nil || s.needle != strings.ToLower(s.needle) || s.start != strings.ToLower(s.start) {
			t.Errorf("no kind for %q, or it has capitals", s.needle)
		}
	}
	for _, l := range labels {
		if l.needle != strings.ToLower(l.needle) {
			t.Errorf("capitals in %q", l.needle)
		}
	}
}

// The commands of cures have the object of the error as their argument, if the
// anchor identifies it.
func TestCuresNameTheObject(t *testing.T) {
	const anchor, guid = "QX00ApTUDEiiEm5kX0WP2w==", "02347d41-d494-480c-a212-6e645f458fdb"
	args := func(e Error) (list []string) {
		for _, cure := range e.Cures() {
			list = append(list, cure.Command.Args...)
		}
		return list
	}
	kind := kindNamed("AADSTS51004")
	if got := args(Error{Kind: kind, Anchor: anchor}); !slices.Equal(got, []string{anchor, guid}) {
		t.Errorf("%q, want the anchor and its GUID", got)
	}
	for _, other := range []string{"", "ada@contoso.com"} {
		if got := args(Error{Kind: kind, Anchor: other}); !slices.Equal(got, []string{anyAnchor, anyUser}) {
			t.Errorf("anchor %q: %q, want the placeholders", other, got)
		}
	}
}

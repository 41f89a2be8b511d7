package syncerror

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
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
		for _, s := range append([]string{k.Title, k.Cause}, k.Cure...) {
			if strings.HasSuffix(s, ".") || strings.TrimSpace(s) != s {
				t.Errorf("%s: %q ends in a period or a blank", k.Name, s)
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

// Whatever a verdict predicts can be explained.
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
			t.Errorf("no kind of error for %s", name)
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
			t.Errorf("no kind of error for %q, or capitals", s.needle)
		}
	}
	for _, l := range labels {
		if l.needle != strings.ToLower(l.needle) {
			t.Errorf("capitals in %q", l.needle)
		}
	}
}

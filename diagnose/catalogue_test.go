package diagnose_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"hardmatch/diagnose"
)

// Every rule has a title, a text, a version and a source.
func TestCatalogue(t *testing.T) {
	ids := make([]string, 0, len(diagnose.Catalogue))
	for _, r := range diagnose.Catalogue {
		ids = append(ids, r.ID)
		damage := strings.HasPrefix(r.ID, "HM5") // its findings state the fault themselves
		switch {
		case r.Title == "" || strings.HasSuffix(r.Title, ".") || strings.Contains(r.Title, ". "):
			t.Errorf("%s: the title is no sentence without its period: %q", r.ID, r.Title)
		case strings.TrimSpace(r.Text) == "" || r.Since == "" || len(r.Cites) == 0:
			t.Errorf("%s lacks a text, a version or a source", r.ID)
		case !damage && (r.Before == "" || r.After == ""):
			t.Errorf("%s lacks an example", r.ID)
		}
		for _, c := range r.Cites {
			if !strings.HasPrefix(c.URL, "https://") || c.Doc == "" || len(c.Read) != len("2026-11-22") {
				t.Errorf("%s: %+v", r.ID, c)
			}
		}
	}
	if !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Errorf("identifiers are not in order, or not unique: %v", ids)
	}
}

// A message is one sentence in lower case, without a period.
func checkMessage(t *testing.T, f diagnose.Finding) {
	t.Helper()
	words := strings.ReplaceAll(f.Message, f.Value, "")
	for _, wrong := range []string{"\n", "%!", "  ", ". "} {
		if strings.HasSuffix(f.Message, ".") || strings.Contains(words, wrong) && strings.Contains(f.Message, wrong) {
			t.Errorf("%s: %q", f.Rule.ID, f.Message)
			break
		}
	}
	first, _, _ := strings.Cut(f.Message, " ") // a name may have capitals
	if unicode.IsUpper([]rune(first)[0]) && !strings.ContainsAny(first, "@=") {
		t.Errorf("%s begins with a capital: %q", f.Rule.ID, f.Message)
	}
}

const rulesDocument = "../docs/rules.md"

// docs/rules.md is made from the catalogue.
func TestRulesDocument(t *testing.T) {
	got := document()
	if updating() {
		if err := os.WriteFile(rulesDocument, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(rulesDocument)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("docs/rules.md is not what the catalogue gives (%v): run go test ./diagnose -update", err)
	}
}

func document() []byte {
	var b bytes.Buffer
	b.WriteString(`# Rules

Generated from the catalogue in package diagnose; ` + "`go test ./diagnose -update`" + ` makes it again. ` + "`hardmatch explain HM1004`" + ` prints the same.

A severity follows the wording of the source: a "must" is an error, a "should" is a warning, everything else is a notice. If the service enforces a rule since a
certain day, the rule gives notices before its rollout begins, and at most warnings until it ends. ` + "`--as-of`" + ` sets the day.

| rule | severity | |
| --- | --- | --- |
`)
	for _, r := range diagnose.Catalogue {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s |\n", r.ID, strings.ToLower(r.ID), r.Severity, escaped(r.Title))
	}
	for _, r := range diagnose.Catalogue {
		writeRule(&b, r)
	}
	return b.Bytes()
}

func writeRule(b *bytes.Buffer, r *diagnose.Rule) {
	fmt.Fprintf(b, "\n## %s\n\n**%s.** %s, since hardmatch %s.", r.ID, escaped(r.Title), strings.ToUpper(r.Severity.String()[:1])+r.Severity.String()[1:], r.Since)
	if w := r.Enforced; w.From != "" {
		fmt.Fprintf(b, " The service enforces it since %s somewhere, since %s everywhere.", w.From, w.Until)
	}
	fmt.Fprintf(b, "\n\n%s\n", escaped(strings.TrimSpace(r.Text)))
	if r.Before != "" {
		fmt.Fprintf(b, "\nBefore:\n\n    %s\n\nAfter:\n\n    %s\n", indented(r.Before), indented(r.After))
	}
	b.WriteString("\nSources:\n\n")
	for _, c := range r.Cites {
		fmt.Fprintf(b, "- [%s](%s), read %s\n", c.Doc, c.URL, c.Read)
	}
}

func indented(text string) string { return strings.ReplaceAll(text, "\n", "\n    ") }

// escaped returns text that Markdown shows unchanged.
func escaped(text string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "<", `\<`, ">", `\>`, "[", `\[`, "]", `\]`, "|", `\|`, "#", `\#`, "~", `\~`).Replace(text)
}

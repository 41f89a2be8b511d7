package diagnose_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hardmatch"
	"hardmatch/diagnose"
	"hardmatch/directory"
	"hardmatch/match"

	"github.com/rogpeppe/go-internal/txtar"
)

// testdata/rules has an archive for each rule with several models: some break the rule,
// others nearly do. A file of the archive is called MODEL/FILE. The exports of a model are
// read together with tenant.json, if it has none of its own. MODEL/options has options.
// The last file holds all findings, model by model.
func TestRules(t *testing.T) {
	for _, r := range diagnose.Catalogue {
		t.Run(r.ID, func(t *testing.T) {
			file := filepath.Join("testdata", "rules", r.ID+".txtar")
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			models := modelsOf(archive)
			var got bytes.Buffer
			broken, kept := false, false
			for _, w := range models {
				report := w.check(t)
				dump(&got, w.name, report)
				breaks := false
				for _, f := range report.Diagnosis.Findings {
					checkMessage(t, f)
					breaks = breaks || f.Rule == r
				}
				broken, kept = broken || breaks, kept || !breaks
			}
			if !broken || !kept {
				t.Errorf("the rule is broken in a model: %v; it is kept in another: %v", broken, kept)
			}
			compare(t, file, archive, got.Bytes())
		})
	}
}

// The files and the catalogue have the same rules.
func TestRuleFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/rules/*.txtar")
	if err != nil || len(files) != len(diagnose.Catalogue) {
		t.Errorf("%d files for %d rules, %v", len(files), len(diagnose.Catalogue), err)
	}
	for _, file := range files {
		id := strings.TrimSuffix(filepath.Base(file), ".txtar")
		if !slices.ContainsFunc(diagnose.Catalogue, func(r *diagnose.Rule) bool { return r.ID == id }) {
			t.Errorf("there is no rule %s", id)
		}
	}
}

const findingsFile = "findings"

// compare compares the findings with those of the archive, or rewrites them.
func compare(t *testing.T, file string, archive *txtar.Archive, got []byte) {
	t.Helper()
	last := len(archive.Files) - 1
	if updating() {
		if archive.Files[last].Name != findingsFile {
			archive.Files = append(archive.Files, txtar.File{Name: findingsFile})
			last++
		}
		archive.Files[last].Data = got
		if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want := archive.Files[last]; want.Name != findingsFile || !bytes.Equal(want.Data, got) {
		t.Errorf("%s: got\n%s\nwant\n%s", file, got, want.Data)
	}
}

// updating reports whether golden files are rewritten; the flag is that of the
// package itself.
func updating() bool { return flag.Lookup("update").Value.String() == "true" }

// A model is a few exports.
type model struct {
	name   string
	files  []txtar.File
	inputs []hardmatch.Input
	hardmatch.Options
}

func modelsOf(archive *txtar.Archive) []*model {
	var models []*model
	for _, f := range archive.Files {
		name, file, found := strings.Cut(f.Name, "/")
		if !found {
			continue
		}
		if len(models) == 0 || models[len(models)-1].name != name {
			models = append(models, &model{name: name, Options: hardmatch.Options{AsOf: "2026-11-22", TenantFlags: make(map[string]bool)}})
		}
		w := models[len(models)-1]
		w.files = append(w.files, txtar.File{Name: file, Data: f.Data})
	}
	return models
}

func (w *model) check(t *testing.T) *hardmatch.Report {
	t.Helper()
	tenant, err := os.ReadFile("testdata/rules/tenant.json")
	if err != nil {
		t.Fatal(err)
	}
	files := append([]txtar.File{{Name: "tenant.json", Data: tenant}}, w.files...)
	for _, f := range w.files {
		if f.Name == "tenant.json" {
			files = w.files
		}
	}
	for _, f := range files {
		if f.Name == "options" {
			w.options(t, string(f.Data))
			continue
		}
		w.inputs = append(w.inputs, hardmatch.Input{Name: f.Name, Data: bytes.NewReader(f.Data), Side: sides[f.Name]})
	}
	report, err := hardmatch.Check(context.Background(), w.inputs, w.Options)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// sides are the sides of files that do not show it.
var sides = map[string]directory.Side{"ad.csv": directory.OnPremises, "cloud.csv": directory.Cloud}

// options has lines such as "as-of 2026-05-31".
func (w *model) options(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		switch name, value, _ := strings.Cut(strings.TrimSpace(line), " "); name {
		case "as-of":
			w.AsOf = value
		case "anchor":
			w.Anchor = value
		case "off":
			w.TenantFlags[value] = false
		case "on":
			w.TenantFlags[value] = true
		default:
			t.Fatalf("%s: unknown option %q", w.name, line)
		}
	}
}

// dump writes the findings in one model with all their fields.
func dump(b *bytes.Buffer, name string, r *hardmatch.Report) {
	fmt.Fprintf(b, "%s\n", name)
	for _, f := range r.Diagnosis.Findings {
		fmt.Fprintf(b, "\t%s %s: %s\n", f.Severity, f.Rule.ID, f.Message)
		if f.Attribute != "" {
			fmt.Fprintf(b, "\t\t%s: %.80s\n", f.Attribute, f.Value)
		}
		if at := place(f.Origin); f.Object == match.None && at != "" {
			fmt.Fprintf(b, "\t\tin %s\n", at)
		} else if f.Object != match.None {
			fmt.Fprintf(b, "\t\tof %s\n", place(r.Simulation.Object(f.Object).Origin))
		}
		for _, o := range f.Others {
			fmt.Fprintf(b, "\t\twith %s\n", place(r.Simulation.Object(o).Origin))
		}
	}
	for _, err := range r.Errors {
		fmt.Fprintf(b, "\tnot read: %v\n", err)
	}
}

func place(o directory.Origin) string {
	if o.Line == 0 {
		return o.File
	}
	return fmt.Sprintf("%s:%d", o.File, o.Line)
}

package sheet

import (
	"encoding/csv"
	"strings"
	"testing"
	"unicode/utf8"

	"hardmatch/plan"
	"hardmatch/text/texttest"
)

func csvRows(t *testing.T, doc string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(doc)).ReadAll()
	if err != nil {
		t.Fatalf("%v in\n%s", err, doc)
	}
	for _, cell := range rows[0] {
		if cell == "" {
			t.Fatal("a column without a name")
		}
	}
	return rows
}

func csvPlain(t *testing.T, doc string) string {
	var b strings.Builder
	for _, row := range csvRows(t, doc) {
		b.WriteString(strings.Join(row, "\n") + "\n")
	}
	return b.String()
}

func TestCSVValue(t *testing.T) {
	for want, v := range map[string]plan.Value{
		"null": {}, `"null"`: plan.Text("null"), "true": plan.Bool(true), `"true"`: plan.Text("true"),
		`""`: plan.Text(""), `"""`: plan.Text(`"`), "ada": plan.Text("ada"),
	} {
		if got := csvValue(v); got != want {
			t.Errorf("%v: %s, want %s", v, got, want)
		}
	}
}

// A reader finds every value in one cell, and none is a formula.
func FuzzPlanCSV(f *testing.F) {
	for _, s := range append(texttest.HostileNames, "=cmd|'/c calc'!A0", "@SUM(1)", "-1", "+1", "a,b", "\"a\"", "null", "+4GP0FyjqEmkzcaSPfwDHg==") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) || s == "" || strings.Contains(s, "\r") {
			return // encoding/csv drops CR before LF in a cell
		}
		p := &plan.Plan{Steps: []plan.Step{{ID: s, Operation: plan.SetMail, Target: plan.Ref{DN: s}, Explain: s,
			Set: plan.Properties{{Name: s, Value: plan.Text(s)}}}}}
		rows := csvRows(t, sheetOf(t, p, CSV, false))
		if len(rows) != 2 {
			t.Fatalf("%q: %d rows", s, len(rows))
		}
		for _, column := range []int{0, 4, 5, 14} {
			checkCell(t, rows[1][column], s)
		}
		if got, want := rows[1][7], csvValue(plan.Text(s)); got != want {
			checkCell(t, got, want)
		}
	})
}

func checkCell(t *testing.T, got, want string) {
	t.Helper()
	if strings.ContainsAny(want[:1], "=+-@\t\r") {
		want = "'" + want
	}
	if got != want {
		t.Fatalf("%q, want %q", got, want)
	}
}

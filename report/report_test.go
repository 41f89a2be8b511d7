package report

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"hardmatch/cmd/wording"
	"hardmatch/diagnose"
	"hardmatch/directory"
	"hardmatch/exportfile/records"
	"hardmatch/match"
	"hardmatch/plan"
)

// testReport checks n pairs of users, and a pair in which every text is name.
func testReport(n int, name string) *Report {
	ad, cloud := directory.ConnectorSpace{Side: directory.OnPremises}, directory.ConnectorSpace{Side: directory.Cloud}
	add := func(i int, name string) {
		upn := present(fmt.Sprintf("%s%d@contoso.com", name, i))
		guid := directory.GUID{Presence: directory.Present, Value: [16]byte{byte(i), byte(i >> 8), byte(i >> 16), 1}}
		anchor := directory.SourceAnchor{Attribute: directory.AttrObjectGUID, Value: fmt.Appendf(nil, "anchor%d", i)}
		ad.Add(&directory.Object{
			Origin: directory.Origin{File: "ad " + name + ".ldf", Line: 1 + 20*i}, Side: directory.OnPremises, Class: directory.User,
			DN: present("CN=" + name + fmt.Sprint(i) + ",OU=Staff,DC=contoso,DC=com"), SAMAccountName: present("u" + fmt.Sprint(i)), UserPrincipalName: upn,
			DisplayName: present(name), MailNickname: present(name), ObjectGUID: guid, Anchor: anchor, UserAccountControl: present("512"),
			ProxyAddresses: directory.Texts{Presence: directory.Present, Values: [][]byte{[]byte("SMTP:" + name), []byte("smtp:same@contoso.com")}},
		})
		cloud.Add(&directory.Object{
			Origin: directory.Origin{File: "users " + name + ".json", Line: 1, Offset: int64(400 * i)}, Side: directory.Cloud, Class: directory.User,
			ID: present(fmt.Sprintf("00000000-0000-4000-8000-%012x", i)), UserPrincipalName: upn, OnPremisesSyncEnabled: present("true"),
			OnPremisesImmutableID: present(string(anchor.Value)), Anchor: directory.SourceAnchor{Attribute: directory.AttrOnPremisesImmutableID, Value: anchor.Value},
		})
	}
	for i := range n {
		add(i, "ada")
	}
	if name != "" {
		add(n, name)
	}
	tenant := &directory.Tenant{ID: name, Features: map[string]bool{"b": true, "a": false, name: true}}
	tenant.See(directory.Users)
	r := &Report{
		AsOf: "2026-11-22", Words: wording.Hint, Inputs: []plan.Input{{File: "ad " + name + ".ldf", Kind: "LDIF", Records: n}}, Tenant: tenant,
		Simulation: match.Simulate(match.Model{OnPremises: &ad, Cloud: &cloud, Tenant: tenant, AsOf: "2026-11-22"}),
	}
	r.Diagnosis = diagnose.Diagnose(r.Simulation, []*records.Summary{{Name: name, Notes: []records.Note{{Rule: records.Cut, Text: "cut at " + name, Line: 7}}}}, nil)
	return r
}

func write(t testing.TB, r *Report, o Options) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// hostileName acts on terminals, spreadsheets, JSON and SARIF, and is not UTF-8.
const hostileName = "=1+\x1b[31m\u202e\u200b\u009b\x00\r\n\t\"\\',;[x](http://evil)\xff<é"

func TestReportOfHostileNames(t *testing.T) {
	r := testReport(3, hostileName)
	for i := range r.Diagnosis.Findings {
		f := &r.Diagnosis.Findings[i] // in whatever form the rules report it
		f.Message, f.Value = hostileName, strings.ToValidUTF8(hostileName, "")
	}
	for _, format := range Formats {
		for _, verdicts := range []bool{false, true} {
			if verdicts && format == "sarif" {
				continue
			}
			out := write(t, r, Options{Format: format, Verdicts: verdicts})
			checkVisible(t, format, out)
			switch format {
			case "json", "sarif":
				if !json.Valid([]byte(out)) {
					t.Errorf("%s is not JSON", format)
				}
			case "ndjson":
				for line := range strings.Lines(out) {
					if !json.Valid([]byte(line)) {
						t.Errorf("not JSON: %s", line)
					}
				}
			case "csv":
				checkCells(t, out)
			}
		}
	}
}

// checkVisible accepts control characters in CSV, which is not for terminals.
func checkVisible(t *testing.T, format, out string) {
	t.Helper()
	if format == "csv" {
		return
	}
	acts := func(c rune) bool { return c != '\n' && !unicode.IsPrint(c) }
	if i := strings.IndexFunc(out, acts); i >= 0 || !utf8.ValidString(out) {
		t.Errorf("%s: %q", format, out[max(i-20, 0):max(i+20, 40)])
	}
}

func checkCells(t *testing.T, out string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("a formula: %q", cell)
			}
		}
	}
}

func TestReportIsDeterministic(t *testing.T) {
	for _, format := range Formats {
		o := Options{Format: format}
		first, second := write(t, testReport(60, "eve"), o), write(t, testReport(60, "eve"), o)
		if first != second {
			t.Errorf("%s: two runs differ", format)
		}
	}
}

func TestReportJSON(t *testing.T) {
	var doc struct {
		Schema  string
		Summary struct {
			Objects  struct{ OnPremises, Cloud int }
			Verdicts map[string]int
			Findings map[string]int
			Rules    []struct{ Findings int }
		}
		Verdicts []struct{ Object, Counterpart map[string]any }
		Findings []struct {
			Rule   string
			Object map[string]any
			Cites  []string
		}
	}
	r := testReport(40, "eve")
	out := write(t, r, Options{Format: "json"})
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	s := doc.Summary
	switch {
	case !strings.HasPrefix(out, `{"schema":"hardmatch.report/1","asOf":"2026-11-22",`):
		t.Errorf("begins %.60s", out)
	case s.Objects.OnPremises != 41 || s.Objects.Cloud != 41 || len(doc.Verdicts) != 41 || len(s.Verdicts) != match.Kinds:
		t.Errorf("%+v, %d verdicts", s, len(doc.Verdicts))
	case len(doc.Findings) != len(r.Diagnosis.Findings):
		t.Errorf("%d findings, want %d", len(doc.Findings), len(r.Diagnosis.Findings))
	case doc.Verdicts[1].Object["dn"] != "CN=ada1,OU=Staff,DC=contoso,DC=com" || doc.Verdicts[1].Object["side"] != "onPremises":
		t.Errorf("%v", doc.Verdicts[1])
	}
	inRules := 0
	for _, rule := range s.Rules {
		inRules += rule.Findings
	}
	if inRules != len(doc.Findings) {
		t.Errorf("the rules of the summary have %d findings of %d", inRules, len(doc.Findings))
	}
}

// Text counts the findings that it does not show.
func TestReportTextIsCut(t *testing.T) {
	r := testReport(300, "")
	rule := r.Diagnosis.Findings[0].Rule
	r.Diagnosis.Findings, r.Diagnosis.Counts = nil, [3]int{}
	for v := range r.Simulation.Verdicts() {
		r.Diagnosis.Findings = append(r.Diagnosis.Findings, diagnose.Finding{Rule: rule, Severity: diagnose.Warning, Message: "m", Object: v.Object})
		r.Diagnosis.Counts[diagnose.Warning]++
	}
	out := write(t, r, Options{Format: "text", Limit: 100})
	for _, want := range []string{
		"      300  warning  " + rule.ID + "  " + rule.Title + "\n\n",
		rule.ID + ": 200 more findings not shown; see all with --rule " + rule.ID + " --limit 0, or as a table with --output csv\n",
		"\n300 warnings\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out[len(out)-500:])
		}
	}
	if n := strings.Count(out, ": warning "+rule.ID); n != 100 {
		t.Errorf("%d findings shown", n)
	}
	out = write(t, r, Options{Format: "text", Level: diagnose.Error})
	if !strings.HasSuffix(out, "\n300 warnings (--level warning shows them)\n") {
		t.Errorf("ends %q", out[len(out)-100:])
	}
}

func TestReportFails(t *testing.T) {
	r := testReport(2, "eve")
	for _, format := range Formats {
		if err := Write(full{}, r, Options{Format: format}); err == nil {
			t.Errorf("%s: the error of the writer is lost", format)
		}
	}
	if err := Write(io.Discard, r, Options{Format: "yaml"}); err == nil {
		t.Error("yaml is no format")
	}
}

func TestFileURI(t *testing.T) {
	for name, want := range map[string]string{
		"entra/users.json":    "entra/users.json",
		"a b/ü%.ldf":          "a%20b/%C3%BC%25.ldf",
		"a:b.ldf":             "a%3Ab.ldf",
		"/tmp/a.ldf":          "file:///tmp/a.ldf",
		`C:\exports\ad 1.ldf`: "file:///C:/exports/ad%201.ldf",
		`\\server\x\ad.ldf`:   "file://server/x/ad.ldf",
	} {
		if got := fileURI(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func BenchmarkReportVerdicts(b *testing.B) {
	r := testReport(10000, "")
	r.Diagnosis.Findings = nil
	for _, format := range []string{"json", "csv", "text"} {
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := Write(io.Discard, r, Options{Format: format, Verdicts: true}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/10000, "ns/verdict")
		})
	}
}

// Verdicts become rows in two chunks at the same time, and stay in order.
func TestManyVerdictsInOrder(t *testing.T) {
	r := testReport(3*verdictChunk+5, "eve")
	var all []string
	for v := range r.Simulation.Verdicts() {
		all = append(all, r.Simulation.Object(v.Object).DN.String())
	}
	i := 0
	for line := range strings.Lines(write(t, r, Options{Format: "ndjson", Verdicts: true})) {
		var verdict struct{ Object struct{ DN string } }
		if err := json.Unmarshal([]byte(line), &verdict); err != nil || i >= len(all) || verdict.Object.DN != all[i] {
			t.Fatalf("row %d is %q, %v", i, line, err)
		}
		i++
	}
	if i != len(all) {
		t.Errorf("%d rows for %d verdicts", i, len(all))
	}
	var doc struct{ Verdicts []any }
	if err := json.Unmarshal([]byte(write(t, r, Options{Format: "json"})), &doc); err != nil || len(doc.Verdicts) != len(all) {
		t.Errorf("%d verdicts in JSON, %v", len(doc.Verdicts), err)
	}
}

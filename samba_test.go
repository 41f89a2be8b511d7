package hardmatch_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hardmatch"
	"hardmatch/exportfile"
	"hardmatch/report"
)

// The program reads from exports what the domain controller holds. testdata/samba has
// exports of a Samba Active Directory, and truth.json, which a program in another
// language read from its database without code of this module.
//
// HARDMATCH_SAMBA names a directory with more exports of this kind. "live" makes one: it
// starts the fixture in ../shared/samba, which needs root and takes a minute.
func TestSamba(t *testing.T) {
	dir := cmp.Or(os.Getenv("HARDMATCH_SAMBA"), "testdata/samba")
	if dir == "live" {
		dir = exportLive(t)
	}
	truth := readTruth(t, dir)
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, path := range files {
		if name := filepath.Base(path); strings.HasSuffix(name, ".ldif") || strings.HasSuffix(name, ".txt") {
			t.Run(name, func(t *testing.T) { compared += compareExport(t, path, truth) })
		}
	}
	if compared == 0 {
		t.Errorf("no export in %s", dir)
	}
	t.Logf("%d objects compared", compared)
}

// exportLive runs the domain controller and returns the directory of its exports.
func exportLive(t *testing.T) string {
	const script = "../shared/samba/dc.sh"
	if _, err := os.Stat(script); err != nil {
		t.Skipf("no live run: %v", err)
	}
	if os.Getuid() != 0 {
		t.Skip("no live run: the domain controller listens on ports below 1024 and needs root")
	}
	short, err := os.MkdirTemp("/tmp", "hm-dc") // the paths of its sockets must be short
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	run := func(args ...string) {
		cmd := exec.Command("bash", append([]string{script}, args...)...)
		cmd.Env = append(os.Environ(), "DC_DIR="+short, "DC_OUT="+out)
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s %s: %v\n%s", script, args, err, text)
		}
	}
	t.Cleanup(func() { run("purge") })
	if run("all"); t.Failed() {
		t.FailNow()
	}
	return out
}

// A fact is one object in truth.json.
type fact struct {
	DN             string
	ObjectClass    []string
	Deleted        bool
	ObjectGUID     string
	ImmutableID    string
	ProxyAddresses []string

	ConsistencyGUIDBase64, ConsistencyGUID               *string
	SAMAccountName, UserPrincipalName, Mail, DisplayName *string
}

func readTruth(t *testing.T, dir string) map[string]fact {
	doc, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var facts []fact
	if err := json.Unmarshal(doc, &facts); err != nil {
		t.Fatal(err)
	}
	truth := make(map[string]fact)
	for _, f := range facts {
		truth[f.ObjectGUID] = f
	}
	return truth
}

func isBulk(f fact) bool {
	return f.Mail != nil && strings.HasPrefix(*f.Mail, "bulk") || isNamed(f, "EveryoneBulk")
}

func isNamed(f fact, sam string) bool { return f.SAMAccountName != nil && *f.SAMAccountName == sam }

// An expectation describes one export.
type expectation struct {
	includes func(fact) bool
	others   bool   // it also has objects that are neither users, groups nor contacts
	note     string // about what is missing; then only the objects in it are compared
	refused  string // why it is not an export
}

func named(sams ...string) func(fact) bool {
	return func(f fact) bool { return slices.ContainsFunc(sams, func(sam string) bool { return isNamed(f, sam) }) }
}

var (
	people        = expectation{includes: func(f fact) bool { return !f.Deleted && !isBulk(f) }}
	peopleAndGone = expectation{includes: func(f fact) bool { return !isBulk(f) }}
	expectations  = map[string]expectation{
		"ldapsearch-attrs-only.ldif":     {includes: people.includes, note: "names of attributes without their values"},
		"ldapsearch-deleted.ldif":        {includes: named("gone2", "gone3"), others: true},
		"ldapsearch-dirsync.ldif":        peopleAndGone,
		"ldapsearch-domain.ldif":         {includes: func(f fact) bool { return !f.Deleted }, others: true},
		"ldapsearch-member.ldif":         {includes: named("EveryoneBulk")},
		"ldapsearch-range-proxy.ldif":    {includes: named("manyprox"), note: "only a part of the values"},
		"ldapsearch-range1.ldif":         {includes: named("EveryoneBulk")},
		"ldapsearch-range2.ldif":         {includes: named("EveryoneBulk")},
		"ldapsearch-recycled.ldif":       peopleAndGone,
		"ldapsearch-refused.ldif":        {includes: named(), note: "failed with result 1 Operations error"},
		"ldapsearch-rootdse.ldif":        {includes: named()},
		"ldapsearch-t.ldif":              {includes: named("ada", "photo"), note: "are in other files, which are not read"},
		"ldbsearch-file-binary.ldif":     {refused: "ldbsearch --show-binary"},
		"ldbsearch-file-deleted.ldif":    peopleAndGone,
		"ldbsearch-partition-file.ldif":  peopleAndGone,
		"samba-tool-contact-show.txt":    {includes: func(f fact) bool { return strings.HasPrefix(f.DN, "CN=Ünïcode Contact") }},
		"samba-tool-group-show.txt":      {includes: named("Sales")},
		"samba-tool-user-list.txt":       {refused: "a list of names without attributes"},
		"samba-tool-user-show-attrs.txt": {includes: named("ada")},
		"samba-tool-user-show.txt":       {includes: named("ada", "jmueller", "comma", "nl", "anchor1", "photo")},
	}
)

// compareExport compares one export with the truth and returns the number of objects.
func compareExport(t *testing.T, path string, truth map[string]fact) int {
	want, ok := expectations[filepath.Base(path)]
	if !ok {
		want = people
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file, rows, err := list(path, data)
	if want.refused != "" {
		if err == nil || !strings.Contains(err.Error(), want.refused) {
			t.Errorf("got error %v, want %q", err, want.refused)
		}
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	checkNotes(t, file, want.note)
	exported := exportedOf(data)
	seen := make(map[string]bool)
	for _, row := range rows {
		f := identify(row, truth)
		switch {
		case f.ObjectGUID == "" && want.others && !isPerson(row["objectClass"]):
		case f.ObjectGUID == "" || !want.includes(f):
			t.Errorf("the directory does not hold what was read: %v", row)
		case seen[f.ObjectGUID]:
			t.Errorf("twice: %v", row)
		default:
			seen[f.ObjectGUID] = true
			compareObject(t, row, f, exported, want.note != "")
		}
	}
	for _, guid := range slices.Sorted(maps.Keys(truth)) {
		if want.includes(truth[guid]) && !seen[guid] {
			t.Errorf("missing: %s", truth[guid].DN)
		}
	}
	return len(seen)
}

// list returns the rows of NDJSON that the list command writes.
func list(name string, data []byte) (file *exportfile.File, rows []map[string]any, err error) {
	var out bytes.Buffer
	l, err := report.NewObjectList(&out, "ndjson")
	if err != nil {
		return nil, nil, err
	}
	for export, err := range hardmatch.Open(context.Background(), hardmatch.Input{Name: name, Data: bytes.NewReader(data)}, hardmatch.Options{}) {
		if err != nil {
			return nil, nil, err
		}
		file = export.File
		for o, objectErr := range export.Objects() {
			if err = errors.Join(err, objectErr); objectErr == nil {
				err = errors.Join(err, l.Write(o))
			}
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if err := errors.Join(err, l.Close()); err != nil {
		return nil, nil, err
	}
	for line := range bytes.Lines(out.Bytes()) {
		var row map[string]any
		if err := json.Unmarshal(line, &row); err != nil {
			return nil, nil, fmt.Errorf("%w in %s", err, line)
		}
		rows = append(rows, row)
	}
	return file, rows, nil
}

func checkNotes(t *testing.T, file *exportfile.File, want string) {
	found := want == ""
	for _, n := range file.Notes {
		if want != "" && strings.Contains(n.Text, want) && n.Incomplete {
			found = true
			continue
		}
		t.Errorf("unexpected note: %+v", n)
	}
	if !found {
		t.Errorf("no note that says %q", want)
	}
	if file.Incomplete() != (want != "") {
		t.Errorf("Incomplete is %v", file.Incomplete())
	}
}

// identify finds the fact for a row, by its objectGUID, or by its name if the export has
// lost the objectGUID. It returns a zero fact if there is none.
func identify(row map[string]any, truth map[string]fact) fact {
	if guid, ok := row["objectGUID"].(string); ok {
		return truth[guid]
	}
	for _, f := range truth {
		if f.DN == row["dn"] {
			return f
		}
	}
	return fact{}
}

func isPerson(class any) bool {
	return slices.Contains([]any{"user", "inetOrgPerson", "computer", "group", "contact"}, class)
}

// exportedOf reports whether any object of an export has an attribute.
func exportedOf(data []byte) func(attribute string) bool {
	lower := bytes.ToLower(data)
	return func(attribute string) bool { return bytes.Contains(lower, []byte("\n"+strings.ToLower(attribute)+":")) }
}

// compareObject compares all fields that the export holds. In a damaged export a field
// may be missing, but not different.
func compareObject(t *testing.T, row map[string]any, f fact, exported func(string) bool, damaged bool) {
	t.Helper()
	check := func(name string, want any) {
		t.Helper()
		got, shown := row[name], exported(name) || name == "dn" || name == "immutableId"
		switch {
		case damaged && (got == nil || name == "proxyAddresses"), !shown && got == nil:
		case !shown || fmt.Sprint(got) != fmt.Sprint(want):
			t.Errorf("%s: %s is %v, want %v", f.DN, name, got, want)
		}
	}
	check("dn", f.DN)
	check("objectGUID", f.ObjectGUID)
	check("sAMAccountName", optional(f.SAMAccountName))
	check("userPrincipalName", optional(f.UserPrincipalName))
	check("mail", optional(f.Mail))
	check("displayName", optional(f.DisplayName))
	check("proxyAddresses", addresses(f.ProxyAddresses))
	check("mS-DS-ConsistencyGuid", optional(cmp.Or(f.ConsistencyGUID, f.ConsistencyGUIDBase64)))
	check("immutableId", f.anchor(exported("mS-DS-ConsistencyGuid")))
}

// anchor returns the source anchor that Entra Connect sends: mS-DS-ConsistencyGuid of a
// user if the export has it, otherwise objectGUID. Computers derive from user, but are
// not users.
func (f fact) anchor(ownShown bool) string {
	isUser := slices.Contains(f.ObjectClass, "user") && !slices.Contains(f.ObjectClass, "computer")
	if own := f.ConsistencyGUIDBase64; own != nil && ownShown && isUser {
		return *own
	}
	return f.ImmutableID
}

func optional(s *string) any {
	if s == nil {
		return nil
	}
	return *s
}

func addresses(all []string) any {
	if len(all) == 0 {
		return nil
	}
	return all
}

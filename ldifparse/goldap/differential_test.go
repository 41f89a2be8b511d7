package goldap

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"
	"github.com/go-ldap/ldif"
	"github.com/rogpeppe/go-internal/txtar"

	"hardmatch/ldifparse"
)

// knownDifferences are the blocks that only one of the two parsers accepts, or that
// they read differently: parts of their errors, and a pattern in the block.
var knownDifferences = []struct {
	theirs, ours string // parts of the errors, or ""
	holds        string // a pattern in the block
	why          string
}{
	{"only a dn: line", "", "", "an entry without attributes is the result of 1.1 as the attribute list"},
	{"empty value", "", "", "a value may be empty; there only if a blank follows the colon"},
	{"missing 'dn:'", "", `(?m)^ *(search|result|ref):`, "trailers and references are no errors here"},
	{"missing 'dn:'", "", `(?mi)^dn:`, "here a dn may be after attributes, in capitals or after a broken comment"},
	{"missing 'dn:'", "", "^\ufeff", "a byte order mark is skipped here"},
	{"invalid first character", "", "\n\ufeff", "a byte order mark is skipped here"},
	{"invalid first character", "", `(?m)^@`, "ldb has names that begin with @"},
	{"invalid character", "", `(?m)^[\w.-]*[_.]`, "some servers allow _ and . in names"},
	{"invalid character", "", `(?m)^\w+;range=`, "Active Directory has an option with = and *"},
	{"unsupported changetype", "", "", "renames are not supported there"},
	{"invalid operation increment", "", "", "RFC 4525 is not supported there"},
	{"invalid changetype", "", "", "here only the dn of an unknown changetype is read; capitals and a trailing blank are accepted"},
	{"does not close with a single dash", "", "", "the last - may be missing here"},
	{"invalid attribute", "", `(?m)^(add|replace|delete):`, "a - may be missing here, and names are the same in any case"},
	{"illegal base64", "", `(?m) $`, "blanks may follow Base64 here"},
	{"Missing :", "", `(?m)^-\r*$`, "a - may be in an add here"},
	{"", "", `(?m)^dn:[^\x00]*\ndn:`, "a second dn begins a record here, and is an attribute there"},
	{"", "", `changetype: add\s*\z`, "an entry without attributes gets the attribute changetype there"},
	{"", "no modification", `changetype: delete`, "the last attribute of a delete is not read there"},
	{"", "second changetype", "", "a second changetype is an attribute there"},
	{"", "not an attribute name", `(?m)^[\w-]+;(;.*)?:`, "an empty option is accepted there"},
	{"", "not an attribute name", `\nd\n n:`, "a second dn, folded, is an attribute there"},
}

// TestDifferential reads blocks with both parsers and compares the results. It
// never passes a URL to go-ldap, which would open it.
func TestDifferential(t *testing.T) {
	used := map[int]bool{}
	t.Run("own", func(t *testing.T) { ownFiles(t, comparison(t, used)) })
	t.Run("corpus", func(t *testing.T) {
		readFolder(t, filepath.Join("..", "..", "..", "shared", "corpus"), comparison(t, used))
	})
	t.Run("samba", func(t *testing.T) { readFolder(t, os.Getenv("HARDMATCH_SAMBA"), comparison(t, used)) })
	for n, d := range knownDifferences {
		if !used[n] {
			t.Errorf("no such difference left: %s", d.why)
		}
	}
}

// comparison returns a function that compares the results of both parsers for a
// file, and marks the differences that it finds as used.
func comparison(t *testing.T, used map[int]bool) func(name, text string) {
	same := 0
	t.Cleanup(func() { t.Logf("%d records are the same in both", same) })
	return func(name, text string) {
		for _, block := range blocks.Split(text, -1) {
			if block = strings.TrimLeft(block, "\r\n"); block == "" || hasURL(block) {
				continue
			}
			ours, ourErr := readOurs(block)
			theirs, theirErr := readTheirs(block)
			switch {
			case ourErr != nil && theirErr != nil:
			case ourErr == nil && theirErr == nil && slices.Equal(ours, theirs):
				same += len(ours)
			default:
				n := explain(block, ourErr, theirErr)
				if used[n] = true; n >= 0 {
					continue
				}
				t.Errorf("%s:\n%s\nours:   %s %v\ngo-ldap: %s %v", name, block, ours, ourErr, theirs, theirErr)
			}
		}
	}
}

var blocks = regexp.MustCompile(`\n(\r*\n)+`)

// hasURL reports whether a parser could find a URL in the block.
func hasURL(block string) bool {
	var joined strings.Builder
	for line := range strings.Lines(block) {
		if !strings.HasPrefix(line, "#") {
			joined.WriteString(strings.Trim(line, " \r\n"))
		}
	}
	packed := strings.NewReplacer(" ", "", "\r", "", "\n", "")
	return strings.Contains(packed.Replace(joined.String()), ":<") || strings.Contains(packed.Replace(block), ":<")
}

func readOurs(block string) (views []string, err error) {
	for r, err := range ldifparse.Read(strings.NewReader(block), ldifparse.Options{}) {
		if err != nil {
			return nil, err
		}
		if r.Kind == ldifparse.Change && strings.HasPrefix(r.ChangeType, "mod") && r.ChangeType != "modify" {
			views = append(views, "rename")
			continue
		}
		e, err := Entry(r)
		if err != nil {
			return nil, err
		}
		views = append(views, sorted(e))
	}
	return views, nil
}

func readTheirs(block string) (views []string, err error) {
	file, err := ldif.Parse(block)
	if err != nil {
		return nil, err
	}
	for _, e := range file.Entries {
		views = append(views, sorted(e))
	}
	return views, nil
}

// sorted formats an entry with its attributes sorted, because go-ldap/ldif does not
// keep their order, and without controls, which it reads only on request.
func sorted(e *ldif.Entry) string {
	if e.Entry != nil {
		slices.SortStableFunc(e.Entry.Attributes, func(a, b *ldap.EntryAttribute) int { return strings.Compare(a.Name, b.Name) })
	}
	if e.Add != nil {
		e.Add.Controls = nil
		slices.SortStableFunc(e.Add.Attributes, func(a, b ldap.Attribute) int { return strings.Compare(a.Type, b.Type) })
	}
	if e.Modify != nil {
		e.Modify.Controls = nil
	}
	if e.Del != nil {
		e.Del.Controls = nil
	}
	return view(e)
}

func view(e *ldif.Entry) string {
	var b strings.Builder
	switch {
	case e.Entry != nil:
		fmt.Fprint(&b, "entry ", e.Entry.DN)
		for _, a := range e.Entry.Attributes {
			fmt.Fprintf(&b, " %s %q", a.Name, a.Values)
		}
	case e.Add != nil:
		fmt.Fprint(&b, "add ", e.Add.DN, viewControls(e.Add.Controls))
		for _, a := range e.Add.Attributes {
			fmt.Fprintf(&b, " %s %q", a.Type, a.Vals)
		}
	case e.Modify != nil:
		fmt.Fprint(&b, "modify ", e.Modify.DN, viewControls(e.Modify.Controls))
		for _, c := range e.Modify.Changes {
			fmt.Fprintf(&b, " %d %s %q", c.Operation, c.Modification.Type, c.Modification.Vals)
		}
	case e.Del != nil:
		fmt.Fprint(&b, "delete ", e.Del.DN, viewControls(e.Del.Controls))
	}
	return b.String()
}

func viewControls(controls []ldap.Control) (s string) {
	for _, c := range controls {
		c := c.(*ldap.ControlString)
		s += fmt.Sprintf(" %s %t %q", c.ControlType, c.Criticality, c.ControlValue)
	}
	return s
}

// explain returns the index of the difference that explains a block, or -1.
func explain(block string, ourErr, theirErr error) int {
	for n, d := range knownDifferences {
		if contains(theirErr, d.theirs) && contains(ourErr, d.ours) && regexp.MustCompile(d.holds).MatchString(block) {
			return n
		}
	}
	return -1
}

func contains(err error, part string) bool {
	if err == nil || part == "" {
		return err == nil && part == ""
	}
	return strings.Contains(err.Error(), part)
}

// ownFiles calls f for the inputs in the archives of package ldifparse.
func ownFiles(t *testing.T, f func(name, text string)) {
	files, err := filepath.Glob(filepath.Join("..", "testdata", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatal("no archives", err)
	}
	percent := regexp.MustCompile(`%[0-9A-F]{2}|%\n`)
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, input := range archive.Files {
			if input.Name == "want" {
				continue
			}
			f(file+" "+input.Name, percent.ReplaceAllStringFunc(string(input.Data), func(s string) string {
				var c byte
				if _, err := fmt.Sscanf(s, "%%%02X", &c); err != nil {
					return ""
				}
				return string([]byte{c})
			}))
		}
	}
}

func readFolder(t *testing.T, dir string, f func(name, text string)) {
	root, err := filepath.EvalSymlinks(dir)
	if dir == "" || err != nil {
		t.Skipf("no folder %q: that of samba's exports is named by HARDMATCH_SAMBA", dir)
	}
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if ext := filepath.Ext(p); err != nil || d.IsDir() || ext != ".ldif" && ext != ".ldf" {
			return err
		}
		text, err := os.ReadFile(p)
		f(filepath.Base(p), string(text))
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

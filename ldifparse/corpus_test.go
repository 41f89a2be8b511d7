package ldifparse

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// corpus returns the directory with files of other projects. It is not part of this
// project.
func corpus(t *testing.T) string {
	dir, err := filepath.EvalSymlinks(filepath.Join("..", "..", "shared", "corpus"))
	if err != nil {
		t.Skip("no corpus of other projects' files:", err)
	}
	return dir
}

// corpusErrors are the files in which the reader reports errors: how many, the
// first, and why.
var corpusErrors = []struct {
	files string // a pattern
	count int    // 0 for any number
	first error
	line  int // 0 for any
	why   string
}{
	{"_constructed/*utf16*", 1, ErrNotText, 0, "package exportfile decodes UTF-16 before"},
	{"apache__directory-ldap-api/LdifAttributesReaderTest/*", 1, ErrNoDN, 0, "attributes of an entry, without an entry"},
	{"apache__directory-ldap-api/LdifReaderTest/testChangeTypeDeleteBadEntry.ldif", 1, ErrMod, 4, "refused there too"},
	{"apache__directory-ldap-api/LdifReaderTest/testLineNumber.ldif", 1, ErrMod, 4,
		"refused there on line 1, for versionN: attributes may precede a dn here, as in sorted dumps"},
	{"apache__directory-ldap-api/LdifReaderTest/testLineNumber-2.ldif", 1, ErrName, 2, "refused there too"},
	{"apache__directory-ldap-api/LdifReaderTest/testLineNumber-3.ldif", 1, ErrMod, 4, "refused there too"},
	{"apache__directory-ldap-api/LdifReaderTest/testLineNumber-4.ldif", 1, ErrName, 10, "refused there too"},
	{"samba-team__samba/lib/ldb/tests/photo.ldif", 1, ErrURL, 4, "ldb opens file URLs"},
	{"samba-team__samba/lib/ldb/tests/test-config.ldif", 1, ErrName, 51, "ldb allows _ at the start of a name"},
	{"samba-team__samba/lib/ldb/tests/test.ldif", 1, ErrBase64, 217, "ldb allows Base64 without its padding; here it shows a cut"},
	{"samba-team__samba/source4/setup/provision_basedn.ldif", 1, ErrBase64, 9, "a template: ${DESCRIPTOR}"},
	{"samba-team__samba/source4/selftest/provisions/*/expected-replpropertymetadata-*.ldif", 1, ErrNoDN, 0,
		"sorted line by line, with line feeds in what --show-binary prints"},
	{"samba-team__samba/source4/selftest/provisions/*/expected-objects-after-*.ldif", 1, ErrNoDN, 1, "the dn lines are taken out"},
}

// TestCorpus reads every LDIF file of the corpus.
func TestCorpus(t *testing.T) {
	dir, files := corpus(t), 0
	seen := map[string]bool{}
	walk(t, dir, func(name string, text []byte) {
		files++
		count := 0
		var first *ParseError
		for _, err := range Read(bytes.NewReader(text), Options{}) {
			if err == nil {
				continue
			}
			if count++; count == 1 && !errors.As(err, &first) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, known := range corpusErrors {
			if ok, _ := path.Match(known.files, name); !ok || count == 0 {
				continue
			}
			seen[known.files] = true
			if known.count > 0 && count != known.count || first.Err != known.first || known.line > 0 && first.Line != known.line {
				t.Errorf("%s: got %d errors, the first %v; want %d, %v", name, count, first, known.count, known.first)
			}
			return
		}
		if count > 0 {
			t.Errorf("%s: %d errors, the first %v", name, count, first)
		}
	})
	for _, known := range corpusErrors {
		if !seen[known.files] {
			t.Errorf("%s: no errors left", known.files)
		}
	}
	if files < 260 {
		t.Errorf("only %d files in the corpus", files)
	}
}

// walk calls f for every LDIF file below dir.
func walk(t *testing.T, dir string, f func(name string, text []byte)) {
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(dir, p)
		name = filepath.ToSlash(name)
		ext := path.Ext(name)
		if ext != ".ldif" && ext != ".ldf" && !strings.Contains(name, "openldap/tests/data/") {
			return nil
		}
		text, err := os.ReadFile(p)
		f(name, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestApache reads the files with which the LdifReader of the Apache Directory LDAP
// API is tested. There are the counts of its own tests. If a file is refused there
// and read here, why states the reason.
func TestApache(t *testing.T) {
	const mixed = "content and changes in one file: the caller decides whether that is an error"
	const refused = 0
	special := map[string]struct {
		there, here int
		why         string
	}{
		"testLdifEmpty":                                  {0, 0, ""},
		"testLdifEmptyLines":                             {0, 0, ""},
		"testLdifComments":                               {0, 0, ""},
		"testLdifVersion":                                {0, 0, ""},
		"testLdifWithoutVersion":                         {0, 0, ""},
		"testLdifParserNoAttribute":                      {3, 3, ""},
		"testLdifParserRFC2849Sample1":                   {2, 2, ""},
		"testLdifParserRFC2849Sample4":                   {2, 2, ""},
		"testLdifParserChangeTypeModifyDeleteEmptyValue": {2, 2, ""},
		"testChangeTypeDeleteBadEntry":                   {refused, 0, ""},
		"testLineNumber":                                 {refused, 0, ""},
		"testLineNumber-2":                               {refused, 0, ""},
		"testLineNumber-3":                               {refused, 0, ""},
		"testLineNumber-4":                               {refused, 1, "the record before the error is whole"},
		"testLdifContentWithControl":                     {refused, 1, "the control is in Record.Controls"},
		"testLdifParserCombinedChangesEntries":           {refused, 2, mixed},
		"testLdifParserCombinedChangesEntries2":          {refused, 2, mixed},
		"testLdifParserCombinedEntriesChanges":           {refused, 2, mixed},
		"testLdifParserCombinedEntriesChanges2":          {refused, 2, mixed},
		"testLdifParserRFC2849Sample7NoOid":              {refused, 1, "controls are text; Writer checks them"},
		"testLdifParserRFC2849Sample7BadOid":             {refused, 1, "controls are text; Writer checks them"},
	}
	files := 0
	walk(t, filepath.Join(corpus(t), "apache__directory-ldap-api", "LdifReaderTest"), func(name string, text []byte) {
		files++
		want := 1
		if s, ok := special[strings.TrimSuffix(name, ".ldif")]; ok {
			if want = s.here; s.here != s.there && s.why == "" {
				t.Errorf("%s: difference without a reason", name)
			}
		}
		count := 0
		for _, err := range Read(bytes.NewReader(text), Options{}) {
			if err == nil {
				count++
			}
		}
		if count != want {
			t.Errorf("%s: %d records, want %d", name, count, want)
		}
	})
	if files != 51 {
		t.Errorf("%d files, want 51", files)
	}
}

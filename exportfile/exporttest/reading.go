// Package exporttest reads exports in tests of package exportfile and its readers,
// and makes the exports to read. Tests of a reader use package exportfile, so that
// they see what its users see.
package exporttest

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"hardmatch/exportfile"
	"hardmatch/exportfile/records"
)

// DefaultAttributes are the attributes that tests read if they state no others.
var DefaultAttributes = []string{"objectClass", "objectGUID", "mS-DS-ConsistencyGuid", "sAMAccountName", "userPrincipalName", "mail", "displayName", "proxyAddresses"}

// GoldenOptions are the options for the files under testdata.
var GoldenOptions = records.Options{
	Attributes: append([]string{"id", "ObjectId", "SID", "accountEnabled", "sourceAnchor", "EmailAddress"}, DefaultAttributes...),
	Lists:      []string{"objectClass", "proxyAddresses"},
}

// TableOptions are the options for tables: cloud names beside those of Active
// Directory.
var TableOptions = records.Options{
	Attributes: append(slices.Clip(DefaultAttributes), "id", "onPremisesImmutableId", "ImmutableId", "ObjectId", "accountEnabled"),
	Lists:      []string{"objectClass", "proxyAddresses"},
}

// A Reading is everything that was read from a file.
type Reading struct {
	*exportfile.File
	Rows  []string // "dn=CN=...|objectGUID::=..."
	Lines []int    // of the records
	Errs  []string
}

// Read reads an export with the name users.ldf to its end. Its error is that of
// [exportfile.New].
func Read(data []byte, o records.Options) (*Reading, error) {
	return ReadFrom(bytes.NewReader(data), o)
}

// ReadFrom is [Read] for a source.
func ReadFrom(src io.Reader, o records.Options) (*Reading, error) {
	if o.Attributes == nil {
		o.Attributes = DefaultAttributes
	}
	f, err := exportfile.New("users.ldf", src, o)
	if err != nil {
		return nil, err
	}
	r := &Reading{File: f}
	for record, err := range f.All() {
		if err != nil {
			r.Errs = append(r.Errs, err.Error())
			continue
		}
		r.Lines = append(r.Lines, record.Line)
		r.Rows = append(r.Rows, FormatRow(record, o.Attributes))
	}
	return r, nil
}

var formMarks = [...]string{records.Text: "=", records.Octets: "::=", records.Lost: ":<="}

// FormatRow returns a record in the form of [Reading.Rows]. Names are the requested
// attributes.
func FormatRow(record *records.Record, names []string) string {
	var row strings.Builder
	fmt.Fprintf(&row, "dn=%s|", record.DN)
	for _, f := range record.Fields {
		fmt.Fprintf(&row, "%s%s%s|", names[f.Index], formMarks[f.Form], f.Value)
	}
	return row.String()
}

// MustRead is [Read] for an export that must be recognised.
func MustRead(t testing.TB, data []byte, o records.Options) *Reading {
	t.Helper()
	r, err := Read(data, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// NoteTexts returns the texts of the notes, one on a line. A note about missing
// objects or values begins with an exclamation mark.
func (r *Reading) NoteTexts() string {
	var all []string
	for _, n := range r.Notes {
		text := n.Text
		if n.Line > 0 {
			text = fmt.Sprintf("%d: %s", n.Line, text)
		}
		if n.Incomplete {
			text = "!" + text
		}
		all = append(all, text)
	}
	return strings.Join(all, "\n")
}

// CheckComplete fails the test unless the whole file was read.
func (r *Reading) CheckComplete(t testing.TB) {
	t.Helper()
	if len(r.Errs) > 0 || r.Incomplete() || r.Skipped > 0 {
		t.Errorf("errors %q, skipped %d, notes %q", r.Errs, r.Skipped, r.NoteTexts())
	}
}

// Fixture returns an export of the domain controller whose exports all packages
// share.
func Fixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(Root(t) + "/testdata/samba/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Root returns the path of the root of the module from the directory of the test.
func Root(t testing.TB) string {
	t.Helper()
	for _, dir := range []string{"..", "../.."} {
		if _, err := os.Stat(dir + "/go.mod"); err == nil {
			return dir
		}
	}
	t.Fatal("no go.mod above the test")
	return ""
}

// CheckPieces fails the test unless an export is read without panic, to valid text,
// and with the same result if it arrives octet by octet.
func CheckPieces(t *testing.T, data []byte) {
	r, err := Read(data, GoldenOptions)
	again, errAgain := ReadFrom(iotest.OneByteReader(bytes.NewReader(data)), GoldenOptions)
	if err != nil || errAgain != nil {
		if fmt.Sprint(err) != fmt.Sprint(errAgain) {
			t.Errorf("%v, octet by octet %v", err, errAgain)
		}
		return
	}
	if !slices.Equal(r.Rows, again.Rows) || !slices.Equal(r.Errs, again.Errs) || r.NoteTexts() != again.NoteTexts() {
		t.Errorf("%q %q %q, octet by octet %q %q %q", r.Rows, r.Errs, r.NoteTexts(), again.Rows, again.Errs, again.NoteTexts())
	}
	if len(r.Errs) > 0 && !r.Incomplete() {
		t.Errorf("not incomplete in spite of %q", r.Errs)
	}
	f, _ := exportfile.New("x", bytes.NewReader(data), GoldenOptions)
	for record := range f.All() {
		if record != nil {
			checkText(t, record)
		}
	}
}

// checkText fails the test unless all text of a record is UTF-8.
func checkText(t *testing.T, record *records.Record) {
	for _, field := range record.Fields {
		if field.Form == records.Text && !strings.EqualFold(strings.ToValidUTF8(string(field.Value), ""), string(field.Value)) {
			t.Errorf("%s is %q", field.Name, field.Value)
		}
	}
}

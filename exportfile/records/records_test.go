package records_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"hardmatch/exportfile"
	"hardmatch/exportfile/exporttest"
	"hardmatch/exportfile/records"
)

// A file with very many symptoms gets a limited number of notes, and stays
// incomplete if any of them means missing objects.
func TestManyNotes(t *testing.T) {
	const most = 100
	few, many := `{"value":[{"mail":"a"}],"Count":0}`, `{"value":[{"mail":"a"}],"Count":2}`
	r := exporttest.MustRead(t, []byte(strings.Repeat(few+"\n", 1000)+many), records.Options{})
	if last := r.Notes[most-1]; len(r.Notes) != most || last.Line != most || last.Text != "and 902 further notes like the one before" || !r.Incomplete() {
		t.Errorf("%d notes, the last one %+v", len(r.Notes), last)
	}
}

func TestReadError(t *testing.T) {
	for want, e := range map[string]*records.ReadError{
		"a.ldf: x": {File: "a.ldf"}, "a.ldf:3: x": {File: "a.ldf", Line: 3}, "a.ldf:3:7: x": {File: "a.ldf", Line: 3, Column: 7},
	} {
		if e.Err = fmt.Errorf("x"); e.Error() != want || e.Unwrap() != e.Err {
			t.Errorf("got %q, want %q", e, want)
		}
	}
}

// For some attributes only the consumer knows whether their loss matters.
func TestOptional(t *testing.T) {
	data := "\"displayName\",\"proxyAddresses\"\n\"Staff\",\"System.String[]\"\n"
	r := exporttest.MustRead(t, []byte(data), records.Options{Optional: []string{"proxyAddresses"}})
	if want := "dn=|displayName=Staff|proxyAddresses:<=|"; r.NoteTexts() != "" || !slices.Equal(r.Rows, []string{want}) {
		t.Errorf("%q, notes %q", r.Rows, r.NoteTexts())
	}
}

// A record is sparse if its format or writer leaves out empty attributes.
func TestSparse(t *testing.T) {
	const list = "DistinguishedName : CN=a,DC=x\nmail              : a@x\n"
	for data, want := range map[string]bool{
		"dn: CN=a,DC=x\nmail: a@x\n\n": true,
		"DN,mail,objectGUID\r\n\"CN=a,DC=x\",a@x,X'0b818fd05ca3a849a4cdc6923dfc031e'\r\n":          true,
		"\"DistinguishedName\",\"mail\"\r\n\"CN=a,DC=x\",\"a@x\"\r\n":                              false,
		"\"DistinguishedName\",\"mail\",\"sDRightsEffective\"\r\n\"CN=a,DC=x\",\"a@x\",\"15\"\r\n": false,
		`{"DistinguishedName":"CN=a,DC=x","mail":"a@x"}`:                                           false,
		`{"DistinguishedName":"CN=a,DC=x","mail":"a@x","sDRightsEffective":15}`:                    true,
		`{"DistinguishedName":"CN=a,DC=x","mail":"a@x","sDRightsEffective":"System.Object[]"}`:     true,
		list:                              false,
		list + "sDRightsEffective : 15\n": true,
	} {
		f, err := exportfile.New("users", strings.NewReader(data), records.Options{Attributes: exporttest.DefaultAttributes})
		if err != nil {
			t.Fatalf("%q: %v", data, err)
		}
		for r, err := range f.All() {
			if err != nil || r.Sparse != want {
				t.Errorf("%q: %v, %+v", data, err, r)
			}
		}
		if f.Records != 1 || len(f.Notes) > 0 {
			t.Errorf("%q: %d records, %v", data, f.Records, f.Notes)
		}
	}
}

package exportfile

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
)

// wanted are the attributes that the tests read.
var wanted = []string{"objectClass", "objectGUID", "mS-DS-ConsistencyGuid", "sAMAccountName", "userPrincipalName", "mail", "displayName", "proxyAddresses"}

// A reading is all that a file gave.
type reading struct {
	*File
	rows  []string // "dn=CN=...|objectGUID::=..."
	lines []int    // of the records
	errs  []string
}

// read reads an export to its end. Its error is that of New.
func read(data []byte, o Options) (*reading, error) {
	return readFrom(bytes.NewReader(data), o)
}

func readFrom(src io.Reader, o Options) (*reading, error) {
	if o.Attributes == nil {
		o.Attributes = wanted
	}
	f, err := New("users.ldf", src, o)
	if err != nil {
		return nil, err
	}
	r := &reading{File: f}
	for record, err := range f.All() {
		if err != nil {
			r.errs = append(r.errs, err.Error())
			continue
		}
		r.lines = append(r.lines, record.Line)
		r.rows = append(r.rows, rowOf(record, o.Attributes))
	}
	return r, nil
}

var formSigns = [...]string{Text: "=", Octets: "::=", Lost: ":<="}

func rowOf(record *Record, names []string) string {
	var row strings.Builder
	fmt.Fprintf(&row, "dn=%s|", record.DN)
	for _, f := range record.Fields {
		fmt.Fprintf(&row, "%s%s%s|", names[f.Index], formSigns[f.Form], f.Value)
	}
	return row.String()
}

func mustRead(t *testing.T, data []byte, o Options) *reading {
	t.Helper()
	r, err := read(data, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// notes returns the texts of the notes; those that say that something is
// missing begin with an exclamation mark.
func (r *reading) notes() string {
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

// noFault fails unless the file was read without any loss.
func (r *reading) noFault(t *testing.T) {
	t.Helper()
	if len(r.errs) > 0 || r.Incomplete() || r.Skipped > 0 {
		t.Errorf("errors %q, skipped %d, notes %q", r.errs, r.Skipped, r.notes())
	}
}

// fixture returns an export of the domain controller whose exports all rooms share.
func fixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../testdata/samba/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

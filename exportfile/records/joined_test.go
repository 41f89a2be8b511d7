package records_test

import (
	"encoding/json"
	"encoding/xml"
	"slices"
	"strings"
	"testing"

	"hardmatch/exportfile/exporttest"
	"hardmatch/exportfile/records"
)

const (
	x400 = "X400:C=US;A= ;P=Contoso;O=Exchange;S=Lovelace;G=Ada;"
	x500 = "x500:/o=Contoso, Ltd + Co/ou=A;B|C/cn=ada"
)

// proxyAddresses returns the values of proxyAddresses in the only record of an
// export.
func proxyAddresses(t *testing.T, data string) []string {
	t.Helper()
	r := exporttest.MustRead(t, []byte(data), records.Options{Attributes: []string{"objectGUID", "proxyAddresses"}, Lists: []string{"proxyAddresses"}})
	if len(r.Rows) != 1 || len(r.Errs) > 0 {
		t.Fatalf("%s: %q, errors %q", data, r.Rows, r.Errs)
	}
	_, values, _ := strings.Cut(r.Rows[0], "|proxyAddresses=")
	return strings.Split(strings.TrimSuffix(values, "|"), "|proxyAddresses=")
}

// Joined addresses are split for every separator that people use, in CSV and where
// another format has a string instead of a list.
func TestJoinedAddresses(t *testing.T) {
	for _, test := range []struct {
		cell string
		want []string
	}{
		{"SMTP:a@x;smtp:b@x", []string{"SMTP:a@x", "smtp:b@x"}},
		{"SMTP:a@x, smtp:b@x", []string{"SMTP:a@x", "smtp:b@x"}},
		{"SMTP:a@x smtp:b@x", []string{"SMTP:a@x", "smtp:b@x"}},
		{"SMTP:a@x\nsmtp:b@x\n", []string{"SMTP:a@x", "smtp:b@x"}},
		{"SMTP:a@x+" + x500 + "+smtp:b@x", []string{"SMTP:a@x", x500, "smtp:b@x"}},
		{x400 + ";smtp:b@x", []string{x400, "smtp:b@x"}},
		{x400 + ", smtp:b@x", []string{x400, "smtp:b@x"}},
		{strings.TrimSuffix(x400, ";") + ";smtp:b@x", []string{strings.TrimSuffix(x400, ";"), "smtp:b@x"}},
		{"smtp:b@x|" + x400, []string{"smtp:b@x", x400}},
		{x400, []string{x400}},
		{"SMTP: bob@contoso.com", []string{"SMTP: bob@contoso.com"}},
		{"a@x b@x", []string{"a@x", "b@x"}},
		{"SMTP:j\u00f6rg@x;smtp:a\\b@x", []string{"SMTP:j\u00f6rg@x", "smtp:a\\b@x"}},
	} {
		quoted, _ := json.Marshal(test.cell)
		escaped := new(strings.Builder)
		xml.EscapeText(escaped, []byte(test.cell))
		for format, data := range map[string]string{
			"CSV":    "objectGUID,proxyAddresses\n,\"" + test.cell + "\"\n",
			"JSON":   `{"objectGUID":"","proxyAddresses":` + string(quoted) + "}\n",
			"CLIXML": exporttest.CLIXML(`<Obj><Props><S N="objectGUID"></S><S N="proxyAddresses">` + escaped.String() + `</S></Props></Obj>`),
		} {
			if got := proxyAddresses(t, data); !slices.Equal(got, test.want) {
				t.Errorf("%s, %q: %q", format, test.cell, got)
			}
		}
	}
}

// The elements of a list are not split.
func TestListElements(t *testing.T) {
	want := []string{x400, "x500:/o=A, smtp:b@x"}
	for format, data := range map[string]string{
		"JSON":   `{"objectGUID":"","proxyAddresses":["` + strings.Join(want, `","`) + `"]}`,
		"CLIXML": exporttest.CLIXML(`<Obj><Props><S N="objectGUID"></S><Obj N="proxyAddresses"><LST><S>` + strings.Join(want, "</S><S>") + `</S></LST></Obj></Props></Obj>`),
	} {
		if got := proxyAddresses(t, data); !slices.Equal(got, want) {
			t.Errorf("%s: %q", format, got)
		}
	}
}

package console_test

import (
	"fmt"
	"strings"
	"testing"

	"hardmatch/exportfile/exporttest"
	"hardmatch/exportfile/records"
)

// A list is cut if all its objects have the same properties, except the last. A
// line without an end may be cut.
func TestConsoleCut(t *testing.T) {
	var list, other strings.Builder
	for i := range 4 {
		fmt.Fprintf(&list, "DistinguishedName : CN=a%d,DC=x\nmail              : a%d@contoso.com\nDisplayName       : A %d\nPort              : 7\n\n", i, i, i)
		fmt.Fprintf(&other, "DistinguishedName : CN=a%d,DC=x\n%smail              : a%d@contoso.com\n\n", i, strings.Repeat("City              : x\n", i%2), i)
	}
	const (
		whole  = ""
		cut    = "!16: the file ends inside its last object, which has fewer properties than all others: it is cut"
		open   = "the file ends without a line break: its last line may be cut"
		table  = "DistinguishedName mail\n----------------- ----\nCN=a,DC=x         a@contoso.com\nCN=b,DC=x         b@contoso.com\n"
		prompt = "PS C:\\> "
	)
	all := list.String()
	last := strings.LastIndex(all, "Port")
	for name, test := range map[string]struct{ text, want string }{
		"whole":               {all, whole},
		"after a property":    {all[:last], cut},
		"inside a property":   {all[:last-3], cut},
		"inside a name":       {all[:strings.LastIndex(all, "DisplayName")+5], "!16: the file ends inside its last object, which has fewer properties than all others: it is cut"},
		"inside the last one": {all[:len(all)-3], "19: " + open},
		"a prompt below":      {all + prompt, whole},
		"of many kinds":       {other.String(), whole},
		"two objects":         {all[:strings.Index(all, "Port")] + "\n" + all[:strings.Index(all, "DisplayName")], whole},
		"table":               {table, whole},
		"inside a table":      {table[:len(table)-4], "4: " + open},
	} {
		if r := exporttest.MustRead(t, []byte(test.text), records.Options{}); r.NoteTexts() != test.want {
			t.Errorf("%s: %q, want %q", name, r.NoteTexts(), test.want)
		}
	}
}

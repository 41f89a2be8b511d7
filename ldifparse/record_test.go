package ldifparse

import (
	"reflect"
	"strings"
	"testing"
)

const twoKinds = `dn: CN=Ann,DC=contoso,DC=com
mail: ann@contoso.com
MAIL;x-old:: YW5uQG9sZC5jb20=
mail:< file:///tmp/mail
empty:

dn: CN=Ben,DC=contoso,DC=com
control: 1.2.3 true
changetype: modify
replace: mail
mail: ben@contoso.com
mail: b@contoso.com
-

dn: CN=Cy,DC=contoso,DC=com
changetype: modrdn
newrdn: CN=Cyn
deleteoldrdn: 1
newsuperior: OU=X,DC=contoso,DC=com

dn: CN=Dan and a longer name than any before it,DC=contoso,DC=com
mobile;a: 12345678901234567890
`

func TestGet(t *testing.T) {
	for r, err := range Read(strings.NewReader(twoKinds), Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string][][]byte{
			"Mail": {[]byte("ann@contoso.com"), []byte("ann@old.com")}, "empty": {{}}, "mai": nil, "mail;x-old": nil,
		} {
			got := r.Get(name)
			if len(got) != len(want) || len(want) > 0 && string(got[0])+string(got[len(got)-1]) != string(want[0])+string(want[len(want)-1]) {
				t.Errorf("Get(%s) = %q", name, got)
			}
		}
		return
	}
}

// A clone does not change when the next record is read, or when the record is
// overwritten.
func TestClone(t *testing.T) {
	var clones []*Record
	var fresh []string
	for r, err := range Read(strings.NewReader(twoKinds), Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		c := r.Clone()
		if !reflect.DeepEqual(c, r) {
			t.Errorf("%s: %+v", r.DN, c)
		}
		for i, a := range c.Attributes {
			if a.Description == r.Attributes[i].Description {
				t.Errorf("%s: the description of %s is that of the reader", r.DN, a.Name)
			}
		}
		fresh = append(fresh, view(c))
		clones = append(clones, c)
		overwrite(r)
	}
	for i, c := range clones {
		if got := view(c); got != fresh[i] {
			t.Errorf("was\n%sis\n%s", fresh[i], got)
		}
	}
	if len(clones) != 4 {
		t.Errorf("%d records", len(clones))
	}
}

func view(r *Record) string {
	var b strings.Builder
	dumpRecord(&b, r)
	return b.String()
}

// overwrite overwrites everything that a record refers to.
func overwrite(r *Record) {
	values := [][]byte{r.DN, r.NewRDN, r.NewSuperior}
	for i := range r.Attributes {
		values = append(values, r.Attributes[i].Value)
		r.Attributes[i] = Attribute{Description: &Description{}}
	}
	for i, m := range r.Mods {
		values = append(values, m.Values...)
		clear(m.Values)
		r.Mods[i] = Mod{}
	}
	for _, v := range values {
		for i := range v {
			v[i] = 'X'
		}
	}
	clear(r.Controls)
}

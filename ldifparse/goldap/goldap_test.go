package goldap

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"

	"hardmatch/ldifparse"
)

func TestEntry(t *testing.T) {
	const file = `dn: CN=a
mail: x
mail:: /w==
sn: y
MAIL: z
cn;lang-de: w

dn: CN=b
control: 1.2.3 true
control: 1.2.4:: YWJj
control: 1.2.5 false: x
changetype: add
mail:

dn: CN=c
changetype: modify
add: mail
mail: x
-
replace: sn
-
delete: cn
cn: a
cn: b
-
increment: n
n: 1
-

dn: CN=d
changetype: delete
`
	const want = `entry CN=a mail ["x" "\xff"] sn ["y"] MAIL ["z"] cn;lang-de ["w"]
add CN=b 1.2.3 true "" 1.2.4 false "abc" 1.2.5 false "x" mail [""]
modify CN=c 0 mail ["x"] 2 sn [] 1 cn ["a" "b"] 3 n ["1"]
delete CN=d
`
	var got strings.Builder
	for r, err := range ldifparse.Read(strings.NewReader(file), ldifparse.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		e, err := Entry(r)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&got, view(e))
		if e.Entry != nil && string(e.Entry.GetRawAttributeValues("mail")[1]) != "\xff" {
			t.Errorf("octets of mail: %x", e.Entry.GetRawAttributeValues("mail"))
		}
	}
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
}

func TestModifyDN(t *testing.T) {
	const file = `dn: CN=a
changetype: modrdn
newrdn: CN=b
deleteoldrdn: 1

dn: CN=c
control: 1.2.3
changetype: moddn
newrdn: CN=d
deleteoldrdn: 0
newsuperior: OU=e
`
	want := []ldap.ModifyDNRequest{
		{DN: "CN=a", NewRDN: "CN=b", DeleteOldRDN: true},
		{DN: "CN=c", NewRDN: "CN=d", NewSuperior: "OU=e"},
	}
	for r := range ldifparse.Read(strings.NewReader(file), ldifparse.Options{}) {
		got, err := ModifyDN(r)
		if err != nil || got.DN != want[0].DN || got.NewRDN != want[0].NewRDN ||
			got.DeleteOldRDN != want[0].DeleteOldRDN || got.NewSuperior != want[0].NewSuperior || len(got.Controls) != len(r.Controls) {
			t.Errorf("got %+v, %v, want %+v", got, err, want[0])
		}
		want = want[1:]
	}
}

func TestRefused(t *testing.T) {
	for file, want := range map[string]error{
		"dn: a\njpegPhoto:< file:///etc/passwd\n":                        ErrURL,
		"dn: a\nchangetype: add\njpegPhoto:< file:///etc/passwd\n":       ErrURL,
		"dn: a\ncontrol: 1.2:< file:///etc/passwd\nchangetype: delete\n": ErrURL,
		"ref: ldap://x\n":     ErrKind,
		"result: 0 Success\n": ErrKind,
		"dn: a\nchangetype: modrdn\nnewrdn: b\ndeleteoldrdn: 1\n":              ErrKind,
		"dn: a\nchangetype: ntdsSchemaAdd\n":                                   ErrKind,
		"dn: a\nchangetype: moddn\nnewrdn: b\ndeleteoldrdn: 1\nnewsuperior:\n": ErrKind,
		"dn: a\ncontrol: 1.2:< file:///x\nchangetype: moddn\nnewrdn: b\n":      ErrURL,
	} {
		for r, err := range ldifparse.Read(strings.NewReader(file), ldifparse.Options{}) {
			if err != nil {
				t.Fatal(err)
			}
			_, err := Entry(r)
			if r.NewSuperior != nil {
				_, err = ModifyDN(r)
			}
			if !errors.Is(err, want) {
				t.Errorf("%q: got %v, want %v", file, err, want)
			}
		}
	}
}

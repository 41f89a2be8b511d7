package console_test

import (
	"fmt"
	"strings"
	"testing"

	"hardmatch/exportfile"
	"hardmatch/exportfile/exporttest"
	"hardmatch/exportfile/records"
)

// BenchmarkConsole reads the output of a console, as lists and as a table.
func BenchmarkConsole(b *testing.B) {
	var lists, table strings.Builder
	fmt.Fprintf(&table, "\n%-20s %-36s %s\n%-20s %-36s %s\n", "SamAccountName", "ObjectGUID", "UserPrincipalName", "--------------", "----------", "-----------------")
	for i := range 20_000 {
		guid := fmt.Sprintf("%08x-d494-480c-a212-6e645f458fdb", i)
		fmt.Fprintf(&lists, "\nDistinguishedName : CN=Müller %d,OU=Staff,DC=contoso,DC=com\nEnabled           : True\nGivenName         : Ada\nName              : Müller %d\n"+
			"ObjectClass       : user\nObjectGUID        : %s\nSamAccountName    : u%d\nSID               : S-1-5-21-1-2-3-%d\nUserPrincipalName : u%d@contoso.com\n"+
			"proxyAddresses    : {SMTP:u%d@contoso.com, smtp:alias.%d@fabrikam.com}\n", i, i, guid, i, i, i, i, i)
		fmt.Fprintf(&table, "u%-19d %s u%d@contoso.com\n", i, guid, i)
	}
	for name, data := range map[string]string{"list": lists.String(), "table": table.String()} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				f, err := exportfile.New("users.txt", strings.NewReader(data), records.Options{Attributes: exporttest.DefaultAttributes, Lists: []string{"objectClass", "proxyAddresses"}})
				if err != nil {
					b.Fatal(err)
				}
				for _, err := range f.All() {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

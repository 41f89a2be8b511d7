package jsonexport_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"hardmatch/exportfile"
	"hardmatch/exportfile/records"
)

// graphNames are attributes that people usually request from Microsoft Graph.
var graphNames = []string{"id", "userPrincipalName", "displayName", "mail", "mailNickname", "accountEnabled", "userType", "createdDateTime", "deletedDateTime",
	"onPremisesImmutableId", "onPremisesSyncEnabled", "onPremisesSamAccountName", "onPremisesDistinguishedName", "onPremisesDomainName",
	"onPremisesSecurityIdentifier", "onPremisesLastSyncDateTime", "onPremisesUserPrincipalName", "proxyAddresses", "onPremisesProvisioningErrors", "department"}

// graphPage returns a page of n users of about 700 octets each.
func graphPage(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users(id,userPrincipalName)","value":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"%08x-15f3-4013-8bf8-79874d52e68a","userPrincipalName":"user%[1]d@contoso.com","displayName":"User %[1]d","mail":"user%[1]d@contoso.com",`+
			`"mailNickname":"user%[1]d","accountEnabled":true,"userType":"Member","createdDateTime":"2022-06-27T10:29:29Z","deletedDateTime":null,`+
			`"onPremisesImmutableId":null,"onPremisesSyncEnabled":null,"onPremisesSamAccountName":null,"onPremisesDistinguishedName":null,"onPremisesDomainName":null,`+
			`"onPremisesSecurityIdentifier":null,"onPremisesLastSyncDateTime":null,"onPremisesUserPrincipalName":null,"proxyAddresses":["SMTP:user%[1]d@contoso.com"],`+
			`"onPremisesProvisioningErrors":[],"department":null}`, i)
	}
	b.WriteString("]}\n")
	return b.Bytes()
}

// graphUser is what encoding/json decodes, for comparison.
type graphUser struct {
	ID, UserPrincipalName, DisplayName, MailNickname, UserType, CreatedDateTime     string
	Mail, DeletedDateTime, OnPremisesImmutableID, OnPremisesSamAccountName          *string
	OnPremisesDistinguishedName, OnPremisesDomainName, OnPremisesSecurityIdentifier *string
	OnPremisesLastSyncDateTime, OnPremisesUserPrincipalName, Department             *string
	AccountEnabled                                                                  bool
	OnPremisesSyncEnabled                                                           *bool
	ProxyAddresses                                                                  []string
	OnPremisesProvisioningErrors                                                    []json.RawMessage
}

func BenchmarkJSON(b *testing.B) {
	const users = 20_000
	data := graphPage(users)
	b.Run("exportfile", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			f, err := exportfile.New("users.json", bytes.NewReader(data), records.Options{Attributes: graphNames})
			if err != nil {
				b.Fatal(err)
			}
			for _, err := range f.All() {
				if err != nil {
					b.Fatal(err)
				}
			}
			if f.Records != users {
				b.Fatal(f.Records)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			if n := decodeGraph(b, data); n != users {
				b.Fatal(n)
			}
		}
	})
}

func decodeGraph(b *testing.B, data []byte) (n int) {
	d := json.NewDecoder(bytes.NewReader(data))
	for t, err := d.Token(); t != json.Delim('['); t, err = d.Token() {
		if err != nil {
			b.Fatal(err)
		}
	}
	for ; d.More(); n++ {
		var u graphUser
		if err := d.Decode(&u); err != nil {
			b.Fatal(err)
		}
	}
	return n
}

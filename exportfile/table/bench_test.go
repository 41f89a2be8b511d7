package table_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"testing"

	"hardmatch/exportfile"
	"hardmatch/exportfile/exporttest"
	"hardmatch/exportfile/records"
)

// BenchmarkCSV reads 20 properties as Export-Csv writes them, and compares with
// package encoding/csv.
func BenchmarkCSV(b *testing.B) {
	for name, data := range map[string]string{"Export-Csv": manyUsers(20_000), "csvde": manyCsvde(5_000)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				f, err := exportfile.New("users.csv", strings.NewReader(data), records.Options{Attributes: exporttest.DefaultAttributes, Lists: []string{"objectClass", "proxyAddresses"}})
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
		b.Run(name+"/encoding/csv", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				r := csv.NewReader(strings.NewReader(data))
				r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = true, -1, true
				for {
					if _, err := r.Read(); err == io.EOF {
						break
					} else if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

func manyUsers(n int) string {
	var b bytes.Buffer
	b.WriteString(`"AccountExpirationDate","CN","Department","Description","DisplayName","DistinguishedName","Enabled","GivenName","LastLogonDate","mail","Manager","mS-DS-ConsistencyGuid","Name","ObjectClass","ObjectGUID","proxyAddresses","SamAccountName","SID","Surname","UserPrincipalName"` + "\r\n")
	for i := range n {
		fmt.Fprintf(&b, `,"Ada Lovelace %d","Research and Development","Head of the ""Engine"" group","Lovelace, Ada","CN=Ada Lovelace %[1]d,OU=Staff,DC=contoso,DC=com","True","Ada","4/15/2026 3:19:12 AM","ada%[1]d@contoso.com","CN=Charles Babbage,OU=Staff,DC=contoso,DC=com",,"Ada Lovelace %[1]d","user","d08f810b-a35c-49a8-a4cd-%012[1]x","SMTP:ada%[1]d@contoso.com;smtp:lovelace%[1]d@contoso.com","ada%[1]d","S-1-5-21-1392491010-1358638721-2126982587-%[1]d","Lovelace","ada%[1]d@contoso.com"`+"\r\n", i)
	}
	return b.String()
}

// manyCsvde returns the output of csvde for all attributes: most cells are empty.
func manyCsvde(n int) string {
	var b bytes.Buffer
	b.WriteString("DN,objectClass,distinguishedName,instanceType,whenCreated,objectGUID,sAMAccountName,userPrincipalName,proxyAddresses")
	for i := range 200 {
		fmt.Fprintf(&b, ",extensionAttribute%d", i)
	}
	b.WriteString("\r\n")
	for i := range n {
		fmt.Fprintf(&b, `"CN=Ada %d,OU=Staff,DC=contoso,DC=com",top;person;organizationalPerson;user,"CN=Ada %[1]d,OU=Staff,DC=contoso,DC=com",4,20140429094245.0Z,X'0b818fd05ca3a849a4cd%012[1]x',ada%[1]d,ada%[1]d@contoso.com,SMTP:ada%[1]d@contoso.com;smtp:lovelace%[1]d@contoso.com%s`+"\r\n", i, strings.Repeat(",", 200))
	}
	return b.String()
}

package table_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"hardmatch/exportfile"
	"hardmatch/exportfile/exporttest"
	"hardmatch/exportfile/records"
)

const (
	guid    = "d08f810b-a35c-49a8-a4cd-c6923dfc031e"
	portal  = "userPrincipalName,displayName,surname,mail,givenName,id,userType,jobTitle,department,accountEnabled,usageLocation,alternateEmailAddress,ageGroup,legalAgeGroupClassification,creationType,directorySynced\n"
	idfix   = "DISTINGUISHEDNAME,COMMONNAME,OBJECTCLASS,ATTRIBUTE,ERROR,VALUE,UPDATE,PROPOSEDACTION,ACTION\n"
	octetsX = "\x0b\x81\x8f\xd0\x5c\xa3\xa8\x49\xa4\xcd\xc6\x92\x3d\xfc\x03\x1e"
)

// These are the dialects of CSV, as their writers write them.
func TestCSV(t *testing.T) {
	for _, test := range []struct {
		name, data, format string
		rows               []string
		notes              string
	}{
		{"csvde", "DN,objectClass,distinguishedName,objectGUID,proxyAddresses,displayName\r\n" +
			`"CN=Doe\, Ada,DC=contoso,DC=com",top;person;user,"CN=Doe\\, Ada,DC=contoso,DC=com",X'0b818fd05ca3a849a4cdc6923dfc031e',SMTP:ada@contoso.com;X500:/o=a\;b\\c,Ada` + "\r\n" +
			`"CN=Bob,DC=contoso,DC=com",user` + "\r\n", "CSV (csvde)", []string{
			`dn=CN=Doe\, Ada,DC=contoso,DC=com|objectClass=top|objectClass=person|objectClass=user|objectGUID::=` + octetsX + `|proxyAddresses=SMTP:ada@contoso.com|proxyAddresses=X500:/o=a;b\c|displayName=Ada|`,
			"dn=CN=Bob,DC=contoso,DC=com|objectClass=user|objectGUID=|proxyAddresses=|displayName=|"}, ""},
		{"csvde saved by Excel", "DN;sAMAccountName;objectGUID;mail\r\nCN=Ada,DC=x;9,22337E+18;X'0b818fd05ca3a849a4cdc6923dfc031e';#NAME?\r\nCN=Bob,DC=x;9223372036854770000;;\r\n", "CSV (csvde)", []string{
			"dn=CN=Ada,DC=x|sAMAccountName:<=|objectGUID::=" + octetsX + "|mail:<=|", "dn=CN=Bob,DC=x|sAMAccountName:<=|objectGUID=|mail=|"},
			"!2: 2 values of sAMAccountName lost on export: the file has 9,22337E+18 instead\n!2: 1 value of mail lost on export: the file has #NAME? instead"},
		{"Export-Csv of Windows PowerShell", "#TYPE Microsoft.ActiveDirectory.Management.ADUser\r\n\"DistinguishedName\",\"mS-DS-ConsistencyGuid\",\"ObjectGUID\",\"proxyAddresses\"\r\n" +
			"\"CN=Doe\\, Ada,DC=x\",\"System.Byte[]\",\"" + guid + "\",\"Microsoft.ActiveDirectory.Management.ADPropertyValueCollection\"\r\n" +
			"\"CN=Bob \"\"B\"\",DC=x\",,\"" + guid + "\",\"\"\r\n", "CSV (Export-Csv)", []string{
			`dn=CN=Doe\, Ada,DC=x|mS-DS-ConsistencyGuid:<=|objectGUID=` + guid + "|proxyAddresses:<=|",
			`dn=CN=Bob "B",DC=x|mS-DS-ConsistencyGuid=|objectGUID=` + guid + "|proxyAddresses=|"},
			"!3: 1 value of mS-DS-ConsistencyGuid lost on export: the file has System.Byte[] instead\n" +
				"!3: 1 value of proxyAddresses lost on export: the file has Microsoft.ActiveDirectory.Management.ADP... instead"},
		{"-UseCulture", "\"mail\";\"displayName\"\n\"a@x\";\"Ada; Countess\"\n", "CSV (Export-Csv)", []string{"dn=|mail=a@x|displayName=Ada; Countess|"}, ""},
		{"-UseQuotes Never", "mail,displayName,ObjectGUID\na@x,Ada,\n", "CSV", []string{"dn=|mail=a@x|displayName=Ada|objectGUID=|"}, ""},
		{"tabs", "mail\tdisplayName\na@x\tAda, Countess\n", "CSV", []string{"dn=|mail=a@x|displayName=Ada, Countess|"}, ""},
		{"bars", "mail|displayName\na@x|Ada\n", "CSV", []string{"dn=|mail=a@x|displayName=Ada|"}, ""},
		{"sep", "sep=;\r\nmail;display name, or so;displayName\r\na@x;;Ada\r\n", "CSV", []string{"dn=|mail=a@x|displayName=Ada|"}, ""},
		{"title", "Users of contoso.com;;\r\n;;\r\nmail;displayName;id\r\na@x;Ada;1\r\n;;\r\n", "CSV", []string{"dn=|mail=a@x|displayName=Ada|id=1|"}, ""},
		{"console", "PS C:\\> Get-ADUser -Filter * -Properties mail, prox\nyAddresses | ConvertTo-Csv\n#TYPE X\n\"mail\",\"Name\"          \n\"a@x\",\"Ada\"          \nPS C:\\>\n", "CSV (Export-Csv)", []string{"dn=|mail=a@x|"}, ""},
		{"portal", portal + "ada@contoso.com,\"Doe, Ada\",Doe,,Ada," + guid + ",Member,,,True,,,,,,True\n", "CSV (Entra portal)",
			[]string{"user|dn=|userPrincipalName=ada@contoso.com|displayName=Doe, Ada|mail=|id=" + guid + "|accountEnabled=True|"},
			""},
		{"admin center", "Block credential,City,Display name,Object Id,Proxy addresses,User principal name\nFalse,,Ada," + guid + ",SMTP:ada@contoso.com+smtp:a+b@contoso.com,ada@contoso.com\n", "CSV (Microsoft 365 admin center)",
			[]string{"user|dn=|displayName=Ada|ObjectId=" + guid + "|proxyAddresses=SMTP:ada@contoso.com|proxyAddresses=smtp:a+b@contoso.com|userPrincipalName=ada@contoso.com|"}, ""},
		{"bulk template", "version:v1.0\nName [displayName] Required,User name [userPrincipalName] Required,Initial password [passwordProfile] Required\nAda,ada@contoso.com,secret\n", "CSV (bulk template)",
			[]string{"user|dn=|displayName=Ada|userPrincipalName=ada@contoso.com|"}, "!a template of the portal lists changes to make, not the objects of the tenant"},
		{"Get-MsolUser", "#TYPE Microsoft.Online.Administration.User\n\"ImmutableId\",\"ObjectId\",\"ProxyAddresses\"\n\"C4GP0FyjqEmkzcaSPfwDHg==\",\"" + guid + "\",\"System.Collections.Generic.List`1[System.String]\"\n", "CSV (Export-Csv)",
			[]string{"user|dn=|ImmutableId=C4GP0FyjqEmkzcaSPfwDHg==|ObjectId=" + guid + "|proxyAddresses:<=|"}, "!3: 1 value of proxyAddresses lost on export: the file has System.Collections.Generic.List`1[System... instead"},
		{"Get-AzureADUser", "\"ObjectId\",\"ObjectType\",\"UserPrincipalName\"\n\"1\",\"User\",\"a@x\"\n", "CSV (Export-Csv)", []string{"user|dn=|ObjectId=1|userPrincipalName=a@x|"}, ""},
		{"Get-MgDirectoryDeletedItem", "\"AdditionalProperties\",\"DeletedDateTime\",\"Id\"\n\"System.Collections.Generic.Dictionary`2[System.String,System.Object]\",\"4/15/2026 3:19:12 AM\",\"" + guid + "\"\n", "CSV (Get-MgDirectoryDeletedItem)",
			[]string{"dn=|id=" + guid + "|"}, "!the values are in AdditionalProperties, which Export-Csv does not write"},
		{"csanalyzer", "\"ID\",\"Type\",\"DN\",\"operation\",\"UPN\",\"displayName\",\"sourceAnchor\",\"alias\",\"primarySMTP\",\"onPremisesSamAccountName\",\"mail\"\n" +
			"\"{1}\",\"user\",\"CN={43}\",\"add\",\"a@x\",\"Ada\",\"C4\",\"ada\",\"a@x\",\"ada\",\"a@x\"\n", "CSV (csanalyzer)", []string{"user|dn=CN={43}|displayName=Ada|mail=a@x|"}, "!csanalyzer lists the objects with pending changes only"},
		{"CSExportAnalyzer", "DN,OMODT,AN,AMODT,mail\nCN={43},add,mail,add,a@x\nCN={43},update,mail,add,a@x\n", "CSV (CSExportAnalyzer)", nil, "!2 rows are pending changes: an export has none, and they are not applied"},
		{"IdFix", idfix + "\"CN=Ada,DC=x\",Ada,user,proxyAddresses,duplicate,smtp:a@x,,,\n\"CN=Ada,DC=x\",Ada,user,mail,character,a b@x,a@x,EDIT,\n\"CN=Bob,DC=x\",Bob,user,displayName,blank,,Bob,EDIT,\n", "CSV (IdFix)",
			[]string{"dn=CN=Ada,DC=x|objectClass=user|proxyAddresses=smtp:a@x|proxyAddresses:<=|mail=a b@x|", "dn=CN=Bob,DC=x|objectClass=user|displayName=|"},
			"!IdFix lists the errors that it found, not the objects with all their values\n!2: 1 value of proxyAddresses lost on export: the file has one of several values instead"},
		{"hardmatch list", "dn,objectClass,mail,displayName,proxyAddresses,objectGUID,anchorAttribute,immutableId,isDeleted,side,file,line\r\n" +
			"\"CN=Ada,DC=x\",user,a@x,\"'=1+1\",SMTP:a@x;X500:/o=a\\;b," + guid + ",objectGUID,+4GP0FyjqEmkzcaSPfwDHg==,,onPremises,users.ldf,1\r\n", "CSV (hardmatch list)",
			[]string{"dn=CN=Ada,DC=x|objectClass=user|mail=a@x|displayName==1+1|proxyAddresses=SMTP:a@x|proxyAddresses=X500:/o=a;b|objectGUID=" + guid + "|ImmutableId=+4GP0FyjqEmkzcaSPfwDHg==|"}, ""},
		{"names", "userPrincipalName\nada@contoso.com\n\nbob@contoso.com\n", "CSV", []string{"dn=|userPrincipalName=ada@contoso.com|", "dn=|userPrincipalName=bob@contoso.com|"}, ""},
		{"distinguished names", "DistinguishedName\nCN=Ada,DC=x\n\"CN=Bob,DC=x\"\n", "CSV", []string{"dn=CN=Ada,DC=x|", "dn=CN=Bob,DC=x|"}, ""},
		{"joined otherwise", "mail,proxyAddresses\na@x,SMTP:a@x | smtp:b@x\nb@x,\"SMTP:b@x,X400:c=us;a= ;p=x\r\nsmtp:c@x\"\nc@x,;\n", "CSV",
			[]string{"dn=|mail=a@x|proxyAddresses=SMTP:a@x|proxyAddresses=smtp:b@x|", "dn=|mail=b@x|proxyAddresses=SMTP:b@x|proxyAddresses=X400:c=us;a= ;p=x|proxyAddresses=smtp:c@x|", "dn=|mail=c@x|proxyAddresses=|"}, ""},
		{"line breaks in cells", "\"mail\",\"displayName\"\r\n\"a@x\",\"Ada\r\nLovelace\"\r\n\"b@x\",\"Bob\"\r\n", "CSV (Export-Csv)", []string{"dn=|mail=a@x|displayName=Ada\r\nLovelace|", "dn=|mail=b@x|displayName=Bob|"}, ""},
		{"quotes in cells without", "mail,displayName\na@x,Ada \"Countess\" L.\n", "CSV", []string{"dn=|mail=a@x|displayName=Ada \"Countess\" L.|"}, ""},
		{"empty cells at the end", "mail,displayName\na@x,Ada,,\n", "CSV", []string{"dn=|mail=a@x|displayName=Ada|"}, ""},
		{"joined files", "mail,displayName\na@x,Ada\nmail,displayName\nb@x,Bob\ndisplayName;mail\nCid;c@x\n#TYPE X\n\"id\",\"foo\"\n1,2\n\ufeff\"displayName\",\"mail\"\nDan,d@x\n", "CSV",
			[]string{"dn=|mail=a@x|displayName=Ada|", "dn=|mail=b@x|displayName=Bob|", "dn=|displayName=Cid|mail=c@x|", "dn=|id=1|", "dn=|displayName=Dan|mail=d@x|"}, ""},
		{"a user called Mail", "displayName,sAMAccountName\nMail,mail\n", "CSV", []string{"dn=|displayName=Mail|sAMAccountName=mail|"}, ""},
		{"the same name twice", "mail,displayName,mail\na@x,Ada,a@x\nb@x,Bob,other@x\n", "CSV", []string{"dn=|mail=a@x|displayName=Ada|", "dn=|mail=b@x|displayName=Bob|"},
			"!3: there are several columns mail, and they differ in 1 row: the first is read"},
		{"no end of the line", "displayName,mail\nAda,a@x", "CSV", []string{"dn=|displayName=Ada|mail=a@x|"}, "2: the file ends without a line break: its last cell may be cut"},
		{"no end of the line, but a quote", "displayName,mail\nAda,\"a@x\"", "CSV", []string{"dn=|displayName=Ada|mail=a@x|"}, ""},
		{"CR alone", "mail,displayName\ra@x,Ada\r", "CSV", []string{"dn=|mail=a@x|displayName=Ada|"}, ""},
		{"CR CR LF", "mail,displayName\r\r\na@x,Ada\r\r\n\"b@x\",\"Bob\"\r\r\n", "CSV", []string{"dn=|mail=a@x|displayName=Ada|", "dn=|mail=b@x|displayName=Bob|"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := mustReadTable(t, test.data)
			if r.Format != test.format || !slices.Equal(r.Rows, test.rows) || r.NoteTexts() != test.notes || len(r.Errs) > 0 {
				t.Errorf("format %s\nrows\n%s\nwant\n%s\nnotes\n%s\nerrors %q", r.Format, strings.Join(r.Rows, "\n"), strings.Join(test.rows, "\n"), r.NoteTexts(), r.Errs)
			}
		})
	}
}

// A fault costs its row and no other. Every lost row is reported.
func TestCSVFaults(t *testing.T) {
	const head = "mail,displayName,id\n"
	for _, test := range []struct {
		name, data string
		rows       string // their mails
		errs       []string
		notes      string
	}{
		{"too many cells", head + "a@x,Doe, Ada,1\nb@x,Bob,2\n", "b@x", []string{"2: the row has 4 cells, the header 3"}, ""},
		{"too few", head + "a@x,Ada\nb@x,Bob,2\n", "b@x", []string{"2: the row has 2 cells, the header 3"}, ""},
		{"text after a quote", head + "a@x,\"Ada \"Countess\" L.\",1\nb@x,Bob,2\n", "b@x", []string{"2:5: text follows the closing quote of the cell that begins here"}, ""},
		{"quote not closed", "\"mail\",\"displayName\",\"id\"\n\"a@x\",\"Ada,\"1\"\n\"b@x\",\"Bob\",\"2\"\n", "b@x", []string{"2:7: text follows the closing quote of the cell that begins here"}, ""},
		{"quote not closed at the end of a line", head + "\"a@x\",\"Ada\",\"1\n\"b@x\",\"Bob\",\"2\"\n", "b@x", []string{"2:13: text follows the closing quote of the cell that begins here"}, ""},
		{"quote never closed", head + "a@x,\"Ada,1\nb@x,Bob,2\nc@x,Cid,3\n", "b@x c@x", []string{"2:5: the quote that opens here is not closed"}, ""},
		{"quote not closed for long", head + "a@x,\"Ada,1\n" + strings.Repeat("b@x,Bob,2\n", 200_000) + "c@x,\"Cid\",3\n", "200001", []string{"2:5: the quote that opens here is not closed"}, ""},
		{"closed by the next quote", head + "a@x,\"Ada,1\nb@x,Bob\",2\nc@x,Cid,3\n", "a@x c@x", nil, ""},
		{"closed by the next quote, with other counts", head + "a@x,Ada,1,\"2\nb@x,Bob,\"\nc@x,Cid,3\n", "c@x", []string{"2: the row has 4 cells, the header 3", "3:9: the quote that opens here is not closed"}, ""},
		{"cut in a cell", head + "a@x,Ada,1\nb@x,\"Bob\nMid", "a@x", []string{"3:5: the file ends inside the quoted cell that begins here"}, "!3: the file ends in the middle of a row: it is cut"},
		{"cut in a row", head + "a@x,Ada,1\nb@x,Bo", "a@x", []string{"3: the row has 2 cells, the header 3"}, "!3: the file ends in the middle of a row: it is cut"},
		{"csvde cut in a row", "DN,mail,objectGUID,cn\nCN=a,a@x\nCN=b,b@x,X'00", "a@x", []string{"3: the row has 3 cells, the header 4"}, "!3: the file ends in the middle of a row: it is cut"},
		{"long row", head + "a@x," + strings.Repeat("x", records.MaxRecord) + ",1\nb@x,Bob,2\n", "b@x", []string{"2: the row takes more than 16 MiB"}, ""},
		{"long row of short cells", head + strings.Repeat("x,", records.MaxRecord) + "\nb@x,Bob,2\n", "b@x", []string{"2: the row takes more than 16 MiB"}, ""},
		{"long cell", head + "a@x,\"" + strings.Repeat("x", 5<<20) + "\",1\nb@x,Bob,2\n", "a@x b@x", nil, ""},
		{"another encoding", head + "a@x,Zo\xeb,1\nb@x,J\xc3\xb6rg,2\nc@x,Cid,3\n", "a@x", []string{"3: the encoding changes: this value is UTF-8, but earlier values are not"}, "the encoding is assumed to be windows-1252"},
		{"NUL", head + "a@x,A\x00a,1\nb@x,Bob,2\n", "b@x", []string{"2: NUL in a text value"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if testing.Short() && len(test.data) > 1<<20 {
				t.Skip("takes a second for its megabytes")
			}
			r := mustReadTable(t, test.data)
			var mails []string
			for _, row := range r.Rows {
				_, mail, _ := strings.Cut(row, "mail=")
				mail, _, _ = strings.Cut(mail, "|")
				mails = append(mails, mail)
			}
			got := strings.Join(mails, " ")
			if len(mails) > 5 {
				got = fmt.Sprint(len(mails))
			}
			for i, e := range test.errs {
				test.errs[i] = "users.ldf:" + e
			}
			if got != test.rows || !slices.Equal(r.Errs, test.errs) || r.NoteTexts() != test.notes || r.Skipped != len(test.errs) {
				t.Errorf("rows %s, want %s\nerrors %q\nnotes %q", got, test.rows, r.Errs, r.NoteTexts())
			}
		})
	}
}

// A row of very many lines, each of which might begin another row, is not read as
// many times.
func TestCSVManyLines(t *testing.T) {
	if testing.Short() {
		t.Skip("reads rows of millions of lines")
	}
	for _, lines := range []int{10_000, records.MaxRecord / 4} {
		r := mustReadTable(t, "mail,displayName\n"+strings.Repeat("\"a\nb\",", lines)+"\na@x,Ada\n")
		if len(r.Errs) > 5 || len(r.Rows) != 1 {
			t.Errorf("%d lines: %d errors, rows %q", lines, len(r.Errs), r.Rows)
		}
	}
}

// Rows of very many cells are not headers, which is decided without a look at each
// cell.
func TestCSVManyCells(t *testing.T) {
	const rows = 50
	data := "mail,displayName\n" + strings.Repeat(strings.Repeat("a,", 30_000)+"\n", rows)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r := mustReadTable(t, data)
	runtime.ReadMemStats(&after)
	if n := after.Mallocs - before.Mallocs; len(r.Errs) != rows || n > 100*rows {
		t.Errorf("%d errors, %d allocations", len(r.Errs), n)
	}
}

// Line numbers are those of the file, also after cells with line breaks.
func TestCSVLines(t *testing.T) {
	r := mustReadTable(t, "\n#TYPE X\n\"mail\",\"displayName\"\n\"a@x\",\"A\nd\na\"\n\n\"b@x\",\"Bob\"\n")
	if !slices.Equal(r.Lines, []int{4, 8}) {
		t.Errorf("lines %d", r.Lines)
	}
}

// Exactly as many rows as fit on a page may be one page of several.
func TestCSVPages(t *testing.T) {
	for _, test := range []struct {
		head, row string
		n         int
		want      bool
	}{
		{"id,mail\n", "1,a@x\n", 100, true}, {"id,mail\n", "1,a@x\n", 999, true}, {"id,mail\n", "1,a@x\n", 101, false},
		{"DN,mail\n", "CN=a,a@x\n", 1000, true}, {"DN,mail\n", "CN=a,a@x\n", 999, false},
	} {
		r := mustReadTable(t, test.head+strings.Repeat(test.row, test.n))
		if got := strings.Contains(r.NoteTexts(), fmt.Sprintf("exactly %d records", test.n)); got != test.want || r.Incomplete() {
			t.Errorf("%d of %q: notes %q", test.n, test.head, r.NoteTexts())
		}
	}
}

func TestManyColumns(t *testing.T) {
	r := mustReadTable(t, "mail"+strings.Repeat(",x", 10_000)+"\na@x"+strings.Repeat(",", 10_000)+"\n")
	if r.CheckComplete(t); len(r.Rows) != 1 {
		t.Errorf("rows %q", r.Rows)
	}
	r = mustReadTable(t, "mail"+strings.Repeat(",", 3<<20)+"\n")
	if len(r.Errs) != 1 || !strings.Contains(r.Errs[0], "more than 65536 columns") {
		t.Errorf("errors %q", r.Errs)
	}
}

// Text that is not CSV is not read as CSV.
func TestNotCSV(t *testing.T) {
	for _, data := range []string{
		"dn: CN=a,DC=b\nmail: a@x\n\n", "version: 1\ndn: CN=a,DC=b\n\n", "root:x:0:0:root:/root:/bin/bash\n", "Dear Bob,\nyour mail, and your name\n",
		"CN=Ada,DC=x\nCN=Bob,DC=x\n", "mail\n----\na@x\n", "mail | id\n-----|---\na@x | 1\n", "DisplayName Id Mail\n----------- -- ----\n",
		"Mail : a@x, b@x\nId : 1\n", "a@x,Ada\nb@x,Bob\n",
		"`-i, --id [id]`\n: The id of the user, or\n`mail`, but not both.\n", "mail, phone and fax\nwere down today, sadly, again\n", "- id\n- mail\n- displayName\n",
		"Get-ADUser -Filter * -Properties mail,id | Select-Object displayName,mail,id | Export-Csv users.csv\n", "select id, mail, displayName from users;\nwhere id = 1\n",
		"Staff of Contoso\nmail,phone\na@x,1\n", "# mail\n\nThe mail of a user.\n", "1. id\n2. mail\n",
	} {
		if r, err := exporttest.ReadFrom(strings.NewReader(data), exporttest.TableOptions); err == nil && strings.HasPrefix(r.Format, "CSV") {
			t.Errorf("%q is %s", data, r.Format)
		}
	}
}

// FuzzCSV reads anything as CSV, at once and octet by octet.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{
		"mail,displayName\na@x,\"Ada\nL\"\n", "DN,objectGUID\n\"CN=a\",X'00'\n", idfix + "a,b,c,mail,e,f\n", "#TYPE X\n\"mail\"\n\"a\"\"b\"\n\"c\n",
		portal + "a,b\n", "sep=;\nmail;id\n1;2;3\nmail,id\n1,2\n", "mail\tid\n\"a\t\"b\t\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := exporttest.ReadFrom(strings.NewReader(string(data)), exporttest.TableOptions)
		if err != nil || !strings.HasPrefix(r.Format, "CSV") {
			return
		}
		for _, row := range r.Rows {
			if !utf8.ValidString(row) && !strings.Contains(row, "::=") {
				t.Errorf("%q", row)
			}
		}
		if len(r.Errs) > r.Skipped || r.Records != len(r.Rows) {
			t.Errorf("%d rows and %d errors, counted %d and %d", len(r.Rows), len(r.Errs), r.Records, r.Skipped)
		}
		again, err := exporttest.ReadFrom(iotest.OneByteReader(strings.NewReader(string(data))), exporttest.TableOptions)
		if err != nil || !slices.Equal(again.Rows, r.Rows) || !slices.Equal(again.Errs, r.Errs) || again.NoteTexts() != r.NoteTexts() {
			t.Errorf("octet by octet: %v, rows %q, want %q\nerrors %q, want %q", err, again.Rows, r.Rows, again.Errs, r.Errs)
		}
	})
}

// mustReadTable reads a table. Rows begin with the type, if there is one.
func mustReadTable(t *testing.T, data string) *exporttest.Reading {
	t.Helper()
	f, err := exportfile.New("users.ldf", strings.NewReader(data), exporttest.TableOptions)
	if err != nil {
		t.Fatal(err)
	}
	r := &exporttest.Reading{File: f}
	for record, err := range f.All() {
		if err != nil {
			r.Errs = append(r.Errs, err.Error())
			continue
		}
		row := exporttest.FormatRow(record, exporttest.TableOptions.Attributes)
		if record.Type != "" {
			row = record.Type + "|" + row
		}
		r.Lines, r.Rows = append(r.Lines, record.Line), append(r.Rows, row)
	}
	return r
}

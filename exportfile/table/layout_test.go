package table_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"hardmatch/exportfile"
	"hardmatch/exportfile/exporttest"
)

// summary returns the format, records, errors and notes of a table, one on a line.
func summary(t *testing.T, data string) string {
	t.Helper()
	if _, err := exporttest.ReadFrom(strings.NewReader(data), exporttest.TableOptions); err != nil {
		return strings.TrimPrefix(err.Error(), "users.ldf: ")
	}
	r := mustReadTable(t, data)
	all := []string{r.Format}
	for i, row := range r.Rows {
		all = append(all, fmt.Sprintf("%d: %s", r.Lines[i], strings.TrimSuffix(strings.Replace(row, "dn=|", "", 1), "|")))
	}
	for _, err := range r.Errs {
		all = append(all, strings.TrimPrefix(err, "users.ldf:"))
	}
	if notes := r.NoteTexts(); notes != "" {
		all = append(all, notes)
	}
	return strings.Join(all, "\n")
}

const (
	ada             = "mail=a@x|displayName=Ada"
	unknown         = "this is not an export that hardmatch knows"
	damaged         = "the workbook is damaged: "
	noHeaderInSheet = "no sheet of this workbook has a header with attributes that hardmatch reads"
)

type layoutTest struct{ name, data, want string }

func checkLayouts(t *testing.T, tests []layoutTest) {
	t.Helper()
	for _, test := range tests {
		if got := summary(t, test.data); got != test.want {
			t.Errorf("%s:\n%s\ngot\n%s\nwant\n%s", test.name, test.data, got, test.want)
		}
	}
}

// The header is the first row with names of attributes, and little may be above it.
func TestHeader(t *testing.T) {
	const two = "mail,displayName\na@x,Ada\n"
	checkLayouts(t, []layoutTest{
		{"a title with CR", "Users\rmail,displayName\ra@x,Ada\r", "CSV\n3: " + ada},
		{"29 lines above", strings.Repeat("\n", 29) + two, "CSV\n31: " + ada},
		{"30 lines above", strings.Repeat("\n", 30) + two, unknown},
		{"three titles", "Users\nof Contoso\nin May\n" + two, "CSV\n5: " + ada},
		{"four titles", "Users\nof Contoso\nin May\n2025\n" + two, unknown},
		{"a title and one name", "Users\nmail,City\na@x,Gent\n", unknown},
		{"a title and a type", "Users\n#TYPE X\nmail,City\na@x,Gent\n", "CSV (Export-Csv)\n4: mail=a@x"},
		{"one name", "mail\na@x\n", "CSV\n2: mail=a@x"},
		{"one name without rows", "mail\n", unknown},
		{"two names without rows", "mail,displayName\n", "CSV"},
		{"one name below an empty line", "\nmail\na@x\n", unknown},
		{"one quoted name below an empty line", "\n\"mail\"\na@x\n", unknown},
		{"one name with a type", "#TYPE X\n\"mail\"\n\"a@x\"\n", "CSV (Export-Csv)\n3: mail=a@x"},
		{"a type without wanted names", "#TYPE X\n\"City\",\"Port\"\n\"Gent\",\"7\"\n", "CSV (Export-Csv)\n3: \nthe records hold none of the attributes that hardmatch reads"},
		{"sep in quotes", "\"sep=;\"\nmail;displayName\na,b@x;Ada\n", "CSV\n3: mail=a,b@x|displayName=Ada"},
		{"sep of two characters", "sep=;;\nmail;displayName\na@x;Ada\n", unknown},
		{"sep decides", "sep=|\nmail,displayName|id\na@x,Ada|1\n", "CSV\n3: id=1"},
		{"most wanted names", "mail;a,displayName;id\na@x;b,Ada;1\n", "CSV\n2: mail=a@x|id=1"},
		{"as many wanted names, more names", "mail;a;b;c,x\na@x;1;2;3,4\n", "CSV\n2: mail=a@x"},
		{"a version above", "version:v1.0\n" + two, "CSV\n3: " + ada},
		{"a name in brackets", "User [userPrincipalName] Required,[displayName]\na@x,Ada\n", "CSV (bulk template)\n2: user|userPrincipalName=a@x\n!a template of the portal lists changes to make, not the objects of the tenant"},
		{"a delimiter in a quoted name", "\"City, or so\",\"mail\"\n\"Gent\",\"a@x\"\n", "CSV (Export-Csv)\n2: mail=a@x"},
		{"a quote in a name", "Ci\"ty,mail\nGent,a@x\n", "CSV\n2: mail=a@x"},
		{"a name that is not closed", "\"mail,displayName\na@x,Ada\n", "CSV\n1: the header cannot be read\n!1: the file ends in the middle of a row: it is cut"},
		{"text after a quoted name", "\"mail\",\"displayName\" x\na@x,Ada\n", "CSV\n1: the header cannot be read"},
		{"six words in a name", "mail,one two three four five six\na@x,Gent\n", "CSV\n2: mail=a@x"},
		{"seven words in a name", "mail,one two three four five six seven\na@x,Gent\n", unknown},
		{"a name of 100 letters", "mail," + strings.Repeat("x", 100) + "\na@x,Gent\n", "CSV\n2: mail=a@x"},
		{"a name of 101 letters", "mail," + strings.Repeat("x", 101) + "\na@x,Gent\n", unknown},
		{"a name with a sign", "mail,<b>\na@x,Gent\n", unknown},
		{"a name with a sign in quotes", "\"mail\",\"<b>\"\n\"a@x\",\"Gent\"\n", "CSV (Export-Csv)\n2: mail=a@x"},
		{"below too many cells", "mail,City\na@x,Gent,7\n", unknown},
		{"below too few cells", "mail,City\na@x\n", unknown},
		{"below quotes", "mail,City\na@x,\"Gent, B\"\n", "CSV\n2: mail=a@x"},
		{"two names, below too many cells", "mail,displayName\na@x,Ada,7\n", "CSV\n2: the row has 3 cells, the header 2"},
		{"no header", "\"CN=Ada,OU=x,DC=y\",\"a@x\"\n", "this is CSV without the header that names its columns"},
		{"no header, and a GUID", "a@x,Ada," + guid + "\n", "this is CSV without the header that names its columns"},
		{"no header, and two cells", "a@x," + guid + "\n", unknown},
		{"no header, and octets", "a@x;Ada;X'00ff'\n", "this is CSV without the header that names its columns"},
		{"no header, and quotes", "\"Ada\",\"a@x\"\n", unknown},
		{"Format-Table", "\"ClassId2e4f51ef21dd47e99d3c952918aff9cd\",\"pageHeaderEntry\"\n\"a\",\"b\"\n", "this CSV holds the layout of a table, not the objects: Format-Table was used before Export-Csv"},
	})
}

// A row is a record, another header, text of a console, or nothing.
func TestRows(t *testing.T) {
	const head = "mail,displayName,City\n"
	checkLayouts(t, []layoutTest{
		{"blank rows", head + "\n,,\n\"\",\"\",\"\"\n , ,\n\t\na@x,Ada,Gent\n", "CSV\n7: " + ada},
		{"a prompt with quotes", head + "a@x,Ada,Gent\nPS C:\\> a,\"b\" c\nb@x,Ben,Gent\n", "CSV\n2: " + ada + "\n4: mail=b@x|displayName=Ben"},
		{"a prompt with fewer cells", head + "PS C:\\> a,b\n", "CSV"},
		{"a header again", head + "a@x,Ada,Gent\n" + head + "b@x,Ben,Gent\n", "CSV\n2: " + ada + "\n4: mail=b@x|displayName=Ben"},
		{"another header with one name of two", head + "a@x,Ada,Gent\nmail,Town,Road\nb@x,Ben,Gent\n", "CSV\n2: " + ada + "\n3: mail=mail|displayName=Town\n4: mail=b@x|displayName=Ben"},
		{"one column again", "mail\na@x\nmail\nb@x\n", "CSV\n2: mail=a@x\n4: mail=b@x"},
		{"one column of another type", "mail\na@x\n#TYPE X\n\"id\"\n1\n", "CSV\n2: mail=a@x\n5: id=1"},
		{"another header without wanted names", head + "a@x,Ada,Gent\n#TYPE X\nTown,Road,City\nb@x,Ben,Gent\n", "CSV\n2: " + ada + "\n5: "},
		{"names with an equals sign", head + "mail,displayName,a=b\n=1,mail,displayName\n", "CSV\n2: mail=mail|displayName=displayName\n3: mail==1|displayName=mail"},
		{"a sharp", head + "#1,Ada,Gent\n#TYPE,Ben,Gent\n", "CSV\n2: mail=#1|displayName=Ada\n3: mail=#TYPE|displayName=Ben"},
		{"one letter at the end", "id\n1", "CSV\n2: id=1\n2: the file ends without a line break: its last cell may be cut"},
		{"an empty cell at the end", "City,mail\nGent,", "CSV\n2: mail="},
		{"an unwanted cell at the end", "mail,City\na@x,Gent", "CSV\n2: mail=a@x"},
		{"a wanted cell at the end", "mail,displayName\na@x,A", "CSV\n2: mail=a@x|displayName=A\n2: the file ends without a line break: its last cell may be cut"},
		{"no wanted cell at the end", "operation,sourceAnchor,primarySMTP\nadd,x,y", "CSV (csanalyzer)\n2: \n!csanalyzer lists the objects with pending changes only\nthe records hold none of the attributes that hardmatch reads"},
		{"a value below a line break", "mail,displayName,id\na@x,\"A\nB\",#NAME?\n", "CSV\n2: mail=a@x|displayName=A\nB|id:<=\n!3: 1 value of id lost on export: the file has #NAME? instead"},
		{"a value beside a line break", "mail,displayName,id\n#NAME?,\"A\nB\",1\n", "CSV\n2: mail:<=|displayName=A\nB|id=1\n!2: 1 value of mail lost on export: the file has #NAME? instead"},
		{"quotes in quotes", "mail,displayName\n\"\"\"a\"\"\",\"A \"\"B\"\" C\"\n\"b\",\"\"\"\"\n", "CSV\n2: mail=\"a\"|displayName=A \"B\" C\n3: mail=b|displayName=\""},
		{"an apostrophe in other CSV", "mail,displayName\na@x,\"'=1+1\"\n", "CSV\n2: mail=a@x|displayName='=1+1"},
		{"two encodings", "mail,displayName\na@x,J\xf6rg\nb@x,J\xc3\xb6rg\nc@x,Cleo\n", "CSV\n2: mail=a@x|displayName=Jörg\n3: the encoding changes: this value is UTF-8, but earlier values are not\nthe encoding is assumed to be windows-1252"},
	})
	const list = "dn,mail,displayName,anchorAttribute,immutableId,side\n"
	for value, want := range map[string]string{
		`"'=1"`: "=1", `"'+1"`: "+1", `"'-1"`: "-1", `"'@a"`: "@a", "\"'\ta\"": "\ta", "\"'\ra\"": "\ra",
		`"'"`: "'", `"'a"`: "'a", `"=1"`: "=1", `"x=1"`: "x=1", `'=1`: "'=1", `"''="`: "''=",
	} {
		r := mustReadTable(t, list+"CN=a,a@x,"+value+",,,\n")
		if len(r.Rows) != 1 || r.Rows[0] != "dn=CN=a|mail=a@x|displayName="+want+"|ImmutableId=|" {
			t.Errorf("%q: %q, want %q", value, r.Rows, want)
		}
	}
}

// csvde escapes what it joins.
func TestCSVDEValues(t *testing.T) {
	for value, want := range map[string]string{
		"":          "=",
		"a;b":       "=a =b",
		"ab;;cd;":   "=ab =cd",
		";":         "",
		`\;a;b`:     "=;a =b",
		`a\\;b`:     `=a\ =b`,
		`a\b;c`:     `=a\b =c`,
		`a;b\`:      `=a =b\`,
		"X'00'":     "::=\x00",
		"X'00ff';a": "::=\x00\xff =a",
		"X''":       "=X''",
		"X'0'":      "=X'0'",
		"X'0g'":     "=X'0g'",
		"X'000'":    "=X'000'",
		"Y'00'":     "=Y'00'",
		"X-00'":     "=X-00'",
		"X'00-":     "=X'00-",
	} {
		r := mustReadTable(t, "DN,mail,proxyAddresses,cn\nCN=a,a@x,"+value+",a\n")
		got := strings.ReplaceAll(strings.Trim(strings.TrimPrefix(strings.Join(r.Rows, ""), "dn=CN=a|mail=a@x|"), "|"), "|proxyAddresses", " ")
		if got = strings.TrimPrefix(got, "proxyAddresses"); got != want || len(r.Errs) > 0 {
			t.Errorf("%s: %q, want %q, errors %q", value, got, want, r.Errs)
		}
	}
}

// Spreadsheets replace long numbers and text that begins like a formula.
func TestDamagedCells(t *testing.T) {
	for value, isDamaged := range map[string]bool{
		"1E+15": true, "9.22337E+18": true, "9,22337E+18": true, "-1E+15": true, "1E+150": true, "1E+1": false, "12E+15": false, "E+15": false, "1E15": false, "1E+1x": false,
		"1234567890123450": true, "-1234567890123450": true, "12345678901234500": true, "1234567890123456": false, "123456789012340": false, "0234567890123450": false,
		"#N/A": true, "#REF!": true, "#NAME?": true, "#VALUE!": true, "#NULL!": true, "#NUM!": true, "#DIV/0!": true, "####": true, "###": false, "##": false, "#1": false, "#N/A!": false,
		"-1": false, "-": false, "1": false, "123": false, guid: false, "0b818fd0-5ca3-a849-a4cd-c6923dfc031e": false, "1" + strings.Repeat("0", 62): true, "1" + strings.Repeat("0", 63): false,
	} {
		r := mustReadTable(t, "mail;displayName\na@x;"+value+"\n")
		want := "dn=|mail=a@x|displayName=" + value + "|"
		if isDamaged {
			want = "dn=|mail=a@x|displayName:<=|"
		}
		if len(r.Rows) != 1 || r.Rows[0] != want {
			t.Errorf("%s: %q", value, r.Rows)
		}
	}
}

// The dialect and the type of the objects follow from the columns and the line above.
func TestDialects(t *testing.T) {
	checkLayouts(t, []layoutTest{
		{"DN alone", "DN\nCN=a\n", "CSV\n2: dn=CN=a"},
		{"dn in small letters", "dn,mail\nCN=a,a@x;b@x\n", "CSV\n2: dn=CN=a|mail=a@x;b@x"},
		{"distinguishedName of csvde", "DN,distinguishedName,mail\nCN=a,CN=b,a@x\n", "CSV (csvde)\n2: dn=CN=a|mail=a@x"},
		{"distinguishedName of others", "distinguishedName,mail\nCN=b,a@x\n", "CSV\n2: dn=CN=b|mail=a@x"},
		{"deleted items with names", "AdditionalProperties,DeletedDateTime,Id,DisplayName\nx,2025,1,Ada\n", "CSV\n2: id=1|displayName=Ada"},
		{"deleted items with one column less", "AdditionalProperties,Id,mail\nx,1,a@x\n", "CSV\n2: id=1|mail=a@x"},
		{"a template without brackets", "userPrincipalName,City\na@x,Gent\n", "CSV\n2: userPrincipalName=a@x"},
		{"groups", "#TYPE Microsoft.Graph.PowerShell.Models.MicrosoftGraphGroup\n\"id\",\"mail\"\n\"1\",\"a@x\"\n", "CSV (Export-Csv)\n3: group|id=1|mail=a@x"},
		{"contacts", "#TYPE Microsoft.Online.Administration.Contact\n\"ObjectId\",\"mail\"\n\"1\",\"a@x\"\n", "CSV (Export-Csv)\n3: contact|ObjectId=1|mail=a@x"},
		{"contacts of an organization", "#TYPE Microsoft.Open.MSGraph.Model.MsOrgContact\n\"id\",\"mail\"\n\"1\",\"a@x\"\n", "CSV (Export-Csv)\n3: orgContact|id=1|mail=a@x"},
		{"devices", "#TYPE Device\n\"id\",\"mail\"\n\"1\",\"a@x\"\n", "CSV (Export-Csv)\n3: device|id=1|mail=a@x"},
		{"domains", "#TYPE Domain\n\"id\",\"mail\"\n\"1\",\"a@x\"\n", "CSV (Export-Csv)\n3: domain|id=1|mail=a@x"},
		{"organizations", "#TYPE Organization\n\"id\",\"mail\"\n\"1\",\"a@x\"\n", "CSV (Export-Csv)\n3: organization|id=1|mail=a@x"},
		{"another type", "#TYPE Selected.System.String\n\"id\",\"mail\"\n\"1\",\"a@x\"\n", "CSV (Export-Csv)\n3: id=1|mail=a@x"},
		{"a column of types", "id,ObjectType,mail\n1,Group,a@x\n2,Thing,b@x\n3,,c@x\n", "CSV\n2: group|id=1|mail=a@x\n3: id=2|mail=b@x\n4: id=3|mail=c@x"},
		{"a column of OData types", "id,@odata.type,mail\n1,#microsoft.graph.user,a@x\n", "CSV\n2: user|id=1|mail=a@x"},
		{"a column without a name", "id,,mail\n1,user,a@x\n", "CSV\n2: id=1|mail=a@x"},
		{"a column called type", "id,type,mail\n1,user,a@x\n", "CSV\n2: id=1|mail=a@x"},
		{"an empty name", "DN,mail\n,a@x\n", "CSV (csvde)\n2: mail=a@x"},
		{"empty duplicates", "mail,displayName,mail\na@x,Ada,\n", "CSV\n2: " + ada + "\n!2: there are several columns mail, and they differ in 1 row: the first is read"},
		{"three columns of one name", "mail,mail,displayName,mail\na@x,b@x,Ada,c@x\na@x,a@x,Ada,c@x\n", "CSV\n2: " + ada + "\n3: " + ada + "\n!2: there are several columns mail, and they differ in 3 rows: the first is read"},
		{"templates joined", "User [userPrincipalName],Name [displayName]\na@x,Ada\nName [displayName],User [userPrincipalName]\nBen,b@x\n", "CSV (bulk template)\n2: user|userPrincipalName=a@x|displayName=Ada\n4: user|displayName=Ben|userPrincipalName=b@x\n!a template of the portal lists changes to make, not the objects of the tenant"},
	})
}

// IdFix writes a row for each error of an object.
func TestIdFixRows(t *testing.T) {
	checkLayouts(t, []layoutTest{
		{"no rows", idfix, "CSV (IdFix)\n!IdFix lists the errors that it found, not the objects with all their values"},
		{"two objects", idfix + "CN=a,a,user,mail,x,a@x,,,\nCN=b,b,user,mail,x,b@x,,,\n", "CSV (IdFix)\n2: dn=CN=a|objectClass=user|mail=a@x\n3: dn=CN=b|objectClass=user|mail=b@x\n!IdFix lists the errors that it found, not the objects with all their values"},
		{"an object apart", idfix + "CN=a,a,user,mail,x,a@x,,,\nCN=b,b,user,mail,x,b@x,,,\nCN=a,a,user,displayName,x,A,,,\n", "CSV (IdFix)\n2: dn=CN=a|objectClass=user|mail=a@x\n3: dn=CN=b|objectClass=user|mail=b@x\n4: dn=CN=a|objectClass=user|displayName=A\n!IdFix lists the errors that it found, not the objects with all their values"},
		{"an unwanted attribute", idfix + "CN=a,a,user,City,x,Gent,,,\n", "CSV (IdFix)\n2: dn=CN=a|objectClass=user\n!IdFix lists the errors that it found, not the objects with all their values"},
		{"a name", idfix + "CN=a,a,user,distinguishedName,x,CN=b,,,\n", "CSV (IdFix)\n2: dn=CN=a|objectClass=user\n!IdFix lists the errors that it found, not the objects with all their values"},
		{"a value that cannot be read", idfix + "CN=a,a,user,mail,x,a\x00x,,,\nCN=b,b,user,mail,x,b@x,,,\n", "CSV (IdFix)\n3: dn=CN=b|objectClass=user|mail=b@x\n2: NUL in a text value\n!IdFix lists the errors that it found, not the objects with all their values"},
		{"an object that cannot be read", idfix + "CN=a,a,us\x00er,mail,x,a@x,,,\nCN=b,b,user,mail,x,b@x,,,\n", "CSV (IdFix)\n3: dn=CN=b|objectClass=user|mail=b@x\n2: NUL in a text value\n!IdFix lists the errors that it found, not the objects with all their values"},
	})
	rows := strings.Repeat("CN=a,a,user,displayName,x,a,,,\nCN=b,b,user,displayName,x,b,,,\n", 50)
	if r := mustReadTable(t, idfix+rows); len(r.Rows) != 100 || strings.Contains(r.NoteTexts(), "exactly") {
		t.Errorf("%d rows, notes %s", len(r.Rows), r.NoteTexts())
	}
}

// A reader stops when its consumer does, and reports an error of its source.
func TestTableStopped(t *testing.T) {
	for name, data := range map[string]string{
		"rows":     "mail,displayName\na@x,Ada\nb@x,Ben\n",
		"faults":   "mail,displayName\na@x\nb@x\n",
		"quotes":   "mail,displayName\na@x,\"Ada\" x\nb@x,\"Ben\" y\n",
		"IdFix":    idfix + "CN=a,a,user,mail,x,a@x,,,\nCN=b,b,user,mail,x,b@x,,,\nCN=c,c,user,mail,x,c@x,,,\n",
		"one":      "mail,displayName\na@x,Ada",
		"workbook": exporttest.Workbook(t, "", exporttest.Row(1, "mail", "id")+exporttest.Row(2, "a@x", "1")+exporttest.Row(3, "b@x", "2")),
		"damaged":  exporttest.Workbook(t, "", exporttest.Row(1, "mail", "id")+`<row r="1"/>`),
	} {
		f, err := exportfile.New("x", strings.NewReader(data), exporttest.TableOptions)
		if err != nil {
			t.Fatal(err)
		}
		before := len(f.Notes)
		for range f.All() {
			before = len(f.Notes)
			break
		}
		if f.Records+f.Skipped != 1 || len(f.Notes) > before {
			t.Errorf("%s: %d records, %d skipped, notes %v", name, f.Records, f.Skipped, f.Notes)
		}
	}
	src := exporttest.FailingReader([]byte("mail,displayName\na@x,Ada\nb@x,B"), errors.New("broken"))
	r, err := exporttest.ReadFrom(src, exporttest.TableOptions)
	if err != nil || len(r.Rows) != 1 || len(r.Errs) != 1 || r.Errs[0] != "users.ldf: broken" || r.NoteTexts() != "" {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestXLSXLayout(t *testing.T) {
	book := func(rows string) string { return exporttest.Workbook(t, "", rows) }
	row := exporttest.Row
	const cell = `<c t="str"><v>`
	checkLayouts(t, []layoutTest{
		{"three titles", book(row(1, "Users") + row(2, "of Contoso") + row(3, "in May") + row(4, "mail", "id") + row(5, "a@x", "1")), "XLSX\n5: mail=a@x|id=1"},
		{"four titles", book(row(1, "Users") + row(2, "of Contoso") + row(3, "in May") + row(4, "2025") + row(5, "mail", "id") + row(6, "a@x", "1")), noHeaderInSheet},
		{"a title of two cells", book(row(1, "Users", "2025") + row(2, "mail", "id") + row(3, "a@x", "1")), noHeaderInSheet},
		{"a title and one name", book(row(1, "Users") + row(2, "mail", "City") + row(3, "a@x", "Gent")), noHeaderInSheet},
		{"one name below a title", book(row(1, "Users") + row(2, "mail") + row(3, "a@x")), noHeaderInSheet},
		{"one name", book(row(1, "mail") + row(2, "a@x")), "XLSX\n2: mail=a@x"},
		{"29 rows above", book(strings.Repeat("<row/>", 29) + row(30, "mail", "id") + row(31, "a@x", "1")), "XLSX\n31: mail=a@x|id=1"},
		{"30 rows above", book(strings.Repeat("<row/>", 30) + row(31, "mail", "id") + row(32, "a@x", "1")), noHeaderInSheet},
		{"a type above", book(row(1, "#TYPE Microsoft.Online.Administration.User") + row(2, "City", "mail") + row(3, "Gent", "a@x")), "XLSX (Export-Csv)\n3: user|mail=a@x"},
		{"a version above", book(row(1, "version:v1.0") + row(2, "Name [displayName] Required", "User name [userPrincipalName] Required") + row(3, "Ada", "a@x")), "XLSX (bulk template)\n3: user|displayName=Ada|userPrincipalName=a@x\n!a template of the portal lists changes to make, not the objects of the tenant"},
		{"empty rows", book(row(1, "mail", "id") + row(2) + row(3, "", "") + row(4, "a@x", "1")), "XLSX\n4: mail=a@x|id=1"},
		{"cells that are missing", book(row(1, "mail", "", "id", "displayName") + row(2, "", "x", "1") + row(3, "a@x", "", "", "Ada")), "XLSX\n2: mail=|id=1|displayName=\n3: mail=a@x|id=|displayName=Ada"},
		{"a header again", book(row(1, "mail", "id") + row(2, "a@x", "1") + row(3, "id", "mail") + row(4, "2", "b@x")), "XLSX\n2: mail=a@x|id=1\n4: id=2|mail=b@x"},
		{"a user called Mail", book(row(1, "displayName", "id") + row(2, "Mail", "1") + row(3, "Mail", "Mail")), "XLSX\n2: displayName=Mail|id=1\n3: displayName=Mail|id=Mail"},
		{"truth values", book(row(1, "mail", "accountEnabled") + `<row r="2">` + cell + `a@x</v></c><c t="b"><v>1</v></c></row><row r="3">` + cell + `b@x</v></c><c t="b"><v>0</v></c></row>`), "XLSX\n2: mail=a@x|accountEnabled=TRUE\n3: mail=b@x|accountEnabled=FALSE"},
		{"values that are empty", book(row(1, "mail", "id") + `<row r="2"><c t="inlineStr"><is><t>a@x</t></is></c><c r="B2"><v></v></c></row>`), "XLSX\n2: mail=a@x|id="},
		{"formulas", book(row(1, "mail", "id") + `<row r="2"><c><f>x</f><v>a@x</v></c><c><f>y</f></c></row>`), "XLSX\n2: mail=a@x|id="},
		{"escapes", book(row(1, "mail", "displayName") + `<row r="2"><c t="str"><v>_x0041_x_x00e9_</v></c><c t="inlineStr"><is><t>_x4E2D__x00G1_</t></is></c></row>`), "XLSX\n2: mail=Axé|displayName=中_x00G1_"},
		{"escapes of a number", book(row(1, "mail", "displayName") + `<row r="2">` + cell + `a@x</v></c><c><v>_x0041_</v></c></row>`), "XLSX\n2: mail=a@x|displayName=_x0041_"},
		{"the last row of Excel", book(row(1, "mail", "id") + row(1<<20, "a@x", "1")), "XLSX\n1048576: mail=a@x|id=1"},
		{"a row below", book(row(1, "mail", "id") + row(1<<20+1, "a@x", "1")), "XLSX\n1: " + damaged + "row 1048577 follows row 1"},
		{"a row twice", book(row(1, "mail", "id") + row(2, "a@x", "1") + row(2, "b@x", "2")), "XLSX\n2: mail=a@x|id=1\n2: " + damaged + "row 2 follows row 2"},
		{"a row without a number", book(row(1, "mail", "id") + `<row r="x"/>`), "XLSX\n1: " + damaged + "row x follows row 1"},
		{"the last column of Excel", book(`<row r="1"><c r="A1" t="str"><v>mail</v></c><c r="XFD1" t="str"><v>id</v></c></row><row r="2"><c r="A2"><v>a@x</v></c><c r="XFD2"><v>1</v></c></row>`), "XLSX\n2: mail=a@x|id=1"},
		{"a column behind", book(row(1, "mail", "id") + `<row r="2"><c r="XFE2"><v>1</v></c></row>`), "XLSX\n2: " + damaged + "there is a cell XFE2"},
		{"columns of two letters", book(`<row r="1"><c r="Z1" t="str"><v>mail</v></c><c r="AA1" t="str"><v>id</v></c><c r="BC1" t="str"><v>displayName</v></c></row><row r="2"><c r="Z2"><v>a@x</v></c><c r="AA2"><v>1</v></c><c r="BC2"><v>Ada</v></c></row>`), "XLSX\n2: mail=a@x|id=1|displayName=Ada"},
		{"a cell twice", book(row(1, "mail", "id") + `<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>`), "XLSX\n2: " + damaged + "there is a cell A2"},
		{"a cell without a column", book(row(1, "mail", "id") + `<row r="2"><c r="2"><v>1</v></c></row>`), "XLSX\n2: " + damaged + "there is a cell 2"},
		{"shared texts", exporttest.Workbook(t, `<sst><si><t>mail</t></si><si><t>a@x</t></si></sst>`, `<row><c t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c></row><row><c t="s"><v>0</v></c></row>`), "XLSX\n2: mail=a@x\n3: mail=mail"},
		{"a text too many", exporttest.Workbook(t, `<sst><si><t>mail</t></si></sst>`, `<row><c t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c></row>`), "XLSX\n2: " + damaged + "there is no text 1"},
		{"a negative text", exporttest.Workbook(t, `<sst><si><t>mail</t></si></sst>`, `<row><c t="s"><v>0</v></c></row><row><c t="s"><v>-1</v></c></row>`), "XLSX\n2: " + damaged + "there is no text -1"},
		{"no text", exporttest.Workbook(t, `<sst><si><t>mail</t></si></sst>`, `<row><c t="s"><v>0</v></c></row><row><c t="s"><v>x</v></c></row>`), "XLSX\n2: " + damaged + "there is no text x"},
		{"texts that end", exporttest.Workbook(t, `<sst><si><t>mail</t>`, row(1, "mail", "id")), damaged + "unexpected EOF"},
		{"a row that ends", book(row(1, "mail", "id") + `<row r="2">`), "XLSX\n2: " + damaged + "unexpected EOF"},
		{"ten more sheets", exporttest.Workbook(t, "", strings.Split(strings.Repeat(row(1, "mail", "id")+"|", 10)+row(1, "mail", "id"), "|")...), "XLSX\n!only sheet A was read, not B, C, D, E, F, G, H, I, J, K"},
		{"eleven more sheets", exporttest.Workbook(t, "", strings.Split(strings.Repeat(row(1, "mail", "id")+"|", 11)+row(1, "mail", "id"), "|")...), "XLSX\n!only sheet A was read, not B, C, D, E, F, G, H, I, J, K and 1 more"},
		{"a sheet from the root", exporttest.Pack(t, "xl/workbook.xml", `<sheet name="A" id="1"/>`, "xl/_rels/workbook.xml.rels", `<Relationship Id="1" Target="/s.xml"/>`, "s.xml", row(1, "mail", "id")+row(2, "a@x", "1")), "XLSX\n2: mail=a@x|id=1"},
		{"a long name", book(row(1, "mail", strings.Repeat(" ", 1025)+"id", "displayName"+strings.Repeat("x", 1025)) + row(2, "a@x", "1", "2")), "XLSX\n2: mail=a@x|id=1"},
	})
}

package console_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"hardmatch/exportfile"
	"hardmatch/exportfile/exporttest"
	"hardmatch/exportfile/records"
)

// summary returns the records, errors and notes of an export, one on a line.
func summary(r *exporttest.Reading) string {
	var all []string
	for i, row := range r.Rows {
		all = append(all, fmt.Sprintf("%d: %s", r.Lines[i], strings.Trim(strings.TrimPrefix(row, "dn=|"), "|")))
	}
	for _, err := range r.Errs {
		all = append(all, strings.TrimPrefix(err, "users.ldf:"))
	}
	if notes := r.NoteTexts(); notes != "" {
		all = append(all, notes)
	}
	return strings.Join(all, "\n")
}

type layoutTest struct{ name, text, want string }

func checkLayouts(t *testing.T, tests []layoutTest) {
	for _, test := range tests {
		r, err := exporttest.Read([]byte(test.text), exporttest.GoldenOptions)
		got := fmt.Sprint(err)
		if err == nil {
			got = summary(r)
		}
		if got != test.want {
			t.Errorf("%s:\n%s\ngot\n%s\nwant\n%s", test.name, test.text, got, test.want)
		}
	}
}

const (
	ada    = "mail        : a@x\ndisplayName : Ada\n"
	ben    = "mail        : b@x\ndisplayName : Ben\n"
	adaRow = "mail=a@x|displayName=Ada"
	benRow = "mail=b@x|displayName=Ben"

	noProperty = "this line is neither a property nor the continuation of one"
	misfit     = "this line does not fit the columns of its table"
	wrapped    = "this line may continue the row above, or be a row itself"
	unknown    = "users.ldf: this is not an export that hardmatch knows"
	cutObject  = "the file ends inside its last object, which has fewer properties than all others: it is cut"
	guid       = "d08f810b-a35c-49a8-a4cd-c6923dfc031e"
	notEnded   = "the file ends without a line break: its last line may be cut"
)

// A list ends, and an object ends, where a reader of the console would say so.
func TestConsoleListLayout(t *testing.T) {
	checkLayouts(t, []layoutTest{
		{"one object", ada, "1: " + adaRow},
		{"empty lines above", "\n\n" + ada, "3: " + adaRow},
		{"text directly above, without a colon", ada + "\nThese too\n" + ben, "1: " + adaRow + "\n5: " + benRow},
		{"text between", ada + "\nand\n\n" + ben, "1: " + adaRow + "\n6: " + benRow},
		{"text below an object", ada + "and so on\n\n" + ben, "5: " + benRow + "\n3: " + noProperty},
		{"a single letter below an object", ada + "x\n\n" + ben, "5: " + benRow + "\n3: " + noProperty},
		{"a line that begins with a colon", ada + ": x\n", unknown},
		{"a last line that begins with a colon", ada + ": x", unknown},
		{"a list in other text", "mail        : a@x\nserver: x\ndisplayName : Ada\nid          : 7\n", unknown},
		{"a line that begins with a colon below another object", ada + "\nand\n\n" + ben + ": x\n", "1: " + adaRow + "\n8: " + noProperty},
		{"a repeated first property", "City : x\nmail : a@x\nid   : 1\nCity : y\nmail : b@x\nid   : 2\n", "1: mail=a@x|id=1\n4: mail=b@x|id=2"},
		{"another property repeated", "City : x\nmail : a@x\nid   : 1\nmail : b@x\nid   : 2\n", "1: mail=a@x|id=1\n4: mail=b@x|id=2"},
		{"a property in another column", ada + "id : 7\n\n" + ben, "5: " + benRow + "\n3: " + noProperty},
		{"another column after an empty line", ada + "\nmail : b@x\nid   : 2\n", "1: " + adaRow + "\n4: mail=b@x|id=2"},
		{"two empty lines", "id   : 1\nmail : a@x\n\n\ndisplayName : B\nid          : 2\n", "1: id=1|mail=a@x\n5: displayName=B|id=2"},
		{"one empty line", "id          : 1\nmail        : a@x\n\ndisplayName : B\n", "1: id=1|mail=a@x\n4: displayName=B"},
		{"two empty lines in one column", "id          : 1\nmail        : a@x\n\n\ndisplayName : B\n", "1: id=1|mail=a@x\n5: displayName=B"},
		{"one empty line in all", "mail        : a@x\n\ndisplayName : B\n", "1: mail=a@x\n3: displayName=B"},
		{"an empty line below each line", "mail        : a@x\n\ndisplayName : B\n\nid          : 2\n", "1: mail=a@x|displayName=B|id=2"},
		{"two empty lines in a doubled list", "mail        : a@x\n\ndisplayName : A\n\n\nid          : 2\n", "1: mail=a@x\n3: displayName=A\n6: id=2"},
		{"LF, then CRLF", "\nid          : 1\r\nmail        : a@x\r\nCity        : x\r\n\r\ndisplayName : B\r\n\r\nid          : 2\r\n", "2: id=1|mail=a@x\n6: displayName=B\n8: id=2"},
		{"keys that begin in every way", "mail        : a@x\n@odata.type : x\n_x          : x\naccount     : x\nzone        : x\nAa          : x\nZone        : x\nÉtat        : x\ndisplayName : A\n", "1: mail=a@x|displayName=A"},
		{"a key that begins with a brace", ada + "\nand\n\n" + ben + "{x          : x\n", "1: " + adaRow + "\n8: " + noProperty},
		{"a key that begins with a digit", ada + "\nand\n\n" + ben + "7x          : x\n", "1: " + adaRow + "\n8: " + noProperty},
		{"one letter as a key", "c    : BE\nid   : 1\nmail : a@x\n", "1: id=1|mail=a@x"},
		{"one letter before its colon", "mail: a@x\nid  : 1\n\nc : BE\nid: 2\n", "1: mail=a@x|id=1\n4: id=2"},
		{"two blanks in a key", ada + "\nand\n\n" + ben + "a  b        : x\n", "1: " + adaRow + "\n8: " + noProperty},
		{"not a list", ada + "a  b        : x\n", unknown},
		{"a colon at letter 129", ada + "\n" + strings.Repeat("x", 128) + ": x\n" + ben, "1: " + adaRow + "\n5: " + benRow},
		{"no lost values of a refused object", "mail           : a@x\nid             : 1\n\nand\n\nmail           : b@x\nwhat?\nproxyAddresses : {a, b...\n\nmail           : c@x\n", "1: mail=a@x|id=1\n10: mail=c@x\n7: " + noProperty + "\n!10: " + cutObject},
		{"an object that lacks all", ada + "\nCity        : x\n\n" + ben, "1: " + adaRow + "\n6: " + benRow},
		{"a deleted object", "Name        : Ada\nDEL:d08f810b-a35c-49a8-a4cd-c6923dfc031e\nmail        : a@x\nid          : 1\n", "1: mail=a@x|id=1"},
		{"a blank first", "  indented\n" + ada, "2: " + adaRow},
		{"an indented line after a list", ada + "\nend\n              indented\n" + ben, "1: " + adaRow + "\n6: " + benRow},
		{"exactly three objects, the last one short", ada + "\n" + ben + "\nmail        : c@x\n", "1: " + adaRow + "\n4: " + benRow + "\n7: mail=c@x\n!7: " + cutObject},
		{"exactly two objects, the last one short", ada + "\nmail        : c@x\n", "1: " + adaRow + "\n4: mail=c@x"},
	})
}

// Prompts, transcripts, warnings and failed commands are no part of a list.
func TestConsoleOtherText(t *testing.T) {
	long := "Get-ADUser : " + strings.Repeat("x", 67)
	checkLayouts(t, []layoutTest{
		{"bash", "ada@host:~$ az ad user list\n" + ada + "ada@host:~$ az ad user list\n" + ben + "ada@host:~$ exit", "2: " + adaRow + "\n5: " + benRow},
		{"root", ada + "root@host:/# exit", "1: " + adaRow},
		{"cmd", ada + "C:\\Users\\ada>exit", "1: " + adaRow},
		{"PowerShell", "PS /home/ada> x\n" + ada + "PS /home/ada> exit", "2: " + adaRow},
		{"no prompt at the end", "PS /home/ada> x\n" + strings.TrimSpace(ada), "2: " + adaRow + "\n3: " + notEnded},
		{"a value with each sign", "mail        : a@x\ndisplayName : A>B$C#D\n", "1: mail=a@x|displayName=A>B$C#D"},
		{"a transcript", "**********************\nmail        : t@x\nUsername    : x\n**********************\n\n" + ada + "\n**********************\nWindows PowerShell transcript end\nmail        : u@x\n**********************", "6: " + adaRow},
		{"a list after the end of a transcript", ada + "\n**********************\nWindows PowerShell transcript end\n**********************\n" + ben, "1: " + adaRow + "\n7: " + benRow},
		{"few stars", ada + "\n*********\n\n" + ben, "1: " + adaRow + "\n6: " + benRow},
		{"stars around text", ada + "\n*********** done ***********\n\n" + ben, "1: " + adaRow + "\n6: " + benRow},
		{"connect", ada + "\nConnect-MgGraph : failed\n" + ben, "1: " + adaRow + "\n5: " + benRow + "\n!4: 1 command ended with an error: Connect-MgGraph : failed"},
		{"80 letters", ada + "\n" + long + "\n", "1: " + adaRow + "\n!4: 1 command ended with an error: Get-ADUser : xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},
		{"81 letters", ada + "\n" + long + "y\n", "1: " + adaRow + "\n!4: 1 command ended with an error: Get-ADUser : xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..."},
		{"two commands", ada + "\n" + long + "\nFind-X : y\n" + ben, "1: " + adaRow + "\n6: " + benRow + "\n!4: 2 commands ended with an error: Get-ADUser : xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},
		{"hyphens that are no commands", ada + "\nBuilt-in user\nSelf-made : x\n\n" + ben, "1: " + adaRow + "\n7: " + benRow},
		{"another warning", ada + "\nWARNING: the rest was left out\n" + ben, "1: " + adaRow},
		{"two columns", ada + "\nWARNING: column 'Id' does not fit\nWARNING: column 'Mail' does not fit\n", "1: " + adaRow + "\n!4: 2 columns were left out for lack of width, such as Id"},
	})
}

func TestConsoleTableLayout(t *testing.T) {
	const head = "mail displayName id\n---- ----------- --\n"
	checkLayouts(t, []layoutTest{
		{"one column", "Id\n--\nd08f810b-a35c-49a8-a4cd-c6923dfc031e\n0b818fd0-5ca3-a849-a4cd-c6923dfc031e\n", "3: id=" + guid + "\n4: id=0b818fd0-5ca3-a849-a4cd-c6923dfc031e"},
		{"one column, then text", "Id\n--\nd08f810b-a35c-49a8-a4cd-c6923dfc031e\n\nx\n\ny\n", "3: id=" + guid + "\n5: id=x\n7: id=y"},
		{"an empty line between rows", head + "a@x  Ada         1\n\nb@x  Ben         2\n", "3: " + adaRow + "|id=1\n5: " + benRow + "|id=2"},
		{"text after an empty line", head + "a@x  Ada         1\n\nEnd\nb@x  Ben         2\n", "3: " + adaRow + "|id=1"},
		{"text that does not fit", head + "a@x  Ada         1\n\nAll of it was read.\nb@x  Ben         2\n", "3: " + adaRow + "|id=1"},
		{"two cells after an empty line", head + "a@x  Ada         1\n\nb@x  Ben\n", "3: " + adaRow + "|id=1\n5: " + benRow + "|id="},
		{"a row that does not fit", head + "a@x  Ada         1\n\nb@contoso.com  Ben  2\nc@x  Cleo        3\n", "3: " + adaRow + "|id=1\n6: mail=c@x|displayName=Cleo|id=3\n5: " + misfit},
		{"a row that does not fit directly below", head + "a@x  Ada         1\nb@contoso.com\n", "3: " + adaRow + "|id=1\n4: " + misfit},
		{"row counts", head + "a@x  Ada         1\n0 rows\n\n" + head + "b@x  Ben         2\n\n9 users\nc@x  Cleo        3\n", "3: " + adaRow + "|id=1\n8: " + benRow + "|id=2"},
		{"a number first", "id   mail\n--   ----\n10   a@x\n(2)  b@x\n3    c@x\n", "3: id=10|mail=a@x\n4: id=(2)|mail=b@x\n5: id=3|mail=c@x"},
		{"numbers, aligned right", "mail           Size objectClass\n----           ---- -----------\na@x               7 user\nb@x           12345 user\nc@x            -1.5 user\nd@x      1234567890\n", "3: mail=a@x|objectClass=user\n4: mail=b@x|objectClass=user\n5: mail=c@x|objectClass=user\n6: mail=d@x|objectClass="},
		{"a number too far left", "mail  Size objectClass\n----- ---- -----------\na@x 123456 user\n", "3: " + misfit},
		{"a number below the column to its left", "mail     Size objectClass\n----     ---- -----------\na@x 123456789 user\n", "3: " + misfit},
		{"row counts directly below", head + "a@x  Ada         1\n9 users\n\n" + head + "b@x  Ben         2\n(1 row)\n", "3: mail=a@x|displayName=Ada|id=1\n8: mail=b@x|displayName=Ben|id=2"},
		{"a list below", head + "a@x  Ada         1\n\nuserPrincipalName : b@x\nmail              : b@x\n", "3: mail=a@x|displayName=Ada|id=1\n5: userPrincipalName=b@x|mail=b@x"},
		{"a number that ends early", "mail     Size objectClass\n----     ---- -----------\na@x    123 45 user\n", "3: " + misfit},
		{"a number that ends late", "mail     Size objectClass\n----     ---- -----------\na@x    12345678 user\n", "3: " + misfit},
		{"a word across the border", "mail     Size objectClass\n----     ---- -----------\na@x    ab1234 user\n", "3: " + misfit},
		{"letters in a name of exactly the width", "displayName mail\n----------- ----\nJörg Müllers\nAda         a@x\n", "3: displayName=Jörg Müllers|mail=\n4: displayName=Ada|mail=a@x"},
		{"only narrow letters fit", "displayName mail            id\n----------- ----            --\n鈴木一二三       t@contoso.com   1\n", "3: displayName=鈴木一二三|mail=t@contoso.com|id=1"},
		{"only wide letters fit", "displayName mail            id\n----------- ----            --\n鈴木一二三  t@contoso.com   1\n", "3: displayName=鈴木一二三|mail=t@contoso.com|id=1"},
		{"full-width letters", "displayName mail            id\n----------- ----            --\nＡＤＡ      t@contoso.com   1\n", "3: displayName=ＡＤＡ|mail=t@contoso.com|id=1"},
		{"two ways to read", "displayName mail\n----------- ----\n鈴木一二三  m@x\n", "3: " + misfit},
		{"properties", "Name                           Value\n----                           -----\nmail                           a@x\nid                             d08f810b-a35c-49a8-a4cd-c6923dfc031e\naVeryLongNameOfAnExtensionAttribute x\nmail                           b@x\n", "3: mail=a@x|id=" + guid},
		{"properties, then text", "Key         Value\n---         -----\nmail        a@x\nid          d08f810b-a35c-49a8-a4cd-c6923dfc031e\n\nEnd\nmail        b@x\n", "3: mail=a@x|id=" + guid},
		{"properties apart", "Property    Value\n--------    -----\nmail        a@x\n\nid          d08f810b-a35c-49a8-a4cd-c6923dfc031e\n", "3: mail=a@x|id=" + guid},
		{"a property that continues", "Name        Value\n----        -----\nid          d08f810b-a35c-49a8-a4cd-c6923dfc031e\ndisplayName Name, the longest of all lines of it, so\n            and more\nmail        a@x\n", "3: id=" + guid + "|displayName:<=|mail=a@x\n!4: 1 value of displayName lost on export: the file has Name, the longest of all lines of it, so... instead"},
		{"a property wrapped within a word", "Name        Value\n----        -----\nmail        a@x\nid          1\ndisplayName Ab cdefghij\n            klmnopqr\n", "3: mail=a@x|id=1|displayName=Ab cdefghijklmnopqr"},
		{"a property with a colon", "Name        Value\n----        -----\nmail        a@x\ndisplayName A: b\nid          d08f810b-a35c-49a8-a4cd-c6923dfc031e\n", "3: mail=a@x|displayName=A: b|id=" + guid},
		{"a list below properties", "Name        Value\n----        -----\nid          d08f810b-a35c-49a8-a4cd-c6923dfc031e\n\nmail : b@x\n", "3: id=" + guid + "\n5: mail=b@x"},
		{"properties with a misfit as a list", "Name        Value\n----        -----\nid          d08f810b-a35c-49a8-a4cd-c6923dfc031e\n\nSamAccountName : ada\nmail           : a@x\n", "3: id=" + guid + "\n5: sAMAccountName=ada|mail=a@x"},
		{"two columns that are not pairs", "Name        mail\n----        ----\nAda         a@x\nid          d08f810b-a35c-49a8-a4cd-c6923dfc031e\n", unknown},
		{"values that are not pairs", "mail        Value\n----        -----\nid          d08f810b-a35c-49a8-a4cd-c6923dfc031e\n", unknown},
		{"three columns that are not pairs", "Name        Value mail\n----        ----- ----\nid          1     a@x\n", unknown},
		{"bars of another table", "Name | Value\n-----|------\nmail | a@x\nid | d08f810b-a35c-49a8-a4cd-c6923dfc031e\n", unknown},
		{"no bar in the dashes", "Property | Value\n--------   -----\nmail     | a@x\nid       | d08f810b-a35c-49a8-a4cd-c6923dfc031e\n", unknown},
		{"options below a header", "mail id\n-mail -id\na@x  1\n", unknown},
		{"one name in each of two tables", "mail City\n---- ----\na@x  x\n\ndisplayName City\n----------- ----\nAda         x\n", unknown},
		{"one name in each of two lists", "mail : a@x\nCity : x\n\nand\n\nmail : b@x\n", unknown},
		{"no row", head, ""},
		{"a cell with a colon", "displayName id\n----------- --\nmail: x     1\n", "3: displayName=mail: x|id=1"},
		{"only a refused row, and no line end", "mail id\n---- --\nb@contoso.com", "3: " + misfit},
		{"an empty line after a header", head + "\na@x  Ada         1\n", "4: " + adaRow + "|id=1"},
	})
}

// Format-Table -Wrap: a word is below the cell that it did not fit in.
func TestConsoleRowContinued(t *testing.T) {
	const head = "mail displayName id\n---- ----------- --\n"
	checkLayouts(t, []layoutTest{
		{"a word that does not fit", head + "a@xx Ada         1\n     Lovelace\n", "3: mail=a@xx|displayName=Ada Lovelace|id=1"},
		{"a word that fits", head + "a@xx Ada         1\n     Lovelac\n", "3: mail=a@xx|displayName=Ada|id=1\n4: mail=|displayName=Lovelac|id="},
		{"a letter that fits", head + "a@xx Ada         1\n     B\n", "3: mail=a@xx|displayName=Ada|id=1\n4: mail=|displayName=B|id="},
		{"a letter that does not fit", head + "a@xx Abcdefghijk 1\n     L\n", "3: mail=a@xx|displayName=AbcdefghijkL|id=1"},
		{"below a single letter", head + "a@xx A           1\n     Bcdefghijkl\n", "3: mail=a@xx|displayName=A Bcdefghijkl|id=1"},
		{"below a cell that is not full", head + "a@xx Abcdefghij  1\n     Klm\n", "3: mail=a@xx|displayName=Abcdefghij Klm|id=1"},
		{"within a word", head + "a@xx Abc defghij 1\n     kl\n", "3: mail=a@xx|displayName=Abc defghijkl|id=1"},
		{"three lines", head + "a@xx Abcdefghijk 1\n     Lm\n     Nopqrstuv\n", "3: mail=a@xx|displayName=AbcdefghijkLm Nopqrstuv|id=1"},
		{"an identifier below another", head + "a@xx Ada         d08f810b-a35c-49a8-a4cd-c6923dfc031e\n                 0b818fd0-5ca3-a849-a4cd-c6923dfc031e\n", "3: mail=a@xx|displayName=Ada|id=" + guid + "\n4: mail=|displayName=|id=0b818fd0-5ca3-a849-a4cd-c6923dfc031e"},
		{"below an empty cell", head + "a@xx Ada\n                 abcdefgh\n", "3: mail=a@xx|displayName=Ada|id=\n4: mail=|displayName=|id=abcdefgh"},
		{"as many cells", head + "     Abcdefghijk 12\n     Lmnopqrstuv 34\n", "3: mail=|displayName=Abcdefghijk|id=12\n4: mail=|displayName=Lmnopqrstuv|id=34"},
		{"fewer cells", head + "a@xx Abcdefghijk 12\n     Lmnopqrstuv 34\n", "3: mail=a@xx|displayName=AbcdefghijkLmnopqrstuv|id=1234"},
		{"the last column, within a word", head + "a@xx Ada         abcdefgh\n                 ij\n", "3: mail=a@xx|displayName=Ada|id=abcdefghij"},
		{"the last column, perhaps at a blank", head + "a@xx Ada         ab cdefg\n                 i\n", "3: mail=a@xx|displayName=Ada|id:<=\n!3: 1 value of id lost on export: the file has ab cdefgi instead"},
		{"after an empty line", head + "a@xx Abcdefghijk 1\n\n     Lmn         22\n", "3: mail=a@xx|displayName=Abcdefghijk|id=1\n5: mail=|displayName=Lmn|id=22"},
		{"the first column", head + "a@xx Ada         1\nb\n", "3: mail:<=|displayName=Ada|id=1\n4: " + wrapped + "\n!3: 1 value of mail lost on export: the file has a@xx instead"},
	})
}

// A reader stops when its consumer does.
func TestConsoleStopped(t *testing.T) {
	for name, data := range map[string]string{
		"list":               ada + "\n" + ben + "\n" + ada,
		"without separation": ada + ben + ada,
		"table":              "mail displayName\n---- -----------\na@x  Ada\nb@x  Ben\nc@x  Cleo\n",
		"refused rows":       "mail displayName\n---- -----------\na@contoso.com\nb@contoso.com\nc@x  Cleo\n",
		"list and table":     ada + "\nmail displayName\n---- -----------\na@x  Ada\nb@x  Ben\n",
		"cut":                strings.TrimSpace(ada),
	} {
		f, err := exportfile.New("x", strings.NewReader(data), exporttest.GoldenOptions)
		if err != nil {
			t.Fatal(err)
		}
		for range f.All() {
			break
		}
		if f.Records+f.Skipped != 1 || len(f.Notes) > 0 {
			t.Errorf("%s: %d records, %d skipped, notes %v", name, f.Records, f.Skipped, f.Notes)
		}
	}
}

// An error of the source is reported after the records above it.
func TestConsoleSourceFails(t *testing.T) {
	src := exporttest.FailingReader([]byte(ada+"\n"+ben), errors.New("broken"))
	r, err := exporttest.ReadFrom(src, exporttest.GoldenOptions)
	if want := "1: " + adaRow + "\n4: " + benRow + "\n broken"; err != nil || summary(r) != want {
		t.Errorf("%v, %v", r, err)
	}
}

// A line that is as long as any line may be is read, and the next octet is too much.
func TestConsoleLongestLine(t *testing.T) {
	const longest = 1 << 20
	key := "\ndisplayName : "
	filler := func(n int) string { return strings.Repeat("x", n) }
	for name, test := range map[string]struct {
		text string
		ok   bool
	}{
		"line":            {ada + key + filler(longest-len(key)) + "\n", true},
		"longer line":     {ada + key + filler(longest-len(key)+1) + "\n", false},
		"value":           {ada + key + filler(longest-len(key)) + key[:1] + strings.Repeat(" ", len(key)-1) + filler(len(key)) + "\n", true},
		"longer value":    {ada + key + filler(longest-len(key)) + key[:1] + strings.Repeat(" ", len(key)-1) + filler(len(key)+1) + "\n", false},
		"dashes":          {ada + "\nid\n--\n", true},
		"too many dashes": {ada + "\nid\n" + strings.Repeat("-", longest) + "\n", false},
	} {
		if r := exporttest.MustRead(t, []byte(test.text), exporttest.GoldenOptions); len(r.Errs) == 0 != test.ok {
			t.Errorf("%s: %d rows, errors %.200q", name, len(r.Rows), r.Errs)
		}
	}
}

// Octets of a code page that happen to be UTF-8 are letters of the code page.
func TestConsoleLikeUTF8(t *testing.T) {
	text := "displayName  mail\n-----------  ----\nSCHLOSSGR\xd6\x85  a@x\nJ\xf6rg         b@x\n"
	r := exporttest.MustRead(t, []byte(text), records.Options{Encoding: "windows-1252"})
	if want := "dn=|displayName:<=|mail=a@x|"; r.Rows[0] != want {
		t.Errorf("got %s, want %s", r.Rows[0], want)
	}
}

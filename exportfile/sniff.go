package exportfile

import (
	"bytes"
	"errors"

	"hardmatch/exportfile/encoding"
)

// refuseBinary knows the files that are handed over by mistake by their first
// octets.
func refuseBinary(head []byte) error {
	const export, unpack = "export the directory with ldifde or ldapsearch", "unpack it, and give the files in it"
	for _, known := range []struct{ magic, name, hint string }{
		{"win-ad-ob", "an AD Explorer snapshot", "convert it with ADExplorerSnapshot.py first"},
		{"ElfFile\x00", "an event log", export},
		{"%PDF-", "a PDF", export},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file such as XLS, or one with a password", "save the sheet as XLSX without a password, or as CSV"},
		{"SQLite format 3\x00", "an SQLite database", "of a roadrecon.db, write the users with roadrecon plugin or sqlite3 as CSV or JSON"},
		{"7z\xbc\xaf\x27\x1c", "a 7z archive", unpack},
		{"Rar!\x1a\x07", "a RAR archive", unpack},
		{"\x28\xb5\x2f\xfd", "compressed with zstd", unpack},
		{"\xfd7zXZ\x00", "compressed with xz", unpack},
		{"BZh91AY&SY", "compressed with bzip2", unpack},
		{"\x1f\x8b", "compressed twice", unpack},
	} {
		if bytes.HasPrefix(head, []byte(known.magic)) {
			return &ReadError{Err: errors.New("this is " + known.name + ", not an export"), Hint: known.hint}
		}
	}
	switch {
	case isPFX(head):
		return &ReadError{Err: errors.New("this is a PFX file, a certificate with its key, not an export"), Hint: export}
	case len(head) > 262 && string(head[257:262]) == "ustar":
		return &ReadError{Err: errors.New("this is a tar archive, not an export"), Hint: unpack}
	}
	return nil
}

// isPFX knows the beginning of PKCS #12: a SEQUENCE, and in it version 3.
func isPFX(head []byte) bool {
	if len(head) < 8 || head[0] != 0x30 {
		return false
	}
	at := 2
	if long := int(head[1]) - 0x80; long >= 0 {
		at += min(long, 3)
	}
	return bytes.HasPrefix(head[at:], []byte("\x02\x01\x03"))
}

// A format is one way in which exports are written. Sniff returns its name if
// the text that begins with head is written so, else ""; its error refuses what
// only looks so.
type format struct {
	sniff func(f *File, head []byte) (string, error)
	read  func(f *File, yield func(*Record, error) bool)
}

// formats are tried in this order.
var formats = []format{
	{sniffJSON, readJSON},
	{sniffCLIXML, readCLIXML},
	{sniffCSExport, readCSExport},
	{sniffCSV, readCSV},
	{sniffLDIF, (*File).ldif},
	{sniffTable, readTable},
	{sniffList, readList},
}

var (
	ldifLine  = pattern(`(?m)^ *(dn::? |dn::?\r?$|dn::?[^ \n]*=|version: \d+\r?$|result: \d+ |# extended LDIF|# record 1\r?$)`)
	ldifdeLog = pattern(`(?m)^(Connecting to "|Logging in as current user using SSPI|Exporting directory to file)`)
	dnList    = pattern(`^(CN|OU)=[^\n]*,DC=`)
)

// recognise finds the format of a text.
func (f *File) recognise(head []byte) error {
	text := encoding.TrimBlank(head)
	if len(text) == 0 {
		return &ReadError{Err: errors.New("the file is empty"), Hint: "the export failed; ldapsearch -LLL and ldifde say why where they were run"}
	}
	for _, known := range formats {
		name, err := known.sniff(f, head)
		if name != "" || err != nil {
			f.Format, f.read = name, known.read
			return err
		}
	}
	if ldifdeLog().Match(head) {
		return &ReadError{Err: errors.New("this is the log of ldifde or csvde"), Hint: "give the file that its -f switch named"}
	}
	if dnList().Match(text) {
		return &ReadError{Err: errors.New("this is a list of names without attributes"), Hint: "export the objects with ldifde or ldapsearch"}
	}
	return &ReadError{Err: errors.New("this is no export that hardmatch knows"), Hint: exportHint}
}

func sniffLDIF(f *File, head []byte) (string, error) {
	if !ldifLine().Match(head) {
		return "", nil
	}
	return "LDIF", refuseShowBinary(head)
}

const exportHint = "hardmatch collect prints commands that write one"

// errShowBinary is what ldbsearch --show-binary writes: values as they are, with
// their line breaks, so that nothing tells where one ends.
var errShowBinary = &ReadError{
	Err:  errors.New("this was written by ldbsearch --show-binary, which is not LDIF"),
	Hint: "export again without --show-binary",
}

// refuseShowBinary looks for the lines that ldbsearch folds at 78 octets unless
// it was told --show-binary. Names and comments it never folds.
func refuseShowBinary(head []byte) error {
	if !bytes.HasPrefix(head, []byte("# record 1")) {
		return nil
	}
	for line := range bytes.Lines(head) {
		if len(line) > 80 && line[0] != '#' && line[0] != ' ' && !bytes.HasPrefix(line, []byte("dn:")) && line[len(line)-1] == '\n' {
			return errShowBinary
		}
	}
	return nil
}

// lineEnds names the line end that the text begins with.
func lineEnds(head []byte) string {
	at := bytes.IndexByte(head, '\n')
	switch {
	case at < 0 && bytes.IndexByte(head, '\r') >= 0:
		return "CR"
	case at > 1 && head[at-1] == '\r' && head[at-2] == '\r':
		return "CRCRLF"
	case at > 0 && head[at-1] == '\r':
		return "CRLF"
	}
	return "LF"
}

package exportfile

import (
	"bytes"
	"errors"
	"regexp"
)

// refuseBinary knows the files that are handed over by mistake by their first
// octets. (PFX has no signature of its own; it falls to the check for NULs.)
func refuseBinary(head []byte) error {
	for _, known := range []struct{ magic, name, hint string }{
		{"PK\x03\x04", "a ZIP archive or an XLSX workbook", "unpack it, or save the sheet as CSV"},
		{"win-ad-ob", "an AD Explorer snapshot", "convert it with ADExplorerSnapshot.py first"},
		{"ElfFile\x00", "an event log", "export the directory with ldifde or ldapsearch"},
		{"%PDF-", "a PDF", "export the directory with ldifde or ldapsearch"},
	} {
		if bytes.HasPrefix(head, []byte(known.magic)) {
			return &ReadError{Err: errors.New("this is " + known.name + ", not an export"), Hint: known.hint}
		}
	}
	return nil
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
	ldifLine  = regexp.MustCompile(`(?m)^ *(dn::? |dn::?\r?$|dn::?[^ \n]*=|version: \d+\r?$|result: \d+ |# extended LDIF|# record 1\r?$)`)
	ldifdeLog = regexp.MustCompile(`(?m)^(Connecting to "|Logging in as current user using SSPI|Exporting directory to file)`)
	dnList    = regexp.MustCompile(`^(CN|OU)=[^\n]*,DC=`)
)

// recognise finds the format of a text.
func (f *File) recognise(head []byte) error {
	text := significant(head)
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
	if ldifdeLog.Match(head) {
		return &ReadError{Err: errors.New("this is the log of ldifde or csvde"), Hint: "give the file that its -f switch named"}
	}
	if dnList.Match(text) {
		return &ReadError{Err: errors.New("this is a list of names without attributes"), Hint: "export the objects with ldifde or ldapsearch"}
	}
	return &ReadError{Err: errors.New("this is no export that hardmatch knows"), Hint: exportHint}
}

// significant is the text behind what is blank.
func significant(head []byte) []byte { return bytes.TrimLeft(head, " \t\r\n\ufeff") }

func sniffLDIF(f *File, head []byte) (string, error) {
	if !ldifLine.Match(head) {
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

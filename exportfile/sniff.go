package exportfile

import (
	"bytes"
	"errors"
	"io"

	"hardmatch/exportfile/console"
	"hardmatch/exportfile/encoding"
	"hardmatch/exportfile/jsonexport"
	"hardmatch/exportfile/ldifexport"
	"hardmatch/exportfile/records"
	"hardmatch/exportfile/table"
	"hardmatch/exportfile/xmlexport"
	"hardmatch/hint"
)

// refuseBinary returns an error for binary files that are often confused with
// exports. It recognises them by their first octets.
func refuseBinary(head []byte) error {
	export, unpack := hint.New(hint.ExportDirectory), hint.New(hint.Unpack)
	for _, known := range []struct {
		magic, name string
		hint        hint.Hint
	}{
		{"win-ad-ob", "an AD Explorer snapshot", hint.New(hint.ConvertSnapshot)},
		{"ElfFile\x00", "an event log", export},
		{"%PDF-", "a PDF", export},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file such as XLS, or one with a password", hint.New(hint.SaveSheetUnlocked)},
		{"SQLite format 3\x00", "an SQLite database", hint.New(hint.ExtractDatabase)},
		{"7z\xbc\xaf\x27\x1c", "a 7z archive", unpack},
		{"Rar!\x1a\x07", "a RAR archive", unpack},
		{"\x28\xb5\x2f\xfd", "compressed with zstd", unpack},
		{"\xfd7zXZ\x00", "compressed with xz", unpack},
		{"BZh91AY&SY", "compressed with bzip2", unpack},
		{"\x1f\x8b", "compressed twice", unpack},
	} {
		if bytes.HasPrefix(head, []byte(known.magic)) {
			return &records.ReadError{Err: errors.New("this is " + known.name + ", not an export"), Hint: known.hint}
		}
	}
	switch {
	case isPFX(head):
		return &records.ReadError{Err: errors.New("this is a PFX file, a certificate with its key, not an export"), Hint: export}
	case len(head) > 262 && string(head[257:262]) == "ustar":
		return &records.ReadError{Err: errors.New("this is a tar archive, not an export"), Hint: unpack}
	}
	return nil
}

// isPFX recognises the beginning of PKCS #12: a SEQUENCE, and in it version 3.
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

// A format is one way to write exports. Each reader has these two functions. Sniff
// returns the name of the format if a text that begins with head has it, else "".
// Its error refuses a text that only resembles the format. Read passes the records
// and errors of a text to a sink.
type format struct {
	sniff func(head []byte, names *records.Names) (string, error)
	read  func(src io.Reader, s *records.Sink)
}

// formats are tried in this order.
var formats = []format{
	{jsonexport.Sniff, jsonexport.Read},
	{xmlexport.SniffCLIXML, xmlexport.ReadCLIXML},
	{xmlexport.SniffCSExport, xmlexport.ReadCSExport},
	{table.Sniff, table.Read},
	{ldifexport.Sniff, ldifexport.Read},
	{console.SniffTable, console.Read},
	{console.SniffList, console.Read},
}

var (
	ldifdeLog = records.Pattern(`(?m)^(Connecting to "|Logging in as current user using SSPI|Exporting directory to file)`)
	dnList    = records.Pattern(`^(CN|OU)=[^\n]*,DC=`)
)

// recognise finds the format of a text.
func (f *File) recognise(head []byte) error {
	text := encoding.TrimBlank(head)
	if len(text) == 0 {
		return &records.ReadError{Err: errors.New("the file is empty"), Hint: hint.New(hint.ExportFailed)}
	}
	for _, known := range formats {
		name, err := known.sniff(head, records.NewNames(f.options.Attributes))
		if name != "" || err != nil {
			f.Format, f.read = name, known.read
			return err
		}
	}
	if ldifdeLog().Match(head) {
		return &records.ReadError{Err: errors.New("this is the log of ldifde or csvde"), Hint: hint.New(hint.ExportedFile)}
	}
	if dnList().Match(text) {
		return &records.ReadError{Err: errors.New("this is a list of names without attributes"), Hint: hint.New(hint.ExportDirectory)}
	}
	return &records.ReadError{Err: errors.New("this is not an export that hardmatch knows"), Hint: hint.New(hint.Export)}
}

// lineEnds returns the name of the first line end in the text.
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

package ldifexport

import (
	"bytes"
	"errors"

	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

var firstLine = records.Pattern(`(?m)^ *(dn::? |dn::?\r?$|dn::?[^ \n]*=|version: \d+\r?$|result: \d+ |# extended LDIF|# record 1\r?$)`)

// Sniff recognises LDIF by a line that can begin an entry or a file.
func Sniff(head []byte, _ *records.Names) (string, error) {
	if !firstLine().Match(head) {
		return "", nil
	}
	return "LDIF", refuseShowBinary(head)
}

// errShowBinary refuses the output of ldbsearch --show-binary. It has values as
// they are, with their line breaks, so that the end of a value cannot be found.
var errShowBinary = &records.ReadError{
	Err:  errors.New("this was written by ldbsearch --show-binary, which is not LDIF"),
	Hint: hint.New(hint.ExportWithoutOption, "--show-binary"),
}

// refuseShowBinary looks for long lines. ldbsearch folds lines at 78 octets, except
// names and comments, unless --show-binary was given.
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

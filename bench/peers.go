package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/go-ldap/ldap/v3"
	"github.com/go-ldap/ldif"
)

// lineScan is the limit. It only finds line ends.
func lineScan(f *os.File) error {
	buf := make([]byte, 256<<10)
	for kept, lines := 0, 0; ; {
		n, err := f.Read(buf[kept:])
		rest := buf[:kept+n]
		for {
			i := bytes.IndexByte(rest, '\n')
			if i < 0 {
				break
			}
			lines++
			rest = rest[i+1:]
		}
		if kept = copy(buf, rest); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// goLDAP writes the common fields of each user with go-ldap/ldif.
func goLDAP(f *os.File) error {
	out := bufio.NewWriterSize(os.Stdout, 64<<10)
	for entry, err := range ldif.UnmarshalEntries(f, new(ldif.LDIF)) {
		if err != nil {
			return err
		}
		out.WriteString(entry.Add.DN)
		for _, a := range entry.Add.Attributes {
			writeAttribute(out, a)
		}
		out.WriteByte('\n')
	}
	return out.Flush()
}

func writeAttribute(out *bufio.Writer, a ldap.Attribute) {
	switch a.Type {
	case "objectGUID":
		out.WriteString("\t" + base64.StdEncoding.EncodeToString([]byte(a.Vals[0])))
	case "userPrincipalName", "mail", "sAMAccountName", "proxyAddresses":
		out.WriteString("\t" + strings.Join(a.Vals, ";"))
	}
}

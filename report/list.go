package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"hardmatch/convert"
	"hardmatch/directory"
	"hardmatch/text"
)

// ListFormats are the formats of [NewObjectList].
var ListFormats = []string{"text", "json", "ndjson", "csv"}

// An ObjectList writes objects one by one, in constant memory.
type ObjectList struct {
	rows
	append func(dst []byte, o *directory.Object) []byte
}

// NewObjectList begins a list in one of [ListFormats].
func NewObjectList(w io.Writer, format string) (*ObjectList, error) {
	json := new(objectEncoder).append
	switch format {
	case "text":
		return &ObjectList{newRows(w, "", "\n"), appendTextLine}, nil
	case "ndjson":
		return &ObjectList{newRows(w, "", "\n"), json}, nil
	case "json":
		return &ObjectList{newDocument(w, `{"schema":"hardmatch.list/1","objects":[`), json}, nil
	case "csv":
		return &ObjectList{newRows(w, csvHeader, "\r\n"), appendCSVLine}, nil
	}
	return nil, fmt.Errorf("unknown output %q; known are %s", format, strings.Join(ListFormats, ", "))
}

const csvHeader = "dn,objectClass,sAMAccountName,userPrincipalName,mail,displayName,proxyAddresses,objectGUID," +
	"mS-DS-ConsistencyGuid,objectSid,anchorAttribute,immutableId,isDeleted,id,onPremisesSyncEnabled,onPremisesImmutableId,deletedDateTime,side,file,line\r\n"

// Write adds an object to the list.
func (l *ObjectList) Write(o *directory.Object) error {
	l.begin()
	l.buf = l.append(l.buf, o)
	return l.done()
}

// appendTextLine appends what a person looks for: the anchor, the name to sign
// in with, and the name in the directory or the id in the cloud.
func appendTextLine(dst []byte, o *directory.Object) []byte {
	name := o.UserPrincipalName
	if name.Presence != directory.Present {
		name = o.SAMAccountName
	}
	dst = appendColumn(dst, o.Anchor.Value, 24)
	dst = appendColumn(dst, name.Value, 32)
	if o.Side == directory.Cloud {
		return text.AppendVisible(dst, o.ID.Value)
	}
	return text.AppendVisible(dst, o.DN.Value)
}

func appendColumn(dst, value []byte, width int) []byte {
	if len(value) == 0 {
		value = []byte("-")
	}
	at := len(dst)
	dst = text.AppendVisible(dst, value)
	if n := width - utf8.RuneCount(dst[at:]); n > 0 {
		dst = append(dst, blanks[:n]...)
	}
	return append(dst, "  "...)
}

const blanks = "                                " // as many as the widest column has

// appendCSVLine appends a row of RFC 4180 without its end.
func appendCSVLine(dst []byte, o *directory.Object) []byte {
	for _, t := range []directory.Text{o.DN, o.ObjectClass, o.SAMAccountName, o.UserPrincipalName, o.Mail, o.DisplayName} {
		dst = append(text.AppendCSV(dst, t.Value), ',')
	}
	dst = append(appendListCell(dst, o.ProxyAddresses.Values), ',')
	if o.ObjectGUID.Presence == directory.Present {
		dst = convert.AppendGUID(dst, o.ObjectGUID.Value)
	}
	if dst = append(dst, ','); o.ConsistencyGUID.Presence == directory.Present {
		dst = appendOctets(dst, o.ConsistencyGUID.Value)
	}
	if dst = append(dst, ','); o.ObjectSID.Presence == directory.Present {
		dst = appendSID(dst, o.ObjectSID.Value)
	}
	if dst = append(dst, ','); len(o.Anchor.Value) > 0 {
		dst = append(dst, o.Anchor.Attribute...)
	}
	dst = appendAnchorCell(append(dst, ','), o.Anchor)
	if dst = append(dst, ','); o.IsDeleted {
		dst = append(dst, "true"...)
	}
	for _, t := range []directory.Text{o.ID, o.OnPremisesSyncEnabled} {
		dst = append(append(dst, ','), t.Value...)
	}
	dst = appendAnchorCell(append(dst, ','), directory.SourceAnchor{Attribute: directory.AttrOnPremisesImmutableID, Value: o.OnPremisesImmutableID.Value})
	dst = text.AppendCSV(append(dst, ','), o.DeletedDateTime.Value)
	dst = append(append(append(dst, ','), o.Side.String()...), ',')
	dst = append(text.AppendCSV(dst, o.Origin.File), ',')
	return strconv.AppendInt(dst, int64(o.Origin.Line), 10)
}

// appendListCell puts values into one cell. It builds the cell behind its place
// and then moves it there, which spares memory of its own.
func appendListCell(dst []byte, values [][]byte) []byte {
	at := len(dst)
	dst = appendJoined(dst, values)
	end := len(dst)
	dst = text.AppendCSV(dst, dst[at:end])
	return dst[:at+copy(dst[at:], dst[end:])]
}

// appendJoined joins values as csvde does: with a semicolon between two, and a
// backslash before one inside a value.
func appendJoined(dst []byte, values [][]byte) []byte {
	for i, v := range values {
		if i > 0 {
			dst = append(dst, ';')
		}
		for _, c := range v {
			if c == ';' || c == '\\' {
				dst = append(dst, '\\')
			}
			dst = append(dst, c)
		}
	}
	return dst
}

// appendAnchorCell leaves the Base64 of octets alone, which can begin with a
// plus sign but holds no formula: a quote before it would make another anchor.
func appendAnchorCell(dst []byte, a directory.SourceAnchor) []byte {
	octets := a.Attribute == directory.AttrObjectGUID || a.Attribute == directory.AttrConsistencyGUID
	if !octets {
		_, err := convert.ParseImmutableID(a.Value)
		octets = err == nil
	}
	if octets {
		return append(dst, a.Value...)
	}
	return text.AppendCSV(dst, a.Value)
}

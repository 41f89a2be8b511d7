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

// NewObjectList begins a list in one of [ListFormats]. Another format is an error.
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

// appendTextLine appends the anchor, the sign-in name, and the DN or the id in the cloud.
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

const blanks = "                                " // as wide as the widest column

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

// appendListCell appends values as one cell. It appends the joined values, then the cell,
// and moves the cell to its place, so it needs no other memory.
func appendListCell(dst []byte, values [][]byte) []byte {
	at := len(dst)
	dst = appendJoined(dst, values)
	end := len(dst)
	dst = text.AppendCSV(dst, dst[at:end])
	return dst[:at+copy(dst[at:], dst[end:])]
}

// appendJoined joins values as csvde does: with semicolons, and a backslash before each
// semicolon or backslash inside a value.
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

// appendAnchorCell appends an anchor. The Base64 of octets is unchanged: it may begin with
// a plus sign but is no formula, and a quote before it would make another anchor.
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

package render

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	"hardmatch/directory"
)

// ListFormats are the formats of [NewObjectList].
var ListFormats = []string{"text", "json", "ndjson", "csv"}

// An ObjectList writes objects one by one, in constant memory.
type ObjectList struct {
	w      io.Writer
	append func(dst []byte, o *directory.Object) []byte
	begin  string
	comma  string // between two objects
	end    string
	buf    []byte
	count  int
	err    error
}

// NewObjectList begins a list in one of [ListFormats].
func NewObjectList(w io.Writer, format string) (*ObjectList, error) {
	l := &ObjectList{w: w, buf: make([]byte, 0, 2*flushAt)}
	switch format {
	case "text":
		l.append, l.end, l.comma = appendTextLine, "\n", "\n"
	case "ndjson":
		l.append, l.end, l.comma = AppendObject, "\n", "\n"
	case "json":
		l.append, l.begin, l.comma, l.end = AppendObject, `{"schema":"hardmatch.list/1","objects":[`, ",\n", "\n]}\n"
	case "csv":
		l.append, l.end, l.comma = appendCSVLine, "\r\n", "\r\n"
		l.begin = "dn,objectClass,sAMAccountName,userPrincipalName,mail,displayName,proxyAddresses,objectGUID," +
			"mS-DS-ConsistencyGuid,objectSid,anchorAttribute,immutableId,isDeleted,side,file,line\r\n"
	default:
		return nil, fmt.Errorf("unknown output %q; known are %q", format, ListFormats)
	}
	l.buf = append(l.buf, l.begin...)
	return l, nil
}

const flushAt = 64 << 10

// Write adds an object to the list.
func (l *ObjectList) Write(o *directory.Object) error {
	switch {
	case l.count > 0:
		l.buf = append(l.buf, l.comma...)
	case l.comma == ",\n":
		l.buf = append(l.buf, '\n')
	}
	l.count++
	if l.buf = l.append(l.buf, o); len(l.buf) >= flushAt {
		l.flush()
	}
	return l.err
}

func (l *ObjectList) flush() {
	if l.err == nil {
		_, l.err = l.w.Write(l.buf)
	}
	l.buf = l.buf[:0]
}

// Close ends the list. It does not close the writer.
func (l *ObjectList) Close() error {
	if l.count > 0 || l.comma == ",\n" {
		l.buf = append(l.buf, l.end...)
	}
	l.flush()
	return l.err
}

// appendTextLine appends what a person looks for: the anchor, the name to sign
// in with, and the name in the directory.
func appendTextLine(dst []byte, o *directory.Object) []byte {
	name := o.UserPrincipalName
	if name.Presence != directory.Present {
		name = o.SAMAccountName
	}
	dst = appendColumn(dst, o.Anchor.Value, 24)
	dst = appendColumn(dst, name.Value, 32)
	return appendVisible(dst, o.DN.Value)
}

func appendColumn(dst, value []byte, width int) []byte {
	if len(value) == 0 {
		value = []byte("-")
	}
	at := len(dst)
	dst = appendVisible(dst, value)
	if n := width - utf8.RuneCount(dst[at:]); n > 0 {
		dst = append(dst, bytes.Repeat([]byte(" "), n)...)
	}
	return append(dst, "  "...)
}

// appendVisible appends text for a terminal: what would act on it is escaped.
func appendVisible(dst, s []byte) []byte {
	for len(s) > 0 {
		r, size := utf8.DecodeRune(s)
		if s = s[size:]; isActing(r) {
			dst = appendRune(dst, r)
			continue
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// appendCSVLine appends a row of RFC 4180 without its end.
func appendCSVLine(dst []byte, o *directory.Object) []byte {
	for _, t := range []directory.Text{o.DN, o.ObjectClass, o.SAMAccountName, o.UserPrincipalName, o.Mail, o.DisplayName} {
		dst = append(appendCell(dst, t.Value), ',')
	}
	dst = append(appendCell(dst, joined(o.ProxyAddresses.Values)), ',')
	if o.ObjectGUID.Presence == directory.Present {
		dst = append(dst, o.ObjectGUID.Value.String()...)
	}
	if dst = append(dst, ','); o.ConsistencyGUID.Presence == directory.Present {
		dst = appendOctets(dst, o.ConsistencyGUID.Value)
	}
	if dst = append(dst, ','); o.ObjectSID.Presence == directory.Present {
		dst = appendSID(dst, o.ObjectSID.Value)
	}
	dst = append(append(append(dst, ','), o.Anchor.Attribute...), ',')
	dst = appendAnchorCell(dst, o.Anchor)
	if dst = append(dst, ','); o.IsDeleted {
		dst = append(dst, "true"...)
	}
	dst = append(append(append(dst, ','), o.Side.String()...), ',')
	dst = append(appendCell(dst, []byte(o.Origin.File)), ',')
	return strconv.AppendInt(dst, int64(o.Origin.Line), 10)
}

// joined puts values into one cell as csvde does: with a semicolon between two,
// and a backslash before one inside a value.
func joined(values [][]byte) []byte {
	var cell []byte
	for i, v := range values {
		if i > 0 {
			cell = append(cell, ';')
		}
		for _, c := range v {
			if c == ';' || c == '\\' {
				cell = append(cell, '\\')
			}
			cell = append(cell, c)
		}
	}
	return cell
}

// appendAnchorCell leaves the Base64 of octets alone, which can begin with a
// plus sign but holds no formula: a quote before it would make another anchor.
func appendAnchorCell(dst []byte, a directory.SourceAnchor) []byte {
	if a.Attribute == directory.AttrObjectGUID || a.Attribute == directory.AttrConsistencyGUID {
		return append(dst, a.Value...)
	}
	return appendCell(dst, a.Value)
}

// appendCell quotes a cell where its content asks for it. One that a spreadsheet
// would take for a formula gets an apostrophe before it.
func appendCell(dst, cell []byte) []byte {
	formula := len(cell) > 0 && bytes.IndexByte([]byte("=+-@\t\r"), cell[0]) >= 0
	if !formula && !bytes.ContainsAny(cell, "\",\r\n") {
		return append(dst, cell...)
	}
	dst = append(dst, '"')
	if formula {
		dst = append(dst, '\'')
	}
	for part := range bytes.SplitAfterSeq(cell, []byte(`"`)) {
		if dst = append(dst, part...); slices.Contains(part, '"') {
			dst = append(dst, '"')
		}
	}
	return append(dst, '"')
}

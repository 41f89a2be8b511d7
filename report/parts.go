package report

import (
	"strconv"

	"hardmatch/convert"
	"hardmatch/directory"
)

// appendIdentity appends the members that identify an on-premises object: its DN or, if
// that was not exported, objectGUID and sAMAccountName.
func appendIdentity(dst []byte, o *directory.Object) []byte {
	if o.DN.Presence == directory.Present {
		return appendText(dst, `"dn":"`, o.DN)
	}
	if o.ObjectGUID.Presence == directory.Present {
		dst = append(convert.AppendGUID(append(dst, `"objectGUID":"`...), o.ObjectGUID.Value), `",`...)
	}
	return appendText(dst, `"sAMAccountName":"`, o.SAMAccountName)
}

// appendOrigin appends the member origin.
func appendOrigin(dst []byte, o directory.Origin) []byte {
	dst = appendFileName(append(dst, `"origin":{"file":"`...), o.File)
	dst = strconv.AppendInt(append(dst, `","line":`...), int64(o.Line), 10)
	if o.Offset > 0 {
		dst = strconv.AppendInt(append(dst, `,"offset":`...), o.Offset, 10)
	}
	return append(dst, '}')
}

func (w *writer) comma(i int) {
	if i > 0 {
		w.buf = append(w.buf, ',')
	}
}

// key writes a member: a string, or null if it is empty.
func (w *writer) key(start, value string) {
	if w.buf = append(w.buf, start...); value == "" {
		w.buf = append(w.buf, "null"...)
		return
	}
	w.buf = appendJSONString(w.buf, value)
}

func (w *writer) number(start string, n int) {
	w.buf = strconv.AppendInt(append(w.buf, start...), int64(n), 10)
}

func appendStrings[S ~string](dst []byte, start string, values []S) []byte {
	dst = append(dst, start...)
	for i, v := range values {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendJSONString(dst, string(v))
	}
	return append(dst, ']')
}

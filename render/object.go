package render

import (
	"strconv"
	"strings"

	"hardmatch/convert"
	"hardmatch/directory"
)

// An objectEncoder writes objects as JSON. It remembers the domain of the last
// SID, which is mostly that of the next.
type objectEncoder struct {
	domain     []byte // octets of the SID but for the last number
	domainText []byte // with the hyphen before that
}

// append appends an object as one line of JSON without its end. The keys are
// those of the list command: what was not exported has none, what is empty is
// null.
func (e *objectEncoder) append(dst []byte, o *directory.Object) []byte {
	dst = appendText(append(dst, '{'), `"dn":"`, o.DN)
	dst = appendText(dst, `"objectClass":"`, o.ObjectClass)
	dst = appendText(dst, `"sAMAccountName":"`, o.SAMAccountName)
	dst = appendText(dst, `"userPrincipalName":"`, o.UserPrincipalName)
	dst = appendText(dst, `"mail":"`, o.Mail)
	dst = appendText(dst, `"displayName":"`, o.DisplayName)
	dst = appendTexts(dst, `"proxyAddresses":["`, o.ProxyAddresses)
	if key(&dst, `"objectGUID":"`, o.ObjectGUID.Presence) {
		dst = append(convert.AppendGUID(dst, o.ObjectGUID.Value), `",`...)
	}
	if key(&dst, `"mS-DS-ConsistencyGuid":"`, o.ConsistencyGUID.Presence) {
		dst = append(appendOctets(dst, o.ConsistencyGUID.Value), `",`...)
	}
	if key(&dst, `"objectSid":"`, o.ObjectSID.Presence) {
		dst = append(e.appendSID(dst, o.ObjectSID.Value), `",`...)
	}
	if o.Anchor.Attribute != "" {
		dst = append(append(append(dst, `"anchorAttribute":"`...), o.Anchor.Attribute...), `","immutableId":"`...)
		dst = append(appendEscaped(dst, o.Anchor.Value), `",`...)
	}
	if o.IsDeleted {
		dst = append(dst, `"isDeleted":true,`...)
	}
	dst = append(append(append(dst, `"side":"`...), o.Side.String()...), `","origin":{"file":"`...)
	dst = append(appendFileName(dst, o.Origin.File), `","line":`...)
	return append(strconv.AppendInt(dst, int64(o.Origin.Line), 10), "}}"...)
}

// key appends what begins an attribute, a name and the start of a value, as far
// as its state asks for it, and reports whether the value has to follow.
func key(dst *[]byte, start string, p directory.Presence) bool {
	switch p {
	case directory.Empty:
		name := start[:strings.IndexByte(start, ':')+1]
		*dst = append(append(*dst, name...), "null,"...)
	case directory.Present:
		*dst = append(*dst, start...)
		return true
	}
	return false
}

func appendText(dst []byte, start string, t directory.Text) []byte {
	if key(&dst, start, t.Presence) {
		dst = append(appendEscaped(dst, t.Value), `",`...)
	}
	return dst
}

func appendTexts(dst []byte, start string, t directory.Texts) []byte {
	if !key(&dst, start, t.Presence) {
		return dst
	}
	for i, v := range t.Values {
		if i > 0 {
			dst = append(dst, `","`...)
		}
		dst = appendEscaped(dst, v)
	}
	return append(dst, `"],`...)
}

// appendFileName spares the file name, which is the same in every row, the way
// over a slice: it is looked at where it was appended.
func appendFileName(dst []byte, name string) []byte {
	at := len(dst)
	dst = append(dst, name...)
	if _, n := appendPlain(dst[:at], dst[at:]); n == len(name) {
		return dst
	}
	return appendEscaped(dst[:at], []byte(name))
}

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
	if dst = appendKey(dst, `"objectGUID":"`, o.ObjectGUID.Presence); o.ObjectGUID.Presence == directory.Present {
		dst = append(convert.AppendGUID(dst, o.ObjectGUID.Value), `",`...)
	}
	if dst = appendKey(dst, `"mS-DS-ConsistencyGuid":"`, o.ConsistencyGUID.Presence); o.ConsistencyGUID.Presence == directory.Present {
		dst = append(appendOctets(dst, o.ConsistencyGUID.Value), `",`...)
	}
	if dst = appendKey(dst, `"objectSid":"`, o.ObjectSID.Presence); o.ObjectSID.Presence == directory.Present {
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

// appendKey appends what begins an attribute, a name and the start of a value,
// as far as its state asks for it: nothing, null, or what a value has to follow.
func appendKey(dst []byte, start string, p directory.Presence) []byte {
	switch p {
	case directory.Present:
		return append(dst, start...)
	case directory.Empty:
		return append(append(dst, start[:strings.IndexByte(start, ':')+1]...), "null,"...)
	}
	return dst
}

func appendText(dst []byte, start string, t directory.Text) []byte {
	if dst = appendKey(dst, start, t.Presence); t.Presence == directory.Present {
		dst = append(appendEscaped(dst, t.Value), `",`...)
	}
	return dst
}

func appendTexts(dst []byte, start string, t directory.Texts) []byte {
	if dst = appendKey(dst, start, t.Presence); t.Presence != directory.Present {
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

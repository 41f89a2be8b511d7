package render

import (
	"strconv"

	"hardmatch/convert"
	"hardmatch/directory"
)

// AppendObject appends an object as one line of JSON without its end. The keys
// are those of the list command: what was not exported has none, what is empty
// is null.
func AppendObject(dst []byte, o *directory.Object) []byte {
	dst = appendText(append(dst, '{'), `"dn":`, o.DN)
	dst = appendText(dst, `"objectClass":`, o.ObjectClass)
	dst = appendText(dst, `"sAMAccountName":`, o.SAMAccountName)
	dst = appendText(dst, `"userPrincipalName":`, o.UserPrincipalName)
	dst = appendText(dst, `"mail":`, o.Mail)
	dst = appendText(dst, `"displayName":`, o.DisplayName)
	dst = appendTexts(dst, `"proxyAddresses":`, o.ProxyAddresses)
	if key(&dst, `"objectGUID":`, o.ObjectGUID.Presence) {
		dst = append(convert.AppendGUID(append(dst, '"'), o.ObjectGUID.Value), `",`...)
	}
	if key(&dst, `"mS-DS-ConsistencyGuid":`, o.ConsistencyGUID.Presence) {
		dst = append(appendOctets(append(dst, '"'), o.ConsistencyGUID.Value), `",`...)
	}
	if key(&dst, `"objectSid":`, o.ObjectSID.Presence) {
		dst = append(appendSID(append(dst, '"'), o.ObjectSID.Value), `",`...)
	}
	if o.Anchor.Attribute != "" {
		dst = append(append(append(dst, `"anchorAttribute":"`...), o.Anchor.Attribute...), '"')
		dst = appendString(append(dst, `,"immutableId":`...), o.Anchor.Value)
		dst = append(dst, ',')
	}
	if o.IsDeleted {
		dst = append(dst, `"isDeleted":true,`...)
	}
	dst = append(append(dst, `"side":"`...), o.Side.String()...)
	dst = appendFileName(append(dst, `","origin":{"file":`...), o.Origin.File)
	dst = strconv.AppendInt(append(dst, `,"line":`...), int64(o.Origin.Line), 10)
	return append(dst, "}}"...)
}

// key appends the name of an attribute as far as its state asks for one, and
// reports whether a value has to follow.
func key(dst *[]byte, name string, p directory.Presence) bool {
	switch p {
	case directory.Empty:
		*dst = append(append(*dst, name...), "null,"...)
	case directory.Present:
		*dst = append(*dst, name...)
		return true
	}
	return false
}

func appendText(dst []byte, name string, t directory.Text) []byte {
	if key(&dst, name, t.Presence) {
		dst = append(appendString(dst, t.Value), ',')
	}
	return dst
}

func appendTexts(dst []byte, name string, t directory.Texts) []byte {
	if !key(&dst, name, t.Presence) {
		return dst
	}
	dst = append(dst, '[')
	for i, v := range t.Values {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(dst, v)
	}
	return append(dst, "],"...)
}

// appendFileName spares the file name, which is the same in every row, the way
// over a slice.
func appendFileName(dst []byte, name string) []byte {
	for i := range len(name) {
		if c := name[i]; c < 0x20 || c >= 0x7f || c == '"' || c == '\\' {
			return appendString(dst, []byte(name))
		}
	}
	return append(append(append(dst, '"'), name...), '"')
}

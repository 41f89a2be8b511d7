package report

import (
	"strconv"
	"strings"

	"hardmatch/convert"
	"hardmatch/directory"
	"hardmatch/text"
)

// An objectEncoder writes objects as JSON. It caches the domain of the last SID, which is
// mostly the domain of the next.
type objectEncoder struct {
	domain     []byte // octets of the SID without the last number
	domainText []byte // text of the domain, with the hyphen before the last number
}

// append appends an object as one line of JSON without its end. Attributes that were not
// exported have no key. Empty attributes are null.
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
	if len(o.Anchor.Value) > 0 {
		dst = append(append(append(dst, `"anchorAttribute":"`...), o.Anchor.Attribute...), `","immutableId":"`...)
		dst = append(text.AppendJSON(dst, o.Anchor.Value), `",`...)
	}
	if o.IsDeleted {
		dst = append(dst, `"isDeleted":true,`...)
	}
	if o.Side == directory.Cloud {
		dst = appendText(dst, `"id":"`, o.ID)
		dst = appendBool(dst, `"onPremisesSyncEnabled":`, o.OnPremisesSyncEnabled)
		dst = appendText(dst, `"onPremisesImmutableId":"`, o.OnPremisesImmutableID)
		dst = appendText(dst, `"deletedDateTime":"`, o.DeletedDateTime)
	}
	if worstPresence(o) == directory.Lost {
		dst = appendLost(dst, o)
	}
	dst = append(append(append(dst, `"side":"`...), o.Side.String()...), `","origin":{"file":"`...)
	dst = append(appendFileName(dst, o.Origin.File), `","line":`...)
	dst = strconv.AppendInt(dst, int64(o.Origin.Line), 10)
	if o.Origin.Offset > 0 {
		dst = strconv.AppendInt(append(dst, `,"offset":`...), o.Origin.Offset, 10)
	}
	return append(dst, "}}"...)
}

// appendBool appends an attribute that is true or false.
func appendBool(dst []byte, start string, t directory.Text) []byte {
	if dst = appendKey(dst, start, t.Presence); t.Presence == directory.Present {
		dst = append(append(dst, t.Value...), ',')
	}
	return dst
}

// worstPresence returns Lost if a value of the object was lost.
func worstPresence(o *directory.Object) directory.Presence {
	return max(o.DN.Presence, o.ObjectClass.Presence, o.SAMAccountName.Presence, o.UserPrincipalName.Presence, o.Mail.Presence,
		o.DisplayName.Presence, o.ProxyAddresses.Presence, o.ObjectGUID.Presence, o.ConsistencyGUID.Presence, o.ObjectSID.Presence,
		o.ID.Presence, o.OnPremisesSyncEnabled.Presence, o.OnPremisesImmutableID.Presence, o.DeletedDateTime.Presence)
}

// appendLost appends the names of the attributes whose values were lost. Without this
// list they look like attributes that were not exported.
func appendLost(dst []byte, o *directory.Object) []byte {
	dst = append(dst, `"lost":[`...)
	for _, a := range [...]struct {
		presence directory.Presence
		name     string
	}{
		{o.DN.Presence, "dn"}, {o.ObjectClass.Presence, "objectClass"}, {o.SAMAccountName.Presence, "sAMAccountName"},
		{o.UserPrincipalName.Presence, "userPrincipalName"}, {o.Mail.Presence, "mail"}, {o.DisplayName.Presence, "displayName"},
		{o.ProxyAddresses.Presence, "proxyAddresses"}, {o.ObjectGUID.Presence, directory.AttrObjectGUID},
		{o.ConsistencyGUID.Presence, directory.AttrConsistencyGUID}, {o.ObjectSID.Presence, "objectSid"}, {o.ID.Presence, "id"},
		{o.OnPremisesSyncEnabled.Presence, "onPremisesSyncEnabled"}, {o.OnPremisesImmutableID.Presence, directory.AttrOnPremisesImmutableID},
		{o.DeletedDateTime.Presence, "deletedDateTime"},
	} {
		if a.presence == directory.Lost {
			dst = append(append(append(dst, '"'), a.name...), `",`...)
		}
	}
	return append(dst[:len(dst)-1], "],"...)
}

// appendKey appends the beginning of an attribute by its presence: the name and the start
// of a value if it is present, the name and null if it is empty, otherwise nothing.
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
		dst = append(text.AppendJSON(dst, t.Value), `",`...)
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
		dst = text.AppendJSON(dst, v)
	}
	return append(dst, `"],`...)
}

// appendFileName appends the name of a file, which is the same in every row. It checks
// the name after appending it, so that the string need not become a slice.
func appendFileName(dst []byte, name string) []byte {
	at := len(dst)
	dst = append(dst, name...)
	if _, n := text.AppendUnescaped(dst[:at], dst[at:]); n == len(name) {
		return dst
	}
	return text.AppendJSON(dst[:at], []byte(name))
}

package modeltest

import (
	"fmt"
	"strconv"
	"strings"

	"hardmatch/convert"
	"hardmatch/directory"
)

// guidOf returns a GUID for a name.
func guidOf(name string) convert.GUID {
	var g convert.GUID
	copy(g[:], name)
	return g
}

// customAnchor is the attribute that anchor=VALUE sets on-premises.
const customAnchor = "employeeID"

func idOf(name string) string { return guidOf(name).String() }

// Object makes an object from the words NAME key=value... Attributes that are not given are
// empty. The value "?" was not exported, and "!" was lost.
func Object(side directory.Side, words []string, line int) (*directory.Object, error) {
	o := &directory.Object{Origin: directory.Origin{File: side.String(), Line: line}, Side: side, Class: directory.User}
	name := words[0]
	emptyAll(o)
	if o.DisplayName = textOf(name); side == directory.OnPremises {
		o.DN, o.SAMAccountName, o.UserAccountControl = textOf("CN="+name+",DC=contoso,DC=com"), textOf(name), textOf("512")
		o.ObjectGUID = directory.GUID{Presence: directory.Present, Value: guidOf(name)}
		o.Anchor = directory.SourceAnchor{Attribute: directory.AttrObjectGUID, Value: []byte(guidOf(name).ImmutableID())}
	} else {
		o.ID = textOf(idOf(name))
	}
	for _, word := range words[1:] {
		key, value, _ := strings.Cut(word, "=")
		if err := set(o, key, value); err != nil {
			return o, err
		}
	}
	return o, nil
}

func emptyAll(o *directory.Object) {
	for _, t := range []*directory.Text{
		&o.UserPrincipalName, &o.Mail, &o.MailNickname, &o.ConsistencyGUID, &o.ObjectSID, &o.OnPremisesImmutableID, &o.OnPremisesSyncEnabled, &o.UserType,
	} {
		t.Presence = directory.Empty
	}
	o.ProxyAddresses.Presence, o.OnPremisesObjectIdentifier.Presence = directory.Empty, directory.Empty
}

func textOf(value string) directory.Text {
	switch value {
	case "":
		return directory.Text{Presence: directory.Empty}
	case "?":
		return directory.Text{}
	case "!":
		return directory.Text{Presence: directory.Lost}
	}
	return directory.Text{Presence: directory.Present, Value: []byte(value)}
}

func set(o *directory.Object, key, value string) error {
	text := textOf(value)
	switch key {
	case "anchor":
		o.Anchor = directory.SourceAnchor{Attribute: customAnchor, Value: text.Value}
		if o.Side == directory.Cloud {
			o.Anchor.Attribute, o.OnPremisesImmutableID = directory.AttrOnPremisesImmutableID, text
		}
	case "consistencyof": // mS-DS-ConsistencyGuid is the objectGUID of another object
		guid := guidOf(value)
		o.ConsistencyGUID = directory.Text{Presence: directory.Present, Value: guid[:]}
		o.Anchor = directory.SourceAnchor{Attribute: directory.AttrConsistencyGUID, Value: []byte(guid.ImmutableID())}
	case "like": // the anchor is that of the objectGUID of another object
		return set(o, "anchor", guidOf(value).ImmutableID())
	case "id":
		if o.ID = textOf(value); o.ID.Presence == directory.Present {
			o.ID = textOf(idOf(value))
		}
	case "guid":
		o.ObjectGUID = directory.GUID{Presence: text.Presence, Value: guidOf(value)}
	case "source":
		o.OnPremisesObjectIdentifier = directory.GUID{Presence: text.Presence, Value: guidOf(value)}
	case "proxy":
		o.ProxyAddresses = directory.Texts{Presence: text.Presence}
		for v := range strings.SplitSeq(string(text.Value), ",") {
			if v != "" {
				o.ProxyAddresses.Values = append(o.ProxyAddresses.Values, []byte(v))
			}
		}
	case "class":
		c, known := directory.ParseClass(value)
		if o.Class = c; !known && value == "other" {
			o.Class = directory.OtherClass
		}
	case "licences":
		o.AssignedLicenses = map[string]directory.Presence{"none": directory.Empty, "some": directory.Present}[value]
	case "deleted":
		o.IsDeleted = true
	case "critical":
		o.IsCriticalSystemObject = true
	case "line":
		o.Origin.Line, _ = strconv.Atoi(value)
	default:
		field := map[string]*directory.Text{
			"dn": &o.DN, "sam": &o.SAMAccountName, "upn": &o.UserPrincipalName, "mail": &o.Mail, "nick": &o.MailNickname, "sid": &o.ObjectSID,
			"consistency": &o.ConsistencyGUID, "synced": &o.OnPremisesSyncEnabled, "managed": &o.IsCloudManaged, "type": &o.UserType,
			"uac": &o.UserAccountControl, "recipient": &o.RecipientTypeDetails, "custom": &o.Custom,
		}[key]
		if field == nil {
			return fmt.Errorf("unknown key %q", key)
		}
		*field = text
	}
	return nil
}

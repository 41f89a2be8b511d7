// Package staging turns the records of exports into the objects of a connector
// space: it knows which attribute each spelling means.
//
// Begin with [New]: a [Stager] says which attributes it wants to be read, and
// then stages one record after the other.
package staging

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"hardmatch/convert"
	"hardmatch/directory"
	"hardmatch/exportfile"
)

// The attributes staged, in the order of attributes.
const (
	attrDN = iota
	attrObjectClass
	attrObjectGUID
	attrConsistencyGUID
	attrObjectSID
	attrSAMAccountName
	attrUserPrincipalName
	attrMail
	attrMailNickname
	attrDisplayName
	attrProxyAddresses
	attrUserAccountControl
	attrGroupType
	attrRecipientTypeDetails
	attrIsDeleted
	attrIsCritical
	attrCustom // the source anchor, when it is none of the above
)

var attributes = []string{
	"dn", "objectClass", directory.AttrObjectGUID, directory.AttrConsistencyGUID, "objectSid", "sAMAccountName",
	"userPrincipalName", "mail", "mailNickname", "displayName", "proxyAddresses", "userAccountControl",
	"groupType", "msExchRecipientTypeDetails", "isDeleted", "isCriticalSystemObject",
}

// AnchorAuto chooses as Entra Connect does for a new installation: for users
// mS-DS-ConsistencyGuid if it has a value, else objectGUID.
const AnchorAuto = "auto"

// A ValueError is a value that does not have the form its attribute must have.
type ValueError struct {
	Origin    directory.Origin
	Attribute string
	Err       error
	Hint      string
}

func (e *ValueError) Error() string {
	return fmt.Sprintf("%s:%d: %s: %v", e.Origin.File, e.Origin.Line, e.Attribute, e.Err)
}

func (e *ValueError) Unwrap() error { return e.Err }

// A Stager stages the records of one file.
type Stager struct {
	file       string
	anchor     string
	attributes []string
	errs       []error
	isGroup    bool   // the record has a groupType
	base64     []byte // of the anchor
}

// secret are the attributes that hold passwords; they are not read at all.
var secret = []string{"userPassword", "unicodePwd", "dBCSPwd", "ms-Mcs-AdmPwd", "msLAPS-", "msDS-ManagedPassword", "supplementalCredentials"}

// New returns a Stager. anchor is [AnchorAuto] or the name of the attribute
// that is the source anchor.
func New(file, anchor string) (*Stager, error) {
	s := &Stager{file: file, anchor: anchor, attributes: attributes}
	for _, known := range []string{AnchorAuto, directory.AttrObjectGUID, directory.AttrConsistencyGUID} {
		if strings.EqualFold(anchor, known) {
			s.anchor = known
			return s, nil
		}
	}
	for _, name := range secret {
		if strings.HasPrefix(strings.ToLower(anchor), strings.ToLower(name)) {
			return nil, fmt.Errorf("%s holds a password and is never read", anchor)
		}
	}
	s.attributes = append(slices.Clip(attributes), anchor)
	return s, nil
}

// Attributes returns the names that the records must be read with.
func (s *Stager) Attributes() []string { return s.attributes }

// Stage makes o the object that the record shows. The object shares memory with
// the record. The errors are values that could not be used, each a [*ValueError];
// such a value is Lost.
func (s *Stager) Stage(o *directory.Object, r *exportfile.Record) []error {
	o.Reset()
	o.Origin = directory.Origin{File: s.file, Line: r.Line}
	s.errs, s.isGroup = s.errs[:0], false
	for i := range r.Fields {
		s.field(o, &r.Fields[i])
	}
	if o.Class == directory.UnknownClass {
		o.Class = s.implied(o)
	}
	o.Anchor = s.sourceAnchor(o)
	return s.errs
}

func (s *Stager) field(o *directory.Object, f *exportfile.Field) {
	switch f.Index {
	case attrDN:
		s.stageDN(o, f)
	case attrObjectClass:
		s.text(&o.ObjectClass, f)
		o.Class = moreDerived(o.Class, f.Value)
	case attrObjectGUID:
		s.stageGUID(&o.ObjectGUID, f)
	case attrConsistencyGUID:
		s.octets(&o.ConsistencyGUID, f)
	case attrObjectSID:
		s.stageSID(&o.ObjectSID, f)
	case attrSAMAccountName:
		s.text(&o.SAMAccountName, f)
	case attrUserPrincipalName:
		s.text(&o.UserPrincipalName, f)
	case attrMail:
		s.text(&o.Mail, f)
	case attrMailNickname:
		s.text(&o.MailNickname, f)
	case attrDisplayName:
		s.text(&o.DisplayName, f)
	case attrProxyAddresses:
		s.texts(&o.ProxyAddresses, f)
	case attrUserAccountControl:
		s.text(&o.UserAccountControl, f)
	case attrGroupType:
		s.isGroup = true
	case attrRecipientTypeDetails:
		s.text(&o.RecipientTypeDetails, f)
	case attrIsDeleted:
		o.IsDeleted = isTrue(f.Value)
	case attrIsCritical:
		o.IsCriticalSystemObject = isTrue(f.Value)
	case attrCustom:
		s.stageCustom(&o.Custom, f)
	}
}

func isTrue(v []byte) bool { return strings.EqualFold(string(v), "TRUE") }

// presence is the state that a value puts its attribute in.
func presence(f *exportfile.Field) directory.Presence {
	switch {
	case f.Form == exportfile.Lost:
		return directory.Lost
	case len(f.Value) == 0:
		return directory.Empty
	}
	return directory.Present
}

// octets stages a value that is stored as octets.
func (s *Stager) octets(t *directory.Text, f *exportfile.Field) {
	if t.Presence = presence(f); t.Presence == directory.Present {
		t.Value = f.Value
	}
}

// text stages a value that must be UTF-8. LDIF says that it is, when written
// as text; in Base64 anything may stand.
func (s *Stager) text(t *directory.Text, f *exportfile.Field) {
	if s.octets(t, f); f.Form == exportfile.Octets && !utf8.Valid(f.Value) {
		s.lose(f, errNotUTF8, "the value is binary, or was not UTF-8 when it was written as Base64")
		*t = directory.Text{Presence: directory.Lost}
	}
}

func (s *Stager) texts(t *directory.Texts, f *exportfile.Field) {
	var one directory.Text
	if s.text(&one, f); one.Presence == directory.Present {
		t.Values = append(t.Values, one.Value)
	}
	t.Presence = max(t.Presence, one.Presence)
}

var (
	errNotUTF8 = errors.New("value is not UTF-8 text")
	errNotGUID = errors.New("value is not a GUID")
)

func (s *Stager) lose(f *exportfile.Field, err error, hint string) {
	s.errs = append(s.errs, &ValueError{
		Origin: directory.Origin{File: s.file, Line: f.Line}, Attribute: s.attributes[f.Index], Err: err, Hint: hint,
	})
}

// stageGUID reads the octets, or the text that ldbsearch writes for them.
func (s *Stager) stageGUID(g *directory.GUID, f *exportfile.Field) {
	g.Presence = presence(f)
	if g.Presence != directory.Present {
		return
	}
	if octets, ok := convert.GUIDFromOctets(f.Value); ok && f.Form == exportfile.Octets {
		g.Value = octets
		return
	}
	parsed, err := convert.ParseGUID(f.Value)
	if err != nil {
		g.Presence = directory.Lost
		s.lose(f, errNotGUID, fmt.Sprintf("objectGUID has 16 octets, this value %d; export it again", len(f.Value)))
		return
	}
	g.Value = parsed
}

func (s *Stager) stageSID(t *directory.Text, f *exportfile.Field) {
	s.octets(t, f)
	if t.Presence != directory.Present || f.Form == exportfile.Octets {
		return
	}
	octets, err := convert.ParseSID(f.Value)
	if err != nil {
		*t = directory.Text{Presence: directory.Lost}
		s.lose(f, err, "objectSid is S-1-5-21-... or the Base64 of its octets")
		return
	}
	t.Value = octets
}

// stageCustom keeps a string as it is and brings octets to the Base64 in which
// the sync service sends them.
func (s *Stager) stageCustom(t *directory.Text, f *exportfile.Field) {
	if s.octets(t, f); f.Form == exportfile.Octets && !utf8.Valid(f.Value) {
		t.Value = base64.StdEncoding.AppendEncode(nil, f.Value)
	}
}

// stageDN takes the GUID and SID away that the extended DN control puts before a
// name: <GUID=...>;<SID=...>;CN=...
func (s *Stager) stageDN(o *directory.Object, f *exportfile.Field) {
	s.text(&o.DN, f)
	for len(o.DN.Value) > 0 && o.DN.Value[0] == '<' {
		end := strings.Index(string(o.DN.Value), ">;")
		if end < 0 {
			return
		}
		o.DN.Value = o.DN.Value[end+2:]
	}
}

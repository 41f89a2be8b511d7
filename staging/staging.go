// Package staging turns the records of exports into the objects of a connector
// space: it knows which attribute each spelling means.
//
// Begin with [New]: a [Stager] says which attributes it wants to be read, and
// then stages one record after the other.
package staging

import (
	"bytes"
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

// The attributes staged, in the order of attributes. Those of the second block
// only say whether and how an object is synced, not which it is.
const (
	attrObjectClass = iota
	attrObjectGUID
	attrConsistencyGUID
	attrObjectSID
	attrSAMAccountName
	attrUserPrincipalName
	attrMail
	attrDisplayName
	attrProxyAddresses
	attrGroupType
	attrIsDeleted

	attrUserAccountControl
	attrMailNickname
	attrRecipientTypeDetails
	attrIsCritical
	attrCustom // the source anchor, when it is none of the above
)

var attributes = [...]string{
	"objectClass", directory.AttrObjectGUID, directory.AttrConsistencyGUID, "objectSid", "sAMAccountName",
	"userPrincipalName", "mail", "displayName", "proxyAddresses", "groupType", "isDeleted",
	"userAccountControl", "mailNickname", "msExchRecipientTypeDetails", "isCriticalSystemObject",
}

// Options say what to stage.
type Options struct {
	// Anchor is [AnchorAuto] or the name of the attribute that is the source
	// anchor; "" means AnchorAuto.
	Anchor string
	// Scope asks also for what decides whether an object is synced at all.
	Scope bool
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
	twin       int    // the custom anchor among the attributes that are read anyway, or -1
	isGroup    bool   // the record has a groupType
	base64     []byte // of the anchor
}

// New returns a Stager for the records of a file.
func New(file string, o Options) (*Stager, error) {
	s := &Stager{file: file, attributes: attributes[:], twin: -1}
	if !o.Scope {
		s.attributes = attributes[:attrUserAccountControl]
	}
	for _, known := range []string{AnchorAuto, directory.AttrObjectGUID, directory.AttrConsistencyGUID} {
		if strings.EqualFold(o.Anchor, known) || o.Anchor == "" {
			s.anchor = known
			return s, nil
		}
	}
	if err := checkAnchor(o.Anchor); err != nil {
		return nil, err
	}
	s.anchor = o.Anchor
	isAnchor := func(name string) bool { return strings.EqualFold(name, o.Anchor) }
	if s.twin = slices.IndexFunc(s.attributes, isAnchor); s.twin >= 0 {
		return s, nil
	}
	// Where scope is not asked for, its names are left empty, which no attribute has.
	s.attributes = append(append(slices.Clip(s.attributes), make([]string, attrCustom-len(s.attributes))...), o.Anchor)
	return s, nil
}

// secret are the attributes that hold passwords; they are not read at all.
var secret = []string{"userpassword", "unicodepwd", "dbcspwd", "ntpwdhistory", "lmpwdhistory", "supplementalcredentials",
	"unixuserpassword", "mssfu30password", "ms-mcs-admpwd", "mslaps-", "msds-managedpassword"}

// checkAnchor wants the name of an attribute: it will stand in JSON and CSV.
func checkAnchor(name string) error {
	for _, prefix := range secret {
		if strings.HasPrefix(strings.ToLower(name), prefix) {
			return fmt.Errorf("%s holds a password and is never read", name)
		}
	}
	for i, c := range name {
		isLetter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !isLetter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return fmt.Errorf("%q is not the name of an attribute", name)
		}
	}
	return nil
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
	if r.DN != nil {
		stageDN(o, r)
	}
	for i := range r.Fields {
		s.field(o, &r.Fields[i])
	}
	if s.twin >= 0 {
		s.stageTwin(o, r)
	}
	switch o.Class {
	case directory.UnknownClass:
		o.Class = s.implied(o)
	case directory.OtherClass:
		o.Class = inAnyCase(o.ObjectClass)
	}
	o.Anchor = s.sourceAnchor(o)
	return s.errs
}

func (s *Stager) field(o *directory.Object, f *exportfile.Field) {
	if f.Index == attrProxyAddresses { // most of all values
		s.texts(&o.ProxyAddresses, f)
		return
	}
	if t := plainText(o, f.Index); t != nil {
		if s.first(t, f) {
			s.text(t, f)
		}
		return
	}
	switch f.Index {
	case attrObjectClass:
		s.text(&o.ObjectClass, f)
		o.Class = moreDerived(o.Class, f.Value)
	case attrObjectGUID:
		s.stageGUID(&o.ObjectGUID, f)
	case attrConsistencyGUID:
		if s.first(&o.ConsistencyGUID, f) {
			s.octets(&o.ConsistencyGUID, f)
		}
	case attrObjectSID:
		s.stageSID(&o.ObjectSID, f)
	case attrGroupType:
		s.isGroup = true
	case attrIsDeleted:
		o.IsDeleted = isTrue(f.Value)
	case attrIsCritical:
		o.IsCriticalSystemObject = isTrue(f.Value)
	case attrCustom:
		s.stageCustom(&o.Custom, f)
	}
}

// plainText returns where an attribute goes that is one text and nothing else.
func plainText(o *directory.Object, attribute int) *directory.Text {
	switch attribute {
	case attrSAMAccountName:
		return &o.SAMAccountName
	case attrUserPrincipalName:
		return &o.UserPrincipalName
	case attrMail:
		return &o.Mail
	case attrMailNickname:
		return &o.MailNickname
	case attrDisplayName:
		return &o.DisplayName
	case attrUserAccountControl:
		return &o.UserAccountControl
	case attrRecipientTypeDetails:
		return &o.RecipientTypeDetails
	}
	return nil
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

// first reports whether the value is to be staged: an attribute that has but one
// value has it not yet. Another one, if it differs, makes both lost.
func (s *Stager) first(t *directory.Text, f *exportfile.Field) bool {
	if t.Presence <= directory.Empty {
		return true
	}
	if t.Presence == directory.Present && (f.Form == exportfile.Lost || !bytes.Equal(t.Value, f.Value)) {
		*t = directory.Text{Presence: directory.Lost}
		s.lose(f, errSecond, secondHint)
	}
	return false
}

const secondHint = "it can have but one; look whether two records ran together here"

// octets stages a value that is stored as octets.
func (s *Stager) octets(t *directory.Text, f *exportfile.Field) {
	if t.Presence = presence(f); t.Presence == directory.Present {
		t.Value = f.Value
	}
}

// text stages a value that must be UTF-8. LDIF says that it is, when written
// as text; in Base64 anything may stand.
func (s *Stager) text(t *directory.Text, f *exportfile.Field) {
	if f.Form == exportfile.Text && len(f.Value) > 0 {
		t.Presence, t.Value = directory.Present, f.Value
		return
	}
	if s.octets(t, f); f.Form == exportfile.Octets && !utf8.Valid(f.Value) {
		s.lose(f, errNotUTF8, "the value is binary, or was not UTF-8 when it was written as Base64")
		*t = directory.Text{Presence: directory.Lost}
	}
}

func (s *Stager) texts(t *directory.Texts, f *exportfile.Field) {
	if f.Form == exportfile.Text && len(f.Value) > 0 {
		t.Presence, t.Values = max(t.Presence, directory.Present), append(t.Values, f.Value)
		return
	}
	var one directory.Text
	if s.text(&one, f); one.Presence == directory.Present {
		t.Values = append(t.Values, one.Value)
	}
	t.Presence = max(t.Presence, one.Presence)
}

var (
	errNotUTF8 = errors.New("value is not UTF-8 text")
	errNotGUID = errors.New("value is not a GUID")
	errSecond  = errors.New("second value")
)

func (s *Stager) lose(f *exportfile.Field, err error, hint string) {
	s.reject(f.Line, s.attributes[f.Index], err, hint)
}

func (s *Stager) reject(line int, attribute string, err error, hint string) {
	s.errs = append(s.errs, &ValueError{
		Origin: directory.Origin{File: s.file, Line: line}, Attribute: attribute, Err: err, Hint: hint,
	})
}

// stageGUID reads the octets, or the text that ldbsearch writes for them.
func (s *Stager) stageGUID(g *directory.GUID, f *exportfile.Field) {
	before := *g
	if g.Presence = presence(f); g.Presence != directory.Present {
		return
	}
	var ok bool
	if g.Value, ok = convert.GUIDFromOctets(f.Value); !ok || f.Form != exportfile.Octets {
		var err error
		if g.Value, err = convert.ParseGUID(f.Value); err != nil {
			*g = directory.GUID{Presence: directory.Lost}
			s.lose(f, errNotGUID, guidHint(f))
			return
		}
	}
	if before.Presence >= directory.Present && *g != before {
		*g = directory.GUID{Presence: directory.Lost}
		s.lose(f, errSecond, secondHint)
	}
}

func guidHint(f *exportfile.Field) string {
	if f.Form == exportfile.Octets {
		return fmt.Sprintf("objectGUID has 16 octets, this value %d; export it again", len(f.Value))
	}
	return "after one colon stands the text of a GUID, after two the Base64 of its 16 octets; export it again"
}

func (s *Stager) stageSID(t *directory.Text, f *exportfile.Field) {
	if !s.first(t, f) {
		return
	}
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
	if !s.first(t, f) {
		return
	}
	if s.octets(t, f); f.Form == exportfile.Octets && !utf8.Valid(f.Value) {
		t.Value = base64.StdEncoding.AppendEncode(nil, f.Value)
	}
}

// stageTwin stages a custom anchor that is one of the attributes read anyway.
func (s *Stager) stageTwin(o *directory.Object, r *exportfile.Record) {
	for i := range r.Fields {
		if f := &r.Fields[i]; f.Index == s.twin {
			s.stageCustom(&o.Custom, f)
		}
	}
}

// stageDN takes the GUID and SID away that the extended DN control puts before a
// name: <GUID=...>;<SID=...>;CN=...
func stageDN(o *directory.Object, r *exportfile.Record) {
	dn := r.DN
	for bytes.HasPrefix(dn, []byte("<GUID=")) || bytes.HasPrefix(dn, []byte("<SID=")) {
		_, rest, found := bytes.Cut(dn, []byte(">;"))
		if !found {
			break
		}
		dn = rest
	}
	o.DN = directory.Text{Presence: directory.Present, Value: dn}
}

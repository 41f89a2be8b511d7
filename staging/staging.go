// Package staging turns the records of exports into the objects of a connector
// space: it knows the attribute for each spelling.
//
// Begin with [New]: a [Stager] states which attributes must be read, and then
// stages one record after the other.
package staging

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"hardmatch/directory"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// Options state what to stage.
type Options struct {
	// Anchor is [AnchorAuto] or the name of the attribute that is the source
	// anchor; "" means AnchorAuto.
	Anchor string
	// Simulation also stages the attributes that only a simulation needs.
	Simulation bool
	// Side is the side of all records, if known. Otherwise their attributes decide.
	Side directory.Side
	// Tenant, if not nil, receives the properties of the tenant.
	Tenant *directory.Tenant
}

// AnchorAuto chooses the anchor as Entra Connect does for a new installation:
// mS-DS-ConsistencyGuid for users that have a value there, else objectGUID.
const AnchorAuto = "auto"

// A ValueError is a value that does not have the form that its attribute requires.
type ValueError struct {
	Origin    directory.Origin
	Attribute string
	Err       error
	Hint      hint.Hint
}

func (e *ValueError) Error() string {
	return fmt.Sprintf("%s:%d: %s: %v", e.Origin.File, e.Origin.Line, e.Attribute, e.Err)
}

func (e *ValueError) Unwrap() error { return e.Err }

// ErrorHint returns what to do about the error, for [hint.Of].
func (e *ValueError) ErrorHint() hint.Hint { return e.Hint }

// A Stager stages the records of one file.
type Stager struct {
	file            string
	anchor          string
	side            directory.Side
	tenant          *directory.Tenant
	names           []string    // to be read
	attrs           []attribute // the attribute of each name
	errs            []error
	sparse          bool                               // the record leaves out empty attributes
	displayed       bool                               // octets of the record are shown as text
	presences       [attributeCount]directory.Presence // of attributes of the record that objects do not hold; Lost if two values differ
	anchorAttribute attribute                          // the attribute of a custom anchor that is staged anyway, or -1
	base64          []byte                             // of the anchor
	id              []byte                             // of a cloud object
	stats           fileStats
	kinds           map[directory.TenantKind]bool // kinds of objects in the file
}

// New returns a Stager for the records of a file.
func New(file string, o Options) (*Stager, error) {
	s := &Stager{file: file, side: o.Side, tenant: o.Tenant, anchorAttribute: -1, kinds: make(map[directory.TenantKind]bool)}
	s.addNames(names)
	if o.Simulation {
		s.addNames(simulationNames)
	}
	s.addNames(tenantNames)
	if s.tenant == nil {
		s.tenant = new(directory.Tenant)
	}
	return s, s.chooseAnchor(o.Anchor)
}

func (s *Stager) addNames(names []name) {
	for _, n := range names {
		s.names, s.attrs = append(s.names, n.spelling), append(s.attrs, n.attr)
	}
}

func (s *Stager) chooseAnchor(anchor string) error {
	for _, known := range []string{AnchorAuto, directory.AttrObjectGUID, directory.AttrConsistencyGUID} {
		if strings.EqualFold(anchor, known) || anchor == "" {
			s.anchor = known
			return nil
		}
	}
	if err := checkAnchor(anchor); err != nil {
		return err
	}
	s.anchor = anchor
	if i := slices.IndexFunc(s.names, func(n string) bool { return strings.EqualFold(n, anchor) }); i >= 0 {
		s.anchorAttribute = s.attrs[i]
		return nil
	}
	s.addNames([]name{{anchor, attrCustom}})
	return nil
}

// secretParts are parts of the names of attributes that hold passwords, in the
// schema or in extensions of it. These attributes are never read.
var secretParts = []string{"password", "pwd", "mslaps-", "supplementalcredentials"}

// checkAnchor returns an error if name is not the name of an attribute, because it
// will be written to JSON and CSV.
func checkAnchor(name string) error {
	for _, part := range secretParts {
		if strings.Contains(strings.ToLower(name), part) {
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
func (s *Stager) Attributes() []string { return s.names }

// Lists returns the attributes that have several values.
func (s *Stager) Lists() []string { return lists }

// Optional returns the attributes whose loss gives a [ValueError] if it matters, so
// that the reader need not note it.
func (s *Stager) Optional() []string {
	optional := []string{
		"groupTypes", "accountEnabled", "userCertificate", "userSMIMECertificate",
		"onPremisesProvisioningErrors", "serviceProvisioningErrors", "onPremisesSyncBehavior", "assignedLicenses",
	}
	for _, n := range tenantNames {
		optional = append(optional, n.spelling)
	}
	return optional
}

// Stage makes o the object of the record. The object shares memory with the record.
// Stage returns false if the record is not an object of a directory: it describes
// the tenant, or does not show its side. The errors are values that could not be
// used, each a [*ValueError]. Such a value is Lost.
func (s *Stager) Stage(o *directory.Object, r *records.Record) (bool, []error) {
	o.Reset()
	o.Origin = directory.Origin{File: s.file, Line: r.Line, Offset: max(0, r.Offset)}
	s.errs, s.sparse, s.displayed, s.presences = s.errs[:0], r.Sparse, r.Displayed, [attributeCount]directory.Presence{}
	switch {
	case r.LostDN:
		o.DN.Presence = directory.Lost
	case r.DN != nil:
		stageDN(o, r)
	}
	for i := range r.Fields {
		s.stageField(o, &r.Fields[i])
	}
	switch {
	case s.isTenant(r):
		s.stageTenant(r)
		return false, s.errs
	case isSyncBehavior(o):
		s.stageCloudManaged(o)
		return false, s.errs
	}
	if o.Side = s.sideOf(o, r); o.Side == directory.UnknownSide {
		s.stats.countWithoutSide(r.Line)
		return false, s.errs
	}
	if o.Side == directory.Cloud {
		s.stageCloud(o, r)
	} else {
		s.stageOnPremises(o, r)
	}
	o.IsDeleted = o.IsDeleted || r.Deleted
	s.stats.sparse = r.Sparse
	s.stats.count(o)
	return true, s.errs
}

func (s *Stager) stageOnPremises(o *directory.Object, r *records.Record) {
	if s.anchorAttribute >= 0 {
		s.stageAnchorAttribute(o, r)
	}
	switch o.Class {
	case directory.UnknownClass:
		o.Class = s.impliedClass(o)
	case directory.OtherClass:
		o.Class = classInAnyCase(o.ObjectClass)
	}
	o.Anchor = s.anchorOf(o)
	o.OnPremisesImmutableID = directory.Text{}
}

func (s *Stager) stageField(o *directory.Object, f *records.Field) {
	attr := s.attrs[f.Index]
	if attr == attrProxyAddresses { // the most frequent attribute
		s.stageTexts(&o.ProxyAddresses, f)
		return
	}
	if t := plainText(o, attr); t != nil {
		if s.isFirstValue(t, f) {
			s.stageText(t, f)
		}
		return
	}
	switch attr {
	case attrObjectClass:
		s.stageText(&o.ObjectClass, f)
		o.Class = mostDerived(o.Class, f.Value)
	case attrObjectGUID:
		s.stageGUID(&o.ObjectGUID, f)
	case attrConsistencyGUID:
		s.stageConsistencyGUID(&o.ConsistencyGUID, f)
	case attrObjectSID:
		s.presences[attr] = max(s.presences[attr], presence(f))
		s.stageSID(&o.ObjectSID, f)
	case attrIsDeleted:
		o.IsDeleted = o.IsDeleted || isTrue(f.Value)
	case attrIsCritical:
		o.IsCriticalSystemObject = isTrue(f.Value)
	case attrCertificate:
		o.Certificates += countValue(f)
	case attrSMIMECertificate:
		o.SMIMECertificates += countValue(f)
	case attrCustom:
		s.stageCustom(&o.Custom, f)
	default:
		s.stageCloudField(o, f)
	}
}

// stageCloudField stages attributes that only cloud objects have, and presences for
// either side.
func (s *Stager) stageCloudField(o *directory.Object, f *records.Field) {
	switch attr := s.attrs[f.Index]; attr {
	case attrSyncEnabled:
		s.stageBool(&o.OnPremisesSyncEnabled, f)
	case attrIsCloudManaged:
		s.stageSyncBehavior(&o.IsCloudManaged, f)
	case attrCloudSID:
		s.stageSID(&o.ObjectSID, f)
	case attrObjectIdentifier:
		s.stageGUID(&o.OnPremisesObjectIdentifier, f)
	case attrProvisioningErrors:
		s.stageTexts(&o.ProvisioningErrors, f)
	case attrServiceErrors:
		s.stageTexts(&o.ServiceErrors, f)
	case attrAssignedLicenses:
		o.AssignedLicenses = max(o.AssignedLicenses, presence(f))
	case attrPlainImmutableID:
		s.presences[attr] = directory.Present
		if t := &o.OnPremisesImmutableID; s.isFirstValue(t, f) {
			s.stageText(t, f)
		}
	default:
		s.presences[attr] = presence(f)
	}
}

// plainText returns the field of o for an attribute with a single text, or nil.
func plainText(o *directory.Object, a attribute) *directory.Text {
	switch a {
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
	case attrID:
		return &o.ID
	case attrImmutableID:
		return &o.OnPremisesImmutableID
	case attrDeletedDateTime:
		return &o.DeletedDateTime
	case attrGivenName:
		return &o.GivenName
	case attrSurname:
		return &o.Surname
	case attrTargetAddress:
		return &o.TargetAddress
	case attrUserType:
		return &o.UserType
	}
	return nil
}

func isTrue(v []byte) bool { return strings.EqualFold(string(v), "TRUE") }

// stageDN removes the GUID and SID that the extended DN control writes before a
// name: <GUID=...>;<SID=...>;CN=...
func stageDN(o *directory.Object, r *records.Record) {
	dn := r.DN
	for bytes.HasPrefix(dn, []byte("<GUID=")) || bytes.HasPrefix(dn, []byte("<SID=")) {
		_, rest, found := bytes.Cut(dn, []byte(">;"))
		if !found {
			break
		}
		dn = rest
	}
	o.DN = directory.Text{Presence: directory.Present, Value: dn}
	o.IsDeleted = directory.IsMangled(dn, "DEL")
}

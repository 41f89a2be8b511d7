// Package goldap converts the records of package ldifparse to the types of go-ldap,
// for programs that already use these.
//
// Begin with [Entry], which returns what go-ldap/ldif would have parsed. Nothing in
// hardmatch imports this package outside of tests, because go-ldap brings its
// network code with it.
package goldap

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/go-ldap/ldap/v3"
	"github.com/go-ldap/ldif"

	"hardmatch/ldifparse"
)

// The causes for which a record cannot be converted.
var (
	ErrKind = errors.New("go-ldap has no such record")
	ErrURL  = errors.New("value given as a URL, which is not opened")
)

// Entry returns an entry, an add, a delete or a modify as go-ldap/ldif does. It
// copies all values. Attributes and their values keep the order of the file, and
// one name in two spellings stays two attributes. A rename, which go-ldap/ldif does
// not support, is an error; see [ModifyDN].
func Entry(r *ldifparse.Record) (*ldif.Entry, error) {
	controls, err := Controls(r)
	if err != nil {
		return nil, err
	}
	dn := string(r.DN)
	switch {
	case r.Kind == ldifparse.Entry && r.ChangeType == "":
		attributes, err := attributes(r)
		return &ldif.Entry{Entry: &ldap.Entry{DN: dn, Attributes: attributes}}, err
	case r.Kind == ldifparse.Entry:
		add := ldap.NewAddRequest(dn, controls)
		attributes, err := attributes(r)
		for _, a := range attributes {
			add.Attribute(a.Name, a.Values)
		}
		return &ldif.Entry{Add: add}, err
	case r.ChangeType == "delete":
		return &ldif.Entry{Del: ldap.NewDelRequest(dn, controls)}, nil
	case r.ChangeType == "modify":
		modify := ldap.NewModifyRequest(dn, controls)
		for _, m := range r.Mods {
			modify.Changes = append(modify.Changes, change(m))
		}
		return &ldif.Entry{Modify: modify}, nil
	}
	return nil, fmt.Errorf("kind %d with changetype %q: %w", r.Kind, r.ChangeType, ErrKind)
}

// ModifyDN returns a modrdn or moddn. A record whose new superior is the root of
// the tree is refused, because go-ldap cannot distinguish it from one without a new
// superior.
func ModifyDN(r *ldifparse.Record) (*ldap.ModifyDNRequest, error) {
	isRename := r.ChangeType == "modrdn" || r.ChangeType == "moddn"
	if !isRename || r.NewSuperior != nil && len(r.NewSuperior) == 0 {
		return nil, fmt.Errorf("kind %d with changetype %q: %w", r.Kind, r.ChangeType, ErrKind)
	}
	controls, err := Controls(r)
	if err != nil {
		return nil, err
	}
	return ldap.NewModifyDNWithControlsRequest(
		string(r.DN), string(r.NewRDN), r.DeleteOldRDN, string(r.NewSuperior), controls), nil
}

func attributes(r *ldifparse.Record) (all []*ldap.EntryAttribute, err error) {
	at := make(map[string]*ldap.EntryAttribute)
	for _, a := range r.Attributes {
		if a.Form == ldifparse.URL {
			return nil, fmt.Errorf("%s on line %d: %w", a.Name, a.Line, ErrURL)
		}
		name := a.Name
		if a.Options != "" {
			name += ";" + a.Options
		}
		if at[name] == nil {
			at[name] = &ldap.EntryAttribute{Name: name}
			all = append(all, at[name])
		}
		v := string(a.Value)
		at[name].Values = append(at[name].Values, v)
		at[name].ByteValues = append(at[name].ByteValues, []byte(v))
	}
	return all, nil
}

var operations = map[string]uint{
	"add": ldap.AddAttribute, "delete": ldap.DeleteAttribute,
	"replace": ldap.ReplaceAttribute, "increment": ldap.IncrementAttribute,
}

func change(m ldifparse.Mod) ldap.Change {
	c := ldap.Change{Operation: operations[m.Op], Modification: ldap.PartialAttribute{Type: m.Name}}
	for _, v := range m.Values {
		c.Modification.Vals = append(c.Modification.Vals, string(v))
	}
	return c
}

// Controls returns the "control:" lines of a record.
func Controls(r *ldifparse.Record) (controls []ldap.Control, err error) {
	for _, text := range r.Controls {
		head, v, _ := strings.Cut(text, ":")
		oid, criticality, _ := strings.Cut(head, " ")
		switch {
		case strings.HasPrefix(v, "<"):
			return nil, fmt.Errorf("control %s: %w", oid, ErrURL)
		case strings.HasPrefix(v, ":"):
			decoded, err := base64.StdEncoding.DecodeString(strings.TrimSpace(v[1:]))
			if err != nil {
				return nil, fmt.Errorf("control %s: %w", oid, err)
			}
			v = string(decoded)
		default:
			v = strings.TrimLeft(v, " ")
		}
		critical := strings.TrimSpace(criticality) == "true"
		controls = append(controls, ldap.NewControlString(oid, critical, v))
	}
	return controls, nil
}

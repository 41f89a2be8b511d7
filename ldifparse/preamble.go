package ldifparse

import (
	"bytes"
	"strings"
)

// preamble is the part of a record before its dn. RFC 2849 allows nothing there,
// but sorted dumps have attributes, and ldapsearch breaks the comment above a dn
// into two lines if an RDN contains a line feed. This is so for every deleted
// object of Active Directory. The second line has no "#":
//
//	# Gone
//	DEL:75948c84-4a63-4a0c-9fb8-3d4b9ab1a1d5, Deleted Objects, contoso.local
//	dn: CN=Gone\0ADEL:75948c84-4a63-4a0c-9fb8-3d4b9ab1a1d5,CN=Deleted Objects,DC=contoso,DC=local
type preamble struct {
	dn         bool        // the dn line was read
	attributes bool        // there are attributes
	comment    bool        // the lines directly follow a comment
	text       []byte      // these lines
	failed     *ParseError // the first error in them, if they are not a comment
}

func (e *preamble) reset() {
	*e = preamble{text: e.text[:0]}
}

// isComment reports whether the lines between a comment and this dn are the rest of
// the comment. The comment spells the values of the dn, from the first, which
// contains a line feed, to the domain.
func (e *preamble) isComment(dn []byte) bool {
	text := bytes.TrimSuffix(e.text, []byte("\n"))
	return len(text) > 0 && bytes.HasSuffix(text, []byte(ufnSuffix(string(dn)))) &&
		bytes.ContainsAny(bytes.ReplaceAll(bytes.ToUpper(dn), []byte(`\0A`), []byte("\n")), "\n")
}

// applyPreamble applies the lines before a dn as if they followed it.
func (r *reader) applyPreamble() {
	early := r.record.Attributes
	r.record.Attributes, r.kept = early[:0], 0
	for _, a := range early {
		switch a.keyword {
		case keyChangeType, keyControl:
			r.name, r.form, r.text = a.Description, a.Form, a.Value
			r.applyKeyword()
		default:
			if a.wanted {
				*r.newAttribute() = a
			}
		}
	}
}

// ufnSuffix returns the end of the user friendly name that ldapsearch writes for a
// dn: its DC components joined to a domain name, or the value of its last RDN.
func ufnSuffix(dn string) string {
	domain := ""
	for {
		at := strings.LastIndexByte(dn, ',')
		rdn := strings.TrimSpace(dn[at+1:])
		kind, value, _ := strings.Cut(rdn, "=")
		isDC := strings.EqualFold(kind, "DC")
		switch {
		case isDC && domain == "":
			domain = value
		case isDC:
			domain = value + "." + domain
		case domain == "":
			return value
		}
		if !isDC || at < 0 {
			return domain
		}
		dn = dn[:at]
	}
}

package ldifparse

import (
	"bytes"
	"strings"
)

// preamble is what stands in a record before its dn. RFC 2849 wants nothing there,
// but sorted dumps have attributes, and ldapsearch breaks the comment above a
// dn over two lines when an RDN holds a line feed, as that of every deleted
// object of Active Directory does. The second line has no "#":
//
//	# Gone
//	DEL:75948c84-4a63-4a0c-9fb8-3d4b9ab1a1d5, Deleted Objects, contoso.local
//	dn: CN=Gone\0ADEL:75948c84-4a63-4a0c-9fb8-3d4b9ab1a1d5,CN=Deleted Objects,DC=contoso,DC=local
type preamble struct {
	dn         bool        // the dn line has come
	attributes bool        // there are attributes
	comment    bool        // the lines stand directly below a comment
	text       []byte      // the lines that do
	failed     *ParseError // one of them makes no sense unless it is a comment
}

func (e *preamble) reset() {
	*e = preamble{text: e.text[:0]}
}

// isComment reports whether the lines between a comment and this dn are the
// rest of that comment: it spells the dn's values from the first, which holds a
// line feed, to the domain.
func (e *preamble) isComment(dn []byte) bool {
	text := bytes.TrimSuffix(e.text, []byte("\n"))
	return len(text) > 0 && bytes.HasSuffix(text, []byte(ufnSuffix(string(dn)))) &&
		bytes.ContainsAny(bytes.ReplaceAll(bytes.ToUpper(dn), []byte(`\0A`), []byte("\n")), "\n")
}

// applyPreamble gives the lines in front of a dn the meaning they have behind it.
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

// ufnSuffix returns the end of the user friendly name that ldapsearch writes for
// a dn: its DC components joined to a domain name, or the value of its last RDN.
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

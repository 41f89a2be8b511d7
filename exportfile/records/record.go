// Package records has what all readers of exports share: the [Record] that they
// make, the [Sink] that receives it, the [Note] about a file, and the [ReadError]
// for what could not be read.
package records

import "hardmatch/ldifparse"

// Options state what to read.
type Options struct {
	// Attributes are the wanted names. The distinguished name is always wanted.
	Attributes []string
	// Encoding is a name that [encoding.Parse] knows; "" means that the encoding is
	// detected.
	Encoding string
	// Key is an attribute that every object has. If only the last record lacks it,
	// the file may be cut. "" means that there is no such attribute.
	Key string
	// Lists are those of the Attributes that have several values. They are split if
	// a format has only one cell for them.
	Lists []string
	// Optional are those of the Attributes that do not matter in most records. A
	// lost value of these gives no note, only its field.
	Optional []string
	// AcceptDecoded accepts an LDIF value after two colons as text if it is not
	// Base64.
	AcceptDecoded bool
}

// A Field is one value of one attribute, valid until the next record. It has the
// name as spelt, the position of the name in Options.Attributes, the form of the
// value, the line, and the value. Text is UTF-8 whatever the encoding of the file.
// Readers of all formats return what LDIF has; see [ldifparse.Attribute].
type Field = ldifparse.Attribute

// The forms of a value.
const (
	Text   = ldifparse.Text   // as text
	Octets = ldifparse.Base64 // in a notation for octets, such as the Base64 of LDIF
	Lost   = ldifparse.URL    // the file shows that there is a value, but does not hold it
)

// A Record is one object of an export, as the export spells it.
type Record struct {
	Line int
	// Offset is the position of the first octet of a JSON or XML object in its
	// file; -1 in other formats and in UTF-16.
	Offset int64
	// Type is the type of the object according to the file, in the spelling of
	// Microsoft Graph, such as user or domain; "" if the file does not state it.
	Type string
	// Sparse means that attributes without a value are left out, so that an absent
	// attribute may still have been exported. LDIF, csvde and Get-ADUser
	// -Properties * write sparse records.
	Sparse bool
	// Displayed means that octets are in a notation for people, such as the text of
	// a GUID. This holds for all formats except LDIF, whose text is the octets
	// themselves.
	Displayed bool
	DN        []byte // nil if the file has none for the object
	LostDN    bool   // the object has a name, but the file does not hold it
	Deleted   bool   // the object is in a list of deleted objects
	Fields    []Field
}

// Package records has what all readers of exports share: the [Record] they make and
// the [Sink] they give it to, the [Note] they leave about a file and the [ReadError]
// for what could not be read.
package records

import "hardmatch/ldifparse"

// Options say what to read.
type Options struct {
	// Attributes are the names wanted, beside the name of the object itself.
	Attributes []string
	// Encoding is a name that [encoding.Parse] knows; "" means: find out.
	Encoding string
	// Key is an attribute that every object has: its absence from the last record
	// can show that a file is cut. "" means that there is none.
	Key string
	// Lists are those of the Attributes that have several values. Where a format
	// has only one cell for them, they are split.
	Lists []string
	// Optional are those of the Attributes that do not matter in most records: a
	// value that is lost gives no note, only its field.
	Optional []string
	// AcceptDecoded means that an LDIF value after two colons may be text if it is
	// not Base64.
	AcceptDecoded bool
}

// A Field is one value of one attribute, valid until the next record: its name
// as spelt, the position of that in Options.Attributes, the form in which it was
// written, the line, and the value. Text is UTF-8 in whatever encoding the file
// was. Readers of all formats deliver what LDIF has; see [ldifparse.Attribute].
type Field = ldifparse.Attribute

// The forms of a value.
const (
	Text   = ldifparse.Text   // as text
	Octets = ldifparse.Base64 // in a notation for octets, such as the Base64 of LDIF
	Lost   = ldifparse.URL    // the file says that there is a value, but does not hold it
)

// A Record is one object of an export as the export spells it.
type Record struct {
	Line int
	// Offset is that of the first octet of a JSON or XML object in its file; -1
	// in other formats, and in UTF-16.
	Offset int64
	// Type is what the file says the object is, spelt as Microsoft Graph spells
	// its types, such as user or domain; "" if it does not say.
	Type string
	// Sparse says that an attribute without a value does not show, so that one
	// which is absent need not be one that was not exported: LDIF and csvde write
	// so, and Get-ADUser -Properties *.
	Sparse bool
	// Displayed says that octets are in a notation for people, such as the text
	// of a GUID: in all formats but LDIF, whose text is the octets themselves.
	Displayed bool
	DN        []byte // nil if the object has none in the file
	LostDN    bool   // it has one, but the file does not hold it
	Deleted   bool   // it is listed among the deleted ones
	Fields    []Field
}

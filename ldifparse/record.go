package ldifparse

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// A Kind is the kind of a record.
type Kind uint8

const (
	Entry     Kind = iota // a content record, or one with "changetype: add" as ldifde exports them
	Change                // any other changetype
	Reference             // "ref:" lines without a dn: the search continues in another directory
	Done                  // the "search:" and "result:" lines at the end of the output of ldapsearch
)

// A Form is the way in which a value was written.
type Form uint8

const (
	Text   Form = iota // after one colon
	Base64             // after two colons; the value is decoded
	URL                // after ":<"; the value is the URL, which is never opened
)

// A Description is an attribute description as the file spells it.
type Description struct {
	Name    string // without options
	Options string // what follows the first semicolon: "binary", "range=0-1499", or ""
	Index   int    // position of the name in Options.Attributes, or -1

	spelling string // with the options
	wanted   bool
	keyword  keyword
}

// An Attribute is one value of one attribute. Value is valid until the next
// record is read.
type Attribute struct {
	*Description
	Form  Form
	Line  int
	Value []byte
}

// A Mod is one modification of a "changetype: modify" record.
type Mod struct {
	Op     string // add, delete, replace or increment
	Name   string // with its options
	Values [][]byte
}

// A Record is one record of an LDIF file. Its contents are valid until the next
// record is read; see [Record.Clone].
type Record struct {
	Kind       Kind
	Line       int    // of its first line
	Offset     int64  // of that line, in bytes from the start of the input
	DN         []byte // decoded, with its RFC 4514 escapes
	Attributes []Attribute

	ChangeType   string   // in lower case; "" if the file has none; if unknown to RFC 2849, only the dn is read
	Controls     []string // values of "control:" lines
	Mods         []Mod    // of a modify
	NewRDN       []byte   // of a modrdn or moddn, as the two below
	DeleteOldRDN bool
	NewSuperior  []byte

	// Unterminated means that the input ended inside the last line of the record,
	// so that its last value may be cut. It is false if Base64 padding shows that
	// the value is complete.
	Unterminated bool
}

// Get returns the values of an attribute in the order of the file, or nil if the
// record has none. The case of the name (RFC 4512 section 2.5) and the options in
// the file do not matter. Values given as URLs are left out. The values are valid
// until the next record is read.
func (r *Record) Get(name string) [][]byte {
	var values [][]byte
	for _, a := range r.Attributes {
		if a.Form != URL && strings.EqualFold(a.Name, name) {
			values = append(values, a.Value)
		}
	}
	return values
}

// Clone returns a copy of the record that stays valid.
func (r *Record) Clone() *Record {
	c := *r
	c.DN, c.NewRDN, c.NewSuperior = bytes.Clone(r.DN), bytes.Clone(r.NewRDN), bytes.Clone(r.NewSuperior)
	c.Controls = slices.Clone(r.Controls)
	c.Attributes = slices.Clone(r.Attributes)
	for i := range c.Attributes {
		a := &c.Attributes[i]
		description := *a.Description
		a.Description, a.Value = &description, bytes.Clone(a.Value)
	}
	c.Mods = slices.Clone(r.Mods)
	for i := range c.Mods {
		c.Mods[i].Values = slices.Clone(r.Mods[i].Values)
		for j, v := range c.Mods[i].Values {
			c.Mods[i].Values[j] = bytes.Clone(v)
		}
	}
	return &c
}

// Result returns the LDAP result code of a Done record, and the text after it. ok
// is false if the record has no result line with a number.
func (r *Record) Result() (code int, text string, ok bool) {
	for _, a := range r.Attributes {
		if keywords[strings.ToLower(a.Name)] != keyResult {
			continue
		}
		number, rest, _ := bytes.Cut(a.Value, []byte(" "))
		code, err := strconv.Atoi(string(number))
		return code, string(rest), err == nil
	}
	return 0, "", false
}

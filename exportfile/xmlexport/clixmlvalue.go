package xmlexport

import (
	"errors"
	"strconv"
	"strings"

	"hardmatch/exportfile/records"
	"hardmatch/ldifparse"
)

// value adds the value of a property, or of an element of its list.
func (c *clixmlReader) value(o *clixmlObject, d *ldifparse.Description, e element) error {
	switch e.name {
	case "Nil":
		return c.sink.AddText(d, e.line, nil)
	case "SS":
		return c.sink.AddLost(d, e.line, encrypted)
	case "Ref":
		return c.again(o, d, e)
	case "Obj":
		return c.objectValue(o, d, e)
	case "BA":
		value, err := c.base64()
		if err != nil {
			return err
		}
		return c.sink.AddOctets(d, e.line, value)
	}
	value, err := c.string()
	if err != nil {
		return err
	}
	return c.sink.AddJoined(d, e.line, value)
}

var encrypted = []byte("an encrypted string") // never what stands there

// again adds values that stand at another property of the same object.
func (c *clixmlReader) again(o *clixmlObject, d *ldifparse.Description, e element) error {
	fields, known := o.shared[e.attr("RefId")]
	if !known {
		return c.sink.AddLost(d, e.line, []byte("a reference to another object"))
	}
	for _, f := range fields {
		if err := c.sink.Add(d, f.Form, e.line, f.Value); err != nil {
			return err
		}
	}
	return nil
}

// objectValue adds a value that is an object itself: a list, an enumeration, an
// identifier, or a primitive one with properties of its own.
func (c *clixmlReader) objectValue(o *clixmlObject, d *ldifparse.Description, e element) error {
	at := len(c.sink.Record.Fields)
	v := clixmlValue{clixmlReader: c, object: o, description: d}
	err := c.each(v.part)
	if err == nil {
		err = v.finish(e.line)
	}
	if id := e.attr("RefId"); err == nil && id != "" && len(id) < records.MaxNames && len(o.shared) < records.MaxNames {
		if o.shared == nil {
			o.shared = make(map[string][]records.Field)
		}
		o.shared[id] = c.sink.Record.Fields[at:len(c.sink.Record.Fields):len(c.sink.Record.Fields)]
	}
	return err
}

// A clixmlValue is an object that is a value.
type clixmlValue struct {
	*clixmlReader
	object      *clixmlObject
	description *ldifparse.Description

	ofType   string
	list     bool
	elements int
	isBytes  bool
	bytes    []byte
	said     bool   // there is text, though that may be empty
	says     []byte // as ToString, bare value or property Value
	secret   bool
}

// part reads one part of the object.
func (v *clixmlValue) part(e element) (err error) {
	switch e.name {
	case "TN", "TNRef":
		v.ofType, err = v.typeName(e)
	case "LST", "IE", "STK", "QUE":
		v.list = true
		err = v.each(v.element)
	case "Props", "MS":
		err = v.members(v.member)
	case "DCT":
	case "SS":
		v.secret = true
	case "BA":
		v.isBytes = true
		v.bytes, err = v.base64()
	default: // ToString, or a bare value, as that of an enumeration behind it
		if len(v.says) == 0 {
			v.said = true
			v.says, err = v.string()
		}
	}
	return err
}

var errNoByte = errors.New("a byte is not a number from 0 to 255")

// element reads an element of the list. A list of bytes is one value.
func (v *clixmlValue) element(e element) error {
	v.elements++
	switch e.name {
	case "By":
		return v.byte()
	case "S": // not joined: it stands in a list
		text, err := v.string()
		if err != nil {
			return err
		}
		return v.sink.AddText(v.description, e.line, text)
	}
	return v.value(v.object, v.description, e)
}

func (v *clixmlValue) byte() error {
	text, err := v.content()
	if err != nil {
		return err
	}
	n, err := strconv.ParseUint(string(text), 10, 8)
	if err != nil {
		return errNoByte
	}
	v.isBytes, v.bytes = true, append(v.bytes, byte(n))
	return nil
}

// member reads what an identifier has where it has no ToString.
func (v *clixmlValue) member(name []byte, e element) (err error) {
	if string(name) == "Value" && e.name == "S" && len(v.says) == 0 {
		v.said = true
		v.says, err = v.string()
	}
	return err
}

// finish adds the value. One of which there is but the name of its type was cut
// where Export-Clixml was to go no deeper.
func (v *clixmlValue) finish(line int) error {
	typeName := strings.TrimPrefix(v.ofType, "Deserialized.")
	switch {
	case v.secret:
		return v.sink.AddLost(v.description, line, encrypted)
	case v.isBytes:
		return v.sink.AddOctets(v.description, line, v.bytes)
	case v.list && v.elements == 0:
		return v.sink.AddText(v.description, line, nil)
	case v.list:
		return nil
	case len(v.says) > 0 && string(v.says) != typeName:
		return v.sink.AddJoined(v.description, line, v.says)
	case v.said && len(v.says) == 0, isCollection(typeName):
		return v.sink.AddText(v.description, line, nil)
	}
	return v.sink.AddLost(v.description, line, []byte(typeName))
}

// isCollection is true for types whose objects may be empty.
func isCollection(typeName string) bool {
	return strings.HasSuffix(typeName, "Collection") || strings.HasSuffix(typeName, "[]") || strings.Contains(typeName, "List`1")
}

package xmlexport

import (
	"errors"
	"strconv"
	"strings"

	"hardmatch/exportfile/records"
	"hardmatch/ldifparse"
)

// addValue adds the value of a property, or of an element of its list.
func (c *clixmlReader) addValue(o *clixmlObject, d *ldifparse.Description, e element) error {
	switch e.name {
	case "Nil":
		return c.sink.AddText(d, e.line, nil)
	case "SS":
		return c.sink.AddLost(d, e.line, encrypted)
	case "Ref":
		return c.addReference(o, d, e)
	case "Obj":
		return c.addObject(o, d, e)
	case "BA":
		value, err := c.xml.base64()
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

var encrypted = []byte("an encrypted string") // what notes show instead of an encrypted string

// addReference adds the values of another property of the same object.
func (c *clixmlReader) addReference(o *clixmlObject, d *ldifparse.Description, e element) error {
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

// addObject adds a value that is itself an object: a list, an enumeration, an
// identifier, or a primitive value with properties of its own.
func (c *clixmlReader) addObject(o *clixmlObject, d *ldifparse.Description, e element) error {
	at := len(c.sink.Record.Fields)
	v := clixmlValue{reader: c, object: o, description: d}
	err := c.xml.each(v.readPart)
	if err == nil {
		err = v.add(e.line)
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
	reader      *clixmlReader
	object      *clixmlObject
	description *ldifparse.Description

	typeName    string
	list        bool
	elements    int
	isBytes     bool
	bytes       []byte
	hasText     bool   // there is text, which may be empty
	text        []byte // from ToString, a bare value or the property Value
	isEncrypted bool
}

// readPart reads one part of the object.
func (v *clixmlValue) readPart(e element) (err error) {
	switch e.name {
	case "TN", "TNRef":
		v.typeName, err = v.reader.typeName(e)
	case "LST", "IE", "STK", "QUE":
		v.list = true
		err = v.reader.xml.each(v.addElement)
	case "Props", "MS":
		err = v.reader.members(v.readMember)
	case "DCT":
	case "SS":
		v.isEncrypted = true
	case "BA":
		v.isBytes = true
		v.bytes, err = v.reader.xml.base64()
	default: // ToString, or a bare value such as that of an enumeration after it
		if len(v.text) == 0 {
			v.hasText = true
			v.text, err = v.reader.string()
		}
	}
	return err
}

var errNoByte = errors.New("a byte is not a number from 0 to 255")

// addElement adds an element of the list. A list of bytes is one value.
func (v *clixmlValue) addElement(e element) error {
	v.elements++
	switch e.name {
	case "By":
		return v.addByte()
	case "S": // not joined: it is an element of a list
		text, err := v.reader.string()
		if err != nil {
			return err
		}
		return v.reader.sink.AddText(v.description, e.line, text)
	}
	return v.reader.addValue(v.object, v.description, e)
}

func (v *clixmlValue) addByte() error {
	text, err := v.reader.xml.content()
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

// readMember reads the text of an identifier that has no ToString.
func (v *clixmlValue) readMember(name []byte, e element) (err error) {
	if string(name) == "Value" && e.name == "S" && len(v.text) == 0 {
		v.hasText = true
		v.text, err = v.reader.string()
	}
	return err
}

// add adds the value. If only the name of its type is left, Export-Clixml cut it at
// its depth limit.
func (v *clixmlValue) add(line int) error {
	typeName := strings.TrimPrefix(v.typeName, "Deserialized.")
	switch {
	case v.isEncrypted:
		return v.reader.sink.AddLost(v.description, line, encrypted)
	case v.isBytes:
		return v.reader.sink.AddOctets(v.description, line, v.bytes)
	case v.list && v.elements == 0:
		return v.reader.sink.AddText(v.description, line, nil)
	case v.list:
		return nil
	case len(v.text) > 0 && string(v.text) != typeName:
		return v.reader.sink.AddJoined(v.description, line, v.text)
	case v.hasText && len(v.text) == 0, isCollection(typeName):
		return v.reader.sink.AddText(v.description, line, nil)
	}
	return v.reader.sink.AddLost(v.description, line, []byte(typeName))
}

// isCollection reports whether objects of a type may be empty.
func isCollection(typeName string) bool {
	return strings.HasSuffix(typeName, "Collection") || strings.HasSuffix(typeName, "[]") || strings.Contains(typeName, "List`1")
}

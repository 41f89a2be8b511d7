package xmlexport

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"hardmatch/exportfile/encoding"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

var (
	clixmlMark = []byte("#< CLIXML")
	clixmlRoot = records.Pattern(`^(#< CLIXML\s+)?(<\?xml[^>]*\?>\s*)?(<!--[^>]*-->\s*)*<Objs[\s>]`)
)

// SniffCLIXML recognises the output of Export-Clixml and ConvertTo-CliXml; see
// MS-PSRP 2.2.5.
func SniffCLIXML(head []byte, _ *records.Names) (string, error) {
	if clixmlRoot().Match(encoding.TrimBlank(head)) {
		return "CLIXML", nil
	}
	return "", nil
}

// ReadCLIXML passes the objects of CLIXML to a sink.
func ReadCLIXML(src io.Reader, s *records.Sink) {
	c := &clixmlReader{xml: newXMLReader(src, s), sink: s, types: make(map[string]string), writers: make(map[string]bool)}
	if whole := c.xml.readDocument(c.readItem); whole {
		c.noteFile()
	}
}

// A clixmlReader reads serialized objects. A value is an element named after its
// type, with the name of its property in the attribute N.
type clixmlReader struct {
	xml     *xmlReader
	sink    *records.Sink
	types   map[string]string // the most derived name of a type, by RefId
	writers map[string]bool   // cmdlets that returned the records
	cut     records.Tally     // elements of a list in place of objects
}

// A clixmlObject is an object that is read as a record.
type clixmlObject struct {
	properties bool                       // it has properties
	list       bool                       // it is only a list of objects, or a page of one
	shared     map[string][]records.Field // values of its collections, by RefId
	additional []records.Field            // of its AdditionalProperties
}

// readItem reads an element of a list of objects.
func (c *clixmlReader) readItem(e element) error {
	if e.name != "Obj" {
		if e.name != "Ref" { // refers to an object that already was a record
			c.cut.Add(e.line, e.name)
		}
		return nil
	}
	var o clixmlObject
	return c.xml.readObject(func() (bool, error) {
		err := c.xml.each(func(e element) error { return c.readPart(&o, e) })
		if err == nil && !o.properties && !o.list {
			c.cut.Add(e.line, e.name)
		}
		isRecord := o.properties && !o.list
		if isRecord {
			c.merge(o.additional)
		}
		return isRecord, err
	})
}

// readPart reads one part of an object.
func (c *clixmlReader) readPart(o *clixmlObject, e element) error {
	property := func(name []byte, e element) error { return c.readProperty(o, name, e) }
	switch e.name {
	case "TN", "TNRef":
		name, err := c.typeName(e)
		c.sink.Record.Type = cloudTypeOf(name)
		c.writers[writerOf(name)] = true
		return err
	case "Props", "MS":
		o.properties = true
		return c.members(property)
	case "DCT":
		o.properties = true
		return c.entries(property)
	case "LST", "IE", "STK", "QUE":
		o.list = true
		return c.xml.each(c.readItem)
	}
	return nil
}

// typeName returns the most derived name of an object's type.
func (c *clixmlReader) typeName(e element) (name string, err error) {
	id := e.attr("RefId")
	if e.name == "TNRef" {
		return c.types[id], nil
	}
	err = c.xml.each(func(element) error {
		if name != "" {
			return nil
		}
		text, err := c.string()
		name = string(text)
		return err
	})
	if len(c.types) < records.MaxNames && len(name)+len(id) < records.MaxNames {
		c.types[id] = name
	}
	return name, err
}

// members calls do for each property.
func (c *clixmlReader) members(do func(name []byte, e element) error) error {
	return c.xml.each(func(e element) error { return do(decodeEscapes([]byte(e.attr("N"))), e) })
}

// entries calls do for each entry of a dictionary. The key comes before the value.
func (c *clixmlReader) entries(do func(name []byte, e element) error) error {
	return c.xml.each(func(element) error {
		var key []byte
		return c.xml.each(func(e element) (err error) {
			if e.attr("N") == "Value" {
				return do(key, e)
			}
			key, err = c.string()
			return err
		})
	})
}

// string returns the text of the element that was opened last.
func (c *clixmlReader) string() ([]byte, error) {
	text, err := c.xml.content()
	return decodeEscapes(text), err
}

// readProperty reads a property of an object. The object may be an unmodified
// response of Microsoft Graph: a page of objects.
func (c *clixmlReader) readProperty(o *clixmlObject, name []byte, e element) error {
	switch {
	case string(name) == "AdditionalProperties" && e.name == "Obj":
		return c.readAdditional(o)
	case string(name) == "value" && e.name == "Obj":
		o.list = true
		return c.readItem(e)
	case string(name) == "@odata.nextLink" && e.name == "S":
		c.sink.Summary.AddNote(records.Note{Rule: records.MorePages, Line: e.line, Incomplete: true, Text: "this is one page of several: the answer continues at @odata.nextLink",
			Hint: hint.New(hint.ExportAllPages)})
	}
	return c.readAttribute(o, name, e)
}

func (c *clixmlReader) readAttribute(o *clixmlObject, name []byte, e element) error {
	if string(name) == "@odata.type" {
		text, err := c.string()
		c.sink.Record.Type = strings.TrimPrefix(string(text), "#microsoft.graph.")
		return err
	}
	if d := c.sink.Names.Describe(name); d != nil {
		return c.addValue(o, d, e)
	}
	return nil
}

// readAdditional reads the properties that the cmdlets of Microsoft Graph have no
// typed property for, or whose typed property they leave empty.
func (c *clixmlReader) readAdditional(o *clixmlObject) error {
	typed := c.sink.Record.Fields
	c.sink.Record.Fields = nil
	err := c.xml.each(func(e element) error {
		if e.name != "DCT" {
			return nil
		}
		return c.entries(func(name []byte, e element) error { return c.readAttribute(o, name, e) })
	})
	o.additional = append(o.additional, c.sink.Record.Fields...)
	c.sink.Record.Fields = typed
	return err
}

// merge adds additional properties if the typed ones are empty.
func (c *clixmlReader) merge(additional []records.Field) {
	if len(additional) == 0 {
		return
	}
	has, filled := make([]bool, c.sink.Names.DN()), make([]bool, c.sink.Names.DN())
	for _, f := range additional {
		has[f.Index] = true
	}
	c.sink.Record.Fields = slices.DeleteFunc(c.sink.Record.Fields, func(f records.Field) bool {
		isEmpty := len(f.Value) == 0 && f.Form == records.Text
		filled[f.Index] = filled[f.Index] || !isEmpty
		return isEmpty && has[f.Index]
	})
	for _, f := range additional {
		if !filled[f.Index] {
			c.sink.Record.Fields = append(c.sink.Record.Fields, f)
		}
	}
}

// noteFile adds the notes about the file as a whole.
func (c *clixmlReader) noteFile() {
	if delete(c.writers, ""); len(c.writers) == 1 {
		for name := range c.writers {
			c.sink.Summary.Format += " (" + name + ")"
		}
	}
	if c.cut.Count > 0 {
		c.sink.Summary.AddNote(records.Note{Rule: records.LostValue, Line: c.cut.Line, Incomplete: true, Hint: hint.New(hint.ExportDeeper),
			Text: records.Plural(c.cut.Count, "element is not an object", "elements are not objects") + " with properties: Export-Clixml reached its depth limit"})
	}
}

var (
	activeDirectory = records.Pattern(`Microsoft\.ActiveDirectory\.Management\.(AD(User|Group|Object|Computer))$`)
	cloudType       = records.Pattern(`Microsoft\.(?:Graph\.PowerShell\.Models\.MicrosoftGraph|Online\.Administration\.|Open\.(?:AzureAD|MSGraph)\.Model\.)(User|Group|OrgContact|Contact|Domain|Organization|TenantDetail|CompanyInformation|Device)\d*$`)
)

// writerOf returns the cmdlet that returns objects of this type, or "".
func writerOf(typeName string) string {
	if m := activeDirectory().FindStringSubmatch(typeName); m != nil {
		return "Get-" + m[1]
	}
	return ""
}

// cloudTypeOf returns the type in the spelling of Microsoft Graph, or "" if it is
// not a type of the cloud.
func cloudTypeOf(typeName string) string {
	m := cloudType().FindStringSubmatch(typeName)
	if m == nil {
		return ""
	}
	switch name := m[1]; name {
	case "OrgContact", "Contact":
		return "orgContact"
	case "TenantDetail", "CompanyInformation":
		return "organization"
	default:
		return strings.ToLower(name)
	}
}

// decodeEscapes decodes escapes such as _x000A_, in place. A character outside the
// first plane has two escapes, one for each unit of UTF-16.
func decodeEscapes(text []byte) []byte {
	if !bytes.Contains(text, []byte("_x")) {
		return text
	}
	out := text[:0]
	for len(text) > 0 {
		c, size := escaped(text)
		if size == 0 {
			out, text = append(out, text[0]), text[1:]
			continue
		}
		out, text = utf8.AppendRune(out, c), text[size:]
	}
	return out
}

// escaped returns the character of the escape at the start of text, and the length
// of the escape; 0 if there is none.
func escaped(text []byte) (rune, int) {
	const size = len("_x000A_")
	first, ok := escapedUnit(text)
	if !ok {
		return 0, 0
	}
	if second, ok := escapedUnit(text[size:]); ok && utf16.IsSurrogate(first) {
		if c := utf16.DecodeRune(first, second); c != utf8.RuneError {
			return c, 2 * size
		}
	}
	return first, size
}

func escapedUnit(text []byte) (rune, bool) {
	if len(text) < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(n), err == nil
}

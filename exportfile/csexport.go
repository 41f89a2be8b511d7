package exportfile

import (
	"fmt"
	"slices"

	"hardmatch/exportfile/encoding"
	"hardmatch/ldifparse"
)

var csexportRoot = pattern(`^(<\?xml[^>]*\?>\s*)?(<!--[^>]*-->\s*)*<cs-objects[\s>/]`)

// sniffCSExport knows what csexport of Entra Connect writes, and refuses the XML
// that nobody knows.
func sniffCSExport(_ *File, head []byte) (string, error) {
	if csexportRoot().Match(encoding.TrimBlank(head)) {
		return "csexport XML", nil
	}
	return "", refuseXML(head)
}

func readCSExport(f *File, yield func(*Record, error) bool) {
	c := &csReader{xmlReader: newXMLReader(f)}
	whole := c.document(yield, func(e element) error {
		if e.name != "cs-object" {
			return nil
		}
		return c.object(yield, func() (bool, error) { return true, c.csObject(e) })
	})
	if whole {
		c.judge()
	}
}

// A csReader reads the objects of a connector space. Each is described several
// times: as it was when it was last synchronized, as it came, as it is to be
// written, and by changes.
type csReader struct {
	*xmlReader
	descriptions []string // of the object, the most telling first
	best         int      // of them, the one that the values are from
	cloud        bool
	signs        [signCount]bool // what the object has

	counts          [signCount]int // objects that have it
	changed, doomed seen           // objects of which there are but changes; that are to be deleted
}

// The most telling description in the space of Microsoft Entra ID is the object
// as it will be there once it is exported. In the space of a directory it is the
// object as it came from there last, since that is what is synchronized next. A
// change tells less than any description of the whole.
var (
	cloudDescriptions = []string{
		"unapplied-export-hologram", "escrowed-export-hologram", "unconfirmed-export-hologram", "synchronized-hologram", "pending-import-hologram",
		"unapplied-export", "escrowed-export", "unconfirmed-export", "pending-import",
	}
	directoryDescriptions = []string{
		"pending-import-hologram", "synchronized-hologram", "unapplied-export-hologram", "escrowed-export-hologram", "unconfirmed-export-hologram",
		"pending-import", "unapplied-export", "escrowed-export", "unconfirmed-export",
	}
)

const firstChange = 5 // position of the first description that is a change

// The signs by which csexport selects objects.
const (
	signError = iota
	signDisconnector
	signExport
	signImport
	signCount
)

// cloudName is a name that Entra Connect gives to objects of Microsoft Entra ID:
// the digits of their source anchor, and no container.
var cloudName = pattern(`^(?i)CN=\{[^},=]*\}$`)

func (c *csReader) csObject(e element) error {
	name := []byte(e.attr("cs-dn"))
	if c.cloud = cloudName().Match(name); c.cloud {
		c.descriptions, c.record.Type = cloudDescriptions, csType(e.attr("object-type"))
	} else {
		c.descriptions = directoryDescriptions
		if err := c.text(c.describe([]byte("dn")), e.line, name); err != nil {
			return err
		}
	}
	c.best, c.signs = len(c.descriptions), [signCount]bool{}
	if err := c.each(c.part); err != nil {
		return err
	}
	for sign, has := range c.signs {
		if has {
			c.counts[sign]++
		}
	}
	if c.best >= firstChange {
		c.changed.add(e.line, "")
	}
	return nil
}

// csType is the type as Microsoft Graph spells it.
func csType(objectType string) string {
	switch objectType {
	case "user", "group", "device":
		return objectType
	case "contact":
		return "orgContact"
	}
	return ""
}

// part reads one part of an object.
func (c *csReader) part(e element) error {
	switch e.name {
	case "connector":
		text, err := c.content()
		c.signs[signDisconnector] = string(text) == "0" || string(text) == "false"
		return err
	case "export-errordetail", "import-errordetail":
		return c.each(func(element) error { c.signs[signError] = true; return nil })
	}
	rank := slices.Index(c.descriptions, e.name)
	if rank < 0 {
		return nil
	}
	return c.each(func(inner element) error {
		if inner.name == "delta" {
			c.delta(e.name, inner)
		}
		if rank >= c.best {
			return nil
		}
		c.best, c.record.Fields = rank, c.record.Fields[:0]
		return c.each(c.attribute)
	})
}

// delta takes account of a change.
func (c *csReader) delta(where string, e element) {
	switch e.attr("operation") {
	case "none":
		return
	case "delete":
		c.doomed.add(e.line, "")
	}
	if where == "pending-import" {
		c.signs[signImport] = true
	} else {
		c.signs[signExport] = true
	}
}

// attribute reads one of an entry or a change. Its anchor is none: what is an
// anchor there is an attribute of the object as well.
func (c *csReader) attribute(e element) error {
	name := e.attr("name")
	switch {
	case e.name == "objectclass" && !c.cloud:
		name = "objectClass"
	case e.name != "attr" && e.name != "dn-attr":
		return nil
	}
	d := c.describe([]byte(name))
	if d == nil {
		return nil
	}
	some := false
	err := c.each(func(v element) error {
		if v.attr("operation") == "delete" || e.attr("operation") == "delete" {
			return nil
		}
		some = true
		return c.value(d, v)
	})
	switch isPart := e.attr("operation") == "update" && e.attr("multivalued") != "false" && e.attr("multivalued") != "0"; {
	case err != nil:
		return err
	case isPart:
		return c.lose(d, e.line, []byte("what changes of its values"))
	case !some:
		return c.text(d, e.line, nil)
	}
	return nil
}

// value adds a value of an attribute, or the name of the object that it refers to.
func (c *csReader) value(d *ldifparse.Description, v element) error {
	if v.name == "dn-value" {
		return c.each(func(e element) error {
			if e.name != "dn" {
				return nil
			}
			return c.value(d, e)
		})
	}
	if v.attr("encoding") == "base64" {
		value, err := c.base64()
		if err != nil {
			return err
		}
		return c.octets(d, v.line, value)
	}
	value, err := c.content()
	if err != nil {
		return err
	}
	return c.text(d, v.line, value)
}

// selections say what csexport was told to select, by the sign that all objects
// have then.
var selections = [signCount]string{
	signError:        "an error: the file was written with csexport /f:e or /f:i",
	signDisconnector: "no connection to another object: the file was written with csexport /f:s",
	signExport:       "changes that wait for export: the file was written with csexport /f:x",
	signImport:       "changes that wait for synchronization: the file was written with csexport /f:m",
}

// judge notes what holds for the file as a whole.
func (c *csReader) judge() {
	for sign, count := range c.counts {
		if count > 0 && count == c.Records {
			c.note(Note{Rule: NoSnapshot, Incomplete: true, Text: "every object in the file has " + selections[sign] + ", which leaves out all others",
				Hint: "export all objects: csexport with the names of the connector and the file, and no /f"})
			break
		}
	}
	if x := c.changed; x.count > 0 {
		c.note(Note{Rule: NoSnapshot, Line: x.line, Incomplete: true,
			Text: fmt.Sprintf("of %s the file has only what changes: their other attributes are missing", plural(x.count, "object", "objects")),
			Hint: "export again without /o, so that the file has the holograms"})
	}
	if x := c.doomed; x.count > 0 {
		c.note(Note{Rule: NoSnapshot, Line: x.line, Text: plural(x.count, "object is", "objects are") + " about to be deleted by the next export or import, and read as they are",
			Hint: "look at them in the Synchronization Service Manager before the next cycle"})
	}
}

package xmlexport

import (
	"fmt"
	"io"
	"slices"

	"hardmatch/exportfile/encoding"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
	"hardmatch/ldifparse"
)

var csexportRoot = records.Pattern(`^(<\?xml[^>]*\?>\s*)?(<!--[^>]*-->\s*)*<cs-objects[\s>/]`)

// SniffCSExport recognises the output of csexport of Entra Connect, and refuses XML
// of unknown origin.
func SniffCSExport(head []byte, _ *records.Names) (string, error) {
	if csexportRoot().Match(encoding.TrimBlank(head)) {
		return "csexport XML", nil
	}
	return "", refuseXML(head)
}

// ReadCSExport passes the objects of a connector space to a sink.
func ReadCSExport(src io.Reader, s *records.Sink) {
	c := &csReader{xml: newXMLReader(src, s), sink: s}
	whole := c.xml.readDocument(func(e element) error {
		if e.name != "cs-object" {
			return nil
		}
		return c.xml.readObject(func() (bool, error) { return true, c.readObject(e) })
	})
	if whole {
		c.noteFile()
	}
}

// A csReader reads the objects of a connector space. Each object has several
// descriptions: as it was last synchronised, as it was imported, as it will be
// exported, and by its changes.
type csReader struct {
	xml          *xmlReader
	sink         *records.Sink
	descriptions []string // of the object, the most complete first
	best         int      // index of the description whose values were read
	cloud        bool
	matches      [filterCount]bool // filters that the object matches

	counts                   [filterCount]int // objects that match each filter
	changesOnly, toBeDeleted records.Tally    // objects with changes only; objects that will be deleted
}

// In the space of Microsoft Entra ID, the most complete description is the object
// as it will be there after the export. In the space of a directory, it is the
// object as last imported, because this is synchronised next. A change is less
// complete than any description of the whole object.
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

const firstChange = 5 // index of the first description that is a change

// The filters of csexport.
const (
	filterErrors = iota
	filterDisconnectors
	filterExports
	filterImports
	filterCount
)

// cloudName matches the names that Entra Connect gives to objects of Microsoft
// Entra ID: the digits of their source anchor, and no container.
var cloudName = records.Pattern(`^(?i)CN=\{[^},=]*\}$`)

func (c *csReader) readObject(e element) error {
	name := []byte(e.attr("cs-dn"))
	if c.cloud = cloudName().Match(name); c.cloud {
		c.descriptions, c.sink.Record.Type = cloudDescriptions, csType(e.attr("object-type"))
	} else {
		c.descriptions = directoryDescriptions
		if err := c.sink.AddText(c.sink.Names.Describe([]byte("dn")), e.line, name); err != nil {
			return err
		}
	}
	c.best, c.matches = len(c.descriptions), [filterCount]bool{}
	if err := c.xml.each(c.readPart); err != nil {
		return err
	}
	for filter, has := range c.matches {
		if has {
			c.counts[filter]++
		}
	}
	if c.best >= firstChange {
		c.changesOnly.Add(e.line, "")
	}
	return nil
}

// csType returns the type in the spelling of Microsoft Graph.
func csType(objectType string) string {
	switch objectType {
	case "user", "group", "device":
		return objectType
	case "contact":
		return "orgContact"
	}
	return ""
}

// readPart reads one part of an object.
func (c *csReader) readPart(e element) error {
	switch e.name {
	case "connector":
		text, err := c.xml.content()
		c.matches[filterDisconnectors] = string(text) == "0" || string(text) == "false"
		return err
	case "export-errordetail", "import-errordetail":
		return c.xml.each(func(element) error { c.matches[filterErrors] = true; return nil })
	}
	rank := slices.Index(c.descriptions, e.name)
	if rank < 0 {
		return nil
	}
	return c.xml.each(func(inner element) error {
		if inner.name == "delta" {
			c.countDelta(e.name, inner)
		}
		if rank >= c.best {
			return nil
		}
		c.best, c.sink.Record.Fields = rank, c.sink.Record.Fields[:0]
		return c.xml.each(c.readAttribute)
	})
}

// countDelta counts a change.
func (c *csReader) countDelta(where string, e element) {
	switch e.attr("operation") {
	case "none":
		return
	case "delete":
		c.toBeDeleted.Add(e.line, "")
	}
	if where == "pending-import" {
		c.matches[filterImports] = true
	} else {
		c.matches[filterExports] = true
	}
}

// readAttribute reads an attribute of an entry or a change. It skips the anchor,
// which repeats an attribute of the object.
func (c *csReader) readAttribute(e element) error {
	name := e.attr("name")
	switch {
	case e.name == "objectclass" && !c.cloud:
		name = "objectClass"
	case e.name != "attr" && e.name != "dn-attr":
		return nil
	}
	d := c.sink.Names.Describe([]byte(name))
	if d == nil {
		return nil
	}
	some := false
	err := c.xml.each(func(v element) error {
		if v.attr("operation") == "delete" || e.attr("operation") == "delete" {
			return nil
		}
		some = true
		return c.addValue(d, v)
	})
	switch isPart := e.attr("operation") == "update" && e.attr("multivalued") != "false" && e.attr("multivalued") != "0"; {
	case err != nil:
		return err
	case isPart:
		return c.sink.AddLost(d, e.line, []byte("only the changes to its values"))
	case !some:
		return c.sink.AddText(d, e.line, nil)
	}
	return nil
}

// addValue adds a value of an attribute, or the name of the object that it refers
// to.
func (c *csReader) addValue(d *ldifparse.Description, v element) error {
	if v.name == "dn-value" {
		return c.xml.each(func(e element) error {
			if e.name != "dn" {
				return nil
			}
			return c.addValue(d, e)
		})
	}
	if v.attr("encoding") == "base64" {
		value, err := c.xml.base64()
		if err != nil {
			return err
		}
		return c.sink.AddOctets(d, v.line, value)
	}
	value, err := c.xml.content()
	if err != nil {
		return err
	}
	return c.sink.AddText(d, v.line, value)
}

// filters describe the objects that csexport selected: if all objects match a
// filter, it was used.
var filters = [filterCount]string{
	filterErrors:        "an error: the file was written with csexport /f:e or /f:i",
	filterDisconnectors: "no connection to another object: the file was written with csexport /f:s",
	filterExports:       "changes that wait for export: the file was written with csexport /f:x",
	filterImports:       "changes that wait for synchronization: the file was written with csexport /f:m",
}

// noteFile adds the notes about the file as a whole.
func (c *csReader) noteFile() {
	for filter, count := range c.counts {
		if count > 0 && count == c.sink.Summary.Records {
			c.sink.Summary.AddNote(records.Note{Rule: records.NoSnapshot, Incomplete: true, Text: "every object in the file has " + filters[filter] + ", which leaves out all others",
				Hint: hint.New(hint.ExportConnector)})
			break
		}
	}
	if x := c.changesOnly; x.Count > 0 {
		c.sink.Summary.AddNote(records.Note{Rule: records.NoSnapshot, Line: x.Line, Incomplete: true,
			Text: fmt.Sprintf("the file has only the changes to %s: other attributes are missing", records.Plural(x.Count, "object", "objects")),
			Hint: hint.New(hint.ExportHolograms)})
	}
	if x := c.toBeDeleted; x.Count > 0 {
		c.sink.Summary.AddNote(records.Note{Rule: records.NoSnapshot, Line: x.Line, Text: records.Plural(x.Count, "object is", "objects are") + " about to be deleted by the next export or import; read as not deleted yet",
			Hint: hint.New(hint.SeePendingErrors)})
	}
}

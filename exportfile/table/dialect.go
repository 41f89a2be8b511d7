package table

import (
	"bytes"
	"slices"
	"strings"

	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// A dialect is the CSV of one program.
type dialect struct {
	writer         string   // for Summary.Format
	knownBy        []string // columns that identify it, in lower case
	lacks          string   // a column that it must not have
	escaped        bool     // several values are joined in a cell as csvde joins them
	ragged         bool     // empty cells at the end of a row may be missing
	formulaEscaped bool     // an apostrophe precedes text that a spreadsheet would read as a formula
	recordType     string   // Record.Type
	typeColumn     string   // the column with the type of each object
	drop           string   // a column that is not what its name suggests
	rows           rowKind
	note           *records.Note
}

// A rowKind is the meaning of a row.
type rowKind uint8

const (
	objects        rowKind = iota
	idFixErrors            // several rows for an object: an error of IdFix in each
	pendingChanges         // several rows for an object: a change to be exported in each
)

var (
	plainCSV  = new(dialect)
	exportCSV = &dialect{writer: "Export-Csv"}
	csvde     = &dialect{writer: "csvde", escaped: true, ragged: true, drop: "distinguishedname"}
)

// dialects are recognised by their columns.
var dialects = []*dialect{
	{writer: "hardmatch list", knownBy: []string{"dn", "anchorattribute", "immutableid", "side"}, escaped: true, formulaEscaped: true},
	{writer: "IdFix", knownBy: []string{"distinguishedname", "attribute", "value", "proposedaction"}, rows: idFixErrors,
		note: &records.Note{Rule: records.NoSnapshot, Incomplete: true, Text: "IdFix lists the errors that it found, not the objects with all their values", Hint: hint.New(hint.ExportAll)}},
	{writer: "Get-MgDirectoryDeletedItem", knownBy: []string{"additionalproperties", "deleteddatetime", "id"}, lacks: "displayname",
		note: &records.Note{Rule: records.LostValue, Incomplete: true, Text: "the values are in AdditionalProperties, which Export-Csv does not write",
			Hint: hint.New(hint.ExportFromRecycleBin)}},
	{writer: "CSExportAnalyzer", knownBy: []string{"omodt", "amodt"}, rows: pendingChanges},
	{writer: "csanalyzer", knownBy: []string{"operation", "sourceanchor", "primarysmtp"}, drop: "id", typeColumn: "type",
		note: &records.Note{Rule: records.NoSnapshot, Incomplete: true, Text: "csanalyzer lists the objects with pending changes only", Hint: hint.New(hint.ExportAll)}},
	{writer: "Entra portal", knownBy: []string{"userprincipalname", "alternateemailaddress", "agegroup", "legalagegroupclassification"}, recordType: "user"},
	{writer: "Microsoft 365 admin center", knownBy: []string{"user principal name", "block credential"}, recordType: "user"},
	{writer: "bulk template", knownBy: []string{"[userprincipalname]"}, recordType: "user",
		note: &records.Note{Rule: records.NoSnapshot, Incomplete: true, Text: "a template of the portal lists changes to make, not the objects of the tenant", Hint: hint.New(hint.ExportAll)}},
}

// dialect returns the dialect of a header.
func (h *header) dialect() *dialect {
	for _, d := range dialects {
		if h.hasAll(d.knownBy) && (d.lacks == "" || !h.hasAll([]string{d.lacks})) {
			return d
		}
	}
	switch {
	case h.typeName != "" || h.quoted:
		return exportCSV
	case len(h.names) > 1 && string(h.names[0]) == "DN":
		return csvde
	}
	return plainCSV
}

// hasAll reports whether all columns are present. A column in brackets may be
// anywhere in a name.
func (h *header) hasAll(columns []string) bool {
	for _, column := range columns {
		if !slices.ContainsFunc(h.names, func(name []byte) bool {
			lower := string(bytes.ToLower(name))
			return lower == column || column[0] == '[' && strings.Contains(lower, column)
		}) {
			return false
		}
	}
	return true
}

// graphType returns the resource type for the name of a class in one of the cloud
// modules of PowerShell, or "".
func graphType(class string) string {
	class = class[strings.LastIndexByte(class, '.')+1:]
	class = strings.TrimPrefix(strings.TrimPrefix(class, "MicrosoftGraph"), "Ms")
	for _, known := range []string{"user", "group", "orgContact", "contact", "device", "domain", "organization"} {
		if strings.EqualFold(class, known) {
			return known
		}
	}
	return ""
}

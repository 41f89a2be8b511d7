package table

import (
	"bytes"
	"slices"
	"strings"

	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// A dialect is what one program puts into CSV.
type dialect struct {
	writer         string   // for File.Format
	knownBy        []string // that tell it, in lower case
	lacks          string   // a column that it does not have
	escaped        bool     // several values stand in a cell as csvde joins them
	ragged         bool     // empty cells at the end of a row may be missing
	formulaEscaped bool     // an apostrophe stands before what a spreadsheet would take for a formula
	recordType     string   // Record.Type
	typeColumn     string   // the column that says it of each
	drop           string   // column that is not what its name says
	rows           rowKind
	note           *records.Note
}

// A rowKind says what a row stands for.
type rowKind uint8

const (
	objects        rowKind = iota
	idFixErrors            // several for an object: a finding of IdFix each
	pendingChanges         // several for an object: a change that is to be exported each
)

var (
	plainCSV  = new(dialect)
	exportCSV = &dialect{writer: "Export-Csv"}
	csvde     = &dialect{writer: "csvde", escaped: true, ragged: true, drop: "distinguishedname"}
)

// dialects are known by their columns.
var dialects = []*dialect{
	{writer: "hardmatch list", knownBy: []string{"dn", "anchorattribute", "immutableid", "side"}, escaped: true, formulaEscaped: true},
	{writer: "IdFix", knownBy: []string{"distinguishedname", "attribute", "value", "proposedaction"}, rows: idFixErrors,
		note: &records.Note{Rule: records.NoSnapshot, Incomplete: true, Text: "IdFix lists what it objects to, not the objects with all their values", Hint: hint.New(hint.ExportAll)}},
	{writer: "Get-MgDirectoryDeletedItem", knownBy: []string{"additionalproperties", "deleteddatetime", "id"}, lacks: "displayname",
		note: &records.Note{Rule: records.LostValue, Incomplete: true, Text: "the values stand in AdditionalProperties, which Export-Csv does not write",
			Hint: hint.New(hint.ExportFromRecycleBin)}},
	{writer: "CSExportAnalyzer", knownBy: []string{"omodt", "amodt"}, rows: pendingChanges},
	{writer: "csanalyzer", knownBy: []string{"operation", "sourceanchor", "primarysmtp"}, drop: "id", typeColumn: "type",
		note: &records.Note{Rule: records.NoSnapshot, Incomplete: true, Text: "csanalyzer lists the objects with pending changes only", Hint: hint.New(hint.ExportAll)}},
	{writer: "Entra portal", knownBy: []string{"userprincipalname", "alternateemailaddress", "agegroup", "legalagegroupclassification"}, recordType: "user"},
	{writer: "Microsoft 365 admin center", knownBy: []string{"user principal name", "block credential"}, recordType: "user"},
	{writer: "bulk template", knownBy: []string{"[userprincipalname]"}, recordType: "user",
		note: &records.Note{Rule: records.NoSnapshot, Incomplete: true, Text: "a template of the portal lists what is to be created, changed or deleted", Hint: hint.New(hint.ExportAll)}},
}

// dialect tells by the header who wrote a file.
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

// hasAll reports whether all of the columns are there. One in brackets may stand
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

// graphType is the resource type for the name of a class that one of the cloud
// modules of PowerShell has, or "".
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

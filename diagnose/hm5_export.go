package diagnose

import (
	"hardmatch/directory"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// exportRules are about exports that are damaged or incomplete. The readers report
// symptoms with these identifiers; see package exportfile/records.
var exportRules = []*Rule{
	exportRule(records.Unreadable, citeLDIF, Error, "a record could not be read", `
The rest of the export was read, but this object is missing from all results.
Export it again.`),
	exportRule(records.Cut, citeLDIF, Error, "the file ends before its end", `
Objects or values after this place are missing. What depends on them stays undecided.`),
	exportRule(records.MorePages, citePaging, Error, "the file is one page of several", `
The answer of Microsoft Graph continues at @odata.nextLink. Export all pages.`),
	exportRule(records.WrongCount, citeQuery, Error, "the number of objects in the file is not the one that it states", `
Objects were lost when the file was written or edited. Export it again.`),
	exportRule(records.PartialValue, citeRange, Error, "the server sent only a part of the values", `
The attribute has very many values, and the server sent some of them (;range=). Export
this attribute of the object alone.`),
	exportRule(records.SearchFailed, citeLDAP, Error, "the search that made the file failed", `
The file ends with an error of the server. The objects before it were read.`),
	exportRule(records.FullPage, citePaging, Notice, "the file holds exactly as many objects as one page", `
This may be chance, or further pages were not exported.`),
	exportRule(records.LostValue, citeCSV, Error, "values were lost on export", `
The file has the name of a type or dots instead of values. The values are not empty, and
what depends on them stays undecided. Export the attributes with all their values.`),
	exportRule(records.NotExported, citeQuery, Notice, "an attribute that is needed was not exported", `
It is not known whether the attribute is empty. What depends on it stays undecided.`),
	exportRule(records.DamagedText, citeEncoding, Warning, "letters were replaced on export", `
The file was written in an encoding that does not have the letters of these names, so
they were replaced by question marks. Export it in UTF-8 or UTF-16.`),
	exportRule(records.AssumedText, citeEncoding, Notice, "the encoding of the file is assumed", `
The file does not state its code page. If names look wrong, state the code page and read
the file again.`),
	exportRule(records.NoSnapshot, citeDelta, Warning, "the file holds changes or findings, not all objects", `
A delta query, a change file or a list of another tool shows only a part of a directory.`),
}

var exportRuleByID = func() map[string]*Rule {
	m := make(map[string]*Rule)
	for _, r := range exportRules {
		m[r.ID] = r
	}
	return m
}()

func exportRule(id string, cite Citation, s Severity, title, text string) *Rule {
	return &Rule{ID: id, Title: title, Severity: s, Since: "0.1", Text: text, Cites: []Citation{cite}}
}

// A Damage is a record or value of an export that could not be used.
type Damage struct {
	Rule   string // [records.Unreadable] or [records.LostValue]
	Origin directory.Origin
	Text   string
	Hint   hint.Hint
}

func (p *pass) damage(d Damage) {
	p.rule = exportRuleByID[d.Rule]
	p.reportAt(d.Origin, subject{}, "%s", d.Text)
	p.Findings[len(p.Findings)-1].Hint = d.Hint
}

// export reports the notes about a file. A note that something is missing has the
// severity of its rule, any other note is at most a warning.
func (p *pass) export(f *records.Summary) {
	for _, n := range f.Notes {
		if p.rule = exportRuleByID[n.Rule]; p.rule == nil {
			continue
		}
		p.reportAt(directory.Origin{File: f.Name, Line: n.Line}, subject{}, "%s", n.Text)
		p.Findings[len(p.Findings)-1].Hint = n.Hint
		if !n.Incomplete {
			p.limitSeverity(Warning)
		}
	}
}

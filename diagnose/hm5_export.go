package diagnose

import (
	"hardmatch/directory"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// exportRules are about exports that are damaged or incomplete. The readers notice
// them by these identifiers; see package exportfile/records.
var exportRules = []*Rule{
	exportRule(records.Unreadable, citeLDIF, Error, "a record could not be read", `
The rest of the export was read, but this object is missing from all that follows.
Export it again.`),
	exportRule(records.Cut, citeLDIF, Error, "the file ends before its end", `
Objects or values behind this place are missing. What depends on objects that are not
there stays undecided.`),
	exportRule(records.MorePages, citePaging, Error, "the file is one page of several", `
The answer of Microsoft Graph goes on behind @odata.nextLink. Fetch all pages:
hardmatch collect cloud prints commands that do.`),
	exportRule(records.WrongCount, citeQuery, Error, "the file holds another number of objects than it says", `
Objects were lost when the file was written or edited. Export it again.`),
	exportRule(records.PartialValue, citeRange, Error, "the server sent only a part of the values", `
Of an attribute with very many values the server sent some (;range=). Fetch the
attribute of this object by itself.`),
	exportRule(records.SearchFailed, citeLDAP, Error, "the search behind the file failed", `
The file ends with an error of the server. What it holds was read.`),
	exportRule(records.FullPage, citePaging, Notice, "the file holds exactly as many objects as one page", `
That may be chance, or further pages were never fetched.`),
	exportRule(records.LostValue, citeCSV, Error, "values were lost on export", `
The file holds the name of a type or dots in place of values. They are not empty:
what depends on them stays undecided. hardmatch collect prints commands that lose
nothing.`),
	exportRule(records.NotExported, citeQuery, Notice, "an attribute that is needed was not exported", `
It is not known whether the attribute is empty. What depends on it stays undecided.`),
	exportRule(records.DamagedText, citeEncoding, Warning, "letters were replaced on export", `
The file was written in an encoding that does not have the letters of these names;
question marks stand in their place. Export it in UTF-8 or Unicode.`),
	exportRule(records.AssumedText, citeEncoding, Notice, "the encoding of the file is assumed", `
The file does not say in which code page it is. --encoding does.`),
	exportRule(records.NoSnapshot, citeDelta, Warning, "the file holds changes or findings, not all objects", `
A delta query, a change file or the list of another tool shows a part of a directory.`),
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

// export reports what was noticed about a file. A note that something is missing is
// as severe as its rule says, one that does not say so less.
func (p *pass) export(f *records.Summary) {
	for _, n := range f.Notes {
		if p.rule = exportRuleByID[n.Rule]; p.rule == nil {
			continue
		}
		p.reportAt(directory.Origin{File: f.Name, Line: n.Line}, subject{}, "%s", n.Text)
		p.Findings[len(p.Findings)-1].Hint = n.Hint
		if !n.Incomplete {
			p.soften(Warning)
		}
	}
}

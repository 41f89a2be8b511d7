// Package syncerror has a catalogue of the errors of the sync service, and finds
// them in pasted text.
//
// Begin with [Parse] for the text, and with [Kinds] for the meaning, cause and cure
// of each error.
package syncerror

import "strings"

// An Error is one error of the sync service in pasted text. A field is empty if the
// text does not have it.
type Error struct {
	Kind       *Kind      // never nil
	Name, Code string     // in the spelling of the text
	Line       int        // of the text, from 1, where the error begins
	Conflicts  []Conflict // the attributes and values that it names
	DN         string     // of the object, as text
	Anchor     string     // the sourceAnchor in a CN={HEX} of the connector space, or spelt out
	ObjectIDs  []string   // of cloud objects: first the object, then the object in conflict
	TrackingID string     // or the correlation ID
	Time       string     // in the spelling of the text
	Detail     string     // the sentence of the service
	Resolved   bool       // the service reports that the error no longer exists
}

// A Conflict is an attribute that an error names, in the spelling of Microsoft Graph
// or Active Directory, and its value, or "" if the text has none.
type Conflict struct{ Attribute, Value string }

// Parse finds every sync error in pasted text, in the order of the text: events,
// mails with and without HTML, blocks of the Synchronization Service, JSON of
// PowerShell and Microsoft Graph, or single names. It removes mail quoting, line
// wrapping and typographic characters, and ignores other text. The text is UTF-8; an
// octet that is not becomes U+FFFD.
func Parse(text []byte) []Error {
	p := cleanPage(string(text))
	a := assembler{}
	for _, f := range p.facts(0) {
		a.add(f)
	}
	a.finish()
	if len(a.errors) == 0 {
		return onlyCode(p)
	}
	return a.errors
}

// onlyCode reads a text that consists of a code, such as 103.
func onlyCode(p *page) []Error {
	code := strings.TrimSpace(p.text)
	k := kindCoded(code)
	if k == nil {
		return nil
	}
	return []Error{{Kind: k, Code: code, Line: p.line(0)}}
}

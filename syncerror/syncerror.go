// Package syncerror knows the errors of the sync service, and finds them in
// pasted text.
//
// Begin with [Parse] for the text and with [Kinds] for what is known of each
// error: its meaning, its cause and its cure.
package syncerror

import "strings"

// An Error is one error of the sync service, as far as the pasted text describes it.
type Error struct {
	Kind       *Kind      // what is known of errors of this name; never nil
	Name, Code string     // as the text spells them; "" if it does not
	Line       int        // of the text, from 1, where it begins
	Conflicts  []Conflict // attributes and values it names
	DN         string     // of the object, as text
	Anchor     string     // the sourceAnchor in a CN={HEX} of the connector space, or spelt out
	ObjectIDs  []string   // of cloud objects: the object's own first, then that in conflict
	TrackingID string     // or the correlation ID
	Time       string     // as spelt
	Detail     string     // the sentence of the service
	Resolved   bool       // the service says that it is no error any more
}

// A Conflict is an attribute that an error names, spelt as Microsoft Graph or
// Active Directory spells it, and its value, or "" if the text has none.
type Conflict struct{ Attribute, Value string }

// Parse finds every sync error in pasted text, in the order of the text:
// events, mails with and without HTML, blocks of the Synchronization Service,
// JSON of PowerShell and Microsoft Graph, or names alone. Mail quoting, line
// wrapping and typographic characters are undone; what else the text holds is
// passed over. The text is UTF-8; octets that are not become U+FFFD.
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

// onlyCode is for a text that is nothing but a code, such as 103.
func onlyCode(p *page) []Error {
	code := strings.TrimSpace(p.text)
	k := kindCoded(code)
	if k == nil {
		return nil
	}
	return []Error{{Kind: k, Code: code, Line: p.line(0)}}
}

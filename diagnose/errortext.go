package diagnose

import (
	"slices"
	"strings"

	"hardmatch/convert"
)

// A SyncError is one error of the sync service, as pasted text tells of it.
type SyncError struct {
	Kind       *ErrorKind // what is known of errors of this name; never nil
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
// Active Directory spells it, and its value, or "" if the text tells none.
type Conflict struct{ Attribute, Value string }

// ParseErrors finds every sync error in pasted text, in the order of the text:
// events, mails with and without HTML, blocks of the Synchronization Service,
// JSON of PowerShell and Microsoft Graph, or names alone. Mail quoting, line
// wrapping and typographic characters are undone; what else the text holds is
// passed over. The text is UTF-8; octets that are not become U+FFFD.
func ParseErrors(text []byte) []SyncError {
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
func onlyCode(p *page) []SyncError {
	code := strings.TrimSpace(p.text)
	k := kindCoded(code)
	if k == nil {
		return nil
	}
	return []SyncError{{Kind: k, Code: code, Line: p.line(0)}}
}

// A fact is a piece of an error, found at a place of the text.
type fact struct {
	at    int // place in page.text, to sort by
	end   int // where its own words end
	line  int
	what  factKind
	text  string
	kind  *ErrorKind // that a name, a code or a sentence means
	named bool       // a label says that it is the name
	firm  bool       // the sentence belongs to this kind alone
	pairs []Conflict
}

type factKind uint8

const (
	factSkip     factKind = iota // only ends what comes before it
	factBoundary                 // here ends an error
	factStart                    // a time or a header with which an error begins
	factTime                     // a time that can stand behind
	factName
	factCode
	factSentence // of the service, one that is known
	factDetail   // of the service, after a label
	factDN
	factAnchor
	factOwnID     // of a cloud object
	factOtherID   // of the one in conflict
	factAttribute // in conflict, without its value
	factValue     // in conflict, without its attribute
	factPairs     // both
	factTracking
	factResolved
)

// An assembler puts facts together. An error ends where a fact comes that it
// has already, or one that begins the next.
type assembler struct {
	errors []SyncError
	draft
}

// A draft is an error that is not complete yet.
type draft struct {
	SyncError
	core          bool // there is more than a DN or a time
	named         bool // by a label
	firm, soft    *ErrorKind
	coded, called *ErrorKind
	hresult       *ErrorKind // of a code in hex, which several errors share
	attribute     string
	values        []string
	ownID         bool
	place         int // where the name or the sentence ended
}

// add takes the next fact.
func (a *assembler) add(f fact) {
	if a.ends(f) {
		a.finish()
	}
	if f.what == factSkip || f.what == factBoundary {
		return
	}
	if a.Line == 0 {
		a.Line = f.line
	}
	a.take(f)
}

// ends reports whether the fact belongs to the next error.
func (d *draft) ends(f fact) bool {
	switch f.what {
	case factBoundary:
		return true
	case factStart:
		return d.core || f.text != "" && d.Time != ""
	case factTime:
		return false
	case factName:
		return d.endsAtName(f)
	case factCode:
		return d.endsAtCode(f)
	case factSentence, factDetail:
		return d.Detail != ""
	case factAttribute:
		return d.attribute != ""
	case factDN:
		return d.DN != "" && d.DN != f.text
	case factOwnID:
		return d.ownID
	case factTracking:
		return d.TrackingID != "" && d.TrackingID != f.text
	}
	return false
}

// endsAtName: a name in passing, in the words of an error that has it already,
// is no error of its own.
func (d *draft) endsAtName(f fact) bool {
	switch {
	case d.Name == "" && d.Detail == "":
		return d.coded != nil && f.kind != nil && f.kind != d.coded && f.kind.Name != "DataValidationFailed" // which 96 may come under
	case d.Name == "":
		graph := strings.Contains(f.text, "_") // Request_BadRequest stands behind its message
		return f.named && !graph || f.at > d.place+nearby
	case f.kind != nil && f.kind == d.called:
		return f.named && (d.named || d.Detail != "" || len(d.Conflicts) > 0)
	}
	return true
}

// endsAtCode: one of the next block, which nothing of this one agrees with.
func (d *draft) endsAtCode(f fact) bool {
	if isHRESULT(f.text) || d.coded == nil && d.Detail == "" {
		return false
	}
	return f.kind != d.coded && (d.coded != nil || f.kind != d.firm && f.kind != d.called && f.kind != d.soft)
}

// nearby is how far from a sentence a name in passing still belongs to it.
const nearby = 80

func (d *draft) take(f fact) {
	switch f.what {
	case factStart, factTime:
		d.Time = first(d.Time, f.text)
	case factName:
		d.takeName(f)
	case factCode:
		d.takeCode(f)
	case factSentence, factDetail:
		d.takeSentence(f)
	case factDN:
		d.takeDN(f.text)
	case factAnchor:
		d.Anchor = first(d.Anchor, f.text)
	case factOwnID:
		d.ObjectIDs, d.ownID, d.core = slices.Insert(d.ObjectIDs, 0, f.text), true, true
	case factOtherID:
		d.core = true
		if !slices.Contains(d.ObjectIDs, f.text) {
			d.ObjectIDs = append(d.ObjectIDs, f.text)
		}
	case factTracking:
		d.TrackingID = first(d.TrackingID, f.text)
	case factResolved:
		d.Resolved = true
	default:
		d.takeConflict(f)
	}
}

func first(have, text string) string {
	if have != "" {
		return have
	}
	return text
}

func (d *draft) takeName(f fact) {
	d.core, d.place = true, f.end
	d.named = d.named || f.named
	if d.Name == "" {
		d.Name, d.called = f.text, f.kind
	}
}

// takeCode keeps the number and not the HRESULT, where a block has both.
func (d *draft) takeCode(f fact) {
	d.core = true
	if isHRESULT(f.text) {
		d.Code, d.hresult = first(d.Code, f.text), f.kind
	} else if d.Code == "" || isHRESULT(d.Code) {
		d.Code, d.coded = f.text, f.kind
	}
}

func isHRESULT(code string) bool { return strings.HasPrefix(code, "0x") }

func (d *draft) takeSentence(f fact) {
	d.core, d.place = true, f.end
	d.Detail = f.text
	if f.firm {
		d.firm = f.kind
	} else {
		d.soft = f.kind
	}
	d.addPairs(f.pairs)
}

func (d *draft) takeDN(dn string) {
	d.DN = dn
	anchor, err := convert.ParseConnectorDN(dn)
	if text := strings.ToValidUTF8(string(anchor), ""); err == nil && text == string(anchor) {
		d.Anchor = first(d.Anchor, text)
	}
}

func (d *draft) takeConflict(f fact) {
	switch f.what {
	case factAttribute:
		d.core = true
		d.attribute = f.text
	case factValue:
		d.values = append(d.values, f.text)
	case factPairs:
		d.addPairs(f.pairs)
	}
}

// addPairs leaves out what is there already. Of an object with very many
// addresses the rest is not compared any more.
func (d *draft) addPairs(pairs []Conflict) {
	for _, p := range pairs {
		if len(d.Conflicts) > 100 || !slices.Contains(d.Conflicts, p) {
			d.Conflicts = append(d.Conflicts, p)
		}
	}
}

// finish ends the draft. One without a name, a code or a sentence is no error.
func (a *assembler) finish() {
	if a.core {
		a.pairUp()
		a.Kind = a.judge()
		if a.Kind.Name == "AADSTS51004" {
			a.anchorFromToken()
		}
		a.errors = append(a.errors, a.SyncError)
	}
	a.draft = draft{}
}

// pairUp joins the attribute and the values that stood apart.
func (d *draft) pairUp() {
	if d.attribute == "" {
		return
	}
	if len(d.values) == 0 {
		d.addPairs([]Conflict{{attributeName(d.attribute), ""}})
	}
	for _, v := range d.values {
		d.addPairs([]Conflict{conflict(d.attribute, v)})
	}
}

// judge chooses the kind: what only one error says counts more than a name,
// since newer refusals come under older names, and a name more than a sentence
// that several errors share.
func (d *draft) judge() *ErrorKind {
	for _, k := range []*ErrorKind{d.firm, d.called, d.coded, d.soft, d.hresult} {
		if k != nil {
			return k
		}
	}
	if d.Name == "" && (d.attribute != "" || len(d.ObjectIDs) > 0) {
		return kindNamed("AttributeValueMustBeUnique")
	}
	return unknownError
}

// anchorFromToken takes the anchor out of the words of a refused sign-in.
func (d *draft) anchorFromToken() {
	for _, c := range d.Conflicts {
		if c.Attribute == "onPremisesImmutableId" {
			d.Anchor = first(d.Anchor, c.Value)
		}
	}
}

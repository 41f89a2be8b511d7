package syncerror

import (
	"slices"
	"strings"

	"hardmatch/convert"
)

// An assembler puts facts together. An error ends where a fact comes that it
// has already, or one that begins the next.
type assembler struct {
	errors []Error
	pending
}

// A pending is an error that is not complete yet.
type pending struct {
	Error
	core          bool // there is more than a DN or a time
	named         bool // by a label
	firm, soft    *Kind
	coded, called *Kind
	hresult       *Kind // of a code in hex, which several errors share
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
	a.accept(f)
}

// ends reports whether the fact belongs to the next error.
func (d *pending) ends(f fact) bool {
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
func (d *pending) endsAtName(f fact) bool {
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
func (d *pending) endsAtCode(f fact) bool {
	if isHRESULT(f.text) || d.coded == nil && d.Detail == "" {
		return false
	}
	return f.kind != d.coded && (d.coded != nil || f.kind != d.firm && f.kind != d.called && f.kind != d.soft)
}

// nearby is how far from a sentence a name in passing still belongs to it.
const nearby = 80

func (d *pending) accept(f fact) {
	switch f.what {
	case factStart, factTime:
		d.Time = first(d.Time, f.text)
	case factName:
		d.acceptName(f)
	case factCode:
		d.acceptCode(f)
	case factSentence, factDetail:
		d.acceptSentence(f)
	case factDN:
		d.acceptDN(f.text)
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
		d.acceptConflict(f)
	}
}

func first(have, text string) string {
	if have != "" {
		return have
	}
	return text
}

func (d *pending) acceptName(f fact) {
	d.core, d.place = true, f.end
	d.named = d.named || f.named
	if d.Name == "" {
		d.Name, d.called = f.text, f.kind
	}
}

// takeCode keeps the number and not the HRESULT, where a block has both.
func (d *pending) acceptCode(f fact) {
	d.core = true
	if isHRESULT(f.text) {
		d.Code, d.hresult = first(d.Code, f.text), f.kind
	} else if d.Code == "" || isHRESULT(d.Code) {
		d.Code, d.coded = f.text, f.kind
	}
}

func isHRESULT(code string) bool { return strings.HasPrefix(code, "0x") }

func (d *pending) acceptSentence(f fact) {
	d.core, d.place = true, f.end
	d.Detail = f.text
	if f.firm {
		d.firm = f.kind
	} else {
		d.soft = f.kind
	}
	d.addPairs(f.pairs)
}

func (d *pending) acceptDN(dn string) {
	d.DN = dn
	anchor, err := convert.ParseConnectorDN(dn)
	if text := strings.ToValidUTF8(string(anchor), ""); err == nil && text == string(anchor) {
		d.Anchor = first(d.Anchor, text)
	}
}

func (d *pending) acceptConflict(f fact) {
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
func (d *pending) addPairs(pairs []Conflict) {
	for _, p := range pairs {
		if len(d.Conflicts) > 100 || !slices.Contains(d.Conflicts, p) {
			d.Conflicts = append(d.Conflicts, p)
		}
	}
}

// finish ends the pending error. One without a name, a code or a sentence is no error.
func (a *assembler) finish() {
	if a.core {
		a.pairUp()
		a.Kind = a.classify()
		if a.Kind.Name == "AADSTS51004" {
			a.anchorFromToken()
		}
		a.errors = append(a.errors, a.Error)
	}
	a.pending = pending{}
}

// pairUp joins the attribute and the values that stood apart.
func (d *pending) pairUp() {
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

// classify chooses the kind: what only one error says counts more than a name,
// since newer refusals come under older names, and a name more than a sentence
// that several errors share.
func (d *pending) classify() *Kind {
	for _, k := range []*Kind{d.firm, d.called, d.coded, d.soft, d.hresult} {
		if k != nil {
			return k
		}
	}
	if d.Name == "" && (d.attribute != "" || len(d.ObjectIDs) > 0) {
		return kindNamed("AttributeValueMustBeUnique")
	}
	return unknown
}

// anchorFromToken takes the anchor out of the words of a refused sign-in.
func (d *pending) anchorFromToken() {
	for _, c := range d.Conflicts {
		if c.Attribute == "onPremisesImmutableId" {
			d.Anchor = first(d.Anchor, c.Value)
		}
	}
}

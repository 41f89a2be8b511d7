package syncerror

import (
	"slices"
	"strings"

	"hardmatch/convert"
)

// An assembler combines facts into errors. An error ends before a fact that it
// already has, and before a fact that begins the next error.
type assembler struct {
	errors []Error
	pendingError
}

// A pendingError is an error that is not complete yet.
type pendingError struct {
	Error
	core      bool  // it has more than a DN or a time
	labelled  bool  // a label states the name
	byUnique  *Kind // of a sentence that only one error has
	byShared  *Kind // of a sentence that several errors have
	byName    *Kind
	byCode    *Kind
	byHRESULT *Kind // of a code in hex, which several errors share
	attribute string
	values    []string
	hasOwnID  bool
	end       int // where the name or the sentence ends
}

// add adds the next fact.
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
func (d *pendingError) ends(f fact) bool {
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
		return d.hasOwnID
	case factTracking:
		return d.TrackingID != "" && d.TrackingID != f.text
	}
	return false
}

// endsAtName reports whether a name belongs to the next error. A name in the text
// of an error that already has the name does not.
func (d *pendingError) endsAtName(f fact) bool {
	switch {
	case d.Name == "" && d.Detail == "":
		return d.byCode != nil && f.kind != nil && f.kind != d.byCode && f.kind.Name != "DataValidationFailed" // code 96 can have this name
	case d.Name == "":
		graph := strings.Contains(f.text, "_") // Request_BadRequest comes after its message
		return f.labelled && !graph || f.at > d.end+maxNameDistance
	case f.kind != nil && f.kind == d.byName:
		return f.labelled && (d.labelled || d.Detail != "" || len(d.Conflicts) > 0)
	}
	return true
}

// endsAtCode reports whether a code belongs to the next error: it contradicts the
// code, the name and the sentence of this one.
func (d *pendingError) endsAtCode(f fact) bool {
	if isHRESULT(f.text) || d.byCode == nil && d.Detail == "" {
		return false
	}
	return f.kind != d.byCode && (d.byCode != nil || f.kind != d.byUnique && f.kind != d.byName && f.kind != d.byShared)
}

// maxNameDistance is how many octets after a sentence a name still belongs to it.
const maxNameDistance = 80

func (d *pendingError) accept(f fact) {
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
		d.ObjectIDs, d.hasOwnID, d.core = slices.Insert(d.ObjectIDs, 0, f.text), true, true
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

func (d *pendingError) acceptName(f fact) {
	d.core, d.end = true, f.end
	d.labelled = d.labelled || f.labelled
	if d.Name == "" {
		d.Name, d.byName = f.text, f.kind
	}
}

// acceptCode keeps the number rather than the HRESULT if a block has both.
func (d *pendingError) acceptCode(f fact) {
	d.core = true
	if isHRESULT(f.text) {
		d.Code, d.byHRESULT = first(d.Code, f.text), f.kind
	} else if d.Code == "" || isHRESULT(d.Code) {
		d.Code, d.byCode = f.text, f.kind
	}
}

func isHRESULT(code string) bool { return strings.HasPrefix(code, "0x") }

func (d *pendingError) acceptSentence(f fact) {
	d.core, d.end = true, f.end
	d.Detail = f.text
	if f.unique {
		d.byUnique = f.kind
	} else {
		d.byShared = f.kind
	}
	d.addPairs(f.pairs)
}

func (d *pendingError) acceptDN(dn string) {
	d.DN = dn
	anchor, err := convert.ParseConnectorDN(dn)
	if text := strings.ToValidUTF8(string(anchor), ""); err == nil && text == string(anchor) {
		d.Anchor = first(d.Anchor, text)
	}
}

func (d *pendingError) acceptConflict(f fact) {
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

// addPairs adds the conflicts that are new. After 100 conflicts it adds all without
// comparing them.
func (d *pendingError) addPairs(pairs []Conflict) {
	for _, p := range pairs {
		if len(d.Conflicts) > 100 || !slices.Contains(d.Conflicts, p) {
			d.Conflicts = append(d.Conflicts, p)
		}
	}
}

// finish ends the pending error. It drops one without a name, a code or a sentence.
func (a *assembler) finish() {
	if a.core {
		a.pairUp()
		a.Kind = a.classify()
		if a.Kind.Name == "AADSTS51004" {
			a.anchorFromToken()
		}
		a.errors = append(a.errors, a.Error)
	}
	a.pendingError = pendingError{}
}

// pairUp combines an attribute with values that were in other places.
func (d *pendingError) pairUp() {
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

// classify returns the kind. A sentence that only one error has counts more than a
// name, because newer refusals have older names. A name counts more than a sentence
// that several errors have.
func (d *pendingError) classify() *Kind {
	for _, k := range []*Kind{d.byUnique, d.byName, d.byCode, d.byShared, d.byHRESULT} {
		if k != nil {
			return k
		}
	}
	if d.Name == "" && (d.attribute != "" || len(d.ObjectIDs) > 0) {
		return kindNamed("AttributeValueMustBeUnique")
	}
	return unknown
}

// anchorFromToken copies the anchor from the message of a refused sign-in.
func (d *pendingError) anchorFromToken() {
	for _, c := range d.Conflicts {
		if c.Attribute == "onPremisesImmutableId" {
			d.Anchor = first(d.Anchor, c.Value)
		}
	}
}

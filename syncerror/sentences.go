package syncerror

import (
	"bytes"
	"strings"

	"hardmatch/convert"
)

// A sentence is a known sentence of the service. Some words in its middle identify it.
type sentence struct {
	needle string // in lower case
	kind   string
	unique bool   // no other error has it
	start  string // its beginning, in lower case, or "" if it begins with the needle
	values sentenceValues
	fixed  []Conflict // that the sentence always means
}

type sentenceValues uint8

const (
	none sentenceValues = iota
	inBrackets
	propertyAfter
	accountAfter
)

const unableToUpdate = "unable to update this object"

var sentences = []sentence{
	{"have values that may already be associated with another object", "AttributeValueMustBeUnique", false, unableToUpdate, inBrackets, nil},
	{"with the same proxy address already exists", "AttributeValueMustBeUnique", false, "a synchronized object", none, []Conflict{{"proxyAddresses", ""}}},
	{"because the user id is not found", "user ID is not found", true, unableToUpdate, none, nil},
	{"is not valid. update the value in your local directory", "DataValidationFailed", false, unableToUpdate, inBrackets, nil},
	{"privileged roles is not allowed to be taken over", "InvalidHardMatch", true, "the cloud user", none, nil},
	{"are not allowed to be updated by your on-premises directory", "AttributeUpdateNotAllowed", false, unableToUpdate, inBrackets, nil},
	{"blocked due to security hardening", "AttributeUpdateNotAllowed", true, "hard match operation", none, []Conflict{{"onPremisesObjectIdentifier", ""}}},
	{"synchronization operation, delete, is not valid", "DeletingCloudOnlyObjectNotAllowed", true, "this ", none, nil},
	{"synchronization operation, delete, isn't valid", "DeletingCloudOnlyObjectNotAllowed", true, "this ", none, nil},
	{"deleting a cloud-only object is not supported", "DeletingCloudOnlyObjectNotAllowed", true, "", none, nil},
	{"deleting a cloud-only object isn't supported", "DeletingCloudOnlyObjectNotAllowed", true, "", none, nil},
	{"one or more cloud-only users' credential update", "cloud-only password change", true, "unable to process this update", none, nil},
	{"contains changes to one or more cloud-only user objects", "cloud-only password change", true, "the password change request", none, nil},
	{"sourceanchor attribute has changed", "sourceAnchor attribute has changed", true, "", none, nil},
	{"conflicting attribute is soft deleted", "conflict with a deleted user", true, "user with", none, nil},
	{"updating source anchor to cloud-based user", "anchor of a cloud-based user", true, "", none, nil},
	{"provisioned object is too large", "LargeObject", false, "the ", none, nil},
	{"exceeded the configured deletion threshold", "stopped-deletion-threshold-exceeded", true, "the identity synchronization service", none, nil},
	{"another object with the same value for property", "duplicate value in a request", true, "", propertyAfter, nil},
	{"for on-premises mastered directory sync objects", "mastered on-premises", true, "unable to update the specified properties", none, nil},
	{"originated within an external service", "mastered by an external service", true, "unable to update the specified properties", none, nil},
	{"insufficient privileges to complete the operation", "Authorization_RequestDenied", false, "", none, nil},
	{"aadsts51004:", "AADSTS51004", true, "", accountAfter, nil},
}

// maxStartDistance is how many octets before its needle a sentence can begin.
const maxStartDistance = 300

func (p *page) sentenceFacts(all []fact) []fact {
	for i := range sentences {
		s := &sentences[i]
		k := kindNamed(s.kind)
		p.each(s.needle, func(at, end int) {
			if s.start != "" {
				from := max(0, at-maxStartDistance)
				if n := bytes.LastIndex(p.lower[from:at], []byte(s.start)); n >= 0 {
					at = from + n
				}
			}
			all = append(all, fact{what: factSentence, at: at, end: end, line: p.line(at), kind: k, unique: s.unique, pairs: s.fixed})
		})
	}
	return all
}

// sentenceOf returns the sentence whose needle ends the text.
func sentenceOf(lower []byte) *sentence {
	for i := range sentences {
		if bytes.HasSuffix(lower, []byte(sentences[i].needle)) {
			return &sentences[i]
		}
	}
	return nil
}

// nameFacts finds names anywhere in the text. It ignores names of several words, which
// are common words, except for one.
func (p *page) nameFacts(all []fact) []fact {
	for _, k := range Kinds {
		for _, name := range append([]string{k.Name}, k.Aliases...) {
			if strings.Contains(name, " ") && name != "Existing Admin Role Conflict" {
				continue
			}
			p.each(strings.ToLower(name), func(at, end int) { all = p.nameFact(all, k, at, end) })
		}
	}
	return all
}

func (p *page) nameFact(all []fact, k *Kind, at, end int) []fact {
	all = append(all, fact{what: factName, at: at, end: end, line: p.line(at), text: p.text[at:end], kind: k})
	if k.Name == "PropertyConflict" {
		return p.tableRow(all, at, end)
	}
	i := end
	for i < len(p.lower) && i < end+8 && strings.IndexByte(" /()`|", p.lower[i]) >= 0 {
		i++
	}
	if code := p.word(i); i > end && len(code) > 1 && kindCoded(code) == k {
		all = append(all, fact{what: factCode, at: i, end: i + len(code), line: p.line(i), text: code, kind: k})
	}
	return all
}

// maxRow is how many octets of a table row are read to each side.
const maxRow = 400

// tableRow reads the row around PropertyConflict in a table of PowerShell: the
// attribute before it and the value after it.
func (p *page) tableRow(all []fact, at, end int) []fact {
	line := p.lines[p.lineAt(at)]
	before := strings.Fields(p.text[max(line.at, at-maxRow):at])
	after := strings.Fields(p.text[end:min(p.lineEnd(at), end+maxRow)])
	for _, name := range before {
		if isAttribute(name) && len(after) > 0 && strings.Contains(after[0], "@") {
			return append(all, fact{what: factPairs, at: end, end: end, line: line.line, pairs: []Conflict{conflict(name, after[0])}})
		}
	}
	return all
}

// anchorFacts finds lines that consist of an ImmutableId, such as cells of a table in
// a mail.
func (p *page) anchorFacts(all []fact) []fact {
	for i, l := range p.lines {
		end := len(p.text)
		if i+1 < len(p.lines) {
			end = p.lines[i+1].at - 1
		}
		if end-l.at != 24 || p.lower[l.at] == 0 {
			continue
		}
		if _, err := convert.ParseImmutableID(p.text[l.at:end]); err == nil {
			all = append(all, fact{what: factAnchor, at: l.at, end: end, line: l.line, text: p.text[l.at:end]})
		}
	}
	return all
}

package syncerror

import (
	"strings"

	"hardmatch/convert"
)

// A label is a text before a value, in lower case.
type label struct {
	needle string
	what   labelKind
}

type labelKind uint8

const (
	labelName labelKind = iota
	labelCode           // a name or a code
	labelDetail
	labelLiteral // the colon is optional
	labelTracking
	labelStart
	labelTime
	labelEvent
	labelDate
	labelDN
	labelConnectorDN
	labelAnchor
	labelAttribute
	labelValue
	labelConflictName
	labelConflictValue
	labelOwnID
	labelOtherID
	labelCategory
	labelHead
	labelSkip
)

var labels = []label{
	{"error name", labelName}, {"errorname", labelName}, {"error-name", labelName},
	{"errortype", labelCode}, {"error type", labelCode}, {"error-type", labelCode},
	{"errorcode", labelCode}, {"error code", labelCode}, {"error-code", labelCode}, {"error", labelCode},
	{"error detail", labelDetail}, {"error details", labelDetail}, {"errordetail", labelDetail}, {"error description", labelDetail},
	{"errorliteral", labelLiteral}, {"error-literal", labelLiteral}, {"errormessage", labelDetail}, {"error message", labelDetail},
	{"tracking id", labelTracking}, {"trackingid", labelTracking}, {"correlation id", labelTracking}, {"correlationid", labelTracking},
	{"timeoccurred", labelStart}, {"time occurred", labelStart}, {"timecreated", labelStart}, {"date-occurred", labelStart},
	{"timestamp", labelTime}, {"dateoccurred", labelTime}, {"occurreddatetime", labelTime}, {"date", labelDate}, {"event id", labelEvent}, {"eventid", labelEvent},
	{"ecma2 ma export run caused an error", labelHead}, {"log name", labelHead}, {"status", labelSkip},
	{"dn", labelDN}, {"distinguishedname", labelDN}, {"onpremisesdistinguishedname", labelDN}, {"cn={", labelConnectorDN},
	{"source anchor", labelAnchor}, {"sourceanchor", labelAnchor}, {"immutableid", labelAnchor}, {"onpremisesimmutableid", labelAnchor},
	{"propertycausingerror", labelAttribute}, {"value", labelValue}, {"category", labelCategory},
	{"attributeconflictname", labelConflictName}, {"attributeconflictvalues", labelConflictValue},
	{"objectidinconflict", labelOtherID}, {"objectid", labelOwnID},
	{"servererrordetail", labelSkip}, {"server-error-detail", labelSkip}, {"csobjectidentifier", labelSkip}, {"extraerrordetails", labelSkip},
	{"errorextradetails", labelSkip}, {"machineid", labelSkip}, {"connector name", labelSkip}, {"trace id", labelSkip}, {"request id", labelSkip},
}

// A labelledValue is a label with the place of its value.
type labelledValue struct {
	page   *page
	at     int
	value  int  // where the value begins
	strong bool // a colon or an equals sign follows the label
	first  bool // the label begins its line
}

func (p *page) labelFacts(all []fact) []fact {
	for _, l := range labels {
		p.each(l.needle, func(at, end int) {
			v := labelledValue{page: p, at: at, value: end, first: p.startsLine(at)}
			v.skip()
			if f, ok := v.fact(l.what); ok {
				f.at, f.line = at, p.line(at)
				f.end = max(f.end, v.value)
				all = append(all, f)
			}
		})
	}
	return all
}

// skip moves to the value.
func (v *labelledValue) skip() {
	lower := v.page.lower
	rest := string(lower[v.value:min(len(lower), v.value+16)])
	trimmed := strings.TrimPrefix(strings.TrimLeft(rest, ` "`), "(utc)")
	trimmed = strings.TrimLeft(trimmed, ` "`)
	if strings.HasPrefix(trimmed, ":") || strings.HasPrefix(trimmed, "=") {
		v.strong = true
		trimmed = strings.TrimLeft(trimmed[1:], ` "'{[`)
	}
	v.value += len(rest) - len(trimmed)
}

// rest returns at most n octets of the value and the rest of its line.
func (v *labelledValue) rest(n int) string {
	end := min(v.page.lineEnd(v.at), len(v.page.text))
	if v.value >= end {
		return ""
	}
	return strings.ToValidUTF8(v.page.text[v.value:min(end, v.value+n)], "")
}

// fact returns the fact of the label and its value, if the value is valid.
func (v *labelledValue) fact(what labelKind) (fact, bool) {
	switch what {
	case labelName, labelCode:
		return v.name(what == labelName)
	case labelDetail, labelLiteral:
		return fact{what: factDetail, end: v.value}, (v.strong || v.first && what == labelLiteral) && v.inParagraph()
	case labelTracking:
		guid, ok := v.guid()
		return fact{what: factTracking, text: guid}, ok
	case labelStart, labelTime, labelDate:
		return v.time(what)
	case labelEvent:
		return v.event()
	case labelHead:
		return fact{what: factStart}, true
	case labelDN, labelConnectorDN:
		return v.dn(what)
	case labelAnchor:
		anchor := v.token()
		return fact{what: factAnchor, text: anchor}, v.strong && anchor != ""
	case labelCategory, labelSkip:
		return v.ending(what)
	}
	return v.conflict(what)
}

// name reads a name or a code. Without a colon it must be a known name or a number.
func (v *labelledValue) name(named bool) (fact, bool) {
	text := v.page.word(v.value)
	const alias = "existing admin role conflict"
	if rest := v.rest(len(alias)); strings.EqualFold(rest, alias) {
		text = rest
	}
	end := v.value + len(text)
	if k := kindNamed(text); k != nil {
		return fact{what: factName, text: text, kind: k, labelled: true, end: end}, true
	}
	if k := kindCoded(text); k != nil && len(text) > 1 {
		return fact{what: factCode, text: text, kind: k, end: end}, true
	}
	letter := text != "" && text[0]|0x20 >= 'a' && text[0]|0x20 <= 'z'
	inLine := v.page.lineAt(v.at) == v.page.lineAt(v.value)
	return fact{what: factName, text: text, labelled: true, end: end}, named && letter && inLine && (v.strong || v.first) && len(text) < 100
}

// inParagraph reports whether the value is in the paragraph of the label.
func (v *labelledValue) inParagraph() bool {
	i := v.page.lineAt(v.value)
	return i == v.page.lineAt(v.at) || !v.page.lines[i].after
}

func (v *labelledValue) guid() (string, bool) {
	text := v.page.text
	if v.value+36 > len(text) {
		return "", false
	}
	guid := text[v.value : v.value+36]
	_, err := convert.ParseGUID(guid)
	return guid, err == nil
}

// time reads a time without changing its spelling. A mail has a date, too, so the
// date of an event must be near the number of the event.
func (v *labelledValue) time(what labelKind) (fact, bool) {
	text := strings.Trim(v.rest(40), ` "',;`)
	if !strings.ContainsAny(text, "0123456789") || !v.strong && !v.first {
		return fact{}, false
	}
	if lower := v.page.lower; what == labelDate && !strings.Contains(string(lower[v.at:min(len(lower), v.at+200)]), "event id") {
		return fact{}, false
	}
	if what == labelTime {
		return fact{what: factTime, text: text}, true
	}
	return fact{what: factStart, text: text}, true
}

// event reads the number of an event. It is a code if the number identifies the error.
// Event 6941 only means that an error follows.
func (v *labelledValue) event() (fact, bool) {
	number := v.page.word(v.value)
	if k := kindCoded("event " + number); k != nil {
		return fact{what: factCode, text: "event " + number, kind: k}, true
	}
	return fact{what: factStart}, number == "6941"
}

func (v *labelledValue) dn(what labelKind) (fact, bool) {
	if what == labelConnectorDN {
		text, _, ok := strings.Cut(v.page.text[v.at:min(len(v.page.text), v.at+maxValue)], "}")
		_, err := convert.ParseConnectorDN(text + "}")
		return fact{what: factDN, text: text + "}"}, ok && err == nil
	}
	dn := strings.Trim(v.rest(maxValue), ` "'`)
	name, _, ok := strings.Cut(dn, "=")
	if strings.HasPrefix(strings.ToLower(dn), "cn={") {
		return fact{what: factSkip}, true // it is another label
	}
	if !v.strong || !v.first || !ok || len(name) > 10 {
		return fact{}, false
	}
	return fact{what: factDN, text: dn}, true
}

// token returns the value up to the next blank or bracket.
func (v *labelledValue) token() string {
	text := v.rest(maxValue)
	if end := strings.IndexAny(text, " \"'{}[],;"); end >= 0 {
		text = text[:end]
	}
	return text
}

// ending reads a label that only ends the text before it, or the label of a category,
// whose value is the name of the error.
func (v *labelledValue) ending(what labelKind) (fact, bool) {
	if what == labelSkip {
		return fact{what: factSkip}, v.strong || v.first
	}
	text := v.page.word(v.value)
	k := kindNamed(text)
	return fact{what: factName, text: text, kind: k, labelled: true, end: v.value + len(text)}, v.strong && v.first && k != nil
}

// conflict reads an attribute, a value or an object that has its own label.
func (v *labelledValue) conflict(what labelKind) (fact, bool) {
	next := byte(0)
	if v.value < len(v.page.lower) {
		next = v.page.lower[v.value]
	}
	bracketed := !v.strong && next == '{'
	if bracketed {
		v.value++
	}
	f := fact{text: v.token()}
	switch what {
	case labelAttribute, labelConflictName:
		f.what = factAttribute
	case labelValue, labelConflictValue:
		f.what = factValue
		f.text = bareValue(strings.TrimRight(v.rest(maxValue), "}] "))
	case labelOtherID:
		f.what = factOtherID
	case labelOwnID:
		f.what = factOwnID
	}
	ok := f.text != "" && (v.strong && (v.first || what != labelValue) || bracketed)
	if what == labelOwnID || what == labelOtherID {
		_, isGUID := v.guid()
		ok = ok && isGUID && (what == labelOtherID || bracketed)
	}
	return f, ok
}

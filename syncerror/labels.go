package syncerror

import (
	"strings"

	"hardmatch/convert"
)

// A label is what stands before a value, in lower case.
type label struct {
	needle string
	what   labelKind
}

type labelKind uint8

const (
	labelName labelKind = iota
	labelCode           // a name or a code
	labelDetail
	labelLiteral // may stand without a colon
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

// A labelled is a label with the place of its value.
type labelled struct {
	page   *page
	at     int
	value  int  // where the value begins
	strong bool // a colon or an equals sign stands between
	first  bool // the label begins its line
}

func (p *page) labelFacts(all []fact) []fact {
	for _, l := range labels {
		p.each(l.needle, func(at, end int) {
			v := labelled{page: p, at: at, value: end, first: p.startsLine(at)}
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

// skip goes to the value.
func (v *labelled) skip() {
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

// rest is what follows in the line, at most n octets of it.
func (v *labelled) rest(n int) string {
	end := min(v.page.lineEnd(v.at), len(v.page.text))
	if v.value >= end {
		return ""
	}
	return strings.ToValidUTF8(v.page.text[v.value:min(end, v.value+n)], "")
}

// fact says what the label and its value mean, if the value fits.
func (v *labelled) fact(what labelKind) (fact, bool) {
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
		return v.passing(what)
	}
	return v.conflict(what)
}

// name reads a name or a code. Without a colon it has to be known, or a number.
func (v *labelled) name(named bool) (fact, bool) {
	text := v.page.word(v.value)
	const alias = "existing admin role conflict"
	if rest := v.rest(len(alias)); strings.EqualFold(rest, alias) {
		text = rest
	}
	end := v.value + len(text)
	if k := kindNamed(text); k != nil {
		return fact{what: factName, text: text, kind: k, named: true, end: end}, true
	}
	if k := kindCoded(text); k != nil && len(text) > 1 {
		return fact{what: factCode, text: text, kind: k, end: end}, true
	}
	letter := text != "" && text[0]|0x20 >= 'a' && text[0]|0x20 <= 'z'
	inLine := v.page.lineAt(v.at) == v.page.lineAt(v.value)
	return fact{what: factName, text: text, named: true, end: end}, named && letter && inLine && (v.strong || v.first) && len(text) < 100
}

// inParagraph reports whether the value stands in the paragraph of the label.
func (v *labelled) inParagraph() bool {
	i := v.page.lineAt(v.value)
	return i == v.page.lineAt(v.at) || !v.page.lines[i].after
}

func (v *labelled) guid() (string, bool) {
	text := v.page.text
	if v.value+36 > len(text) {
		return "", false
	}
	guid := text[v.value : v.value+36]
	_, err := convert.ParseGUID(guid)
	return guid, err == nil
}

// time reads a time as it is spelt. Mails have a date as well, so that of an
// event has to have its number near by.
func (v *labelled) time(what labelKind) (fact, bool) {
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

// event reads the number of an event. Of those that say themselves what is
// wrong it is the code; 6941 only says that an error follows.
func (v *labelled) event() (fact, bool) {
	number := v.page.word(v.value)
	if k := kindCoded("event " + number); k != nil {
		return fact{what: factCode, text: "event " + number, kind: k}, true
	}
	return fact{what: factStart}, number == "6941"
}

func (v *labelled) dn(what labelKind) (fact, bool) {
	if what == labelConnectorDN {
		text, _, ok := strings.Cut(v.page.text[v.at:min(len(v.page.text), v.at+maxValue)], "}")
		_, err := convert.ParseConnectorDN(text + "}")
		return fact{what: factDN, text: text + "}"}, ok && err == nil
	}
	dn := strings.Trim(v.rest(maxValue), ` "'`)
	name, _, ok := strings.Cut(dn, "=")
	if strings.HasPrefix(strings.ToLower(dn), "cn={") {
		return fact{what: factSkip}, true // that is a label itself
	}
	if !v.strong || !v.first || !ok || len(name) > 10 {
		return fact{}, false
	}
	return fact{what: factDN, text: dn}, true
}

// token is the value up to the next blank or bracket.
func (v *labelled) token() string {
	text := v.rest(maxValue)
	if end := strings.IndexAny(text, " \"'{}[],;"); end >= 0 {
		text = text[:end]
	}
	return text
}

// passing are the labels that only end what stands before them, and that of a
// category, whose value is the name of the error.
func (v *labelled) passing(what labelKind) (fact, bool) {
	if what == labelSkip {
		return fact{what: factSkip}, v.strong || v.first
	}
	text := v.page.word(v.value)
	k := kindNamed(text)
	return fact{what: factName, text: text, kind: k, named: true, end: v.value + len(text)}, v.strong && v.first && k != nil
}

// conflict reads attributes, values and objects that stand apart.
func (v *labelled) conflict(what labelKind) (fact, bool) {
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

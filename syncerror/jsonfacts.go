package syncerror

import (
	"slices"
	"strings"
)

// A jsonReader converts JSON objects into facts. All facts have the place where the
// JSON begins, and the order of the objects.
type jsonReader struct {
	page    *page
	objects []jsonObject
	start   int
	depth   int
	facts   []fact
}

// maxDepth is how often JSON can be nested in strings of JSON: an event that was
// exported as JSON has extra details, which are JSON.
const maxDepth = 3

func (r *jsonReader) read() {
	roots := make([]int, len(r.objects))
	open := -1 // the root whose facts are read
	for i := range r.objects {
		o := &r.objects[i]
		roots[i] = r.root(i, roots)
		if o.get("propertycausingerror") != "" || o.get("serviceinstance") != "" {
			r.add(fact{what: factBoundary})
			r.provisioning(o)
			open = -1
			continue
		}
		if root := roots[i]; root >= 0 && root != open {
			r.add(fact{what: factBoundary})
			open = root
		}
		r.object(o, roots[i] == i)
	}
	if open >= 0 {
		r.add(fact{what: factBoundary})
	}
}

// root returns the index of the outermost object around object i, or i itself, that
// has a key of an error. It returns -1 if there is none.
func (r *jsonReader) root(i int, roots []int) int {
	o := &r.objects[i]
	if o.parent >= 0 && roots[o.parent] >= 0 {
		return roots[o.parent]
	}
	for _, f := range o.fields {
		if jsonKeys[f.key] != jsonOther {
			return i
		}
	}
	return -1
}

// A jsonKey is what a key means.
type jsonKey uint8

const (
	jsonOther jsonKey = iota
	jsonName
	jsonMessage
	jsonErrorMessage // a message that only errors have
	jsonDN
	jsonTracking
	jsonTime
)

var jsonKeys = map[string]jsonKey{
	"errorname": jsonName, "error name": jsonName, "errortype": jsonName, "errorcode": jsonName, "code": jsonName, "error": jsonName,
	"message": jsonMessage, "error_description": jsonMessage, "errormessage": jsonMessage, "description": jsonMessage,
	"errorextradetails": jsonMessage, "extraerrordetails": jsonMessage, "servererrordetail": jsonMessage, "additionaldetails": jsonMessage,
	"errorliteral": jsonErrorMessage, "errordetail": jsonErrorMessage, "errordetails": jsonErrorMessage, "error detail": jsonErrorMessage,
	"dn": jsonDN, "distinguishedname": jsonDN,
	"trackingid": jsonTracking, "correlationid": jsonTracking, "correlation_id": jsonTracking, "request-id": jsonTracking,
	"timeoccurred": jsonTime, "timecreated": jsonTime, "date": jsonTime, "timestamp": jsonTime, "dateoccurred": jsonTime,
}

func (r *jsonReader) add(f fact) {
	f.at, f.end = r.start, r.start
	r.facts = append(r.facts, f)
}

// object adds the facts of an object. Only the outermost object has the code: the
// objects inside explain it.
func (r *jsonReader) object(o *jsonObject, outermost bool) {
	if key := o.get("key"); key != "" {
		r.extraDetail(o, key)
		return
	}
	if target := o.get("target"); target != "" && o.key == "details" {
		r.add(fact{what: factPairs, line: r.page.line(o.at), pairs: []Conflict{conflict(target, "")}})
		return
	}
	for _, f := range o.fields {
		line := r.page.line(f.at)
		switch jsonKeys[f.key] {
		case jsonName:
			if outermost || f.key != "code" {
				r.name(f.value, o.key+" "+f.key, line)
			}
		case jsonMessage, jsonErrorMessage:
			r.message(f, line, jsonKeys[f.key] == jsonErrorMessage || o.key == "error" && o.get("code") != "")
		case jsonDN:
			r.add(fact{what: factDN, line: line, text: f.value})
		case jsonTracking:
			r.add(fact{what: factTracking, line: line, text: f.value})
		case jsonTime:
			r.add(fact{what: factTime, line: line, text: f.value})
		}
	}
}

// name adds a name or a code. A key "code" can hold anything, so its value must be
// known, except in {"error":{"code": of Microsoft Graph.
func (r *jsonReader) name(value, path string, line int) {
	_, key, _ := strings.Cut(path, " ")
	named := path == "error code" || key != "error" && key != "code" && key != "errorcode"
	switch k := kindNamed(value); {
	case k != nil:
		r.add(fact{what: factName, line: line, text: value, kind: k, labelled: named})
	case kindCoded(value) != nil:
		r.add(fact{what: factCode, line: line, text: value, kind: kindCoded(value)})
	case named && value != "" && !strings.Contains(value, " "):
		r.add(fact{what: factName, line: line, text: value, labelled: true})
	}
}

// message reads a text inside the JSON like pasted text. The text of an error becomes
// its detail if it has no known sentence.
func (r *jsonReader) message(f jsonField, line int, ofError bool) {
	before := len(r.facts)
	if r.depth < maxDepth {
		for _, inner := range cleanPage(f.value).facts(r.depth + 1) {
			inner.line = line
			r.add(inner)
		}
	}
	known := slices.ContainsFunc(r.facts[before:], func(f fact) bool { return f.what == factSentence || f.what == factDetail })
	if ofError && !known && f.value != "" {
		r.add(fact{what: factDetail, line: line, text: clip(cleanPage(f.value).text, maxDetail)})
	}
}

// extraDetail reads one of the pairs of the sync service's extra details:
// {"Key":"ObjectIdInConflict","Value":["GUID"]}.
func (r *jsonReader) extraDetail(o *jsonObject, key string) {
	for _, value := range o.all("value") {
		f := fact{line: r.page.line(o.at), text: value}
		switch strings.ToLower(key) {
		case "objectid":
			f.what = factOwnID
		case "objectidinconflict":
			f.what = factOtherID
		case "attributeconflictname":
			f.what = factAttribute
		case "attributeconflictvalues", "attributeconflictvalue":
			f.what = factValue
		default:
			continue
		}
		r.add(f)
	}
}

// provisioning reads an entry of onPremisesProvisioningErrors or of
// serviceProvisioningErrors. The object around it is the owner.
func (r *jsonReader) provisioning(o *jsonObject) {
	line := r.page.line(o.at)
	if attribute := o.get("propertycausingerror"); attribute != "" {
		name := o.get("category")
		if name == "" {
			name = "PropertyConflict"
		}
		r.add(fact{what: factName, line: line, text: name, kind: kindNamed(name), labelled: true})
		r.add(fact{what: factPairs, line: line, pairs: []Conflict{conflict(attribute, o.get("value"))}})
		r.add(fact{what: factTime, line: line, text: o.get("occurreddatetime")})
	} else {
		k := kindNamed("serviceProvisioningError")
		detail := strings.TrimRight(o.get("serviceinstance")+": "+cleanPage(o.get("errordetail")).text, ": ")
		r.add(fact{what: factSentence, line: line, text: clip(detail, maxDetail), kind: k, unique: true})
		r.add(fact{what: factTime, line: line, text: o.get("createddatetime")})
		if o.get("isresolved") == "true" {
			r.add(fact{what: factResolved, line: line})
		}
	}
	if o.parent >= 0 {
		r.owner(&r.objects[o.parent], line)
	}
	r.add(fact{what: factBoundary})
}

func (r *jsonReader) owner(o *jsonObject, line int) {
	if id := o.get("id"); id != "" {
		r.add(fact{what: factOwnID, line: line, text: id})
	}
	if dn := o.get("onpremisesdistinguishedname"); dn != "" {
		r.add(fact{what: factDN, line: line, text: dn})
	}
	if anchor := o.get("onpremisesimmutableid"); anchor != "" {
		r.add(fact{what: factAnchor, line: line, text: anchor})
	}
}

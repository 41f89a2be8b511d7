package syncerror

import (
	"encoding/json"
	"strings"
)

// A jsonObject is an object of JSON in pasted text, without its nested ones.
type jsonObject struct {
	parent int    // index of the object around it, or -1
	key    string // of the object, in lower case
	at     int
	fields []jsonField
}

// A jsonField is one value. An array has several fields with the same key.
type jsonField struct {
	key   string // in lower case
	value string
	at    int
}

func (o *jsonObject) get(key string) string {
	for i := range o.fields {
		if o.fields[i].key == key {
			return o.fields[i].value
		}
	}
	return ""
}

// all returns the values of a key.
func (o *jsonObject) all(key string) (values []string) {
	for i := range o.fields {
		if o.fields[i].key == key {
			values = append(values, o.fields[i].value)
		}
	}
	return values
}

// A jsonScanner reads JSON until it ends or breaks: pasted JSON is often cut.
type jsonScanner struct {
	text    string
	at      int
	objects []jsonObject
	stack   []jsonFrame
}

type jsonFrame struct {
	object int // index in objects: of an array, of the object around it
	array  bool
	key    string // of the next value
}

// maxJSONDepth is more than any export has; the scanner stops there.
const maxJSONDepth = 500

// jsonFacts appends the facts of the JSON in the text and removes the JSON from
// p.lower, so that nothing is read twice.
func (p *page) jsonFacts(all []fact, depth int) []fact {
	for at := 0; at < len(p.text); {
		next := strings.IndexAny(p.text[at:], "{[")
		if next < 0 {
			break
		}
		if at += next; !startsJSON(p.text[at:]) {
			at++
			continue
		}
		s := jsonScanner{text: p.text, at: at}
		s.scan()
		s.at = max(s.at, at+1)
		clear(p.lower[at:s.at])
		r := jsonReader{page: p, objects: s.objects, start: at, depth: depth, facts: all}
		r.read()
		all, at = r.facts, s.at
	}
	return all
}

// startsJSON reports whether s begins with JSON. CN={HEX} and the brackets of a
// sentence are not JSON.
func startsJSON(s string) bool {
	rest := strings.TrimPrefix(s[1:], " ")
	if s[0] == '{' {
		return strings.HasPrefix(rest, `"`)
	}
	return strings.HasPrefix(rest, "{") || strings.HasPrefix(rest, "[")
}

func (s *jsonScanner) scan() {
	for s.at < len(s.text) {
		ok := true
		switch c := s.text[s.at]; c {
		case ' ', ',', ':':
			s.at++
		case '{', '[':
			ok = s.open(c == '[')
		case '}', ']':
			s.stack = s.stack[:len(s.stack)-1]
			s.at++
		case '"':
			s.string()
		default:
			ok = s.literal()
		}
		if !ok || len(s.stack) == 0 {
			return
		}
	}
}

func (s *jsonScanner) open(array bool) bool {
	if len(s.stack) == maxJSONDepth {
		return false
	}
	f := jsonFrame{object: -1, array: array}
	if n := len(s.stack); n > 0 {
		f.object, f.key = s.stack[n-1].object, s.stack[n-1].key
	}
	if !array {
		s.objects = append(s.objects, jsonObject{parent: f.object, key: f.key, at: s.at})
		f.object, f.key = len(s.objects)-1, ""
	}
	s.stack = append(s.stack, f)
	s.at++
	return true
}

// string reads a key or a value.
func (s *jsonScanner) string() {
	start := s.at
	for s.at++; s.at < len(s.text) && s.text[s.at] != '"'; s.at++ {
		if s.text[s.at] == '\\' {
			s.at++
		}
	}
	s.at = min(s.at+1, len(s.text))
	value := unquoteJSON(s.text[start:s.at])
	top := &s.stack[len(s.stack)-1]
	if !top.array && strings.HasPrefix(strings.TrimPrefix(s.text[s.at:], " "), ":") {
		top.key = strings.ToLower(value)
		return
	}
	s.value(value, start)
}

// unquoteJSON decodes a string. It does not change one that is cut or has a wrong escape.
func unquoteJSON(quoted string) string {
	if strings.IndexByte(quoted, '\\') >= 0 {
		var value string
		if json.Unmarshal([]byte(quoted), &value) == nil {
			return value
		}
	}
	return strings.Trim(quoted, `"`)
}

func (s *jsonScanner) value(value string, at int) {
	top := &s.stack[len(s.stack)-1]
	if top.object < 0 {
		return
	}
	o := &s.objects[top.object]
	o.fields = append(o.fields, jsonField{top.key, value, at})
}

// literal reads a number, true, false or null.
func (s *jsonScanner) literal() bool {
	start := s.at
	for s.at < len(s.text) && (isWordByte(s.text[s.at]) || strings.IndexByte("+-.", s.text[s.at]) >= 0) {
		s.at++
	}
	switch word := s.text[start:s.at]; {
	case word == "":
		return false
	case word == "true" || word == "false" || word[0] == '-' || '0' <= word[0] && word[0] <= '9':
		s.value(word, start)
	case word != "null":
		s.at = start
		return false
	}
	return true
}

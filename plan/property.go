package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// A Property is one property of an object, and a value that it has or gets.
type Property struct {
	Name  string `json:"property"`
	Value Value  `json:"value"`
}

// A Value is null, a text or a boolean. The zero Value is null, which differs from an
// empty text.
type Value struct {
	kind valueKind
	text string
	yes  bool
}

type valueKind uint8

const (
	null valueKind = iota
	text
	boolean
)

// Text returns the Value of s.
func Text(s string) Value { return Value{kind: text, text: s} }

// Bool returns the Value of b.
func Bool(b bool) Value { return Value{kind: boolean, yes: b} }

// IsNull reports whether the value is JSON's null.
func (v Value) IsNull() bool { return v.kind == null }

// Text returns the text, and whether v is one.
func (v Value) Text() (string, bool) { return v.text, v.kind == text }

// Bool returns the boolean, and whether v is one.
func (v Value) Bool() (value, ok bool) { return v.yes, v.kind == boolean }

// String returns the value for messages. A text is quoted, and its characters that are
// not printable are escaped.
func (v Value) String() string {
	switch v.kind {
	case text:
		return strconv.Quote(v.text)
	case boolean:
		return strconv.FormatBool(v.yes)
	}
	return "null"
}

// MarshalJSON returns null, a string, true or false.
func (v Value) MarshalJSON() ([]byte, error) {
	switch v.kind {
	case text:
		return quoteJSON(v.text)
	case boolean:
		return json.Marshal(v.yes)
	}
	return []byte("null"), nil
}

// quoteJSON does not escape < > &, unlike json.Marshal: no browser reads the result.
func quoteJSON(s string) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	err := enc.Encode(s)
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), err
}

// UnmarshalJSON reads what [Value.MarshalJSON] writes. Everything else is an error.
func (v *Value) UnmarshalJSON(data []byte) error {
	var any any
	if err := json.Unmarshal(data, &any); err != nil {
		return err
	}
	switch x := any.(type) {
	case nil:
		*v = Value{}
	case string:
		*v = Text(x)
	case bool:
		*v = Bool(x)
	default:
		return fmt.Errorf("value %s, expected a string, true, false or null", data)
	}
	return nil
}

// Properties are named values in a fixed order; in JSON, the members of an object. A
// property that is missing has any value, a property that is null has none.
type Properties []Property

// Get returns the value of a property, and whether the property is listed.
func (p Properties) Get(name string) (Value, bool) {
	for _, property := range p {
		if property.Name == name {
			return property.Value, true
		}
	}
	return Value{}, false
}

// MarshalJSON returns an object with the properties in their order.
func (p Properties) MarshalJSON() ([]byte, error) {
	var buf bytes.Buffer
	buf.WriteByte('{')
	for i, property := range p {
		if i > 0 {
			buf.WriteByte(',')
		}
		name, err := quoteJSON(property.Name)
		if err != nil {
			return nil, err
		}
		value, err := property.Value.MarshalJSON()
		if err != nil {
			return nil, err
		}
		buf.Write(name)
		buf.WriteByte(':')
		buf.Write(value)
	}
	buf.WriteByte('}')
	return buf.Bytes(), nil
}

// UnmarshalJSON keeps the order of the file. It refuses a name that occurs twice:
// other readers would silently use the last one.
func (p *Properties) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return errors.New("expected an object of properties")
	}
	list := Properties{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return err
		}
		name := token.(string) // the decoder accepts nothing else here
		if _, twice := list.Get(name); twice {
			return fmt.Errorf("property %q occurs twice, expected once", name)
		}
		var value Value
		if err := dec.Decode(&value); err != nil {
			return err
		}
		list = append(list, Property{name, value})
	}
	*p = list
	return nil
}

package main

import (
	"encoding/binary"
	"testing"
	"unicode/utf16"
)

func TestUnambiguous(t *testing.T) {
	wide, _ := binary.Append(nil, binary.LittleEndian, utf16.Encode([]rune("\ufeff"+`{"a":[{"b":1},{"b":2}],"é":{"a":null}}`)))
	for doc, good := range map[string]bool{
		`{"a":1,"b":{"a":2}}`: true, string(wide): true, "\ufeff{}": true,
		`{"a":1,"a":1}`: false, `{"set":1,"Set":1}`: false, `[{"b":[{"a":1,"\u0061":2}]}]`: false, `{"a":`: false,
	} {
		if err := unambiguous([]byte(doc)); (err == nil) != good {
			t.Errorf("%s: %v", doc, err)
		}
	}
}

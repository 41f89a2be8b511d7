package console

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"hardmatch/exportfile/records"
	"hardmatch/ldifparse"
)

var bracedGUID = records.Pattern(`(?i)^\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$`)

// addValue adds a value as a console shows it.
func (c *reader) addValue(d *ldifparse.Description, line int, value []byte) error {
	value = c.sink.Keep(bytes.TrimSpace(value))
	switch {
	case len(value) == 0 || value[0] == '{' && bracedGUID().Match(value):
		return c.sink.AddText(d, line, value)
	case c.sink.Summary.Format == m365Text && string(value) == "null":
		return c.sink.AddText(d, line, nil)
	case bytes.HasPrefix(value, []byte(`["`)), bytes.Equal(value, []byte("[]")):
		return c.addArray(d, line, value)
	case bytes.HasPrefix(value, []byte(`{"`)):
		return c.sink.AddLost(d, line, value)
	case value[0] == '{':
		return c.addCollection(d, line, value)
	}
	if _, cut := c.trimEllipsis(value); cut {
		return c.sink.AddLost(d, line, value)
	}
	return c.sink.AddJoined(d, line, value)
}

// m365Text is the format whose values are either texts or JSON.
const m365Text = "text (CLI for Microsoft 365)"

// addArray adds the values of a JSON array, as m365 shows them.
func (c *reader) addArray(d *ldifparse.Description, line int, value []byte) error {
	var values []string
	if !utf8.Valid(value) || json.Unmarshal(value, &values) != nil {
		return c.sink.AddLost(d, line, value)
	}
	if len(values) == 0 {
		return c.sink.AddText(d, line, nil)
	}
	for _, v := range values {
		if err := c.sink.AddText(d, line, []byte(v)); err != nil {
			return err
		}
	}
	return nil
}

// addCollection adds the elements in braces. PowerShell shows four of them. An
// ellipsis replaces the others, or the text after the end of the column.
func (c *reader) addCollection(d *ldifparse.Description, line int, value []byte) error {
	inside, closed := bytes.CutSuffix(value[1:], []byte("}"))
	inside, cut := c.trimEllipsis(bytes.TrimSpace(inside))
	items := elements(inside)
	octets, isOctets := octetsOf(items)
	switch {
	case closed && !cut && isOctets:
		return c.sink.AddOctets(d, line, octets)
	case closed && !cut && len(items) == 0:
		return c.sink.AddText(d, line, nil)
	case isOctets:
		items = nil // some of the octets are useless
	case !closed && len(items) > 0:
		items = items[:len(items)-1] // the last one is cut
	}
	for _, item := range items {
		if err := c.sink.AddText(d, line, item); err != nil {
			return err
		}
	}
	if cut || !closed {
		return c.sink.AddLost(d, line, value)
	}
	return nil
}

// elements splits a collection. An X.500 address may contain the separator, so
// among addresses a new element must begin with a scheme.
func elements(inside []byte) [][]byte {
	if len(inside) == 0 {
		return nil
	}
	if !bytes.Contains(inside, []byte(", ")) {
		numbers := bytes.Fields(inside)
		if _, ok := octetsOf(numbers); ok {
			return numbers
		}
	}
	var items [][]byte
	from, at, isAddress := 0, 0, records.StartsWithScheme(inside)
	for {
		next := bytes.Index(inside[at:], []byte(", "))
		if next < 0 {
			return append(items, bytes.TrimSpace(inside[from:]))
		}
		at += next + 2
		nextIsAddress := records.StartsWithScheme(inside[at:])
		if isAddress && !nextIsAddress {
			continue
		}
		items = append(items, bytes.TrimSpace(inside[from:at-2]))
		from, isAddress = at, nextIsAddress
	}
}

// octetsOf returns the octets that the items are the numbers of. There must be
// several, because a single number may be text.
func octetsOf(items [][]byte) ([]byte, bool) {
	var octets []byte
	for _, item := range items {
		n, err := strconv.ParseUint(string(item), 10, 8)
		if err != nil {
			return nil, false
		}
		octets = append(octets, byte(n))
	}
	return octets, len(octets) > 1
}

// trimEllipsis removes the mark of cut text: three dots in Windows PowerShell, one
// character in PowerShell 7, which is 0x85 in Windows code pages.
func (c *reader) trimEllipsis(value []byte) ([]byte, bool) {
	for _, mark := range []string{"...", "\u2026", "\x85"} {
		if mark == "\x85" && utf8.Valid(value) && !c.sink.Decoder.IsCodePage() {
			break
		}
		if rest, cut := bytes.CutSuffix(value, []byte(mark)); cut {
			return bytes.TrimRight(rest, " ,"), true
		}
	}
	return value, false
}

package ldifparse

import (
	"bytes"
	"slices"
	"strings"
)

// lowerKeyword returns a changetype or operation in lower case.
func lowerKeyword(v []byte) string {
	for _, known := range [...]string{"add", "delete", "modify", "replace", "modrdn", "moddn", "increment"} {
		if bytes.EqualFold(v, []byte(known)) {
			return known
		}
	}
	return strings.ToLower(string(v))
}

// applyKeyword applies a line that has a meaning of its own in LDIF at this place.
func (r *reader) applyKeyword() {
	c := &r.record
	switch key := r.name.keyword; {
	case r.form == URL && (c.Kind == Change || key == keyChangeType || key == keyControl):
		r.fail(ErrURL, r.column, r.text)
	case key == keyChangeType && c.ChangeType != "":
		r.fail(ErrDuplicate, r.column, r.text)
	case key == keyChangeType:
		if c.ChangeType = lowerKeyword(trimRight(r.text)); c.ChangeType != "add" {
			c.Kind, r.plain = Change, false
		}
	case key == keyControl:
		c.Controls = append(c.Controls, string(r.text))
	case c.Kind == Entry:
		if r.name.wanted {
			r.addAttribute()
		}
	case c.ChangeType == "modify":
		r.applyMod()
	case key == keyNewRDN:
		c.NewRDN = cloneNonNil(r.text)
	case key == keyDeleteOldRDN:
		c.DeleteOldRDN = string(trimRight(r.text)) == "1"
	case key == keyNewSuperior:
		c.NewSuperior = cloneNonNil(r.text)
	case slices.Contains(withoutAttributes, c.ChangeType):
		r.fail(ErrMod, 1, nil)
	}
}

// cloneNonNil copies a value. The copy of an empty value is not nil.
func cloneNonNil(v []byte) []byte { return append([]byte{}, v...) }

// withoutAttributes are the changetypes that have no attributes. Changetypes
// unknown to RFC 2849, such as the ntdsSchema ones of ldifde, may have attributes.
var withoutAttributes = []string{"delete", "modrdn", "moddn"}

// trimRight removes the blanks that an editor left after a keyword.
func trimRight(v []byte) []byte { return bytes.TrimRight(v, " ") }

var modOps = []string{"add", "delete", "replace", "increment"}

// applyMod begins a modification, or adds a value to the last one. The "-" between
// two modifications may be missing, as in python-ldap.
func (r *reader) applyMod() {
	mods := r.record.Mods
	if last := len(mods) - 1; r.modOpen && strings.EqualFold(mods[last].Name, r.name.spelling) {
		mods[last].Values = append(mods[last].Values, cloneNonNil(r.text))
		return
	}
	op := lowerKeyword([]byte(r.name.spelling))
	if !slices.Contains(modOps, op) {
		r.fail(ErrMod, 1, nil)
		return
	}
	r.record.Mods = append(mods, Mod{Op: op, Name: string(trimRight(r.text))})
	r.modOpen = true
}

package ldifparse

import (
	"bytes"
	"slices"
	"strings"
)

// lowered returns a changetype or operation in lower case.
func lowered(v []byte) string {
	for _, known := range [...]string{"add", "delete", "modify", "replace", "modrdn", "moddn", "increment"} {
		if bytes.EqualFold(v, []byte(known)) {
			return known
		}
	}
	return strings.ToLower(string(v))
}

// finishKeyword files a line that LDIF itself gives a meaning in this place.
func (r *reader) finishKeyword() {
	c := &r.record
	switch key := r.name.keyword; {
	case key == keyChangeType && c.ChangeType != "":
		r.fail(ErrDuplicate, r.column, r.text)
	case key == keyChangeType:
		if c.ChangeType = lowered(r.text); c.ChangeType != "add" {
			c.Kind, r.plain = Change, false
		}
	case key == keyControl:
		c.Controls = append(c.Controls, string(r.text))
	case c.Kind == Entry:
		if r.name.wanted {
			r.addAttribute()
		}
	case c.ChangeType == "modify":
		r.finishMod()
	case key == keyNewRDN:
		c.NewRDN = bytes.Clone(r.text)
	case key == keyDeleteOldRDN:
		c.DeleteOldRDN = string(r.text) == "1"
	case key == keyNewSuperior:
		c.NewSuperior = bytes.Clone(r.text)
	}
}

var modOps = []string{"add", "delete", "replace", "increment"}

// finishMod begins a modification, or gives the last one a value. A "-" between
// two modifications may be missing, as python-ldap accepts it.
func (r *reader) finishMod() {
	mods := r.record.Mods
	if last := len(mods) - 1; r.modOpen && strings.EqualFold(mods[last].Name, r.name.spelling) {
		mods[last].Values = append(mods[last].Values, bytes.Clone(r.text))
		return
	}
	op := lowered([]byte(r.name.spelling))
	if !slices.Contains(modOps, op) {
		r.fail(ErrMod, 1, nil)
		return
	}
	r.record.Mods = append(mods, Mod{Op: op, Name: string(r.text)})
	r.modOpen = true
}

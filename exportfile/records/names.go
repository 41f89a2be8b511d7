package records

import (
	"iter"
	"maps"
	"strings"

	"hardmatch/ldifparse"
)

// MaxNames limits how many spellings of names are remembered, and how long they may
// be. Tools write the same few hundred names in every record.
const MaxNames = 1 << 12

// Names are the names of the wanted attributes. Tools use their own blanks, hyphens
// and capitals in names, so names are compared in normal form.
type Names struct {
	wanted    map[string]int                    // by normal form: position in the attributes
	dn        int                               // the index of the distinguished name
	known     map[string]*ldifparse.Description // by spelling; nil: not wanted
	anyWanted bool                              // a name was wanted
}

// allPropertiesMarker is the normal form of sDRightsEffective. Every object has
// this attribute, and tools write it only when they write all attributes that have
// a value. Its index follows that of the distinguished name.
const allPropertiesMarker = "sdrightseffective"

// NewNames returns the names of these attributes and of the distinguished name.
func NewNames(attributes []string) *Names {
	n := &Names{wanted: make(map[string]int, len(attributes)), dn: len(attributes), known: make(map[string]*ldifparse.Description)}
	for i, name := range attributes {
		if normal := NormalName(name); normal != "" {
			if _, twice := n.wanted[normal]; !twice {
				n.wanted[normal] = i
			}
		}
	}
	n.wanted["distinguishedname"], n.wanted["dn"] = n.dn, n.dn
	n.wanted[allPropertiesMarker] = n.dn + 1
	return n
}

// NormalName returns a name without the differences between the spellings of tools:
// msdsconsistencyguid for mS-DS-ConsistencyGuid, objectid for "Object Id".
func NormalName(name string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case 'A' <= c && c <= 'Z':
			return c + 'a' - 'A'
		case c == ' ', c == '-', c == '_', c == '.':
			return -1
		}
		return c
	}, name)
}

// DN returns the index of the distinguished name, whose value goes to [Record.DN].
// The index of every attribute is lower.
func (n *Names) DN() int { return n.dn }

// Has reports whether a name in normal form is wanted.
func (n *Names) Has(normal string) bool {
	i, ok := n.wanted[normal]
	return ok && i <= n.dn
}

// All yields the names in normal form, in any order.
func (n *Names) All() iter.Seq[string] { return maps.Keys(n.wanted) }

// Describe returns the description of the attribute with this name, or nil if the
// attribute is not wanted.
func (n *Names) Describe(name []byte) *ldifparse.Description {
	d, known := n.known[string(name)]
	if known {
		return d
	}
	if i, ok := n.wanted[NormalName(string(name))]; ok {
		d, n.anyWanted = &ldifparse.Description{Name: string(name), Index: i}, true
	}
	if len(n.known) < MaxNames && len(name) < MaxNames {
		n.known[string(name)] = d
	}
	return d
}

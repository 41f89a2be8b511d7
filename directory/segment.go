package directory

import (
	"bytes"
	"encoding/binary"

	"hardmatch/convert"
)

// A segment is a part of a connector space. It has its objects as rows, in chunks of octets
// without pointers, which the garbage collector does not scan.
//
// A row has the file, line, offset and class, two bits of Presence for each attribute, and
// then the values. Many values of a directory share a prefix and a suffix, so a value is the
// number of an affix and the part between. The part is left out if it is that of the previous
// value.
type segment struct {
	rows    []uint64 // number of the chunk, and place in it in the lower 32 bits
	chunks  [][]byte
	files   []segmentFile
	names   []string // of attributes that are the anchor
	affixes affixes
	row     []byte // being encoded
	middle  []byte // of the previous value
}

type segmentFile struct {
	name    string
	absence Absence
}

const chunkSize = 1 << 20

func newSegment() *segment { return &segment{affixes: newAffixes()} }

func (s *segment) add(o *Object) {
	s.encode(o)
	last := len(s.chunks) - 1
	if last < 0 || len(s.chunks[last])+len(s.row) > cap(s.chunks[last]) {
		s.chunks = append(s.chunks, make([]byte, 0, max(chunkSize, len(s.row))))
		last++
	}
	s.rows = append(s.rows, uint64(last)<<32|uint64(len(s.chunks[last])))
	s.chunks[last] = append(s.chunks[last], s.row...)
}

func (s *segment) encode(o *Object) {
	s.row, s.middle = s.row[:0], nil
	s.number(s.file(o.Origin.File))
	s.number(o.Origin.Line)
	s.number(int(o.Origin.Offset))
	s.number(o.Certificates)
	s.number(o.SMIMECertificates)
	s.row = append(s.row, byte(o.Class), byte(bit(o.IsDeleted)|bit(o.IsCriticalSystemObject)<<1|uint64(o.AssignedLicenses)<<2))
	s.row = binary.LittleEndian.AppendUint64(s.row, presences(o))
	for _, g := range o.guids() {
		if g.Presence == Present {
			s.row = append(s.row, g.Value[:]...)
		}
	}
	for i, t := range o.texts() {
		if t.Presence == Present {
			s.value(i, t.Value)
		}
	}
	s.anchor(o)
	for i, list := range o.lists() {
		if list.Presence != NotExported {
			s.number(len(list.Values))
		}
		for _, v := range list.Values {
			s.value(textCount+i, v)
		}
	}
}

func (s *segment) number(n int) { s.row = binary.AppendUvarint(s.row, uint64(n)) }

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// file returns the number of a file. Most objects are from the file of the previous object.
func (s *segment) file(name string) int {
	for i := len(s.files) - 1; i >= 0; i-- {
		if s.files[i].name == name {
			return i
		}
	}
	s.files = append(s.files, segmentFile{name: name})
	return len(s.files) - 1
}

// presences packs the presence of all attributes, the first in the lowest bits.
func presences(o *Object) (p uint64) {
	n := 0
	put := func(presence Presence) { p, n = p|uint64(presence)<<n, n+2 }
	for _, g := range o.guids() {
		put(g.Presence)
	}
	for _, t := range o.texts() {
		put(t.Presence)
	}
	for _, list := range o.lists() {
		put(list.Presence)
	}
	return p
}

// value appends one value of an attribute, whose column is its number in texts and lists.
func (s *segment) value(column int, v []byte) {
	if n, isGUID := s.guidText(v); isGUID {
		s.number(guidAffix << 1)
		s.row = append(s.row, n[:]...)
		return
	}
	affix, middle := s.affixes.cut(column, v)
	if s.middle != nil && bytes.Equal(middle, s.middle) {
		s.number(affix<<1 | 1)
		return
	}
	s.number(affix << 1)
	s.number(len(middle))
	s.row = append(s.row, middle...)
	s.middle = middle
}

// guidText returns a GUID if v is its text in the form of [convert.AppendGUID].
func (s *segment) guidText(v []byte) (convert.GUID, bool) {
	if len(v) != 36 || v[8] != '-' || v[13] != '-' {
		return convert.GUID{}, false
	}
	g, err := convert.ParseGUID(v)
	var text [36]byte
	return g, err == nil && bytes.Equal(convert.AppendGUID(text[:0], g), v)
}

// The forms of an anchor in a row.
const (
	anchorOther       = iota // the attribute and value follow
	anchorNone               // no attribute and no value
	anchorObjectGUID         // the Base64 of objectGUID
	anchorConsistency        // the Base64 of the 16 octets of mS-DS-ConsistencyGuid
	anchorImmutableID        // onPremisesImmutableId
)

func (s *segment) anchor(o *Object) {
	var text [24]byte
	a := o.Anchor
	form := byte(anchorOther)
	switch {
	case a.Attribute == "" && a.Value == nil:
		form = anchorNone
	case a.Attribute == AttrObjectGUID && bytes.Equal(a.Value, convert.AppendImmutableID(text[:0], o.ObjectGUID.Value)):
		form = anchorObjectGUID
	case a.Attribute == AttrConsistencyGUID && isGUIDAnchor(a.Value, o.ConsistencyGUID.Value):
		form = anchorConsistency
	case a.Attribute == AttrOnPremisesImmutableID && bytes.Equal(a.Value, o.OnPremisesImmutableID.Value):
		form = anchorImmutableID
	}
	if s.row = append(s.row, form); form == anchorOther {
		s.number(s.name(a.Attribute))
		s.number(len(a.Value))
		s.row = append(s.row, a.Value...)
	}
}

func isGUIDAnchor(anchor, octets []byte) bool {
	var text [24]byte
	g, ok := convert.GUIDFromOctets(octets)
	return ok && bytes.Equal(anchor, convert.AppendImmutableID(text[:0], g))
}

func (s *segment) name(attribute string) int {
	for i, n := range s.names {
		if n == attribute {
			return i
		}
	}
	s.names = append(s.names, attribute)
	return len(s.names) - 1
}

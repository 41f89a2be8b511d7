package directory

import (
	"encoding/binary"

	"hardmatch/convert"
)

// load sets o to the object in row i; see [segment.encode]. With headOnly it leaves out the
// lists, which are at the end of the row.
func (s *segment) load(o *Object, i int, headOnly bool) {
	at := s.rows[i]
	r := row{segment: s, o: o, rest: s.chunks[at>>32][at&0xffffffff:]}
	file := &s.files[r.number()]
	o.Origin = Origin{File: file.name, Line: r.number(), Offset: int64(r.number())}
	o.Certificates, o.SMIMECertificates = r.number(), r.number()
	o.Class = Class(r.rest[0])
	o.IsDeleted, o.IsCriticalSystemObject, o.AssignedLicenses = r.rest[1]&1 != 0, r.rest[1]&2 != 0, Presence(r.rest[1]>>2)
	presences := binary.LittleEndian.Uint64(r.rest[2:])
	r.rest = r.rest[10:]
	next := func() Presence {
		p := Presence(presences & 3)
		presences >>= 2
		return p
	}
	for _, g := range o.guids() {
		if g.Presence = next(); g.Presence == Present {
			g.Value = convert.GUID(r.octets(len(g.Value)))
		}
	}
	for _, t := range o.texts() {
		if t.Presence = next(); t.Presence == Present {
			t.Value = r.value()
		}
	}
	r.anchor()
	for _, list := range o.lists() {
		if list.Presence = next(); list.Presence != NotExported && !headOnly {
			r.list(list)
		}
	}
	file.absence.apply(o)
}

// A row is the unread rest of a row.
type row struct {
	*segment
	o      *Object
	rest   []byte
	middle []byte // of the previous value
}

func (r *row) number() int {
	n, size := binary.Uvarint(r.rest)
	r.rest = r.rest[size:]
	return int(n)
}

func (r *row) octets(n int) []byte {
	v := r.rest[:n:n]
	r.rest = r.rest[n:]
	return v
}

func (r *row) list(t *Texts) {
	for range r.number() {
		t.Values = append(t.Values, r.value())
	}
}

// value assembles a value in the memory of the object.
func (r *row) value() []byte {
	n := r.number()
	at := len(r.o.memory)
	switch {
	case n>>1 == guidAffix:
		r.o.memory = convert.AppendGUID(r.o.memory, convert.GUID(r.octets(16)))
		return r.o.memory[at:len(r.o.memory):len(r.o.memory)]
	case n&1 == 0:
		r.middle = r.octets(r.number())
	}
	if n>>1 == noAffix {
		return r.middle
	}
	a := &r.affixes.all[n>>1]
	r.o.memory = append(append(append(r.o.memory, a.prefix...), r.middle...), a.suffix...)
	return r.o.memory[at:len(r.o.memory):len(r.o.memory)]
}

func (r *row) anchor() {
	o := r.o
	at := len(o.memory)
	switch form := r.octets(1)[0]; form {
	case anchorNone:
		return
	case anchorImmutableID:
		o.Anchor = SourceAnchor{AttrOnPremisesImmutableID, o.OnPremisesImmutableID.Value}
		return
	case anchorObjectGUID:
		o.memory = convert.AppendImmutableID(o.memory, o.ObjectGUID.Value)
		o.Anchor.Attribute = AttrObjectGUID
	case anchorConsistency:
		o.memory = convert.AppendImmutableID(o.memory, convert.GUID(o.ConsistencyGUID.Value))
		o.Anchor.Attribute = AttrConsistencyGUID
	case anchorOther:
		o.Anchor.Attribute = r.names[r.number()]
		if value := r.octets(r.number()); len(value) > 0 {
			o.Anchor.Value = value
		}
		return
	}
	o.Anchor.Value = o.memory[at:len(o.memory):len(o.memory)]
}

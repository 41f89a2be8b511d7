package directory

import "iter"

// A ConnectorSpace holds the objects of one side in the order of the exports.
// It keeps all records of an object: two exports may disagree about it.
//
// Objects are packed, since there may be a million; a [Reader] unpacks one. The zero value is
// an empty space.
type ConnectorSpace struct {
	Side     Side
	segments []*segment
	length   int
	values   int // of proxyAddresses and mail
}

// Len returns how many objects there are.
func (c *ConnectorSpace) Len() int { return c.length }

// Addresses returns how many values of proxyAddresses and mail there are.
func (c *ConnectorSpace) Addresses() int { return c.values }

// Add appends a copy of an object.
func (c *ConnectorSpace) Add(o *Object) {
	if len(c.segments) == 0 {
		c.segments = append(c.segments, newSegment())
	}
	c.segments[len(c.segments)-1].add(o)
	c.length++
	c.values += len(o.ProxyAddresses.Values) + min(1, len(o.Mail.Value))
}

// Join appends the objects of other, which must not be used any more.
func (c *ConnectorSpace) Join(other *ConnectorSpace) {
	c.segments = append(c.segments, other.segments...)
	c.length += other.length
	c.values += other.values
}

// All yields all objects with their numbers, from 0. An object is valid until the next step.
func (c *ConnectorSpace) All() iter.Seq2[int, *Object] {
	return func(yield func(int, *Object) bool) {
		o, first := new(Object), 0
		for _, s := range c.segments {
			for i := range s.rows {
				o.Reset()
				o.Side = c.Side
				s.load(o, i, false)
				if !yield(first+i, o) {
					return
				}
			}
			first += len(s.rows)
		}
	}
}

// A Reader unpacks the objects of a connector space into memory that it reuses. It is for one
// goroutine.
type Reader struct {
	space  *ConnectorSpace
	object Object
	number int  // of the object, or -1
	whole  bool // with its lists
}

// NewReader returns a reader of the objects of the space.
func (c *ConnectorSpace) NewReader() *Reader { return &Reader{space: c, number: -1} }

// Object returns object i, counted from 0. It is valid until the next call of a method of r.
func (r *Reader) Object(i int) *Object {
	if i != r.number || !r.whole {
		r.space.load(&r.object, i, false)
		r.number, r.whole = i, true
	}
	return &r.object
}

// Head is Object without the values of attributes that can have several. It takes half the
// time.
func (r *Reader) Head(i int) *Object {
	if i != r.number {
		r.space.load(&r.object, i, true)
		r.number, r.whole = i, false
	}
	return &r.object
}

func (c *ConnectorSpace) load(o *Object, i int, headOnly bool) {
	o.Reset()
	o.Side = c.Side
	for _, s := range c.segments {
		if i < len(s.rows) {
			s.load(o, i, headOnly)
			return
		}
		i -= len(s.rows)
	}
	panic("directory: no such object")
}

// Object returns object i, counted from 0, with memory of its own.
func (c *ConnectorSpace) Object(i int) *Object {
	o := new(Object)
	c.load(o, i, false)
	return o
}

// An Absence is the meaning of an attribute that a file does not show for an object. The zero
// value means that the attribute was not exported.
type Absence struct {
	IsEmpty          bool // the file leaves out empty attributes ...
	UPNUnknown       bool // ... but userPrincipalName was not exported
	AddressesUnknown bool // ... but proxyAddresses was not exported
	SAMUnknown       bool // ... but sAMAccountName was not exported
	ControlUnknown   bool // ... but userAccountControl was not exported
}

// SetAbsence sets the meaning of attributes that a file does not show. It is called after the
// whole file was read. An attribute that every object has, such as objectGUID, counts as not
// exported even if the file leaves out empty attributes.
func (c *ConnectorSpace) SetAbsence(file string, a Absence) {
	for _, s := range c.segments {
		for i := range s.files {
			if s.files[i].name == file {
				s.files[i].absence = a
			}
		}
	}
}

func (a Absence) apply(o *Object) {
	if !a.IsEmpty {
		return
	}
	for _, t := range []*Text{&o.Mail, &o.MailNickname, &o.DisplayName, &o.GivenName, &o.Surname, &o.TargetAddress, &o.ConsistencyGUID, &o.RecipientTypeDetails} {
		t.Presence = emptied(t.Presence)
	}
	if !a.UPNUnknown {
		o.UserPrincipalName.Presence = emptied(o.UserPrincipalName.Presence)
	}
	if !a.AddressesUnknown {
		o.ProxyAddresses.Presence = emptied(o.ProxyAddresses.Presence)
	}
	if !a.SAMUnknown {
		o.SAMAccountName.Presence = emptied(o.SAMAccountName.Presence)
	}
	if !a.ControlUnknown {
		o.UserAccountControl.Presence = emptied(o.UserAccountControl.Presence)
	}
}

func emptied(p Presence) Presence {
	if p == NotExported {
		return Empty
	}
	return p
}

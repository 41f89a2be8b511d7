package directory

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"hardmatch/convert"
)

func text(s string) Text { return Text{Present, []byte(s)} }

// packed returns objects like those of real directories, and some unusual ones.
func packed() []*Object {
	guid := convert.GUID{0x41, 0x7d, 0x34, 2, 0x94, 0xd4, 0x0c, 0x48, 0xa2, 0x12, 0x6e, 0x64, 0x5f, 0x45, 0x8f, 0xdb}
	id := guid.ImmutableID()
	sid := []byte{1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7}
	return []*Object{
		filled('a'), new(Object), filled(0),
		{
			Origin: Origin{File: "ad.ldf", Line: 1}, Class: User,
			DN: text(`CN=Lovelace\, Ada,OU=Staff,DC=contoso,DC=com`), SAMAccountName: text("ada"), MailNickname: text("ada"),
			UserPrincipalName: text("ada@contoso.com"), Mail: text("ada@contoso.com"), DisplayName: text("Ada"),
			ProxyAddresses: texts("SMTP:ada@contoso.com", "smtp:ada@contoso.com", "X500:/o=Contoso/cn=Recipients/cn=ada", "ada", "", "sip:ada@contoso.com", "smtp:"),
			ObjectGUID:     GUID{Present, guid}, ObjectSID: Text{Present, sid}, ConsistencyGUID: Text{Present, guid[:]},
			Anchor: SourceAnchor{AttrConsistencyGUID, []byte(id)},
		},
		{
			DN: text("CN=x,DC=y"), ObjectGUID: GUID{Present, guid}, ConsistencyGUID: Text{Present, []byte("fifteen octets!")},
			ProxyAddresses: Texts{Presence: Empty}, Mail: Text{Presence: Lost}, Anchor: SourceAnchor{AttrObjectGUID, []byte(id)},
		},
		{
			Origin: Origin{File: "users.json", Line: 1, Offset: 1 << 40},
			ID:     text("87d349ed-44d7-43e1-9a83-5f2406dee5bd"), OnPremisesImmutableID: text(id),
			ProvisioningErrors: texts(`{"category":"PropertyConflict"}`), Anchor: SourceAnchor{AttrOnPremisesImmutableID, []byte(id)},
		},
		{ID: text("87D349ED-44d7-43e1-9a83-5f2406dee5bd"), Anchor: SourceAnchor{Attribute: AttrConsistencyGUID}},
		{DN: Text{Present, bytes.Repeat([]byte("x"), 3*chunkSize)}, Anchor: SourceAnchor{"employeeID", []byte("4711")}},
		{ID: text("a"), AssignedLicenses: Present, IsDeleted: true}, {ID: text("b"), AssignedLicenses: Empty, IsCriticalSystemObject: true}, {ID: text("c"), AssignedLicenses: Lost},
		{DN: text("CN=a"), Anchor: SourceAnchor{"employeeID", []byte("4")}}, {DN: text("CN=b"), Anchor: SourceAnchor{Value: []byte("4711")}},
		{ID: text("d"), OnPremisesImmutableID: text(id), Anchor: SourceAnchor{AttrOnPremisesImmutableID, []byte("other")}},
		{DN: text("CN=c"), ConsistencyGUID: Text{Present, guid[:]}, Anchor: SourceAnchor{AttrConsistencyGUID, []byte("other")}},
		{DN: text("CN=d"), ConsistencyGUID: Text{Present, []byte("fifteen octets!")}, Anchor: SourceAnchor{AttrConsistencyGUID, convert.AppendImmutableID(nil, convert.GUID{})}},
		{DN: text("CN=e"), ObjectGUID: GUID{Present, guid}, Anchor: SourceAnchor{AttrObjectGUID, []byte("other")}},
		{UserPrincipalName: text("@"), Mail: text("="), DN: text(","), TargetAddress: text("a:b:c@d@e=f,g")},
	}
}

// A space returns objects as they were added, in order, whatever was read before.
func TestSpaceKeepsObjects(t *testing.T) {
	var first, second ConnectorSpace
	for i, o := range packed() {
		if i < 4 {
			first.Add(o)
		} else {
			second.Add(o)
		}
	}
	first.Join(&second)
	objects := first.NewReader()
	for range 2 {
		for i, want := range packed() {
			if o := objects.Object(i); !same(o, want) {
				t.Errorf("%d: got %+v, want %+v", i, o, want)
			}
		}
		n := 0
		for i, o := range first.All() {
			if i != n || !same(o, packed()[i]) {
				t.Errorf("%d, want %d: got %+v", i, n, o)
			}
			n++
		}
		if n != first.Len() {
			t.Errorf("%d objects", n)
		}
	}
	if first.Len() != len(packed()) {
		t.Errorf("length %d", first.Len())
	}
	for i, want := range packed() {
		whole := packed()[i]
		for _, list := range want.lists() {
			list.Values = nil
		}
		if o := objects.Head(i); !same(o, want) {
			t.Errorf("head of %d: got %+v, want %+v", i, o, want)
		}
		if o := objects.Object(i); !same(o, whole) {
			t.Errorf("%d after its head: got %+v, want %+v", i, o, whole)
		}
	}
	if kept := first.Object(3); !same(kept, packed()[3]) {
		t.Errorf("got %+v", kept)
	}
}

// Values that share a prefix and a suffix store only what distinguishes them.
func TestAffixes(t *testing.T) {
	sid := "\x01\x02\x00\x00\x00\x00\x00\x05\x20\x00\x00\x00"
	for _, test := range []struct{ prefix, middle, suffix string }{
		{"", "ada", ""}, {"", "", ""}, {"", "ada", "@contoso.com"}, {"SMTP:", "ada", "@contoso.com"}, {"", "", "@contoso.com"},
		{"SMTP:", "a@b", "@contoso.com"}, {"eight67:", "ada", "@contoso.com"}, {"", "nine5678:ada", "@contoso.com"},
		{"CN=", "Ada", ",OU=Staff,DC=contoso,DC=com"}, {"CN=", `Lovelace\, Ada`, ",DC=com"}, {"", "Ada", ",DC=com"},
		{"/o=Contoso/cn=", "ada", ""}, {"x=", "", ",y"}, {"", ",y", ""},
		{sid, "\x20\x02\x00\x00", ""}, {"\x01\x01" + sid[2:8], "\x20\x02\x00\x00", ""},
		{"", sid, ""},
		{"", "\x02\x02\x00\x00\x00\x00\x00\x05\x20\x00\x00\x00\x20\x02\x00\x00", ""}, {"", "\x01\x00\x00\x00\x00\x00\x00\x05", ""},
	} {
		v := test.prefix + test.middle + test.suffix
		if from, to := ends([]byte(v)); from != len(test.prefix) || v[from:to] != test.middle {
			t.Errorf("%q: %d to %d, want %+v", v, from, to, test)
		}
	}
}

// An affix has one number, however often columns alternate between affixes.
func TestAffixNumbers(t *testing.T) {
	a := newAffixes()
	var numbers []int
	for _, v := range []string{"ada@x", "bob@x", "ada@y", "a:ada@x", "bob@x", "ada", "@x", "bob@y"} {
		n, middle := a.cut(2, []byte(v))
		if got := string(a.all[n].prefix) + string(middle) + string(a.all[n].suffix); got != v {
			t.Errorf("%q became %q", v, got)
		}
		numbers = append(numbers, n)
	}
	if want := []int{2, 2, 3, 4, 2, noAffix, 2, 3}; !slices.Equal(numbers, want) {
		t.Errorf("numbers %v, want %v", numbers, want)
	}
	if a.find([]byte("a"), []byte("bc")) == a.find([]byte("ab"), []byte("c")) {
		t.Error("two affixes have one number")
	}
}

// After maxAffixes different affixes, values are stored whole, and no value is lost.
func TestManyAffixes(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	var c ConnectorSpace
	name := func(i int) string { return fmt.Sprintf("CN=x,OU=%d,DC=y", i) }
	for i := range 2 * maxAffixes {
		c.Add(&Object{DN: text(name(i))})
	}
	for i, o := range c.All() {
		if o.DN.String() != name(i) {
			t.Fatalf("%d is %s", i, o.DN)
		}
	}
	if n := len(c.segments[0].affixes.all); n != maxAffixes {
		t.Errorf("%d affixes", n)
	}
}

// What can be derived from another value takes one octet.
func TestPackedSizes(t *testing.T) {
	guid := convert.GUID{0x41, 0x7d, 0x34, 2, 0x94, 0xd4, 0x0c, 0x48, 0xa2, 0x12, 0x6e, 0x64, 0x5f, 0x45, 0x8f, 0xdb}
	id := []byte(guid.ImmutableID())
	size := func(o Object) int {
		s := newSegment()
		s.add(&o)
		return len(s.row)
	}
	empty := size(Object{})
	for name, test := range map[string]struct {
		o    Object
		want int
	}{
		"a value with its length":         {Object{SAMAccountName: text("ada")}, 1 + 1 + 3},
		"the same value again":            {Object{SAMAccountName: text("ada"), MailNickname: text("ada")}, 1 + 1 + 3 + 1},
		"the same local part":             {Object{SAMAccountName: text("ada"), UserPrincipalName: text("ada@x")}, 1 + 1 + 3 + 1},
		"the text of a GUID":              {Object{ID: text(guid.String())}, 1 + 16},
		"a text as long as that of one":   {Object{ID: text("x" + guid.String()[1:])}, 1 + 1 + 36},
		"objectGUID as anchor":            {Object{ObjectGUID: GUID{Present, guid}, Anchor: SourceAnchor{AttrObjectGUID, id}}, 16},
		"mS-DS-ConsistencyGuid as anchor": {Object{ConsistencyGUID: Text{Present, guid[:]}, Anchor: SourceAnchor{AttrConsistencyGUID, id}}, 1 + 1 + 16},
		"onPremisesImmutableId as anchor": {Object{OnPremisesImmutableID: text("abc"), Anchor: SourceAnchor{AttrOnPremisesImmutableID, []byte("abc")}}, 1 + 1 + 3},
		"another attribute as anchor":     {Object{Anchor: SourceAnchor{"employeeID", []byte("abc")}}, 1 + 1 + 3},
	} {
		if got := size(test.o) - empty; got != test.want {
			t.Errorf("%s takes %d octets, want %d", name, got, test.want)
		}
	}
	s := newSegment()
	for i := range 100 {
		s.add(&Object{Origin: Origin{File: []string{"a.ldf", "b.ldf", "c.ldf"}[i%3]}, Anchor: SourceAnchor{Attribute: []string{"x", "y"}[i%2]}})
	}
	if len(s.files) != 3 || len(s.names) != 2 || len(s.chunks) != 1 {
		t.Errorf("%d files, %d names, %d chunks", len(s.files), len(s.names), len(s.chunks))
	}
	for range 3 {
		s.add(&Object{DN: Text{Present, bytes.Repeat([]byte("x"), chunkSize/2)}})
	}
	if n := len(s.chunks); n != 3 || cap(s.chunks[2]) != chunkSize {
		t.Errorf("%d chunks, the last of %d octets", n, cap(s.chunks[2]))
	}
}

// The objects of a space have its side, and it counts their addresses.
func TestSpaceSideAndAddresses(t *testing.T) {
	var c, other ConnectorSpace
	c.Side = Cloud
	c.Add(&Object{Mail: text("ada@x"), ProxyAddresses: texts("smtp:ada@x", "sip:ada@x")})
	c.Add(&Object{Mail: Text{Presence: Empty}})
	other.Add(&Object{Mail: text("bob@x")})
	c.Join(&other)
	if c.Addresses() != 4 || c.Len() != 3 {
		t.Errorf("%d addresses of %d objects", c.Addresses(), c.Len())
	}
	for i, o := range c.All() {
		if o.Side != Cloud || c.Object(i).Side != Cloud || c.NewReader().Head(i).Side != Cloud {
			t.Errorf("object %d is on the side %v", i, o.Side)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("an object that does not exist was returned")
		}
	}()
	c.Object(3)
}

// An absence makes empty what is known to be exported. It applies to the objects of one file,
// and not to an attribute whose values were lost or which the file may leave out.
func TestSetAbsence(t *testing.T) {
	names := []string{"mail", "mailNickname", "displayName", "givenName", "sn", "targetAddress", "mS-DS-ConsistencyGuid", "msExchRecipientTypeDetails", "userPrincipalName", "proxyAddresses", "sAMAccountName", "userAccountControl"}
	attributes := func(o *Object) []*Presence {
		return []*Presence{
			&o.Mail.Presence, &o.MailNickname.Presence, &o.DisplayName.Presence, &o.GivenName.Presence, &o.Surname.Presence, &o.TargetAddress.Presence,
			&o.ConsistencyGUID.Presence, &o.RecipientTypeDetails.Presence, &o.UserPrincipalName.Presence, &o.ProxyAddresses.Presence, &o.SAMAccountName.Presence, &o.UserAccountControl.Presence,
		}
	}
	lost := &Object{Origin: Origin{File: "a.ldf"}}
	for _, p := range attributes(lost) {
		*p = Lost
	}
	var c ConnectorSpace
	c.Add(&Object{Origin: Origin{File: "a.ldf"}})
	c.Add(lost)
	c.Add(&Object{Origin: Origin{File: "b.csv"}})
	for _, test := range []struct {
		absence Absence
		unknown string
	}{
		{Absence{IsEmpty: true}, ""}, {Absence{IsEmpty: true, UPNUnknown: true}, "userPrincipalName"}, {Absence{IsEmpty: true, AddressesUnknown: true}, "proxyAddresses"},
		{Absence{IsEmpty: true, SAMUnknown: true}, "sAMAccountName"}, {Absence{IsEmpty: true, ControlUnknown: true}, "userAccountControl"},
	} {
		c.SetAbsence("a.ldf", test.absence)
		for i, name := range names {
			want := Empty
			if name == test.unknown {
				want = NotExported
			}
			if got := *attributes(c.Object(0))[i]; got != want {
				t.Errorf("%+v: %s is %d, want %d", test.absence, name, got, want)
			}
			if l, b := *attributes(c.Object(1))[i], *attributes(c.Object(2))[i]; l != Lost || b != NotExported {
				t.Errorf("%+v: the lost %s is %d, that of another file %d", test.absence, name, l, b)
			}
		}
		if o := c.Object(0); o.ObjectGUID.Presence != NotExported || o.ObjectSID.Presence != NotExported {
			t.Errorf("%+v: %+v", test.absence, o)
		}
	}
	c.SetAbsence("a.ldf", Absence{SAMUnknown: true})
	if o := c.Object(0); o.Mail.Presence != NotExported || o.UserPrincipalName.Presence != NotExported {
		t.Errorf("an absence of nothing: %+v", o)
	}
}

// FuzzSpace packs values of any form into the attributes of an object.
func FuzzSpace(f *testing.F) {
	f.Add("SMTP:ada@contoso.com", "ada", []byte{1, 1, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0})
	f.Add(`CN=a\,b,DC=c`, "87d349ed-44d7-43e1-9a83-5f2406dee5bd", []byte{})
	f.Fuzz(func(t *testing.T, a, b string, octets []byte) {
		want := &Object{DN: text(a), UserPrincipalName: text(b), Mail: text(a), ObjectSID: Text{Present, octets}, ProxyAddresses: texts(a, b, a), Anchor: SourceAnchor{a, []byte(b)}}
		if b == "" {
			want.Anchor.Value = nil
		}
		var c ConnectorSpace
		c.Add(new(Object))
		c.Add(want)
		if got := c.Object(1); !same(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
}

func BenchmarkSpace(b *testing.B) {
	o := packed()[3]
	b.Run("Add", func(b *testing.B) {
		var c ConnectorSpace
		for b.Loop() {
			c.Add(o)
		}
		b.ReportMetric(float64(len(c.segments[0].row)), "B/object")
	})
	b.Run("Object", func(b *testing.B) {
		var c ConnectorSpace
		c.Add(o)
		c.Add(o)
		objects := c.NewReader()
		for b.Loop() {
			objects.Object(0)
			objects.Object(1)
		}
	})
}

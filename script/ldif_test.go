package script

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"hardmatch/ldifparse"
	"hardmatch/plan"
	"hardmatch/plan/plantest"
	"hardmatch/text"
	"hardmatch/text/texttest"
)

// ldifPlain lists the names and values that a reader finds in a change file.
func ldifPlain(t *testing.T, doc string) string {
	var b strings.Builder
	for _, r := range ldifRecords(t, doc) {
		b.WriteString(string(r.DN) + "\n")
		for _, m := range r.Mods {
			b.WriteString(m.Name + "\n" + string(bytes.Join(m.Values, []byte("\n"))) + "\n")
		}
		if r.NewRDN != nil {
			b.WriteString(plan.DistinguishedName + "\n" + string(r.NewRDN) + "," + string(r.NewSuperior) + "\n")
		}
	}
	return b.String()
}

func ldifRecords(t *testing.T, doc string) []*ldifparse.Record {
	t.Helper()
	if !strings.HasPrefix(doc, "version: 1\n") || strings.ContainsFunc(doc, func(r rune) bool { return r != '\n' && !text.IsPrintableASCII(r) }) {
		t.Fatalf("the version is not first, or not ASCII: %q", doc)
	}
	var list []*ldifparse.Record
	for r, err := range ldifparse.Read(strings.NewReader(doc), ldifparse.Options{}) {
		if err != nil {
			t.Fatalf("%v in\n%s", err, doc)
		}
		list = append(list, r.Clone())
	}
	return list
}

// A change deletes the old value and adds the new one in one modify.
func TestLDIFCompareAndSwap(t *testing.T) {
	records := ldifRecords(t, scriptOf(t, plantest.Operations(t), LDIF, false))
	ops := func(r *ldifparse.Record) (list []string) {
		for _, m := range r.Mods {
			list = append(list, m.Op+" "+m.Name)
		}
		return list
	}
	want := [][]string{
		nil, {"delete proxyAddresses"}, {"add mS-DS-ConsistencyGuid"}, {"delete mS-DS-ConsistencyGuid"}, {"add proxyAddresses"},
		{"delete mail", "add mail"}, {"delete userPrincipalName", "add userPrincipalName"}, nil, {"delete mail"},
	}
	if len(records) != len(want) {
		t.Fatalf("%d records", len(records))
	}
	for i, r := range records {
		if got := ops(r); !slices.Equal(got, want[i]) {
			t.Errorf("%s: %q", r.DN, got)
		}
	}
	if moved, later := records[0], records[8]; string(later.DN) != string(moved.NewRDN)+","+string(moved.NewSuperior) {
		t.Errorf("after its move the object has the DN %s", later.DN)
	}
	if guid := records[2].Mods[0].Values[0]; len(guid) != 16 || guid[0] != 0x41 {
		t.Errorf("the octets of the GUID are % x", guid)
	}
}

// A step without approval is off, whatever its name contains.
func TestLDIFApproval(t *testing.T) {
	for _, name := range texttest.HostileNames {
		if name == "" {
			continue
		}
		p := plantest.Operations(t)
		p.Steps = slices.DeleteFunc(p.Steps, func(s plan.Step) bool { return s.ID != "o12" })
		plantest.MakeHostile(&p.Steps[0], name)
		p.Steps[0].Irreversible = true
		if n := len(ldifRecords(t, scriptOf(t, p, LDIF, false))); n != 0 {
			t.Errorf("%q: %d records are on", name, n)
		}
		p.Steps[0].Approved = true
		if n := len(ldifRecords(t, scriptOf(t, p, LDIF, false))); n != 1 {
			t.Errorf("%q: %d records", name, n)
		}
	}
}

// No text of a plan adds or removes a record.
func TestLDIFHostileNames(t *testing.T) {
	for _, undo := range []bool{false, true} {
		want := len(ldifRecords(t, scriptOf(t, plantest.Hostile(t, "ada"), LDIF, undo)))
		for _, name := range texttest.HostileNames {
			if name == "" {
				continue
			}
			if got := len(ldifRecords(t, scriptOf(t, plantest.Hostile(t, name), LDIF, undo))); got != want {
				t.Errorf("%q: %d records, want %d", name, got, want)
			}
		}
	}
}

// A reader finds the given names and values in one record.
func FuzzLDIF(f *testing.F) {
	for _, s := range texttest.HostileNames {
		f.Add(s, s+"x", "why "+s)
	}
	f.Fuzz(func(t *testing.T, dn, mail, why string) {
		if dn == "" || mail == "" || !utf8.ValidString(dn+mail) {
			return
		}
		p := &plan.Plan{ID: why, AsOf: why, Inputs: []plan.Input{{File: why}}, Steps: []plan.Step{{
			ID: why, Operation: plan.SetMail, Target: plan.Ref{Side: plan.SideOnPremises, DN: dn}, Explain: why,
			Expect: plan.Properties{{Name: "mail"}}, Set: plan.Properties{{Name: "mail", Value: plan.Text(mail)}},
		}}}
		records := ldifRecords(t, scriptOf(t, p, LDIF, false))
		if len(records) != 1 || string(records[0].DN) != dn || len(records[0].Mods) != 1 || string(records[0].Mods[0].Values[0]) != mail {
			t.Fatalf("%q, %q: %+v", dn, mail, records)
		}
	})
}

package script

import (
	"errors"
	"fmt"
	"strings"

	"hardmatch/ldifparse"
	"hardmatch/plan"
	"hardmatch/text"
)

// ldif says the on-premises steps as change records. A modify deletes the value
// that is expected and adds the new one, which the directory does as one: with
// another value there it does neither (RFC 4511, 4.6). An add to an attribute
// that can have one value only, and has it, fails as well.
func ldif(sp *Selection) ([]byte, error) {
	var body strings.Builder
	var left []string
	n := 0
	places := sp.places()
	for _, s := range sp.Steps {
		s.Target.DN = places[s.ID]
		record, err := ldifRecord(s)
		if err != nil {
			left = append(left, unsupported(s, LDIF, err))
			continue
		}
		n++
		if err := ldifStep(&body, sp, s, record); err != nil {
			return nil, fmt.Errorf("step %s: %w", s.ID, err)
		}
	}
	var b strings.Builder
	ldifHead(&b, sp, n)
	hashComments(&b, append(left, sp.NotPlanned()...))
	b.WriteString("\n" + body.String())
	return []byte(b.String()), nil
}

// ldifHead begins with the version, as RFC 2849 asks; comments follow it.
func ldifHead(b *strings.Builder, sp *Selection, n int) {
	fmt.Fprintf(b, "version: 1\n# %s of Active Directory%s.\n#\n", text.Count(n, "change"), sp.Extent())
	planLines(b, sp.Plan)
	b.WriteString(`#   run      ldapmodify -f plan.ldif, or ldifde -i -f plan.ldif; without -c or -k
#            they stop at the first change that is refused
#   needs    write access to the attributes of these objects
`)
	if !sp.Undo {
		b.WriteString("#   back     hardmatch render --as ldif --undo plan.json\n")
	}
	b.WriteString(`#
# Each change takes away the value that is expected and puts in the new one: if
# another value is there, the directory refuses both. Objects are named by the DN
# that they have at that point. Where a change waits for steps that are not in
# this file, a comment says so: run the file up to there, then these, then the rest.
`)
}

// ldifStep writes a record with its reason above it, as a comment where it has
// no way back and is not approved.
func ldifStep(b *strings.Builder, sp *Selection, s plan.Step, r *ldifparse.Record) error {
	var text strings.Builder
	if err := ldifparse.NewWriter(&text, ldifparse.WriterOptions{}).Write(r); err != nil {
		return err
	}
	fmt.Fprintf(b, "# %s: %s\n", psComment(s.ID), psComment(reason(s)))
	if where := sp.OtherPhases(s); where != "" {
		fmt.Fprintf(b, "# It %s.\n", psComment(where))
	}
	if waits := sp.pending(s, carriesOut(ldifCan)); len(waits) > 0 {
		fmt.Fprintf(b, "# STOP: only when %s.\n", psComment(sp.done(waits)))
	}
	if !s.Irreversible || s.Approved {
		b.WriteString(text.String())
		return nil
	}
	b.WriteString("# There is no way back from this, and it is not approved, so it is off:\n")
	for line := range strings.Lines(strings.TrimSuffix(text.String(), "\n")) {
		b.WriteString("# " + line)
	}
	b.WriteString("\n")
	return nil
}

func ldifCan(s plan.Step) error {
	_, err := ldifRecord(s)
	return err
}

// ldifRecord returns the change record of a step, or why there is none.
func ldifRecord(s plan.Step) (*ldifparse.Record, error) {
	if s.Operation == plan.ManualReview {
		return nil, errByHand
	}
	if err := objectCan(s); err != nil {
		return nil, err
	}
	c, _ := s.Change()
	switch {
	case s.Target.DN == "":
		return nil, errNoDN
	case len(otherExpects(s, c.Property)) > 0:
		return nil, errors.New("a change file compares only what it changes, and this looks at more")
	}
	r := &ldifparse.Record{Kind: ldifparse.Change, DN: []byte(s.Target.DN), ChangeType: "modify"}
	if c.Property == plan.DistinguishedName {
		return ldifMove(r, c)
	}
	r.Mods = ldifMods(c)
	return r, nil
}

func ldifMods(c plan.Change) []ldifparse.Mod {
	var mods []ldifparse.Mod
	for _, part := range []struct {
		op    string
		value plan.Value
	}{{"delete", c.Before}, {"add", c.After}} {
		if !part.value.IsNull() {
			mods = append(mods, ldifparse.Mod{Op: part.op, Name: c.Property, Values: [][]byte{octets(c.Property, part.value)}})
		}
	}
	return mods
}

// ldifMove moves an object that is where the plan expects it; elsewhere the DN
// names nothing, and the directory refuses.
func ldifMove(r *ldifparse.Record, c plan.Change) (*ldifparse.Record, error) {
	if before, _ := c.Before.Text(); !strings.EqualFold(before, string(r.DN)) {
		return nil, errors.New("it expects another DN than that of its target")
	}
	rdn, parent := newPlace(c)
	r.ChangeType, r.NewRDN, r.NewSuperior, r.DeleteOldRDN = "modrdn", []byte(rdn), []byte(parent), true
	return r, nil
}

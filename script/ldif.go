package script

import (
	"errors"
	"fmt"
	"strings"

	"hardmatch/ldifparse"
	"hardmatch/plan"
	"hardmatch/text"
)

// ldif writes the on-premises steps as change records. A modify deletes the expected
// value and adds the new one. The directory does both or, if the attribute has
// another value, neither (RFC 4511, 4.6). An add to a single-valued attribute that
// has a value fails, too.
func ldif(sel *Selection) ([]byte, error) {
	var body strings.Builder
	var notDone []string
	n := 0
	dns := sel.stepDNs()
	for _, s := range sel.Steps {
		s.Target.DN = dns[s.ID]
		record, err := ldifRecord(s)
		if err != nil {
			notDone = append(notDone, unsupported(s, LDIF, err))
			continue
		}
		n++
		if err := ldifStep(&body, sel, s, record); err != nil {
			return nil, fmt.Errorf("step %s: %w", s.ID, err)
		}
	}
	var b strings.Builder
	ldifHead(&b, sel, n)
	hashComments(&b, append(notDone, sel.NotPlanned()...))
	b.WriteString("\n" + body.String())
	return []byte(b.String()), nil
}

// ldifHead writes the version, which is the first line in RFC 2849, and a comment.
func ldifHead(b *strings.Builder, sel *Selection, n int) {
	fmt.Fprintf(b, "version: 1\n# %s of Active Directory%s.\n#\n", text.Count(n, "change"), sel.Extent())
	planRows(b, sel.Plan)
	b.WriteString(`#   run      ldapmodify -f plan.ldif, or ldifde -i -f plan.ldif; without -c or -k
#            they stop at the first change that the directory refuses
#   needs    write access to the attributes of these objects
`)
	undoRow(b, sel, LDIF)
	b.WriteString(`#
# Each change deletes the expected value and adds the new one. If the attribute has
# another value, the directory refuses both. Each DN is the one that the object has
# at that point. A comment marks a change that waits for steps that are not in this
# file: run the file up to the comment, then these steps, then the rest of the file.
`)
}

// ldifStep writes a record after a comment with its reason. An irreversible step
// without approval is a comment.
func ldifStep(b *strings.Builder, sel *Selection, s plan.Step, r *ldifparse.Record) error {
	var text strings.Builder
	if err := ldifparse.NewWriter(&text, ldifparse.WriterOptions{}).Write(r); err != nil {
		return err
	}
	fmt.Fprintf(b, "# %s: %s\n", psComment(s.ID), psComment(reason(s)))
	if where := sel.OtherPhases(s); where != "" {
		fmt.Fprintf(b, "# It %s.\n", psComment(where))
	}
	if waits := sel.pending(s, carriesOut(checkLDIF)); len(waits) > 0 {
		fmt.Fprintf(b, "# STOP: continue only when %s.\n", psComment(sel.done(waits)))
	}
	if !s.Irreversible || s.Approved {
		b.WriteString(text.String())
		return nil
	}
	b.WriteString("# This cannot be undone and is not approved, so it is off:\n")
	for line := range strings.Lines(strings.TrimSuffix(text.String(), "\n")) {
		b.WriteString("# " + line)
	}
	b.WriteString("\n")
	return nil
}

func checkLDIF(s plan.Step) error {
	_, err := ldifRecord(s)
	return err
}

// ldifRecord returns the change record of a step, or why the format has none.
func ldifRecord(s plan.Step) (*ldifparse.Record, error) {
	if s.Operation == plan.ManualReview {
		return nil, errByHand
	}
	if err := checkObject(s); err != nil {
		return nil, err
	}
	c, _ := s.Change()
	switch {
	case s.Target.DN == "":
		return nil, errNoDN
	case len(otherExpected(s, c.Property)) > 0:
		return nil, errors.New("a change file can check only the value that it changes, and the step expects more")
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

// ldifMove returns the record of a move from the expected DN. If the object is not
// there, the DN names nothing and the directory refuses the change.
func ldifMove(r *ldifparse.Record, c plan.Change) (*ldifparse.Record, error) {
	if before, _ := c.Before.Text(); !strings.EqualFold(before, string(r.DN)) {
		return nil, errors.New("the step expects a DN other than that of its target")
	}
	rdn, parent := cutNewDN(c)
	r.ChangeType, r.NewRDN, r.NewSuperior, r.DeleteOldRDN = "modrdn", []byte(rdn), []byte(parent), true
	return r, nil
}

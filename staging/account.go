package staging

import (
	"fmt"
	"strings"

	"hardmatch/directory"
	"hardmatch/exportfile"
)

// An account is what a file as a whole turned out to hold.
type account struct {
	users     [3]int    // by side
	exported  [3]uint64 // by side: a bit for each of the key attributes that a user has
	displayed bool      // it is a format that shows also what is empty
	unplaced  int       // records that do not show their side
	firstLine int       // of those
	tenant    int       // records about the tenant
}

func (a *account) skip(line int) {
	if a.unplaced++; a.unplaced == 1 {
		a.firstLine = line
	}
}

// keyAttributes are those that decide how a user matches.
var keyAttributes = [3][]attribute{
	directory.OnPremises: {attrObjectGUID, attrConsistencyGUID, attrUserPrincipalName, attrMail, attrProxyAddresses},
	directory.Cloud:      {attrID, attrImmutableID, attrSyncEnabled, attrUserPrincipalName, attrMail, attrProxyAddresses},
}

func (a *account) count(o *directory.Object) {
	if o.Class != directory.User && o.Class != directory.UnknownClass {
		return
	}
	a.users[o.Side]++
	mask := bit(attrUserPrincipalName, o.UserPrincipalName.Presence) | bit(attrMail, o.Mail.Presence) | bit(attrProxyAddresses, o.ProxyAddresses.Presence)
	if o.Side == directory.OnPremises {
		mask |= bit(attrObjectGUID, o.ObjectGUID.Presence) | bit(attrConsistencyGUID, o.ConsistencyGUID.Presence)
	} else {
		mask |= bit(attrID, o.ID.Presence) | bit(attrImmutableID, o.OnPremisesImmutableID.Presence) | bit(attrSyncEnabled, o.OnPremisesSyncEnabled.Presence)
	}
	a.exported[o.Side] |= mask
}

func bit(a attribute, p directory.Presence) uint64 {
	if p == directory.NotExported {
		return 0
	}
	return 1 << a
}

var hints = [3]string{
	directory.OnPremises: "hardmatch collect ad prints commands that export them; --anchor objectGUID does without mS-DS-ConsistencyGuid",
	directory.Cloud:      "Microsoft Graph gives them only if $select names them; hardmatch collect cloud prints such commands",
}

// Notes say, once all records are staged, what is missing in the file as a whole.
func (s *Stager) Notes() []exportfile.Note {
	var notes []exportfile.Note
	if n := s.account.unplaced; n > 0 {
		text := "1 record does not show whether it is of Active Directory or of Entra ID: it is not used"
		if n > 1 {
			text = fmt.Sprintf("%d records do not show whether they are of Active Directory or of Entra ID: they are not used", n)
		}
		notes = append(notes, exportfile.Note{Rule: exportfile.NotExported, Line: s.account.firstLine, Incomplete: true, Text: text,
			Hint: "say it with --ad FILE or --cloud FILE, or export objectGUID or id as well"})
	}
	for side, hint := range hints {
		if missing := s.missing(directory.Side(side)); len(missing) > 0 {
			notes = append(notes, exportfile.Note{Rule: exportfile.NotExported, Hint: hint,
				Text: "not exported: " + strings.Join(missing, ", ") + "; what depends on that stays undecided"})
		}
	}
	return notes
}

// missing names the key attributes that no user of a side has. LDIF leaves out
// what is empty, so that there only objectGUID tells: every object has one.
func (s *Stager) missing(side directory.Side) []string {
	a := &s.account
	if a.users[side] == 0 {
		return nil
	}
	var missing []string
	for _, key := range keyAttributes[side] {
		if a.exported[side]&(1<<key) == 0 && (a.displayed || key == attrObjectGUID) {
			missing = append(missing, s.label(key))
		}
	}
	return missing
}

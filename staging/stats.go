package staging

import (
	"fmt"
	"slices"
	"strings"

	"hardmatch/directory"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// fileStats are the facts about a file as a whole.
type fileStats struct {
	users          [3]int    // by side
	exported       [3]uint64 // by side: a bit for each key attribute that a user has
	sparse         bool      // it leaves out empty attributes
	recipients     bool      // it has attributes that Exchange gives its recipients ...
	addresses      bool      // ... and among them proxyAddresses
	withoutSide    int       // records that do not show their side
	firstLine      int       // of these records
	undecided      int       // users that may have a mS-DS-ConsistencyGuid that the file does not show
	firstUndecided int       // line of the first of these users
}

func (a *fileStats) countWithoutSide(line int) {
	if a.withoutSide++; a.withoutSide == 1 {
		a.firstLine = line
	}
}

// keyAttributes decide how a user matches.
var keyAttributes = [3][]attribute{
	directory.OnPremises: {attrObjectGUID, attrConsistencyGUID, attrUserPrincipalName, attrMail, attrProxyAddresses},
	directory.Cloud:      {attrID, attrImmutableID, attrSyncEnabled, attrUserPrincipalName, attrMail, attrProxyAddresses},
}

func (a *fileStats) count(o *directory.Object) {
	a.recipients = a.recipients || o.MailNickname.Presence >= directory.Present || o.RecipientTypeDetails.Presence >= directory.Present
	a.addresses = a.addresses || o.ProxyAddresses.Presence >= directory.Present
	if o.Class != directory.User && o.Class != directory.UnknownClass {
		return
	}
	a.users[o.Side]++
	mask := presenceBit(attrUserPrincipalName, o.UserPrincipalName.Presence) | presenceBit(attrMail, o.Mail.Presence) | presenceBit(attrProxyAddresses, o.ProxyAddresses.Presence)
	if o.Side == directory.OnPremises {
		mask |= presenceBit(attrObjectGUID, o.ObjectGUID.Presence) | presenceBit(attrConsistencyGUID, o.ConsistencyGUID.Presence) |
			presenceBit(attrSAMAccountName, o.SAMAccountName.Presence) | presenceBit(attrUserAccountControl, o.UserAccountControl.Presence)
	} else {
		mask |= presenceBit(attrID, o.ID.Presence) | presenceBit(attrImmutableID, o.OnPremisesImmutableID.Presence) | presenceBit(attrSyncEnabled, o.OnPremisesSyncEnabled.Presence)
	}
	a.exported[o.Side] |= mask
	if o.Anchor.Value == nil && o.Anchor.Attribute != "" && o.ConsistencyGUID.Presence == directory.NotExported {
		if a.undecided++; a.undecided == 1 {
			a.firstUndecided = o.Origin.Line
		}
	}
}

func presenceBit(a attribute, p directory.Presence) uint64 {
	if p == directory.NotExported {
		return 0
	}
	return 1 << a
}

// Absence returns what absent attributes mean in the file as a whole. It is final
// once all records were staged. If the file leaves out empty attributes, and no
// user has an attribute that users usually have, it was not exported. Exchange
// never makes a recipient without proxyAddresses.
func (s *Stager) Absence() directory.Absence {
	exported := func(a attribute) bool { return s.stats.exported[directory.OnPremises]&(1<<a) != 0 }
	return directory.Absence{
		IsEmpty:          s.stats.sparse,
		AddressesUnknown: s.stats.recipients && !s.stats.addresses,
		UPNUnknown:       !exported(attrUserPrincipalName),
		SAMUnknown:       !exported(attrSAMAccountName),
		ControlUnknown:   !exported(attrUserAccountControl),
	}
}

// exportHint returns how to export attributes that a file of a side lacks.
func exportHint(side directory.Side, missing []string) hint.Hint {
	switch {
	case side == directory.Cloud:
		return hint.New(hint.ExportAttributesCloud)
	case slices.Contains(missing, directory.AttrConsistencyGUID):
		return hint.New(hint.ExportAttributesADOrAnchor)
	}
	return hint.New(hint.ExportAttributesAD)
}

// Notes returns what is missing in the file as a whole. It is final once all
// records were staged.
func (s *Stager) Notes() []records.Note {
	var notes []records.Note
	if n := s.stats.withoutSide; n > 0 {
		text := "1 record does not show whether it is from Active Directory or from Entra ID: it is not used"
		if n > 1 {
			text = fmt.Sprintf("%d records do not show whether they are from Active Directory or from Entra ID: they are not used", n)
		}
		notes = append(notes, records.Note{Rule: records.NotExported, Line: s.stats.firstLine, Incomplete: true, Text: text,
			Hint: hint.New(hint.ChooseSide)})
	}
	for _, side := range []directory.Side{directory.OnPremises, directory.Cloud} {
		if missing := s.missing(side); len(missing) > 0 {
			notes = append(notes, records.Note{Rule: records.NotExported, Hint: exportHint(side, missing),
				Text: "not exported: " + strings.Join(missing, ", ") + "; what depends on that stays undecided"})
		}
	}
	return append(notes, s.undecidedNotes()...)
}

// undecidedNotes returns a note about users with an undecided anchor, if other
// users have mS-DS-ConsistencyGuid.
func (s *Stager) undecidedNotes() []records.Note {
	a := &s.stats
	if a.undecided == 0 || a.exported[directory.OnPremises]&(1<<attrConsistencyGUID) == 0 {
		return nil
	}
	text := "1 user does not show whether it has mS-DS-ConsistencyGuid, others do: its anchor stays undecided"
	if a.undecided > 1 {
		text = fmt.Sprintf("%d users do not show whether they have mS-DS-ConsistencyGuid, others do: their anchor stays undecided", a.undecided)
	}
	return []records.Note{{Rule: records.NotExported, Line: a.firstUndecided, Text: text,
		Hint: hint.New(hint.ExportUsersAlike)}}
}

// missing returns the key attributes that no user of a side has. In a sparse file
// only objectGUID counts, because every object has one.
func (s *Stager) missing(side directory.Side) []string {
	a := &s.stats
	if a.users[side] == 0 {
		return nil
	}
	var missing []string
	for _, key := range keyAttributes[side] {
		if a.exported[side]&(1<<key) == 0 && (!a.sparse || key == attrObjectGUID) {
			missing = append(missing, s.label(key))
		}
	}
	return missing
}

package report

import (
	"strings"

	"hardmatch/diagnose"
	"hardmatch/match"
	"hardmatch/text"
)

// verdictCounts sums the verdicts up on one line.
func (t *textWriter) verdictCounts(s *summary) {
	var parts []string
	for _, k := range kindOrder {
		n := s.verdicts[k]
		switch k {
		case match.SoftMatchSMTP:
			n += s.verdicts[match.SoftMatchUPN]
		case match.SoftMatchUPN:
			continue
		}
		if n > 0 {
			parts = append(parts, text.Grouped(n)+" "+kindLabels[k])
		}
	}
	if len(parts) == 0 {
		parts = []string{"no on-premises objects, so there is nothing to foretell"}
	}
	t.line("%s", strings.Join(parts, "   "))
}

// findingCounts sums the findings up, with those that are not shown.
func (t *textWriter) findingCounts() {
	var parts []string
	for i := len(diagnose.Severities) - 1; i >= 0; i-- {
		n := t.Diagnosis.Counts[i]
		if n == 0 {
			continue
		}
		part := text.Grouped(n) + " " + text.Plural(n, diagnose.Severities[i])
		if diagnose.Severity(i) < t.Level && !t.Verdicts {
			part += " (--level " + diagnose.Severities[i] + " shows them)"
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		parts = []string{"no findings"}
	}
	t.line("%s", strings.Join(parts, ", "))
}

// undecided says what would decide the verdicts that are open. Inputs that are
// missing for as many verdicts and have the same cure share a line.
func (t *textWriter) undecided(s *summary) {
	for i := 0; i < len(s.missing); {
		m := s.missing[i]
		how := cureOf(m.input)
		names := []string{m.input.String()}
		for i++; i < len(s.missing) && s.missing[i].verdicts == m.verdicts && cureOf(s.missing[i].input) == how; i++ {
			names = append(names, s.missing[i].input.String())
		}
		t.line("not known: %s; %s undecided; %s", strings.Join(names, ", "), stay(m.verdicts), how)
	}
	if s.open > 0 {
		t.line("%s undecided, whatever is exported; --verdicts says why", stay(s.open))
	}
}

func stay(n int) string {
	if n == 1 {
		return "1 verdict stays"
	}
	return text.Grouped(n) + " verdicts stay"
}

const (
	cloudInputs = match.CloudUsers | match.DeletedUsers | match.CloudGroups | match.CloudContacts | match.RoleAssignments | match.RoleEligibilities |
		match.CloudImmutableID | match.CloudSyncEnabled | match.CloudObjectIdentifier | match.CloudAddresses | match.CloudUserPrincipalName | match.CloudSID
	flagInputs = match.BlockHardMatch | match.BlockSoftMatch | match.SoftMatchOnUPN | match.QuarantineUPN | match.QuarantineAddresses
	lostInputs = match.ObjectGUIDLost | match.ConsistencyGUIDLost | match.AnchorLost
)

// cureOf says how to make an input known.
func cureOf(input match.Inputs) string {
	switch {
	case input&cloudInputs != 0:
		return "export them with: hardmatch collect cloud"
	case input&flagInputs != 0:
		return "export them with: hardmatch collect cloud, or say --tenant-flag NAME=true|false"
	case input&lostInputs != 0:
		return "export again, in a form that keeps it: hardmatch collect ad"
	case input == match.CloudDevices:
		return "devices are not compared"
	case input == match.OneExport:
		return "export once more, and give that file only"
	}
	return "export them with: hardmatch collect ad"
}

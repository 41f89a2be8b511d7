package report

import (
	"strings"

	"hardmatch/diagnose"
	"hardmatch/hint"
	"hardmatch/match"
	"hardmatch/text"
)

// verdictCounts writes the number of verdicts of each kind on one line.
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
		parts = []string{"no on-premises objects, so there is nothing to predict"}
	}
	t.line("%s", strings.Join(parts, "   "))
}

// findingCounts writes the number of findings of each severity on one line, including
// those that are not shown.
func (t *textWriter) findingCounts() {
	var parts []string
	for i := len(diagnose.Severities) - 1; i >= 0; i-- {
		n := t.Diagnosis.Counts[i]
		if n == 0 {
			continue
		}
		part := text.Grouped(n) + " " + text.Plural(n, diagnose.Severities[i])
		if diagnose.Severity(i) < t.Level && !t.Verdicts {
			part += " (" + t.Words.Text(hint.New(hint.ShowLevel, diagnose.Severities[i])) + ")"
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		parts = []string{"no findings"}
	}
	t.line("%s", strings.Join(parts, ", "))
}

// undecided writes which inputs would decide the undecided verdicts. Inputs that are
// missing for equally many verdicts and have the same hint share a line.
func (t *textWriter) undecided(s *summary) {
	for i := 0; i < len(s.missing); {
		m := s.missing[i]
		how := inputHint(m.input)
		names := []string{m.input.String()}
		for i++; i < len(s.missing) && s.missing[i].verdicts == m.verdicts && inputHint(s.missing[i].input).Code == how.Code; i++ {
			names = append(names, s.missing[i].input.String())
		}
		t.line("not known: %s; %s undecided; %s", strings.Join(names, ", "), remain(m.verdicts), t.Words.Text(how))
	}
	if s.open > 0 {
		t.line("%s undecided, whatever is exported; %s", remain(s.open), t.Words.Text(hint.New(hint.ShowVerdicts)))
	}
}

func remain(n int) string {
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

// inputHint returns the hint how to export an input.
func inputHint(input match.Inputs) hint.Hint {
	switch {
	case input&cloudInputs != 0:
		return hint.New(hint.ExportInputsCloud)
	case input&flagInputs != 0:
		return hint.New(hint.ExportInputsTenant)
	case input&lostInputs != 0:
		return hint.New(hint.ExportInputsLost)
	case input == match.CloudDevices:
		return hint.New(hint.DevicesNotCompared)
	case input == match.OneExport:
		return hint.New(hint.OneExportOnly)
	}
	return hint.New(hint.ExportInputsAD)
}

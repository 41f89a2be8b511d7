package htmlreport

import (
	"fmt"

	"hardmatch/diagnose"
	"hardmatch/match"
)

// A chart is a table with bars.
type chart struct {
	Caption, First string // First heads the labels
	Bars           []bar
}

func newChart(caption, first string, bars []bar) chart { return chart{caption, first, bars} }

// A bar is a row of a chart: a label, a number and a drawn bar.
type bar struct {
	Label, Note string
	Noun        string // what is counted
	Table       string // the table that the label links to: findings or verdicts ...
	Filter      string // ... its filter ...
	Value       string // ... and the value of the filter
	Tone        string // style class of the label
	Count       int
	Parts       []part
}

// A part is a part of a bar. X and Width are percentages of the space of a bar.
type part struct{ X, Width, Tone string }

var tones = [match.Kinds]string{
	match.Undecided: "open", match.Joined: "fine", match.HardMatch: "fine", match.SoftMatchSMTP: "fine", match.SoftMatchUPN: "fine",
	match.Restore: "care", match.Provision: "plain", match.ProvisionQuarantined: "care", match.Refused: "bad",
	match.NotSynced: "quiet", match.CloudManaged: "quiet",
}

// severityTones are by severity.
var severityTones = [...]string{"plain", "care", "bad"}

var kindLabels = [match.Kinds][2]string{
	match.Undecided:            {"Undecided", "the exports do not show what happens"},
	match.Joined:               {"Joined", "both sides hold the anchor, and the cloud object is synced"},
	match.HardMatch:            {"Hard match", "the anchor finds a cloud object that is not synced yet"},
	match.SoftMatchSMTP:        {"Soft match by SMTP", "the primary SMTP address finds a cloud object without an anchor"},
	match.SoftMatchUPN:         {"Soft match by UPN", "the user principal name finds a cloud object without an anchor"},
	match.Restore:              {"Restore", "the anchor finds a deleted user, who is restored"},
	match.Provision:            {"Provision", "nothing is found, and a new object is made"},
	match.ProvisionQuarantined: {"Provision, quarantined", "a new object is made, but a duplicate value is quarantined"},
	match.Refused:              {"Refused", "the service reports an error"},
	match.NotSynced:            {"Not synced", "filtered out before it reaches the service"},
	match.CloudManaged:         {"Managed in the cloud", "the source of authority is the cloud, so a sync does not change it"},
}

// kindOrder begins with the kinds that need a decision.
var kindOrder = []match.Kind{
	match.Refused, match.Undecided, match.ProvisionQuarantined, match.Restore, match.HardMatch, match.SoftMatchSMTP,
	match.SoftMatchUPN, match.Provision, match.Joined, match.CloudManaged, match.NotSynced,
}

func (c *counts) kindBars() []bar {
	most := 0
	for _, n := range c.kinds {
		most = max(most, n)
	}
	var bars []bar
	for _, k := range kindOrder {
		b := bar{
			Label: kindLabels[k][0], Note: kindLabels[k][1], Table: "verdicts", Filter: "kind", Value: k.String(),
			Tone: tones[k], Count: c.kinds[k],
		}
		b.add(0, b.Count, most, b.Tone)
		bars = append(bars, b)
	}
	return bars
}

func severityBars(d *diagnose.Diagnosis) []bar {
	most := max(d.Counts[0], d.Counts[1], d.Counts[2])
	var bars []bar
	for s := diagnose.Error; ; s-- {
		b := bar{
			Label: severityNames[s], Noun: s.String(), Table: "findings", Filter: "severity", Value: s.String(),
			Tone: severityTones[s], Count: d.Counts[s],
		}
		b.add(0, b.Count, most, b.Tone)
		bars = append(bars, b)
		if s == 0 {
			return bars
		}
	}
}

// ruleBars have parts, since one rule may give findings of several severities.
func (c *counts) ruleBars() []bar {
	most := 0
	for _, n := range c.rules {
		most = max(most, n[0]+n[1]+n[2])
	}
	var bars []bar
	for _, r := range c.broken() {
		b := bar{Label: r.ID, Note: r.Title, Table: "findings", Filter: "rule", Value: r.ID}
		for s := len(severityTones) - 1; s >= 0; s-- {
			b.add(b.Count, c.rules[r][s], most, severityTones[s])
			b.Count += c.rules[r][s]
		}
		b.Tone = b.Parts[0].Tone
		bars = append(bars, b)
	}
	return bars
}

// add adds a part. A part is at least 0.6 % wide, so that one of a million is visible.
func (b *bar) add(start, n, most int, tone string) {
	if n == 0 {
		return
	}
	share := func(n int) float64 { return 100 * float64(n) / float64(most) }
	b.Parts = append(b.Parts, part{fmt.Sprintf("%.2f%%", share(start)), fmt.Sprintf("%.2f%%", max(share(n), 0.6)), tone})
}

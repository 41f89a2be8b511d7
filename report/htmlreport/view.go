package htmlreport

import (
	"html/template"
	"slices"
	"strings"

	"hardmatch/diagnose"
	"hardmatch/match"
	"hardmatch/plan"
	"hardmatch/report"
	"hardmatch/text"
)

// staticFindings is the number of findings that are rows of the page itself. They are the
// first page that the script shows.
const staticFindings = 200

// A view is the data of the templates. All its text is visible.
type view struct {
	Policy     string
	Style      template.CSS
	Script     template.JS
	AsOf       string
	Incomplete bool
	Inputs     []plan.Input
	Records    int
	Tenant     tenantView

	Verdicts, Findings, Undecided int
	Kinds, Severities, RuleCounts []bar
	Bases                         []basis
	MissingInputs                 []missingInput
	Reasons                       []reason
	First                         []finding
	Rules                         []rule
	Sources                       []source

	reader
	counts    *counts
	diagnosis *diagnose.Diagnosis
	order     []int // indexes of the findings, the most severe first
	broken    numbering[*diagnose.Rule]
	sources   numbering[source]
}

// A basis is the kind of evidence of a verdict.
type basis struct {
	Name, Note string
	Count      int
}

func newView(r report.Report) *view {
	v := &view{
		Policy: policy(), Style: template.CSS(style), Script: template.JS(script),
		AsOf: text.Visible(r.AsOf), Incomplete: r.Incomplete, Tenant: newTenantView(r.Tenant), diagnosis: r.Diagnosis,
	}
	if v.diagnosis == nil {
		v.diagnosis = new(diagnose.Diagnosis)
	}
	if v.simulation = r.Simulation; v.simulation != nil {
		v.objects = v.simulation.NewReader()
	}
	v.counts = countAll(r.Simulation, v.diagnosis)
	v.addInputs(r.Inputs)
	v.addVerdicts()
	v.addRules()
	v.addFindings()
	return v
}

func (v *view) addInputs(inputs []plan.Input) {
	for _, in := range inputs {
		v.Records += in.Records
		v.Inputs = append(v.Inputs, plan.Input{
			File: text.Visible(in.File), SHA256: text.Visible(strings.TrimPrefix(in.SHA256, "sha256:")), Kind: text.Visible(in.Kind), Records: in.Records,
		})
	}
}

func (v *view) addVerdicts() {
	c := v.counts
	v.Verdicts, v.Undecided = c.verdicts, c.kinds[match.Undecided]
	v.Kinds, v.MissingInputs, v.Reasons = c.kindBars(), c.missingInputs(), c.openReasons()
	v.Bases = []basis{
		{match.Documented.String(), "the vendor documents it", c.bases[match.Documented]},
		{match.Inferred.String(), "follows from documented facts, but is not documented itself", c.bases[match.Inferred]},
		{match.Undocumented.String(), "only observed in practice", c.bases[match.Undocumented]},
	}
}

func (v *view) addFindings() {
	d := v.diagnosis
	v.Findings, v.Severities, v.RuleCounts = len(d.Findings), severityBars(d), v.counts.ruleBars()
	v.order = make([]int, len(d.Findings))
	for i := range v.order {
		v.order[i] = i
	}
	slices.SortStableFunc(v.order, func(a, b int) int {
		return int(d.Findings[b].Severity) - int(d.Findings[a].Severity)
	})
	for n, i := range v.order[:min(staticFindings, len(v.order))] {
		v.First = append(v.First, v.finding(n+1, &d.Findings[i]))
	}
}

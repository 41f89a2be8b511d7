package wording

import "hardmatch/hint"

var reportPhrases = map[hint.Code]phrase{
	hint.ExportInputsAD:     fixed("export them with: hardmatch collect ad"),
	hint.ExportInputsCloud:  fixed("export them with: hardmatch collect cloud"),
	hint.ExportInputsTenant: fixed("export them with: hardmatch collect cloud, or set --tenant-flag NAME=true|false"),
	hint.ExportInputsLost:   fixed("export again, in a form that keeps it: hardmatch collect ad"),
	hint.DevicesNotCompared: fixed("devices are not compared"),
	hint.OneExportOnly:      fixed("export once more, and give that file only"),
	hint.ShowLevel:          format("--level %[1]s shows them"),
	hint.ShowVerdicts:       fixed("--verdicts gives the reasons"),
	hint.ShowFindings:       format("see all with --rule %[1]s --limit 0, or as a table with --output csv"),
	hint.ShowHolders:        fixed("--output json has them all"),
	hint.ExplainRule:        format("hardmatch explain %[1]s"),

	hint.CheckBoth:       fixed("hardmatch check AD-EXPORT CLOUD-EXPORT"),
	hint.CheckOnPremises: fixed("hardmatch check AD-EXPORT"),
	hint.CheckVerdicts:   fixed("hardmatch check AD-EXPORT CLOUD-EXPORT --verdicts"),
	hint.PlanUser:        format("hardmatch plan AD-EXPORT CLOUD-EXPORT --user %[1]s"),
	hint.PlanAll:         fixed("hardmatch plan AD-EXPORT CLOUD-EXPORT -o plan.json"),
	hint.ConvertAnchor:   format("hardmatch convert %[1]s"),

	hint.RenderUndo:    format("hardmatch render --as %[1]s --undo plan.json"),
	hint.MakePlanAgain: fixed("make the plan again with hardmatch plan"),
}

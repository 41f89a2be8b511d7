package wording

import "hardmatch/hint"

var reportPhrases = map[hint.Code]string{
	hint.ExportInputsAD:     "export them with: hardmatch collect ad",
	hint.ExportInputsCloud:  "export them with: hardmatch collect cloud",
	hint.ExportInputsTenant: "export them with: hardmatch collect cloud, or set --tenant-flag NAME=true|false",
	hint.ExportInputsLost:   "export again, in a form that keeps it: hardmatch collect ad",
	hint.DevicesNotCompared: "devices are not compared",
	hint.OneExportOnly:      "export once more, and give that file only",
	hint.ShowLevel:          "--level {1} shows them",
	hint.ShowVerdicts:       "--verdicts gives the reasons",
	hint.ShowFindings:       "see all with --rule {1} --limit 0, or as a table with --output csv",
	hint.ShowHolders:        "--output json has them all",
	hint.ExplainRule:        "hardmatch explain {1}",

	hint.CheckBoth:       "hardmatch check AD-EXPORT CLOUD-EXPORT",
	hint.CheckOnPremises: "hardmatch check AD-EXPORT",
	hint.CheckVerdicts:   "hardmatch check AD-EXPORT CLOUD-EXPORT --verdicts",
	hint.PlanUser:        "hardmatch plan AD-EXPORT CLOUD-EXPORT --user {1}",
	hint.PlanAll:         "hardmatch plan AD-EXPORT CLOUD-EXPORT -o plan.json",
	hint.ConvertAnchor:   "hardmatch convert {1}",

	hint.CheckExportAD:     "hardmatch check {1} and the exports of the cloud, see hardmatch collect cloud",
	hint.CheckExportsCloud: "hardmatch check AD-EXPORT {1}",

	hint.RenderUndo: "hardmatch render --as {1} --undo plan.json",
}

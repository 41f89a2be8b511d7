package hint

// Hints in a report, in a plan and about a reported error.
const (
	// ExportInputsAD: inputs of Active Directory are missing.
	ExportInputsAD Code = "exportInputsAD"
	// ExportInputsCloud: inputs of Entra ID are missing.
	ExportInputsCloud Code = "exportInputsCloud"
	// ExportInputsTenant: settings of the tenant are missing.
	ExportInputsTenant Code = "exportInputsTenant"
	// ExportInputsLost: values were lost on export.
	ExportInputsLost Code = "exportInputsLost"
	// DevicesNotCompared: what depends on devices stays undecided.
	DevicesNotCompared Code = "devicesNotCompared"
	// OneExportOnly: an object is in several exports that differ.
	OneExportOnly Code = "oneExportOnly"
	// ShowLevel: findings below a severity are not shown. Arguments: the severity.
	ShowLevel Code = "showLevel"
	// ShowVerdicts: the verdicts give their reasons.
	ShowVerdicts Code = "showVerdicts"
	// ShowFindings: some findings of a rule are not shown. Arguments: the rule.
	ShowFindings Code = "showFindings"
	// ShowHolders: some holders of a value are not shown.
	ShowHolders Code = "showHolders"
	// ExplainRule: more about a rule. Arguments: the rule.
	ExplainRule Code = "explainRule"

	// CheckBoth: compare exports of both sides.
	CheckBoth Code = "checkBoth"
	// CheckOnPremises: check an export of Active Directory.
	CheckOnPremises Code = "checkOnPremises"
	// CheckVerdicts: list the verdict for each object.
	CheckVerdicts Code = "checkVerdicts"
	// PlanUser: make a plan for one user. Arguments: an identifier of the user.
	PlanUser Code = "planUser"
	// PlanAll: make a plan.
	PlanAll Code = "planAll"
	// ConvertAnchor: convert an anchor to see which object it belongs to. Arguments: the
	// anchor.
	ConvertAnchor Code = "convertAnchor"

	// CheckExportAD: check a new export of Active Directory. Arguments: the file.
	CheckExportAD Code = "checkExportAD"
	// CheckExportsCloud: check new exports of Entra ID. Arguments: the files, separated by blanks.
	CheckExportsCloud Code = "checkExportsCloud"

	// RenderUndo: write the undo of a plan. Arguments: the format.
	RenderUndo Code = "renderUndo"
)

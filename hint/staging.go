package hint

// Hints about records and values that cannot be used.
const (
	// ChooseSide: a record does not show its side.
	ChooseSide Code = "chooseSide"
	// ExportAttributesAD: attributes of Active Directory were not exported.
	ExportAttributesAD Code = "exportAttributesAD"
	// ExportAttributesADOrAnchor: the same, and mS-DS-ConsistencyGuid is among them.
	ExportAttributesADOrAnchor Code = "exportAttributesADOrAnchor"
	// ExportAttributesCloud: attributes of Entra ID were not exported.
	ExportAttributesCloud Code = "exportAttributesCloud"
	// ExportUsersAlike: some users were exported with fewer attributes than others.
	ExportUsersAlike Code = "exportUsersAlike"
	// ExportTenant: a fact about the tenant cannot be read from this export.
	ExportTenant Code = "exportTenant"
	// ConvertValue: an attribute of octets has a value in no known notation.
	ConvertValue Code = "convertValue"
	// GUIDLength: a GUID does not have 16 octets. Arguments: how many it has.
	GUIDLength Code = "guidLength"
	// GUIDForms: a value is neither the text of a GUID nor the Base64 of its octets.
	GUIDForms Code = "guidForms"
	// SIDForms: a value is neither the text of a SID nor the Base64 of its octets.
	SIDForms Code = "sidForms"
	// CloudIDIsGUID: the id of a cloud object is not a GUID.
	CloudIDIsGUID Code = "cloudIdIsGUID"
	// OneValueOnly: an attribute with a single value has two.
	OneValueOnly Code = "oneValueOnly"
	// BinaryOrNotUTF8: a text attribute holds octets that are not UTF-8.
	BinaryOrNotUTF8 Code = "binaryOrNotUTF8"
	// PairColumns: the CSV of pairs does not have its two columns.
	PairColumns Code = "pairColumns"
)

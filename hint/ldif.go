package hint

// Hints about LDIF that does not conform to RFC 2849.
const (
	// ContinuationLines: a line begins with a blank and continues nothing.
	ContinuationLines Code = "continuationLines"
	// LostContinuation: a continuation line has lost its leading blank.
	LostContinuation Code = "lostContinuation"
	// NotLDIFButCSV: the text looks like the output of csvde.
	NotLDIFButCSV Code = "notLDIFButCSV"
	// EncodeLineBreak: a value with a line break must be Base64.
	EncodeLineBreak Code = "encodeLineBreak"
	// GUIDAfterTwoColons: the text of a GUID where Base64 is expected.
	GUIDAfterTwoColons Code = "guidAfterTwoColons"
	// AcceptDecoded: values were decoded in place.
	AcceptDecoded Code = "acceptDecoded"
	// CutBase64: a Base64 value lacks characters.
	CutBase64 Code = "cutBase64"
	// RecordNeedsDN: a record does not begin with a dn: line.
	RecordNeedsDN Code = "recordNeedsDN"
)

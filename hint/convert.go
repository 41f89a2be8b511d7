package hint

// Hints about a value that could not be converted, or only with a warning.
const (
	// ChooseNotation: the value can be read in several notations. Arguments: their names.
	ChooseNotation Code = "chooseNotation"
	// ChooseLikelierNotation: the same, and one is likelier. Arguments: the name of
	// the likelier one, the reason, then the names of all.
	ChooseLikelierNotation Code = "chooseLikelierNotation"
	// ChooseDigitOrder: the order of the hex digits is unknown.
	ChooseDigitOrder Code = "chooseDigitOrder"
	// UseNotation: the value is written in another notation. Arguments: its name.
	UseNotation Code = "useNotation"
	// UseDecimal: a decimal number of 128 bits. Arguments: its GUID.
	UseDecimal Code = "useDecimal"
	// OtherOrder: the octets are probably in the other order. Arguments: the GUID and
	// the ImmutableId in that order.
	OtherOrder Code = "otherOrder"
	// OtherOrderNotation: the same. Arguments: as for OtherOrder, then the notation to
	// read the value in.
	OtherOrderNotation Code = "otherOrderNotation"
	// KnownNotations: there is no such notation. Arguments: the names of all.
	KnownNotations Code = "knownNotations"

	// OneValueALine: several values were given as one.
	OneValueALine Code = "oneValueALine"
	// OneFilterALine: the same for LDAP filters.
	OneFilterALine Code = "oneFilterALine"
	// GiveOnly: a value is inside other text. Arguments: the value.
	GiveOnly Code = "giveOnly"
	// GiveIfMeant: the value is similar to another one. Arguments: the other value.
	GiveIfMeant Code = "giveIfMeant"
	// OctetsAsText: raw octets were pasted.
	OctetsAsText Code = "octetsAsText"
	// NoValue: the property has no value.
	NoValue Code = "noValue"
	// EmptyAtSource: the nil GUID means no value.
	EmptyAtSource Code = "emptyAtSource"
	// LeaveOutTypeLine: the value is the first line of Export-Csv.
	LeaveOutTypeLine Code = "leaveOutTypeLine"
	// LeaveOutHeader: the value is the header of a table.
	LeaveOutHeader Code = "leaveOutHeader"
	// LeaveOutRuler: the value is the line below the header of a console table.
	LeaveOutRuler Code = "leaveOutRuler"
	// ExportWholeGUID: PowerShell cut the octets of a GUID.
	ExportWholeGUID Code = "exportWholeGUID"
	// ExportCalculated: PowerShell wrote the name of a type.
	ExportCalculated Code = "exportCalculated"
	// ImportAsText: a spreadsheet has changed the value.
	ImportAsText Code = "importAsText"

	// CopyAgain: the value is incomplete.
	CopyAgain Code = "copyAgain"
	// CopyAsText: invisible characters.
	CopyAsText Code = "copyAsText"
	// CopyFromSource: letters were changed to lower case.
	CopyFromSource Code = "copyFromSource"
	// CopyDN: the hex digits of the name in a connector space.
	CopyDN Code = "copyDN"
	// LeadingZero: a group of digits is too short.
	LeadingZero Code = "leadingZero"
	// LeadingZeroAnywhere: digits are missing somewhere.
	LeadingZeroAnywhere Code = "leadingZeroAnywhere"
	// TwoDigitsEach: an octet with one hex digit.
	TwoDigitsEach Code = "twoDigitsEach"
	// LostOctet: 15 octets.
	LostOctet Code = "lostOctet"
	// LostOctetOfImmutableID: the same, if the value was an ImmutableId.
	LostOctetOfImmutableID Code = "lostOctetOfImmutableId"
	// ExtraOctet: 17 octets.
	ExtraOctet Code = "extraOctet"
	// LostCharacter: Base64 of a wrong length.
	LostCharacter Code = "lostCharacter"
	// UnpaddedLength: an ImmutableId without padding. Arguments: its length.
	UnpaddedLength Code = "unpaddedLength"
	// LooksLikeDigit: there is a letter in place of a digit. Arguments: the digit.
	LooksLikeDigit Code = "looksLikeDigit"
	// BlankForPlus: the Base64 contains a blank. Arguments: the value with + in its place.
	BlankForPlus Code = "blankForPlus"
	// ChangedDashes: a word processor has changed the dashes.
	ChangedDashes Code = "changedDashes"
	// WriteCanonical: the spelling differs from what a sync writes. Arguments: the
	// canonical one.
	WriteCanonical Code = "writeCanonical"

	// EncodedText: Base64 of the text of a GUID. Arguments: the GUID, its ImmutableId.
	EncodedText Code = "encodedText"
	// OctetsOfText: the same for octets. Arguments: what the text is, the GUID, its
	// ImmutableId.
	OctetsOfText Code = "octetsOfText"
	// OtherAnchor: octets of another length. Arguments: their Base64.
	OtherAnchor Code = "otherAnchor"
	// AnchorNotations: an anchor that is not a GUID has few notations.
	AnchorNotations Code = "anchorNotations"
	// SIDNotations: a SID has few notations.
	SIDNotations Code = "sidNotations"
	// ObjectGUIDOfDN: a DN identifies an object, but contains no GUID.
	ObjectGUIDOfDN Code = "objectGUIDOfDN"
	// AnchorOfADObject: the object id of Entra ID is not an anchor.
	AnchorOfADObject Code = "anchorOfADObject"
	// AnchorProperty: the anchor is in another property.
	AnchorProperty Code = "anchorProperty"
	// SourceAnchorOfObject: a CloudAnchor is not a source anchor.
	SourceAnchorOfObject Code = "sourceAnchorOfObject"
)

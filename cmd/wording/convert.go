package wording

import "hardmatch/hint"

const asText = "export again, and import the column as text (Data, From Text/CSV) or do not use the spreadsheet"

var convertPhrases = map[hint.Code]string{
	hint.ChooseNotation:         "choose --from {1}",
	hint.ChooseLikelierNotation: "choose --from {3}; {1} is likelier: {2}",
	hint.ChooseDigitOrder:       "remove the dashes and choose the order of the digits, --from guid-n or --from hex",
	hint.UseNotation:            "use --from {1}, or no --from",
	hint.UseDecimal:             "as a number of 128 bits it is {1}; use --from int",
	hint.OtherOrder:             "if so it means {1}, in Entra ID {2}",
	hint.OtherOrderNotation:     "if so it means {1}, in Entra ID {2}; use --from {3}",
	hint.KnownNotations:         "the notations are {1}",

	hint.OneValueALine:    "give one value a line",
	hint.OneFilterALine:   "give one (objectGUID=...) a line",
	hint.GiveOnly:         "give only {1}",
	hint.GiveIfMeant:      "if it is one, give {1}",
	hint.OctetsAsText:     "raw octets cannot be pasted; give them as hex or Base64",
	hint.NoValue:          "the object has none, or it was not exported",
	hint.EmptyAtSource:    "the value was empty where it comes from",
	hint.LeaveOutTypeLine: "leave it out; Export-Csv -NoTypeInformation writes none",
	hint.LeaveOutHeader:   "leave the header out",
	hint.LeaveOutRuler:    "leave the header out; Select-Object -ExpandProperty prints none",
	hint.ExportWholeGUID:  "export it whole, in PowerShell with [Convert]::ToBase64String($_.'mS-DS-ConsistencyGuid') or $_.ObjectGUID.Guid",
	hint.ExportCalculated: "export again with a calculated property: [Convert]::ToBase64String($_.'mS-DS-ConsistencyGuid')",
	hint.ImportAsText:     asText,

	hint.CopyAgain:              "copy the value again",
	hint.CopyAsText:             "copy the value as plain text; other programs do not accept them",
	hint.CopyFromSource:         "case counts in an immutableid; copy it from where it was made",
	hint.CopyDN:                 "the digits are those of the anchor's text, 48 of them for a GUID; copy the DN again",
	hint.LeadingZero:            "a leading zero is easily dropped, but a digit may be missing anywhere; copy the GUID again",
	hint.LeadingZeroAnywhere:    "a leading zero is easily dropped, but a digit may be missing anywhere; copy the value again",
	hint.TwoDigitsEach:          "a leading zero was dropped there; write each octet with two digits",
	hint.LostOctet:              "one octet was lost; copy the value again",
	hint.LostOctetOfImmutableID: "if it was an immutableid, an octet is missing; copy the value again",
	hint.ExtraOctet:             "one octet too many, perhaps a line end or a zero at the end; copy the value again",
	hint.LostCharacter:          "a character was lost or added; copy the value again",
	hint.UnpaddedLength:         "an immutableid without its == has 22 characters, this has {1}",
	hint.LooksLikeDigit:         "the letter looks like the digit {1}",
	hint.BlankForPlus:           "decoding a URL turns + into a blank; if so it was {1}",
	hint.ChangedDashes:          "a word processor changed them; other programs do not accept them",
	hint.WriteCanonical:         "write {1}",

	hint.EncodedText:          "the GUID is {1}, its immutableid is {2}",
	hint.OctetsOfText:         "these are the octets of {1}; the GUID is {2}, its immutableid is {3}",
	hint.OtherAnchor:          "if this is the anchor from another attribute, Entra ID stores it as {1}",
	hint.AnchorNotations:      "it can be written as immutableid and dn",
	hint.SIDNotations:         "a SID is written as sid, sid-base64 or sid-hex; only S-1-12-1-... holds a GUID, an object id",
	hint.ObjectGUIDOfDN:       "it names an object, whose objectGUID is an attribute: Get-ADObject -Identity DN",
	hint.AnchorOfADObject:     "the anchor comes from the objectGUID or mS-DS-ConsistencyGuid of the AD object",
	hint.AnchorProperty:       "the anchor is in onPremisesImmutableId",
	hint.SourceAnchorOfObject: "it has no immutableid; look for the sourceAnchor of the same object",
}

package wording

import (
	"strings"

	"hardmatch/hint"
)

const asText = "export again, and import the column as text (Data, From Text/CSV) or do not use the spreadsheet"

var convertPhrases = map[hint.Code]phrase{
	hint.ChooseNotation:         func(a []string) string { return "choose " + choices(a) },
	hint.ChooseLikelierNotation: func(a []string) string { return "choose " + choices(a[2:]) + "; " + a[0] + " is likelier: " + a[1] },
	hint.ChooseDigitOrder:       fixed("remove the dashes and choose the order of the digits, --from guid-n or --from hex"),
	hint.UseNotation:            format("use --from %[1]s, or no --from"),
	hint.UseDecimal:             format("as a number of 128 bits it is %[1]s; use --from int"),
	hint.OtherOrder:             format("if so it means %[1]s, in Entra ID %[2]s"),
	hint.OtherOrderNotation:     format("if so it means %[1]s, in Entra ID %[2]s; use --from %[3]s"),
	hint.KnownNotations:         func(a []string) string { return "the notations are " + strings.Join(a, " ") },

	hint.OneValueALine:    fixed("give one value a line"),
	hint.OneFilterALine:   fixed("give one (objectGUID=...) a line"),
	hint.GiveOnly:         format("give only %[1]s"),
	hint.GiveIfMeant:      format("if it is one, give %[1]s"),
	hint.OctetsAsText:     fixed("raw octets cannot be pasted; give them as hex or Base64"),
	hint.NoValue:          fixed("the object has none, or it was not exported"),
	hint.EmptyAtSource:    fixed("the value was empty where it comes from"),
	hint.LeaveOutTypeLine: fixed("leave it out; Export-Csv -NoTypeInformation writes none"),
	hint.LeaveOutHeader:   fixed("leave the header out"),
	hint.LeaveOutRuler:    fixed("leave the header out; Select-Object -ExpandProperty prints none"),
	hint.ExportWholeGUID:  fixed("export it whole, in PowerShell with [Convert]::ToBase64String($_.'mS-DS-ConsistencyGuid') or $_.ObjectGUID.Guid"),
	hint.ExportCalculated: fixed("export again with a calculated property: [Convert]::ToBase64String($_.'mS-DS-ConsistencyGuid')"),
	hint.ImportAsText:     fixed(asText),

	hint.CopyAgain:              fixed("copy the value again"),
	hint.CopyAsText:             fixed("copy the value as plain text; other programs do not accept them"),
	hint.CopyFromSource:         fixed("case counts in an immutableid; copy it from where it was made"),
	hint.CopyDN:                 fixed("the digits are those of the anchor's text, 48 of them for a GUID; copy the DN again"),
	hint.LeadingZero:            fixed("a leading zero is easily dropped, but a digit may be missing anywhere; copy the GUID again"),
	hint.LeadingZeroAnywhere:    fixed("a leading zero is easily dropped, but a digit may be missing anywhere; copy the value again"),
	hint.TwoDigitsEach:          fixed("a leading zero was dropped there; write each octet with two digits"),
	hint.LostOctet:              fixed("one octet was lost; copy the value again"),
	hint.LostOctetOfImmutableID: fixed("if it was an immutableid, an octet is missing; copy the value again"),
	hint.ExtraOctet:             fixed("one octet too many, perhaps a line end or a zero at the end; copy the value again"),
	hint.LostCharacter:          fixed("a character was lost or added; copy the value again"),
	hint.UnpaddedLength:         format("an immutableid without its == has 22 characters, this has %[1]s"),
	hint.LooksLikeDigit:         format("the letter looks like the digit %[1]s"),
	hint.BlankForPlus:           format("decoding a URL turns + into a blank; if so it was %[1]s"),
	hint.ChangedDashes:          fixed("a word processor changed them; other programs do not accept them"),
	hint.WriteCanonical:         format("write %[1]s"),

	hint.EncodedText:          format("the GUID is %[1]s, its immutableid is %[2]s"),
	hint.OctetsOfText:         format("these are the octets of %[1]s; the GUID is %[2]s, its immutableid is %[3]s"),
	hint.OtherAnchor:          format("if this is the anchor from another attribute, Entra ID stores it as %[1]s"),
	hint.AnchorNotations:      fixed("it can be written as immutableid and dn"),
	hint.SIDNotations:         fixed("a SID is written as sid, sid-base64 or sid-hex; only S-1-12-1-... holds a GUID, an object id"),
	hint.ObjectGUIDOfDN:       fixed("it names an object, whose objectGUID is an attribute: Get-ADObject -Identity DN"),
	hint.AnchorOfADObject:     fixed("the anchor comes from the objectGUID or mS-DS-ConsistencyGuid of the AD object"),
	hint.AnchorProperty:       fixed("the anchor is in onPremisesImmutableId"),
	hint.SourceAnchorOfObject: fixed("it has no immutableid; look for the sourceAnchor of the same object"),
}

// choices is --from a or --from b.
func choices(notations []string) string { return "--from " + strings.Join(notations, " or --from ") }

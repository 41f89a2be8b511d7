package wording

import "hardmatch/hint"

const (
	collectOne = "hardmatch collect prints commands that write one"
	console    = "a console shows only part of a value, ConvertTo-Json and Export-Clixml write all of it"
)

// phrases are the words for each hint.
var phrases = merged(exportPhrases, ldifPhrases, stagingPhrases, convertPhrases, reportPhrases)

var exportPhrases = map[hint.Code]phrase{
	hint.Export:                   fixed(collectOne),
	hint.ExportColumns:            fixed("export the columns that hardmatch reads; " + collectOne),
	hint.ExportLossless:           fixed("hardmatch collect prints commands that write it without loss"),
	hint.ExportAll:                fixed("give an export of all objects; " + collectOne),
	hint.ExportAllCloud:           fixed("for a snapshot export all objects: hardmatch collect cloud prints commands that do"),
	hint.ExportAgain:              fixed("export again"),
	hint.ExportObjects:            fixed("export the objects with their attributes"),
	hint.ExportRestLost:           fixed("export again; the rest of this document is not read, because nothing shows where its next object begins"),
	hint.BindFirst:                fixed("Active Directory answers this way without a successful bind; name the user with -D and -W, or use -Y GSSAPI"),
	hint.ExportFailed:             fixed("the export failed; run the command again and read what ldapsearch or ldifde reports"),
	hint.ExportDirectory:          fixed("export the directory with ldifde or ldapsearch"),
	hint.ExportEncoded:            fixed("a value with a NUL in it has to be Base64; export again with a tool that encodes it"),
	hint.ExportWithPaging:         fixed("ask in pages: ldapsearch -E pr=1000/noprompt, or ldifde without -g"),
	hint.ExportPagesAD:            fixed("ask in pages: Get-ADUser does so unless it has -ResultSetSize, csvde unless it has -g"),
	hint.ExportPagesCloud:         fixed("ask for all pages: Get-MgUser -All, Get-EntraUser -All"),
	hint.ExportNextPages:          fixed("fetch all pages: hardmatch collect cloud prints commands that do; Get-MgUser does with -All"),
	hint.ExportAllPages:           fixed("ask for all pages, as Get-MgUser -All does"),
	hint.ExportDeeper:             fixed("export again with a greater -Depth"),
	hint.ExportSeparately:         fixed("export the two separately"),
	hint.ExportAttribute:          fixed("fetch the attribute of these objects by itself"),
	hint.ExportWithoutRange:       fixed("ask for the attribute without ;range="),
	hint.ExportWithoutOption:      format("export again without %[1]s"),
	hint.ExportValuesInline:       fixed("export again without -t, so that the values are in the export"),
	hint.ExportUTF8:               fixed("keys are still good; for the names export again as UTF-8: Export-Csv and Out-File take -Encoding utf8"),
	hint.ExportAfterSignIn:        fixed("sign in and export again; " + collectOne),
	hint.ExportFromRecycleBin:     fixed("export with Get-MgDirectoryDeletedItemAsUser, or with ConvertTo-Json"),
	hint.ExportConnector:          fixed("export all objects: csexport with the names of the connector and the file, and no /f"),
	hint.ExportHolograms:          fixed("export again without /o, so that the file has the holograms"),
	hint.ExportContent:            fixed("give a file that ldifde -f or ldapsearch wrote, not one for ldifde -i or ldapmodify"),
	hint.ExportPermissions:        fixed("the account or app lacks a permission; hardmatch collect cloud names those that are needed"),
	hint.SignInAgain:              fixed("the token has expired or is for another service; sign in and export again"),
	hint.WaitThrottled:            fixed("the service throttled the requests; wait some minutes and export again"),
	hint.ExportFewerColumns:       fixed("export again with fewer columns"),
	hint.ExportPlainJSON:          fixed("export again with az -o json instead of jsonc, or jq without -C"),
	hint.ExportWithoutFormatTable: fixed("export again with Select-Object in place of Format-Table"),
	hint.ExportUnwrapped:          fixed("export again without Format-Table -Wrap; " + console),
	hint.ExportConsole:            fixed("export again; " + console),
	hint.ExportShiftedColumns:     fixed("wide letters and edited tables shift the columns; " + console),
	hint.ExportUnquotedCell:       fixed("a cell without quotes contains the delimiter; export again with Export-Csv, or as JSON"),
	hint.ExportUnquotedBreak:      fixed("a cell without quotes contains a line break, or the row is cut; export again with Export-Csv, or as JSON"),
	hint.ExportDoubledQuotes:      fixed("a quote inside a cell must be doubled, as Export-Csv does; export again"),
	hint.ExportUnedited:           fixed("export again; an editor or a transfer has changed the file"),

	hint.CompareEnd:       fixed("compare the last object with the directory; if the file is whole, end it with a line break"),
	hint.CompareEndRow:    fixed("compare the last row with the directory; if the file is whole, end it with a line break"),
	hint.CompareEndAgain:  fixed("export again; if the file is whole, end it with a line break"),
	hint.SeeCommandError:  fixed("read the error, and run the command again"),
	hint.SeePendingErrors: fixed("look at them in the Synchronization Service Manager before the next cycle"),
	hint.SeeSource:        fixed("check where the file comes from"),
	hint.RemoveColumn:     fixed("remove the column that does not count"),
	hint.RestoreHeader:    fixed("put the header of the export back as the first line, or give the whole file"),
	hint.ExportedFile:     fixed("give the file that its -f switch named"),

	hint.NameFiles:          fixed("name the files in it"),
	hint.Unpack:             fixed("unpack it, and give the files in it"),
	hint.UnpackSome:         fixed("unpack it, and give the files that matter"),
	hint.UnpackWithPassword: fixed("unpack it with its password, and give the files in it"),
	hint.UnpackOrSaveCSV:    fixed("unpack the archive, or save the sheet as CSV, and give the files in it"),
	hint.PackAgain:          fixed("pack it again"),
	hint.CopyBinary:         fixed("copy it again, in binary mode"),
	hint.CopyGzip:           fixed("copy it again, in binary mode; gzip -t tests a copy"),
	hint.SaveUTF8:           fixed("save it as UTF-8"),
	hint.SaveSheet:          fixed("save the sheet as XLSX or CSV"),
	hint.SaveSheetUnlocked:  fixed("save the sheet as XLSX without a password, or as CSV"),
	hint.SaveSheetCSV:       fixed("save the sheet as CSV UTF-8 and give that"),
	hint.SaveSheets:         fixed("save each of them as a file of its own"),
	hint.ConvertSnapshot:    fixed("convert it with ADExplorerSnapshot.py first"),
	hint.ExtractDatabase:    fixed("for a roadrecon.db, write the users as CSV or JSON with roadrecon plugin or sqlite3"),

	hint.ChooseEncoding:      fixed("choose another with --encoding"),
	hint.ChooseEncodingXML:   fixed("name the encoding with --encoding, such as windows-1252"),
	hint.ChooseOtherEncoding: fixed("leave --encoding out, or name another"),
	hint.SplitEncodings:      fixed("files of different encodings were joined; convert each to UTF-8 first, or give them separately"),
	hint.LeaveOutOwnResult:   fixed("leave it out; hardmatch render reads plans"),
	hint.FirstErrors:         fixed("the first errors may show the cause; hardmatch collect prints commands that write an export"),
}

var ldifPhrases = map[hint.Code]phrase{
	hint.ContinuationLines:  fixed("lines that begin with a blank continue the one above; if the whole text is indented, remove the indentation"),
	hint.LostContinuation:   fixed("a continuation line has lost its leading blank; export again, or put the blank back"),
	hint.NotLDIFButCSV:      fixed("this looks like csvde output, not LDIF"),
	hint.EncodeLineBreak:    fixed("a value with a line break in it has to be Base64; export again with a tool that encodes it"),
	hint.GUIDAfterTwoColons: fixed("the value is the text of a GUID; two colons announce the Base64 of its octets"),
	hint.AcceptDecoded:      fixed("the value was decoded in place, as some web pages do; use one colon in place of two, or give --accept-decoded"),
	hint.CutBase64:          fixed("the value is cut, or characters of it are lost; export again"),
	hint.RecordNeedsDN:      fixed("each record begins with a dn: line"),
}

var stagingPhrases = map[hint.Code]phrase{
	hint.ChooseSide:                 fixed("name the side with --ad FILE or --cloud FILE, or export objectGUID or id as well"),
	hint.ExportAttributesAD:         fixed("hardmatch collect ad prints commands that export them"),
	hint.ExportAttributesADOrAnchor: fixed("hardmatch collect ad prints commands that export them; --anchor objectGUID does without mS-DS-ConsistencyGuid"),
	hint.ExportAttributesCloud:      fixed("Microsoft Graph returns them only if $select names them; hardmatch collect cloud prints such commands"),
	hint.ExportUsersAlike:           fixed("export all users with the same command: hardmatch collect ad prints some"),
	hint.ExportTenant:               fixed("export it again as JSON with hardmatch collect cloud"),
	hint.ConvertValue:               fixed("hardmatch convert shows what the value is; hardmatch collect ad prints commands that export it"),
	hint.GUIDLength:                 format("objectGUID has 16 octets, this value %[1]s; export it again"),
	hint.GUIDForms:                  fixed("write the text of a GUID after one colon, the Base64 of its 16 octets after two; export it again"),
	hint.SIDForms:                   fixed("objectSid is S-1-5-21-... or the Base64 of its octets"),
	hint.CloudIDIsGUID:              fixed("the id of a cloud object is a GUID"),
	hint.OneValueOnly:               fixed("it can have only one; check whether two records ran together here"),
	hint.BinaryOrNotUTF8:            fixed("the value is binary, or was not UTF-8 when it was written as Base64"),
	hint.PairColumns:                fixed("the first line is onPremises,cloud; every other line names an on-premises user and its cloud user"),
}

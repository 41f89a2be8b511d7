package hint

// Hints about a file that is not an export, is damaged or is incomplete.
const (
	// Export: a command that writes an export is needed.
	Export Code = "export"
	// ExportColumns: the file lacks the attributes that hardmatch reads.
	ExportColumns Code = "exportColumns"
	// ExportLossless: write the values in a form that keeps them.
	ExportLossless Code = "exportLossless"
	// ExportAll: the file holds only changes or findings, not all objects.
	ExportAll Code = "exportAll"
	// ExportAllCloud: the same for objects of Entra ID.
	ExportAllCloud Code = "exportAllCloud"
	// ExportAgain: run the same command again.
	ExportAgain Code = "exportAgain"
	// ExportObjects: the file holds values where objects are expected.
	ExportObjects Code = "exportObjects"
	// ExportRestLost: the rest of a JSON document cannot be read.
	ExportRestLost Code = "exportRestLost"
	// BindFirst: the LDAP server requires a bind.
	BindFirst Code = "bindFirst"
	// ExportFailed: the output of the command shows why the file is empty.
	ExportFailed Code = "exportFailed"
	// ExportDirectory: use a tool that exports a directory.
	ExportDirectory Code = "exportDirectory"
	// ExportEncoded: a value that contains a NUL must be Base64.
	ExportEncoded Code = "exportEncoded"
	// ExportWithPaging: read from an LDAP server in pages.
	ExportWithPaging Code = "exportWithPaging"
	// ExportPagesAD: read in pages with a tool for Active Directory.
	ExportPagesAD Code = "exportPagesAD"
	// ExportPagesCloud: read all pages with a cmdlet for Entra ID.
	ExportPagesCloud Code = "exportPagesCloud"
	// ExportNextPages: follow the links to further pages.
	ExportNextPages Code = "exportNextPages"
	// ExportAllPages: a cmdlet was stopped before its last page.
	ExportAllPages Code = "exportAllPages"
	// ExportDeeper: objects were cut below a depth.
	ExportDeeper Code = "exportDeeper"
	// ExportSeparately: the file mixes objects that must be exported separately.
	ExportSeparately Code = "exportSeparately"
	// ExportAttribute: fetch one attribute of these objects by itself.
	ExportAttribute Code = "exportAttribute"
	// ExportWithoutRange: ask for the attribute without ;range=.
	ExportWithoutRange Code = "exportWithoutRange"
	// ExportWithoutOption: export again without an option of the tool.
	// Arguments: the option.
	ExportWithoutOption Code = "exportWithoutOption"
	// ExportValuesInline: ldapsearch -t wrote values into other files.
	ExportValuesInline Code = "exportValuesInline"
	// ExportUTF8: names were damaged, keys were not.
	ExportUTF8 Code = "exportUTF8"
	// ExportAfterSignIn: the file is a sign-in page.
	ExportAfterSignIn Code = "exportAfterSignIn"
	// ExportFromRecycleBin: a list of deleted users lacks what is needed.
	ExportFromRecycleBin Code = "exportFromRecycleBin"
	// ExportConnector: a csexport of pending changes only.
	ExportConnector Code = "exportConnector"
	// ExportHolograms: a csexport without holograms.
	ExportHolograms Code = "exportHolograms"
	// ExportContent: the file is a change file, not the content of a directory.
	ExportContent Code = "exportContent"
	// ExportPermissions: the account lacks a permission.
	ExportPermissions Code = "exportPermissions"
	// SignInAgain: the token has expired.
	SignInAgain Code = "signInAgain"
	// WaitThrottled: the service was asked too often.
	WaitThrottled Code = "waitThrottled"
	// ExportFewerColumns: a row is too long.
	ExportFewerColumns Code = "exportFewerColumns"
	// ExportPlainJSON: JSON with the colours of a terminal.
	ExportPlainJSON Code = "exportPlainJSON"
	// ExportWithoutFormatTable: Export-Csv was given what Format-Table made.
	ExportWithoutFormatTable Code = "exportWithoutFormatTable"
	// ExportUnwrapped: a table whose cells are wrapped.
	ExportUnwrapped Code = "exportUnwrapped"
	// ExportConsole: a console shows only a part of a value.
	ExportConsole Code = "exportConsole"
	// ExportShiftedColumns: the columns of a console table are shifted.
	ExportShiftedColumns Code = "exportShiftedColumns"
	// ExportUnquotedCell: a delimiter is in a cell without quotes.
	ExportUnquotedCell Code = "exportUnquotedCell"
	// ExportUnquotedBreak: a line break is in a cell without quotes, or the row is cut.
	ExportUnquotedBreak Code = "exportUnquotedBreak"
	// ExportDoubledQuotes: a quote inside a cell is not doubled.
	ExportDoubledQuotes Code = "exportDoubledQuotes"
	// ExportUnedited: an editor or a transfer has changed the file.
	ExportUnedited Code = "exportUnedited"

	// CompareEnd: the file may be cut after its last object.
	CompareEnd Code = "compareEnd"
	// CompareEndRow: the same for rows.
	CompareEndRow Code = "compareEndRow"
	// CompareEndAgain: export again, unless the file is whole.
	CompareEndAgain Code = "compareEndAgain"
	// SeeCommandError: a command in the file ended with an error.
	SeeCommandError Code = "seeCommandError"
	// SeePendingErrors: a connector space holds pending errors.
	SeePendingErrors Code = "seePendingErrors"
	// SeeSource: check where the file comes from.
	SeeSource Code = "seeSource"
	// RemoveColumn: two columns have the same name.
	RemoveColumn Code = "removeColumn"
	// RestoreHeader: the first line of a CSV file is missing.
	RestoreHeader Code = "restoreHeader"
	// ExportedFile: the file is the log of a tool, not the export that its option names.
	ExportedFile Code = "exportedFile"

	// NameFiles: a directory was given instead of its files.
	NameFiles Code = "nameFiles"
	// Unpack: give the files in the archive.
	Unpack Code = "unpack"
	// UnpackSome: give the relevant files in the archive.
	UnpackSome Code = "unpackSome"
	// UnpackWithPassword: the archive is encrypted.
	UnpackWithPassword Code = "unpackWithPassword"
	// UnpackOrSaveCSV: a file is packed in an unusual way.
	UnpackOrSaveCSV Code = "unpackOrSaveCSV"
	// PackAgain: the archive holds no files.
	PackAgain Code = "packAgain"
	// CopyBinary: the copy of an archive is damaged.
	CopyBinary Code = "copyBinary"
	// CopyGzip: the same for gzip.
	CopyGzip Code = "copyGzip"
	// SaveUTF8: save the text as UTF-8.
	SaveUTF8 Code = "saveUTF8"
	// SaveSheet: save the sheet as XLSX or CSV.
	SaveSheet Code = "saveSheet"
	// SaveSheetUnlocked: the workbook is old or protected.
	SaveSheetUnlocked Code = "saveSheetUnlocked"
	// SaveSheetCSV: save the sheet as CSV UTF-8.
	SaveSheetCSV Code = "saveSheetCSV"
	// SaveSheets: save each sheet as a file of its own.
	SaveSheets Code = "saveSheets"
	// ConvertSnapshot: the file is an AD Explorer snapshot.
	ConvertSnapshot Code = "convertSnapshot"
	// ExtractDatabase: the file is a database of roadrecon.
	ExtractDatabase Code = "extractDatabase"

	// ChooseEncoding: the encoding is a guess.
	ChooseEncoding Code = "chooseEncoding"
	// ChooseEncodingXML: the encoding that the XML declares is unknown.
	ChooseEncodingXML Code = "chooseEncodingXML"
	// ChooseOtherEncoding: the encoding that was chosen does not fit.
	ChooseOtherEncoding Code = "chooseOtherEncoding"
	// SplitEncodings: files of different encodings were joined.
	SplitEncodings Code = "splitEncodings"
	// LeaveOutOwnResult: the file is a result of hardmatch, not an export.
	LeaveOutOwnResult Code = "leaveOutOwnResult"
	// FirstErrors: there are too many errors to list.
	FirstErrors Code = "firstErrors"
)

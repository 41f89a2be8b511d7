package convert

import (
	"strings"

	"hardmatch/hint"
)

// Values that an export or a spreadsheet has lost or changed.

// damage explains a text that is not a value, or that was changed. It returns nil for
// any other text. A number that was asked for as NotationInt may end in zeros.
func (c *cleaned) damage(asked Notation) *Error {
	s := c.text
	switch {
	case s == "":
		return c.empty()
	case len(s) > maxText:
		return &Error{Err: ErrSyntax, Text: "more than 1024 characters, which is longer than any notation", Hint: hint.New(hint.OneValueALine)}
	case emptyWords[s]:
		return &Error{Err: ErrEmpty, Text: s + " means no value", Hint: hint.New(hint.NoValue)}
	case strings.HasPrefix(s, "#TYPE "):
		return &Error{Err: ErrHeader, Text: "the first line of Export-Csv, not a value", Hint: hint.New(hint.LeaveOutTypeLine)}
	case c.label == "" && knownProperty(s):
		return &Error{Err: ErrHeader, Text: s + " is the name of a property, not a value", Hint: hint.New(hint.LeaveOutHeader)}
	case strings.Trim(s, "- ") == "":
		return &Error{Err: ErrHeader, Text: "a line of dashes, not a value", Hint: hint.New(hint.LeaveOutRuler)}
	}
	if err := lost(s); err != nil {
		return err
	}
	if err := spreadsheet(s); err != errRounded || asked != NotationInt {
		return err
	}
	return nil
}

func (c *cleaned) empty() *Error {
	if c.label != "" {
		return &Error{Err: ErrEmpty, Text: c.label + " has no value", Hint: hint.New(hint.NoValue)}
	}
	return &Error{Err: ErrEmpty, Text: "empty, expected a GUID, an anchor or a SID"}
}

// emptyWords are what programs print if there is no value.
var emptyWords = map[string]bool{
	"null": true, "NULL": true, "$null": true, "(null)": true, "<null>": true, "None": true, "nil": true,
	"<not set>": true, "<nicht festgelegt>": true, "{}": true, "[]": true, "X''": true, `""`: true, "''": true,
}

// lostMarks are what Export-Csv and string conversion print instead of a value.
var lostMarks = [...]string{
	"System.Byte[]", "System.Object[]", "System.String[]", "ADPropertyValueCollection", "System.Collections.",
	"Microsoft.ActiveDirectory.",
}

// lost explains a text that a program wrote in the place of a value.
func lost(s string) *Error {
	end := strings.TrimRight(s, "}])\"' ")
	if strings.HasSuffix(end, "...") || strings.Contains(s, "...") && !strings.Contains(s, " ") {
		return &Error{
			Err:  ErrLost,
			Text: "shortened for display: the rest of the value is lost",
			Hint: hint.New(hint.ExportWholeGUID),
		}
	}
	if len(s) < len("System.") || strings.IndexByte(s, '.') < 0 {
		return nil
	}
	for _, mark := range lostMarks {
		if strings.Contains(s, mark) {
			return &Error{
				Err:  ErrLost,
				Text: s[strings.Index(s, mark):][:len(mark)] + ": the name of a type, the value itself is lost",
				Hint: hint.New(hint.ExportCalculated),
			}
		}
	}
	return nil
}

// spreadsheet explains a text that a spreadsheet made of a value.
func spreadsheet(s string) *Error {
	switch {
	case s[0] == '=':
		return &Error{Err: ErrExcel, Text: "begins with =, as a spreadsheet writes a value that it took for a formula", Hint: hint.New(hint.ImportAsText)}
	case s[0] == '#' && spreadsheetErrors[s] || strings.Trim(s, "#") == "":
		return &Error{Err: ErrExcel, Text: s + " is an error of a spreadsheet, not a value", Hint: hint.New(hint.ImportAsText)}
	case exponent(s):
		return &Error{Err: ErrExcel, Text: s + " is a rounded number: a spreadsheet read the digits as a number", Hint: hint.New(hint.ImportAsText)}
	case len(s) >= 19 && len(s) != 32 && s[0] != '0' && allDigits(s) && strings.Trim(s[15:], "0") == "":
		return errRounded
	}
	return nil
}

var errRounded = &Error{
	Err:  ErrExcel,
	Text: "only the first 15 digits are left, the rest are zeros: a spreadsheet has rounded the number",
	Hint: hint.New(hint.ImportAsText),
}

var spreadsheetErrors = map[string]bool{
	"#NAME?": true, "#VALUE!": true, "#REF!": true, "#N/A": true, "#NUM!": true, "#NULL!": true, "#DIV/0!": true,
	"#SPILL!": true, "#CALC!": true, "#WERT!": true, "#BEZUG!": true, "#NV": true, "#ZAHL!": true, "#NOM?": true, "#VALEUR!": true,
}

// exponent reports whether s is a number such as 9.22337E+18 or 9,22337E+18.
func exponent(s string) bool {
	if s[0] > '9' || len(s) < 4 {
		return false
	}
	mantissa, exp, ok := strings.Cut(s, "E")
	if !ok {
		mantissa, exp, ok = strings.Cut(s, "e")
	}
	if !ok || len(exp) < 2 || exp[0] != '+' && exp[0] != '-' || !allDigits(exp[1:]) {
		return false
	}
	mantissa = strings.TrimLeft(mantissa, "+-")
	whole, fraction, _ := strings.Cut(strings.ReplaceAll(mantissa, ",", "."), ".")
	return whole != "" && allDigits(whole) && allDigits(fraction)
}

// allDigits reports whether s consists of decimal digits. It is true for "".
func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

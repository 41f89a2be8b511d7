package convert

import (
	"strings"

	"hardmatch/hint"
)

// Values that are no longer there, or not what they were.

// damage explains a text that is not a value, or no longer the value that it was. The
// notation matters for a number: it may end in zeros.
func (c *cleaned) damage(asked Notation) *Error {
	s := c.text
	switch {
	case s == "":
		return c.empty()
	case len(s) > maxText:
		return &Error{Err: ErrSyntax, Text: "more than 1024 characters, which no notation has", Hint: hint.New(hint.OneValueALine)}
	case emptyWords[s]:
		return &Error{Err: ErrEmpty, Text: s + " stands for no value", Hint: hint.New(hint.NoValue)}
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

// emptyWords is what programs print for no value.
var emptyWords = map[string]bool{
	"null": true, "NULL": true, "$null": true, "(null)": true, "<null>": true, "None": true, "nil": true,
	"<not set>": true, "<nicht festgelegt>": true, "{}": true, "[]": true, "X''": true, `""`: true, "''": true,
}

// lostMarks is what Export-Csv and string conversion print instead of a value.
var lostMarks = [...]string{
	"System.Byte[]", "System.Object[]", "System.String[]", "ADPropertyValueCollection", "System.Collections.",
	"Microsoft.ActiveDirectory.",
}

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

// spreadsheet tells what Excel makes of values.
func spreadsheet(s string) *Error {
	switch {
	case s[0] == '=':
		return &Error{Err: ErrExcel, Text: "begins with =, as a spreadsheet writes a value that it took for a formula", Hint: hint.New(hint.ImportAsText)}
	case s[0] == '#' && spreadsheetErrors[s] || strings.Trim(s, "#") == "":
		return &Error{Err: ErrExcel, Text: s + " is what a spreadsheet shows for a value that it could not", Hint: hint.New(hint.ImportAsText)}
	case exponent(s):
		return &Error{Err: ErrExcel, Text: s + " is a rounded number: a spreadsheet has taken the digits for one", Hint: hint.New(hint.ImportAsText)}
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

// allDigits is true of the empty string.
func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

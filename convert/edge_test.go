package convert

import (
	"errors"
	"strings"
	"testing"

	"hardmatch/hint"
)

// outcome returns the result of Read in one line: the notation and the value, or
// the text of the error, or the readings with the likelier one marked.
func outcome(input string) string {
	r, err := Read(input)
	if len(r.Readings) > 0 {
		var all []string
		for _, way := range r.Readings {
			name := way.Notation.String()
			if way.Likelier != "" {
				name += "!"
			}
			all = append(all, name)
		}
		return strings.Join(all, " or ")
	}
	if err != nil {
		return err.Error()
	}
	main := map[Kind]Notation{KindGUID: NotationGUID, KindObjectID: NotationGUID, KindSID: NotationSID, KindAnchor: NotationImmutableID}[r.Kind]
	text, _ := r.Append(nil, main)
	return r.Notation.String() + " " + string(text)
}

// edges checks values on both sides of a limit.
func edges(t *testing.T, table map[string]string) {
	t.Helper()
	for input, want := range table {
		if got := outcome(input); got != want {
			t.Errorf("Read(%q): %s, want %s", input, got, want)
		}
	}
}

// The weight of a string anchor must be below 60. Characters other than a-z A-Z 0-9 count as 3.
func TestAnchorWeight(t *testing.T) {
	for anchor, heavy := range map[string]bool{
		strings.Repeat("x", 59):                 false,
		strings.Repeat("x", 60):                 true,
		strings.Repeat("x", 56) + "-":           false,
		strings.Repeat("x", 57) + "-":           true,
		strings.Repeat("x", 56) + "\u00e4":      false,
		strings.Repeat("x", 57) + "\u00e4":      true,
		strings.Repeat("Z", 30) + "0123456789-": false,
	} {
		r, err := Read(anchor)
		warned := false
		for _, w := range r.Warnings {
			warned = warned || strings.Contains(w.Text, "expected fewer than 60")
		}
		if err != nil || warned != heavy {
			t.Errorf("Read(%q) warns %q, %v", anchor, r.Warnings, err)
		}
	}
}

// Only a value after a name and one or two colons can be folded. Other line ends are blanks.
func TestFolding(t *testing.T) {
	for input, warnings := range map[string]int{
		"objectGUID: 0567b4d9-830e-4bf3-93\n cf-a4f5e2cacc3f":     0,
		"objectGUID: 0567b4d9-830e-4bf3-93\r\n cf-a4f5e2cacc3f":   0,
		"objectGUID:: 2bRnBQ6D80uT\n z6T14srMPw==":                0,
		"objectGUID=0567b4d9-830e-4bf3-93\n cf-a4f5e2cacc3f":      1,
		"0567b4d9-830e-4bf3-93\n cf-a4f5e2cacc3f":                 1,
		"objectGUID: 0567b4d9-830e-4bf3-93\ncf-a4f5e2cacc3f":      1,
		"objectGUID: 0567b4d9-830e-4bf3-93\r\n\n cf-a4f5e2cacc3f": 1,
	} {
		r, err := Read(input)
		if err != nil || r.GUID.String() != vector || len(r.Warnings) != warnings {
			t.Errorf("Read(%q) = %v, warnings %q, %v", input, r.GUID, r.Warnings, err)
		}
	}
}

// Octets in decimal are 0 to 255, or -128 to 127 as Java prints them.
func TestDecimalOctets(t *testing.T) {
	const rest = ", 180, 103, 5, 14, 131, 243, 75, 147, 207, 164, 245, 226, 202, 204, 63"
	edges(t, map[string]string{
		"0" + rest:    "bytes 0567b400-830e-4bf3-93cf-a4f5e2cacc3f",
		"255" + rest:  "bytes 0567b4ff-830e-4bf3-93cf-a4f5e2cacc3f",
		"256" + rest:  "octet 1 is 256, expected 0 to 255",
		"-1" + rest:   "bytes 0567b4ff-830e-4bf3-93cf-a4f5e2cacc3f",
		"-128" + rest: "bytes 0567b480-830e-4bf3-93cf-a4f5e2cacc3f",
		"-129" + rest: "immutableid -129" + rest,
		"-0" + rest:   "immutableid -0" + rest,
		"07" + rest:   "immutableid 07" + rest,
	})
}

// A reading as a GUID of version 4 is likelier than one of versions 1 to 5, and
// these are likelier than the rest. Digit 13 is the version in guid-n, digit 15
// in hex.
func TestLikelihood(t *testing.T) {
	for versions, want := range map[string]string{
		"14": "guid-n or hex!", "41": "guid-n! or hex", "44": "guid-n or hex", "11": "guid-n or hex",
		"15": "guid-n or hex", "45": "guid-n! or hex", "50": "guid-n! or hex", "06": "guid-n or hex",
		"16": "guid-n! or hex", "61": "guid-n or hex!", "56": "guid-n! or hex", "65": "guid-n or hex!", "46": "guid-n! or hex",
	} {
		edges(t, map[string]string{"a2347d41d494" + versions[:1] + "8" + versions[1:] + "ca2126e645f458fdb": want})
	}
}

// The Base64 of a CloudAnchor begins with the number of octets that follow. Its text begins
// with the name of a class.
func TestCloudAnchor(t *testing.T) {
	const id = "c72903ed-7816-41cd-9066-eac33d171d77"
	const rest = "AAAFUAcwBlAHIAXwBjADcAMgA5ADAAMwBlAGQALQA3ADgAMQA2AC0ANAAxAGMAZAAtADkAMAA2ADYALQBlAGEAYwAzADMAZAAxADcAMQBkADcANwAAAA=="
	edges(t, map[string]string{
		"VA" + rest:                        "guid " + id,
		"Uw" + rest:                        "immutableid Uw" + rest,
		"VQ" + rest:                        "immutableid VQ" + rest,
		"abc_" + id:                        "guid " + id,
		strings.Repeat("a", 31) + "_" + id: "guid " + id,
		"ab_" + id:                         "a GUID among other text, expected one value",
		strings.Repeat("a", 32) + "_" + id: "a GUID among other text, expected one value",
		"Us3r_" + id:                       "a GUID among other text, expected one value",
		"User-" + id:                       "immutableid User-" + id,
	})
}

// At least half of the octets of a filter's value are escaped. Otherwise the backslash
// is the one in DOMAIN\name.
func TestFilterRatio(t *testing.T) {
	edges(t, map[string]string{
		`\74\e5\d2\bc\58\8d\36\41ABCDEFGH`: "ldap-filter bcd2e574-8d58-4136-4142-434445464748",
		`\74\e5\d2\bc\58\8d\36AABCDEFGH`:   `immutableid \74\e5\d2\bc\58\8d\36AABCDEFGH`,
	})
}

// Unpadded Base64 has no padding bits. A text with such bits is an anchor.
func TestPaddingBits(t *testing.T) {
	edges(t, map[string]string{
		"2bRnBQ6D80uTz6T14srMPw":  "immutableid " + vector,
		"2bRnBQ6D80uTz6T14srMPx":  "immutableid 2bRnBQ6D80uTz6T14srMPx",
		"2bRnBQ6D80uTz6T14srMPx=": "immutableid " + vector,
	})
}

// The Base64 of a binary attribute is the anchor. For text it is only the encoding.
func TestEncodedAnchor(t *testing.T) {
	edges(t, map[string]string{
		"employeeID:: SsO8cmdlbg==":            "ldif J\u00fcrgen",
		"mS-DS-ConsistencyGuid:: SsO8cmdlbg==": "ldif SsO8cmdlbg==",
		"employeeID:: AQIDBA==":                "ldif AQIDBA==",
	})
}

// Three readings. The first two are equally likely.
func TestNoneLikelier(t *testing.T) {
	edges(t, map[string]string{"12345678901248488012345678901234": "guid-n or hex or int"})
}

// The longest text, and the number of digits that a spreadsheet keeps.
func TestLengths(t *testing.T) {
	const tooLong = "more than 256 characters, and not a notation of a GUID, an anchor or a SID"
	edges(t, map[string]string{
		strings.Repeat("x", 256):  "immutableid " + strings.Repeat("x", 256),
		strings.Repeat("x", 257):  tooLong,
		strings.Repeat("x", 1024): tooLong,
		strings.Repeat("x", 1025): "more than 1024 characters, which is longer than any notation",
		"123456789012345000":      "immutableid 123456789012345000",
		"1234567890123450000":     errRounded.Text,
		"1234567890123456000":     "immutableid 1234567890123456000",
	})
}

// The limit between the damaged text of a GUID and an anchor.
func TestNearMisses(t *testing.T) {
	edges(t, map[string]string{
		"567b4d9-30e-bf3-3cf-f5e2cacc3f":              "group 1 has 7 digits, expected 8",
		"567b4d9-30e-bf3-3cf-5e2cacc3f":               "immutableid 567b4d9-30e-bf3-3cf-5e2cacc3f",
		"0567b4d9ab-830e-4bf3-93cf-a4f5e2cacc3fabcd":  "group 1 has 10 digits, expected 8",
		"0567b4d9ab-830e-4bf3-93cf-a4f5e2cacc3fabcde": "immutableid 0567b4d9ab-830e-4bf3-93cf-a4f5e2cacc3fabcde",
		"O567b4d9-83Oe-4bf3-93cf-a4f5e2caccOf":        `character 1 is "O", expected a hex digit`,
		"O567b4d9-83Oe-4bf3-93cf-a4f5e2cacOOf":        "immutableid O567b4d9-83Oe-4bf3-93cf-a4f5e2cacOOf",
		"D9 B4 67 5 0E 83 F3 4B 93 CF A4 F5":          "octet 4 has one hex digit, expected 2",
		"D9 B4 67 5 0E 83 F3 4B 93 CF A4":             "immutableid D9 B4 67 5 0E 83 F3 4B 93 CF A4",
		"0567b4d9830e4bf393cfa4f5e2c":                 "immutableid 0567b4d9830e4bf393cfa4f5e2c",
		"0567b4d9830e4bf393cfa4f5e2ca":                "14 octets, a GUID has 16",
		"0567b4d9830e4bf393cfa4f5e2cacc3fabcd":        "18 octets, a GUID has 16",
		"0567b4d9830e4bf393cfa4f5e2cacc3fabcde":       "immutableid 0567b4d9830e4bf393cfa4f5e2cacc3fabcde",
	})
}

// Warnings that depend on a limit.
func TestWarningEdges(t *testing.T) {
	for _, test := range []struct {
		input    string
		notation Notation
		warnings []string
	}{
		{"01234567890123abcdefgw==", Auto, []string{"no capital letter"}},
		{"012345678901234abcdefw==", Auto, nil},
		{"QX00ApTUDEiiEm5kX0WP2w", NotationBase64URL, nil},
		{"QX00ApTUDEiiEm5kX0WP2w", NotationImmutableID, []string{"padding of the Base64 is missing"}},
		{"MmJSbkJRNkQ4MHVUejZUMTRzck1Qdw==", Auto, []string{"encoded twice"}},
		{"MmJSbkJRNkQ4MHVUejZUMTRzck1Q", Auto, []string{"not a GUID"}},
		{"MAA1ADYANwBiADQAZAA5AC0AOAAzADAAZQAtADQAYgBmADMALQA5ADMAYwBmAC0AYQA0AGYANQBlADIAYwBhAGMAYwAzAGYAeA==", Auto, []string{"73 octets"}},
		{vector, NotationImmutableID, []string{"not a GUID"}},
	} {
		r, err := ReadAs(test.input, test.notation)
		if err != nil {
			t.Errorf("ReadAs(%q, %v): %v", test.input, test.notation, err)
		}
		checkWarnings(t, test.input, r.Warnings, test.warnings)
	}
}

// Quotes around a name and around its value are removed.
func TestNestedQuotes(t *testing.T) {
	edges(t, map[string]string{`"objectGUID : 'guid: ` + vector + `'"`: "guid " + vector})
}

func TestTextAnchorAsDN(t *testing.T) {
	r, err := Read("E1815")
	if text, _ := r.Append(nil, NotationDN); err != nil || string(text) != "CN={4531383135}" {
		t.Errorf("%s, %v", text, err)
	}
}

// Damaged and surrounded values, with the hint that says what to do.
func TestNearMissHints(t *testing.T) {
	const id = "2bRnBQ6D80uTz6T14srMPw=="
	const oneGUID, oneID = "a GUID among other text, expected one value", "an immutableid among other text, expected one value"
	const dn = "a distinguished name, expected a GUID, an anchor or a SID"
	for _, test := range []struct {
		input, want string
		hint        hint.Code
	}{
		{" a " + vector, oneGUID, hint.GiveOnly}, {"x" + vector, oneGUID, hint.GiveOnly}, {vector + "x", oneGUID, hint.GiveOnly}, {"x " + vector + " y", oneGUID, hint.GiveOnly},
		{"a" + vector + " x", "group 1 has 9 digits, expected 8", ""}, {"-" + vector + " x", "immutableid -" + vector + " x", ""}, {vector + "a", "group 5 has 13 digits, expected 12", ""}, {vector + "-x", "immutableid " + vector + "-x", ""},
		{vector + " " + vector, "2 GUIDs, expected one value", hint.OneValueALine}, {vector + ";" + vector + ";" + vector, "3 GUIDs, expected one value", hint.OneValueALine},
		{"x " + id, oneID, hint.GiveOnly}, {"-" + id + " x", oneID, hint.GiveOnly}, {id + " x", oneID, hint.GiveOnly}, {"a=" + id + "x", oneID, hint.GiveOnly},
		{"x" + id, "23 Base64 characters and 2 =, expected 22 and 2 for a GUID", hint.LostCharacter}, {"/" + id + " x", "immutableid /" + id + " x", ""}, {id + "= x", "immutableid " + id + "= x", ""},
		{"2bRnBQ6D80uTz6T1!==", "immutableid 2bRnBQ6D80uTz6T1!==", ""}, {"2bRnBQ6D80uTz6T14!==", `character 18 is "!", expected Base64`, ""}, {"2bRnBQ6D80uTz6T14srMPwAAA!==", `character 26 is "!", expected Base64`, ""}, {"2bRnBQ6D80uTz6T14srMPwAAAA!==", "immutableid 2bRnBQ6D80uTz6T14srMPwAAAA!==", ""}, {"2bRnBQ6D80uTz6T14s!=", "immutableid 2bRnBQ6D80uTz6T14s!=", ""},
		{"2bRnBQ6D80uTz6T=4srMPw==", "= in the middle, expected it at the end of the Base64", ""}, {"2bRnBQ6D80 Tz6T14srMPw==", "character 11 is a blank, expected Base64", hint.BlankForPlus}, {id + "=", "3 = at the end, expected at most 2", ""},
		{"2bRnBQ6D80uTz6T14srMP==", "21 Base64 characters and 2 =, expected 22 and 2 for a GUID", hint.LostCharacter}, {"2bRnBQ6D80uTz6T14srM=", "20 Base64 characters and 1 =, expected 22 and 2 for a GUID", hint.LostCharacter},
		{"2bRnBQ6D80uTz6T14sr+", "15 octets, a GUID has 16", hint.LostOctet}, {"2bRnBQ6D80uTz6T14srMPwA=", "17 octets, a GUID has 16", hint.ExtraOctet}, {"{0567b4d9830e4bf393cfa4f5e2cacc}", "15 octets, a GUID has 16", hint.LostOctet},
		{"0567b4d9_830e_4bf3_93cf_a4f5e2cacc3f", "_ where a GUID has -", hint.GiveIfMeant}, {"urn:uuid:567b4d9-830e-4bf3-93cf-a4f5e2cacc3f", "group 1 has 7 digits, expected 8", hint.LeadingZero}, {"(567b4d9-830e-4bf3-93cf-a4f5e2cacc3f)", "group 1 has 7 digits, expected 8", hint.LeadingZero},
		{"0567b4d9830e4bf393cf-a4f5e2cacc3f", "32 hex digits in 2 groups, expected 5 of 8, 4, 4, 4 and 12", hint.ChooseDigitOrder}, {"05-67-b4-d9-83-0e-4b-f393cfa4f5e2cacc3f", "32 hex digits in 8 groups, expected 5 of 8, 4, 4, 4 and 12", hint.ChooseDigitOrder}, {"05-67-b4-d9-83-0e-4b-f3-93cfa4f5e2cacc3f", "immutableid 05-67-b4-d9-83-0e-4b-f3-93cfa4f5e2cacc3f", ""},
		{"l567b4d9-830e-4bf3-93cf-a4f5e2cacc3f", `character 1 is "l", expected a hex digit`, hint.LooksLikeDigit}, {"0S67b4d9-830e-4bf3-93cf-a4f5e2cacc3f", `character 2 is "S", expected a hex digit`, hint.LooksLikeDigit}, {"0x67b4d9-830e-4bf3-93cf-a4f5e2cacc3f", `character 2 is "x", expected a hex digit`, ""},
		{"CN=Ada", dn, hint.ObjectGUIDOfDN}, {"ou=x", dn, hint.ObjectGUIDOfDN}, {"DC=x", dn, hint.ObjectGUIDOfDN}, {"uid=x", dn, hint.ObjectGUIDOfDN}, {"CN={4531383135", errConnectorDN.Text, hint.CopyDN}, {"cn={}", errConnectorDN.Text, hint.CopyDN},
		{"S-1-x", errSIDText.Text, ""}, {"<GUID=x>", "no GUID in <GUID=>, expected dashed text or 32 hex digits, and >", ""}, {"<SID=S-1-5-32-544", "no SID in <SID=>, expected S-1-... and >", ""}, {`(objectGUID=\x1)`, `a filter, expected one value in it written as \xx for each octet`, hint.OneFilterALine}, {"(x)", "immutableid (x)", ""},
		{"0567b4d9830e4bf393cfa4f5e2cacc3", "31 hex digits, expected 32", hint.LeadingZeroAnywhere}, {"0567b4d9830e4bf393cfa4f5e2cacc3fa", "33 hex digits, expected 32", hint.CopyAgain},
		{"2bRn BQ6D 80uT z6T1 4srMPw==", "immutableid " + vector, ""}, {"D9 B4 67 5 E 83 F3 4B 93 CF A4 F5", "octet 4 has one hex digit, expected 2", hint.TwoDigitsEach}, {"{D9 B4 67 5 0E 83 F3 4B 93 CF A4 F5}", "octet 4 has one hex digit, expected 2", hint.TwoDigitsEach}, {"D9 B4 67 50E 83 F3 4B 93 CF A4 F5 E2", "immutableid D9 B4 67 50E 83 F3 4B 93 CF A4 F5 E2", ""},
	} {
		_, err := Read(test.input)
		var code hint.Code
		var why *Error
		if errors.As(err, &why) {
			code = why.Hint.Code
		}
		if got := outcome(test.input); got != test.want || code != test.hint {
			t.Errorf("Read(%q): %s with the hint %q, want %s with %q", test.input, got, code, test.want, test.hint)
		}
	}
}

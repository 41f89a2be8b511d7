package convert

import (
	"errors"
	"strings"
	"testing"

	"hardmatch/cmd/wording"
)

const vector = "0567b4d9-830e-4bf3-93cf-a4f5e2cacc3f"

// Pasted GUIDs, with the recognised notation, the GUID, and a part of each warning.
func TestReadGUID(t *testing.T) {
	for _, test := range []struct {
		input    string
		notation Notation
		guid     string // "": the vector
		warnings []string
	}{
		// Notations as programs write them.
		{"0567B4D9-830E-4BF3-93CF-A4F5E2CACC3F", NotationGUID, "", nil},
		{"{2819A5C8-BE27-EC11-A970-000D3A1B4EEE}", NotationGUIDB, "2819a5c8-be27-ec11-a970-000d3a1b4eee", nil},
		{"(0567b4d9-830e-4bf3-93cf-a4f5e2cacc3f)", NotationGUIDP, "", nil},
		{"{0x567b4d9,0x830e,0x4bf3,{0x93,0xcf,0xa4,0xf5,0xe2,0xca,0xcc,0x3f}}", NotationGUIDX, "", nil},
		{"{ 0x0567B4D9, 0x830E, 0x4BF3, { 0x93, 0xCF, 0xA4, 0xF5, 0xE2, 0xCA, 0xCC, 0x3F } }", NotationGUIDX, "", []string{"blanks"}},
		{"urn:uuid:0567b4d9-830e-4bf3-93cf-a4f5e2cacc3f", NotationURN, "", nil},
		{"d9:b4:67:05:0e:83:f3:4b:93:cf:a4:f5:e2:ca:cc:3f", NotationHexSpaced, "", nil},
		{"D9-B4-67-05-0E-83-F3-4B-93-CF-A4-F5-E2-CA-CC-3F", NotationHexSpaced, "", nil},
		{"hex:d9,b4,67,05,0e,83,f3,4b,93,cf,a4,f5,e2,ca,cc,3f", NotationHexSpaced, "", nil},
		{"{0xD9, 0xB4, 0x67, 0x5, 0xE, 0x83, 0xF3, 0x4B, 0x93, 0xCF, 0xA4, 0xF5, 0xE2, 0xCA, 0xCC, 0x3F}", NotationHexC, "", nil},
		{`\xd9\xb4\x67\x05\x0e\x83\xf3\x4b\x93\xcf\xa4\xf5\xe2\xca\xcc\x3f`, NotationHexC, "", nil},
		{"0xd9 0xb4 0x67 0x05 0x0e 0x83 0xf3 0x4b 0x93 0xcf 0xa4 0xf5 0xe2 0xca 0xcc 0x3f", NotationHexC, "", nil},
		{"{217, 180, 103, 5, 14, 131, 243, 75, 147, 207, 164, 245, 226, 202, 204, 63}", NotationBytes, "", nil},
		{"217\n180\n103\n5\n14\n131\n243\n75\n147\n207\n164\n245\n226\n202\n204\n63\n", NotationBytes, "", nil},
		{"217\r\n180\r\n103\r\n5\r\n14\r\n131\r\n243\r\n75\r\n147\r\n207\r\n164\r\n245\r\n226\r\n202\r\n204\r\n63", NotationBytes, "", nil},
		{"[byte[]](217,180,103,5,14,131,243,75,147,207,164,245,226,202,204,63)", NotationBytes, "", nil},
		{"[-39, -76, 103, 5, 14, -125, -13, 75, -109, -49, -92, -11, -30, -54, -52, 63]", NotationBytes, "", nil},
		{`(objectGUID=\74\E5\D2\BC\58\8D\36\41\A9\DF\8A\19\B1\45\DB\79)`, NotationLDAPFilter, "bcd2e574-8d58-4136-a9df-8a19b145db79", nil},
		{`(&(objectClass=user)(objectGUID=\74\E5\D2\BC\58\8D\36\41\A9\DF\8A\19\B1\45\DB\79))`, NotationLDAPFilter, "bcd2e574-8d58-4136-a9df-8a19b145db79", nil},
		{`\74\E5\D2\BCX\8D6A\A9\DF\8A\19\B1E\DBy`, NotationLDAPFilter, "bcd2e574-8d58-4136-a9df-8a19b145db79", nil},
		{`\bb\85\43\3e\43\7c\eb\4f\8e\a2\97\c6\5c\c0\6a\bf`, NotationLDAPFilter, "3e4385bb-7c43-4feb-8ea2-97c65cc06abf", nil},
		{"CN={514635484D4B376E38307176645973555049486139513D3D}", NotationDN, "30475e40-e7ae-4af3-af75-8b143c81daf5", nil},
		{"cn={3262526e42513644383075547a3654313473724d50773d3d}", NotationDN, "", nil},
		{"X'0b818fd05ca3a849a4cdc6923dfc031e'", NotationCSVDE, "d08f810b-a35c-49a8-a4cd-c6923dfc031e", nil},
		{"objectGUID:: 3E8jAoOk/kqO7Nqbme0qnQ==", NotationLDIF, "02234fdc-a483-4afe-8eec-da9b99ed2a9d", nil},
		{"mS-DS-ConsistencyGuid::2bRnBQ6D80uTz6T14srMPw==", NotationLDIF, "", nil},
		{"objectGUID;binary:: 2bRnBQ6D80uTz6T14srMPw==", NotationLDIF, "", nil},
		{"objectGUID:: 2bRnBQ6D\r\n 80uTz6T14srMPw==\r\n", NotationLDIF, "", nil},
		{"objectGUID::\n 2bRnBQ6D80uTz6T14srMPw==", NotationLDIF, "", nil},
		{"<GUID=d9b467050e83f34b93cfa4f5e2cacc3f>", NotationGUIDBind, "", nil},
		{"LDAP://dc1.contoso.com:389/<GUID=" + vector + ">", NotationGUIDBind, "", nil},
		{"<GUID=" + vector + ">;<SID=S-1-5-21-1-2-3-500>;CN=Ada,DC=contoso,DC=com", NotationGUIDBind, "", []string{"text after"}},
		{"7184614622153409425061991693517769791", NotationInt, "", nil},
		{"0xD9B467050E83F34B93CFA4F5E2CACC3F", NotationSQL, "", nil},

		{"AQKBiL3zAEWBwBb0lxmpHA==", NotationImmutableID, "88810201-f3bd-4500-81c0-16f49719a91c", nil}, // not a SID
		{"01 02 FF 00 00 00 00 05 20 00 00 00 20 02 00 00", NotationHexSpaced, "00ff0201-0000-0500-2000-000020020000", nil},
		{"02347d41-d494-4441-a212-6e645f458fdb", NotationGUID, "02347d41-d494-4441-a212-6e645f458fdb", nil}, // version 4 in both orders

		// Values with surroundings.
		{" \t" + vector + "\u00a0\n", NotationGUID, "", nil},
		{"\ufeff" + vector, NotationGUID, "", nil},
		{"\u201c" + vector + "\u201d", NotationGUID, "", nil},
		{"\u2018{" + vector + "}\u2019", NotationGUIDB, "", nil},
		{`"` + vector + `"`, NotationGUID, "", nil},
		{"'" + vector, NotationGUID, "", nil},
		{`="` + vector + `"`, NotationGUID, "", nil},
		{vector + ",", NotationGUID, "", nil},
		{"ObjectGUID                        : " + vector, NotationGUID, "", nil},
		{"objectGUID=" + vector, NotationGUID, "", nil},
		{`"onPremisesImmutableId": "2bRnBQ6D80uTz6T14srMPw==",`, NotationImmutableID, "", nil},
		{`"immutableId":"2bRnBQ6D80uTz6T14srMPw=="`, NotationImmutableID, "", nil},
		{"sourceAnchor: 2bRnBQ6D80uTz6T14srMPw==", NotationImmutableID, "", nil},
		{"2bRnBQ6D80uTz6T14srMPw%3D%3d", NotationImmutableID, "", []string{"URL encoding"}},
		{"2bRnBQ6D80uTz6T14srMPw==%0A", NotationImmutableID, "", []string{"URL encoding"}},

		// Values that other programs do not accept.
		{"0567b4d9\u2013830e\u20114bf3\u221293cf\u2014a4f5e2cacc3f", NotationGUID, "", []string{"typographic dashes"}},
		{"0567b4d9\x96830e\x964bf3\x9693cf\x96a4f5e2cacc3f", NotationGUID, "", []string{"typographic dashes"}},
		{"0567b4d9-\u200b830e-4bf3-93cf-a4f5e2cacc3f", NotationGUID, "", []string{"invisible"}},
		{"0567b4d9-830e-4bf3-93cf-a4f5 e2cacc3f", NotationGUID, "", []string{"blanks"}},
		{"0567b4d9 830e 4bf3 93cf a4f5e2cacc3f", NotationGUID, "", []string{"blanks"}},
		{"2bRnBQ6D80uTz6T14srMPw", NotationImmutableID, "", []string{"padding of the Base64 is missing"}},
		{"2bRnBQ6D80uTz6T14srMPw=", NotationImmutableID, "", []string{"padding of the Base64 is missing"}},
		{"2bRnBQ6D80uTz6T14srMPx==", NotationImmutableID, "", []string{"padding bits"}},
		{"3jFgh7G_i0-csBxnpglNPg", NotationBase64URL, "876031de-bfb1-4f8b-9cb0-1c67a6094d3e", []string{"Base64 for URLs"}},
		{"3jFgh7G_i0-csBxnpglNPg==", NotationBase64URL, "876031de-bfb1-4f8b-9cb0-1c67a6094d3e", []string{"Base64 for URLs"}},
		{"objectGUID:: " + vector, NotationGUID, "", []string{"two colons"}},

		// Values that are probably not what was meant.
		{"BWe02YMOS/OTz6T14srMPw==", NotationImmutableID, "d9b46705-0e83-f34b-93cf-a4f5e2cacc3f", []string{"text order"}},
		{"5M3HPmBsh0SbNM61wk8yhw==", NotationImmutableID, "3ec7cde4-6c60-4487-9b34-ceb5c24f3287", nil},
		{"05 67 B4 D9 83 0E 4B F3 93 CF A4 F5 E2 CA CC 3F", NotationHexSpaced, "d9b46705-0e83-f34b-93cf-a4f5e2cacc3f", []string{"text order"}},
		{"d9b46705-0e83-f34b-93cf-a4f5e2cacc3f", NotationGUID, "d9b46705-0e83-f34b-93cf-a4f5e2cacc3f", []string{"stored octets printed"}},
		{"qx00aptudeiiem5kx0wp2w==", NotationImmutableID, "6a341dab-6e9b-e875-a27a-6e64c74c29db", []string{"no capital letter"}},
		{"00000000-0000-0000-0000-000000000000", NotationGUID, "00000000-0000-0000-0000-000000000000", []string{"nil GUID"}},
		{"/////////////////////w==", NotationImmutableID, "ffffffff-ffff-ffff-ffff-ffffffffffff", []string{"all ones"}},
		{`"id": "` + vector + `",`, NotationGUID, "", []string{"object id in Entra ID"}},
	} {
		want := test.guid
		if want == "" {
			want = vector
		}
		r, err := Read(test.input)
		if err != nil || r.Notation != test.notation || r.Kind != KindGUID || r.GUID.String() != want {
			t.Errorf("Read(%q) = %v, kind %d, %v, %v", test.input, r.Notation, r.Kind, r.GUID, err)
			continue
		}
		checkWarnings(t, test.input, r.Warnings, test.warnings)
	}
}

func checkWarnings(t *testing.T, input string, got []Warning, want []string) {
	t.Helper()
	ok := len(got) == len(want)
	for i := range want {
		ok = ok && strings.Contains(got[i].Text, want[i])
	}
	if !ok {
		t.Errorf("Read(%q) warns %q, want %q", input, got, want)
	}
}

func TestReadObjectID(t *testing.T) {
	for input, notation := range map[string]Notation{
		"User_c72903ed-7816-41cd-9066-eac33d171d77": NotationGUID,
		"VAAAAFUAcwBlAHIAXwBjADcAMgA5ADAAMwBlAGQALQA3ADgAMQA2AC0ANAAxAGMAZAAtADkAMAA2ADYALQBlAGEAYwAzADMAZAAxADcAMQBkADcANwAAAA==": NotationGUID,
		"S-1-12-1-3341353965-1103984662-3286918800-1998395197":                                                                     NotationSID,
		"AQUAAAAAAAwBAAAA7QMpxxZ4zUGQZurDPRcddw==":                                                                                 NotationSIDBase64,
		"010500000000000c01000000ed0329c71678cd419066eac33d171d77":                                                                 NotationSIDHex,
	} {
		r, err := Read(input)
		if err != nil || r.Kind != KindObjectID || r.Notation != notation || r.GUID.String() != "c72903ed-7816-41cd-9066-eac33d171d77" {
			t.Errorf("Read(%q) = %v, kind %d, %v, %v", input, r.Notation, r.Kind, r.GUID, err)
		}
		if text, err := r.Append(nil, NotationImmutableID); !errors.Is(err, ErrNoSuch) {
			t.Errorf("an object id has the immutableid %q", text)
		}
	}
}

func TestReadSID(t *testing.T) {
	const sid = "S-1-5-21-1004336348-1177238915-682003330-512"
	for input, notation := range map[string]Notation{
		sid: NotationSID,
		"s-1-5-21-1004336348-1177238915-682003330-512":                                NotationSID,
		"objectSid : " + sid:                                                          NotationSID,
		"<SID=" + sid + ">":                                                           NotationSID,
		"objectSid:: AQUAAAAAAAUVAAAA3PTcO4M9K0aCi6YoAAIAAA==":                        NotationSIDBase64,
		"AQUAAAAAAAUVAAAA3PTcO4M9K0aCi6YoAAIAAA==":                                    NotationSIDBase64,
		"010500000000000515000000DCF4DC3B833D2B46828BA62800020000":                    NotationSIDHex,
		"X'010500000000000515000000dcf4dc3b833d2b46828ba62800020000'":                 NotationSIDHex,
		"0x010500000000000515000000DCF4DC3B833D2B46828BA62800020000":                  NotationSIDHex,
		"1 5 0 0 0 0 0 5 21 0 0 0 220 244 220 59 131 61 43 70 130 139 166 40 0 2 0 0": NotationSIDHex,
	} {
		r, err := Read(input)
		if text, _ := r.Append(nil, NotationSID); err != nil || r.Kind != KindSID || r.Notation != notation || string(text) != sid {
			t.Errorf("Read(%q) = %v, kind %d, %s, %v", input, r.Notation, r.Kind, text, err)
		}
	}
}

// A value with several readings is refused. If one reading is likelier, it is marked.
func TestReadTwoWays(t *testing.T) {
	for _, test := range []struct {
		input  string
		ways   string // notation and GUID, or SID
		likely Notation
	}{
		{"417d340294d40c48a2126e645f458fdb", "guid-n 417d3402-94d4-0c48-a212-6e645f458fdb, hex 02347d41-d494-480c-a212-6e645f458fdb", NotationHex},
		{"02347D41D494480CA2126E645F458FDB", "guid-n 02347d41-d494-480c-a212-6e645f458fdb, hex 417d3402-94d4-0c48-a212-6e645f458fdb", NotationGUIDN},
		{"{02347d41d494480ca2126e645f458fdb}", "guid-n 02347d41-d494-480c-a212-6e645f458fdb, hex 417d3402-94d4-0c48-a212-6e645f458fdb", NotationGUIDN},
		{"objectGUID: 02347d41d494 480ca212 6e645f458fdb", "guid-n 02347d41-d494-480c-a212-6e645f458fdb, hex 417d3402-94d4-0c48-a212-6e645f458fdb", NotationGUIDN},
		{"02347d41d4944441a2126e645f458fdb", "guid-n 02347d41-d494-4441-a212-6e645f458fdb, hex 417d3402-94d4-4144-a212-6e645f458fdb", Auto},
		{"12345678901234567890123456789012", "guid-n 12345678-9012-3456-7890-123456789012, hex 78563412-1290-5634-7890-123456789012, int 0000009b-d30a-3c64-5943-dd1690a03a14", Auto},
		{"11 22 33 44 55 66 77 48 99 10 11 12 13 14 15 16", "hex-spaced 44332211-6655-4877-9910-111213141516, bytes 2c21160b-4237-304d-630a-0b0c0d0e0f10", NotationHexSpaced},
		{"AQIAAAAAAAUgAAAAIAIAAA==", "immutableid 00000201-0000-0500-2000-000020020000, sid-base64 S-1-5-32-544", NotationSIDBase64},
	} {
		r, err := Read(test.input)
		var ways []string
		likely := Auto
		for _, reading := range r.Readings {
			main := NotationGUID
			if !reading.HasGUID() {
				main = NotationSID
			}
			text, _ := reading.Append(nil, main)
			ways = append(ways, reading.Notation.String()+" "+string(text))
			if reading.Likelier != "" {
				likely = reading.Notation
			}
		}
		if got := strings.Join(ways, ", "); !errors.Is(err, ErrAmbiguous) || got != test.ways || likely != test.likely || r.Kind != 0 {
			t.Errorf("Read(%q) = %s, %v likelier, %v", test.input, got, likely, err)
		}
		for _, way := range r.Readings {
			if again, err := ReadAs(test.input, way.Notation); err != nil || again.Value != way.Value {
				t.Errorf("ReadAs(%q, %v) = %v, %v", test.input, way.Notation, again.Value, err)
			}
		}
	}
	for input, sid := range map[string]bool{
		"objectSid:: AQIAAAAAAAUgAAAAIAIAAA==": true, "objectGUID:: AQIAAAAAAAUgAAAAIAIAAA==": false,
	} {
		if r, err := Read(input); err != nil || r.Kind == KindSID != sid {
			t.Errorf("Read(%q) = kind %d, %v", input, r.Kind, err)
		}
	}
}

// Damaged values, with the cause, a part of the error and a part of the hint.
func TestReadRefuses(t *testing.T) {
	for _, test := range []struct {
		input      string
		cause      error
		text, hint string
	}{
		{"", ErrEmpty, "empty", ""},
		{" \ufeff\t\n", ErrEmpty, "empty", ""},
		{`""`, ErrEmpty, "empty", ""},
		{"ObjectGUID : ", ErrEmpty, "ObjectGUID has no value", "not exported"},
		{`"onPremisesImmutableId": null,`, ErrEmpty, "null means no value", ""},
		{"<not set>", ErrEmpty, "<not set>", ""},
		{"ObjectGUID", ErrHeader, "the name of a property", "header"},
		{"#TYPE Microsoft.ActiveDirectory.Management.ADUser", ErrHeader, "Export-Csv", "NoTypeInformation"},
		{"------------", ErrHeader, "a line of dashes", "header"},
		{"System.Byte[]", ErrLost, "System.Byte[]", "ToBase64String"},
		{"mS-DS-ConsistencyGuid : System.Byte[]", ErrLost, "System.Byte[]", "ToBase64String"},
		{"System.Object[]", ErrLost, "System.Object[]", ""},
		{"System.String[]", ErrLost, "System.String[]", ""},
		{"Microsoft.ActiveDirectory.Management.ADPropertyValueCollection", ErrLost, "ADPropertyValueCollection", "calculated property"},
		{"{1, 2, 3, 4...}", ErrLost, "shortened", "export it whole"},
		{"{217, 180, 103, 5\u2026}", ErrLost, "shortened", ""},
		{"2bRnBQ6D80uTz6...", ErrLost, "shortened", ""},
		{"0567b4d9-830e-4bf3-93\u2026", ErrLost, "shortened", ""},
		{"9.22337E+18", ErrExcel, "rounded number", "as text"},
		{"9,22337E+18", ErrExcel, "rounded number", ""},
		{"1E+31", ErrExcel, "rounded number", ""},
		{"9223372036854770000", ErrExcel, "first 15 digits", ""},
		{"#NAME?", ErrExcel, "#NAME?", "as text"},
		{"########", ErrExcel, "########", ""},
		{"=+2bRnBQ6D80uTz6T14srMP==", ErrExcel, "formula", ""},
		{"567b4d9-830e-4bf3-93cf-a4f5e2cacc3f", ErrDigits, "group 1 has 7 digits, expected 8", "leading zero"},
		{"0567b4d9-30e-4bf3-93cf-a4f5e2cacc3f", ErrDigits, "group 2 has 3 digits, expected 4", "leading zero"},
		{"{0567b4d9-830e-4bf3-93cf-a4f5e2cacc3f0}", ErrDigits, "group 5 has 13 digits, expected 12", ""},
		{"O567b4d9-830e-4bf3-93cf-a4f5e2cacc3f", ErrSyntax, `character 1 is "O"`, "digit 0"},
		{"0567b4d9-830e-4bf3-93cf-a4f5e2cacc3g", ErrSyntax, `character 36 is "g"`, ""},
		{"0567b4d9830e-4bf3-93cf-a4f5e2cacc3f", ErrSyntax, "32 hex digits in 4 groups", "--from"},
		{"567b4d9830e4bf393cfa4f5e2cacc3f", ErrDigits, "31 hex digits, expected 32", "leading zero"},
		{"00567b4d9830e4bf393cfa4f5e2cacc3f", ErrDigits, "33 hex digits, expected 32", "copy"},
		{"0567b4d9830e4bf393cfa4f5e2cacc", ErrLength, "15 octets, a GUID has 16", "lost"},
		{"D9 B4 67 5 0E 83 F3 4B 93 CF A4 F5 E2 CA CC 3F", ErrDigits, "octet 4 has one hex digit", "leading zero"},
		{"D9 B4 67 05 0E 83 F3 4B 93 CF A4 F5 E2 CA CC", ErrLength, "15 octets", "lost"},
		{"D9 B4 67 05 0E 83 F3 4B 93 CF A4 F5 E2 CA CC 3F 00", ErrLength, "17 octets", "zero"},
		{"217 180 103 5 14 131 243 75 147 207 164 245 226 202 204", ErrLength, "15 octets", ""},
		{"217 180 103 5 14 131 243 75 147 207 164 245 226 202 204 300", ErrSyntax, "octet 16 is 300", ""},
		{"{1, 2, 3, 4}", ErrLength, "4 octets", "AQIDBA=="},
		{"X'0b818fd05ca3a849a4cdc6923dfc03'", ErrLength, "15 octets", ""},
		{`\74\E5\D2\BC\58\8D\36\41\A9\DF\8A\19\B1\45\DB`, ErrLength, "15 octets", ""},
		{`(|(objectGUID=\74\E5\D2\BC\58\8D\36\41\A9\DF\8A\19\B1\45\DB\79)(objectGUID=\74\E5\D2\BC\58\8D\36\41\A9\DF\8A\19\B1\45\DB\79))`, ErrSyntax, "a filter", "a line"},
		{"QF5HMK7n80qvdYsUPIHa9==", ErrLength, "21 Base64 characters and 2 =", "lost or added"},
		{"QF5HMK7n80qvdYsUPIHa9QQ=", ErrLength, "17 octets", ""},
		{"QF5HMK7n80qvdYs/PIHa", ErrLength, "15 octets", ""},
		{"QF5HMK7n80qvdYsUPIHa9Q===", ErrSyntax, "3 = at the end", ""},
		{"QF5HMK7n80qvdYsUPI!a9Q==", ErrSyntax, `character 19 is "!"`, ""},
		{"QF5HMK7n80qvdYsUPI\u00e4a9Q==", ErrSyntax, `character 19 is "` + "\u00e4" + `"`, ""},
		{"3jFgh7G/i0 csBxnpglNPg==", ErrSyntax, "character 11 is a blank", "3jFgh7G/i0+csBxnpglNPg=="},
		{vector + " " + vector, ErrSyntax, "2 GUIDs", "a line"},
		{"ada (" + vector + ")", ErrSyntax, "a GUID among other text", "give only " + vector},
		{vector + ",2bRnBQ6D80uTz6T14srMPw==", ErrSyntax, "a GUID among other text", ""},
		{`<S N="ImmutableId">2bRnBQ6D80uTz6T14srMPw==</S>`, ErrSyntax, "an immutableid among other text", "give only 2bRnBQ6D80uTz6T14srMPw=="},
		{"2bRnBQ6D80uTz6T14srMPw== 2bRnBQ6D80uTz6T14srMPw==", ErrSyntax, "an immutableid among other text", ""},
		{"0567b4d9_830e_4bf3_93cf_a4f5e2cacc3f", ErrSyntax, "_ where a GUID has -", vector},
		{"CN=Ada,OU=Staff,DC=contoso,DC=com", ErrSyntax, "a distinguished name", "objectGUID"},
		{"CN={514635484D4B376E38307176645973555049486139513D3}", ErrSyntax, "connector space", "48"},
		{"<GUID=0567b4d9>", ErrSyntax, "no GUID in <GUID=>", ""},
		{"S-1-5-", ErrSyntax, "not the text of a SID", ""},
		{"ab\x1b[31mcd", ErrSyntax, "control characters", ""},
		{"\xd9\xb4\x67\x05", ErrSyntax, "not UTF-8", "hex or Base64"},
		{strings.Repeat("x", 300), ErrSyntax, "more than 256 characters", ""},
		{strings.Repeat("x", 2000), ErrSyntax, "more than 1024 characters", "a line"},
	} {
		r, err := Read(test.input)
		var why *Error
		if !errors.As(err, &why) || !errors.Is(err, test.cause) || !strings.Contains(why.Text, test.text) || !strings.Contains(wording.Hint(why.Hint), test.hint) {
			t.Errorf("Read(%q) = %v, %v, hint %q", test.input, r.Value, err, hintOf(err))
		}
	}
}

func hintOf(err error) string {
	var why *Error
	if errors.As(err, &why) {
		return wording.Hint(why.Hint)
	}
	return ""
}

// Values that are not GUIDs, but are valid anchors.
func TestReadAnchor(t *testing.T) {
	for _, test := range []struct {
		input, anchor, octets string
		warnings              []string
	}{
		{"E1815", "E1815", "", []string{"not a GUID"}},
		{"12345", "12345", "", []string{"not a GUID"}},
		{"1234567890123456789012345678901", "1234567890123456789012345678901", "", []string{"not a GUID"}},
		{"employeeID: 00123", "00123", "", []string{"not a GUID"}},
		{"employeeID:: SsO8cmdlbg==", "J\u00fcrgen", "", []string{"not a GUID"}},
		{"ada@contoso.com", "ada@contoso.com", "", []string{"not a GUID", "contains @"}},
		{`CONTOSODOM\ada12`, `CONTOSODOM\ada12`, "", []string{"not a GUID", `contains \`}},
		{"ada lovelace", "ada lovelace", "", []string{"not a GUID", "a blank"}},
		{strings.Repeat("0af", 21), strings.Repeat("0af", 21), "", []string{"not a GUID", "counts as 63"}},
		{"AQIDBA==", "AQIDBA==", "\x01\x02\x03\x04", []string{"4 octets"}},
		{"mS-DS-ConsistencyGuid:: AQIDBA==", "AQIDBA==", "\x01\x02\x03\x04", []string{"4 octets"}},
		{"CN={4531383135}", "E1815", "", []string{"not a GUID"}},
		{"QX00ApTUDEiiEm5kX0WP", "QX00ApTUDEiiEm5kX0WP", "", []string{"15 octets"}},
		{"12345678901234567890", "12345678901234567890", "", []string{"not a GUID"}},
		// Scripts that encode the text of the GUID.
		{"MDU2N2I0ZDktODMwZS00YmYzLTkzY2YtYTRmNWUyY2FjYzNm", "MDU2N2I0ZDktODMwZS00YmYzLTkzY2YtYTRmNWUyY2FjYzNm", "", []string{"the text of a GUID"}},
		{"MAA1ADYANwBiADQAZAA5AC0AOAAzADAAZQAtADQAYgBmADMALQA5ADMAYwBmAC0AYQA0AGYANQBlADIAYwBhAGMAYwAzAGYA",
			"MAA1ADYANwBiADQAZAA5AC0AOAAzADAAZQAtADQAYgBmADMALQA5ADMAYwBmAC0AYQA0AGYANQBlADIAYwBhAGMAYwAzAGYA", "", []string{"UTF-16"}},
		{"MmJSbkJRNkQ4MHVUejZUMTRzck1Qdz09", "MmJSbkJRNkQ4MHVUejZUMTRzck1Qdz09", "", []string{"encoded twice"}},
	} {
		r, err := Read(test.input)
		if err != nil || r.Kind != KindAnchor || r.Anchor != test.anchor || r.Octets != test.octets {
			t.Errorf("Read(%q) = %v, %v", test.input, r.Value, err)
			continue
		}
		checkWarnings(t, test.input, r.Warnings, test.warnings)
		for _, w := range r.Warnings {
			if strings.Contains(w.Text, "text of a GUID") && !strings.Contains(wording.Hint(w.Hint), "2bRnBQ6D80uTz6T14srMPw==") {
				t.Errorf("Read(%q) hints %q", test.input, wording.Hint(w.Hint))
			}
		}
	}
}

func TestReadAs(t *testing.T) {
	for _, test := range []struct {
		input    string
		notation Notation
		want     string // in dashes, the anchor, or the error
	}{
		{"417d3402 94d40c48 a2126e64 5f458fdb", NotationHex, "02347d41-d494-480c-a212-6e645f458fdb"},
		{"AjR9QdSUSAyiEm5kX0WP2w", NotationBase64TextOrder, "02347d41-d494-480c-a212-6e645f458fdb"},
		{"QX00ApTUDEiiEm5kX0WP2w==", NotationLDIF, "02347d41-d494-480c-a212-6e645f458fdb"},
		{"1", NotationInt, "00000000-0000-0000-0000-000000000001"},
		{"340282366920938463463374607431768211455", NotationInt, "ffffffff-ffff-ffff-ffff-ffffffffffff"},
		{"340282366920938463463374607431768211456", NotationInt, "not written as int, nor in any other notation of a GUID"},
		{"417d340294d40c48a2126e645f458fdb", NotationImmutableID, "417d340294d40c48a2126e645f458fdb"},
		{"Zm9v-_8", NotationBase64URL, "Zm9v+/8="},
		{"QX00ApTUDEiiEm5kX0WP2w==", NotationHex, "not written as hex, it looks like immutableid"},
		{"E1815", NotationGUID, "not written as guid, nor in any other notation of a GUID"},
		{"417d340294d40c48a2126e645f458fdb", NotationGUID, "not written as guid"},
		{"417d340294d40c48a2126e645f458f", NotationHex, "15 octets, a GUID has 16"},
		{"567b4d9-830e-4bf3-93cf-a4f5e2cacc3f", NotationGUID, "group 1 has 7 digits, expected 8"},
		{"QX00ApTUDEiiEm5kX0WP2w==", NotationSIDBase64, "not the octets of a SID, expected 01, the number of sub-authorities, 6 octets and 4 for each of these"},
		{"System.Byte[]", NotationImmutableID, "System.Byte[]: the name of a type, the value itself is lost"},
		{"x", notationEnd, "there is no such notation"},
	} {
		r, err := ReadAs(test.input, test.notation)
		got := r.Anchor
		switch {
		case err != nil:
			got = err.Error()
		case r.HasGUID():
			got = r.GUID.String()
		}
		if got != test.want {
			t.Errorf("ReadAs(%q, %v) = %q, %v, want %q", test.input, test.notation, got, err, test.want)
		}
	}
}

// Errors begin in lower case or with a value, and have no period and no hint.
func TestErrorsAreInStyle(t *testing.T) {
	for _, input := range []string{"", "=x", "31e+5", vector + " " + vector, "S-1-", "x\x00", "AQIDBAUGBwgJCgsMDQ4P+w==="} {
		_, err := Read(input)
		var why *Error
		if !errors.As(err, &why) {
			t.Errorf("Read(%q): %T", input, err)
			continue
		}
		if strings.HasSuffix(why.Text, ".") || strings.HasSuffix(wording.Hint(why.Hint), ".") || strings.Contains(why.Text, "failed to") || why.Err == nil {
			t.Errorf("Read(%q): %q, hint %q", input, why.Text, wording.Hint(why.Hint))
		}
	}
}

func TestSanitize(t *testing.T) {
	for in, want := range map[string]string{
		"plain":         "plain",
		"J\u00fcrgen":   "J\u00fcrgen",
		"a\x1b[31m":     "a\ufffd[31m",
		"a\u202eb":      "a\ufffdb",
		"a\x80b\u0085c": "a\ufffdb\ufffdc",
	} {
		if got := Sanitize(in); got != want {
			t.Errorf("Sanitize(%q) = %q, want %q", in, got, want)
		}
	}
}

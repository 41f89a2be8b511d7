package convert

import (
	"encoding/hex"
	"strings"
	"testing"
	"unicode/utf8"
)

// decoders are the parsers of lists of octets. Each value is the octets in hex, or "no" for a
// text in another notation.
var decoders = []struct {
	name   string
	decode func([]byte, string) ([]byte, bool)
	want   map[string]string
}{
	{"Base64", decodeBase64Std, map[string]string{
		"Zg==": "66", "Zg=": "66", "Zg": "66", "Zm8=": "666f", "Zm8": "666f", "Zm9v": "666f6f", "Zm9vYmE": "666f6f6261", "+/+/": "fbffbf",
		"": "no", "=": "no", "==": "no", "Z": "no", "Z===": "no", "Zg===": "no", "Zm8==": "no", "Zm9v=": "no", "Zm9vY": "no", "Zg=g": "no", "Z=g=": "no",
		"-_-_": "no", "Zm 9": "no", "Zm9\x00": "no", "Zm9\xff": "no",
	}},
	{"Base64 for URLs", decodeBase64URL, map[string]string{
		"-_-_": "fbffbf", "Zg==": "66", "Zg=": "66", "Zg": "66", "": "no", "=": "no", "Z": "no", "Zm9v=": "no", "+/+/": "no", "-_=_": "no", "Zg===": "no",
	}},
	{"Base64 in the order of the text", decodeBase64TextOrder, map[string]string{
		"BWe02YMOS/OTz6T14srMPw==": "d9b467050e83f34b93cfa4f5e2cacc3f", "BWe02YMOS_OTz6T14srMPw": "d9b467050e83f34b93cfa4f5e2cacc3f", "Zm9v": "666f6f", "-_-_": "fbffbf", "+_": "no",
	}},
	{"hex digits", decodeHexDigits, map[string]string{"": "no", "0": "no", "0a": "0a", "0aF": "no", "0aFf": "0aff", "0g": "no", "g0": "no", "a/": "no", "a:": "no", "a`": "no", "a@": "no", "aG": "no"}},
	{"spaced hex", decodeHexSpaced, map[string]string{
		"01 02": "0102", "01-02:03,04": "01020304", "01 ,-02": "0102", "0102": "no", "01 0": "no", "01 02 ": "no", "01 0203": "no", "1 02": "no", "01.02": "no", "01 0g": "no", "01 g0": "no", "01 02-": "no", "a": "no",
		"01 02 03": "010203", "01;02": "no", "01020": "no",
	}},
	{"hex in C", decodeHexC, map[string]string{
		"0x1,0x02,0xa": "01020a", "{0x1, 0x02}": "0102", "[0xA; 0xbC]": "0abc", "(0x0A 0xbC)": "0abc", "@(0x0A,0xbC)": "0abc", "[byte[]](0xA,0xbC,0x1)": "0abc01", "new byte[] { 0xA, 0xbC }": "0abc", "{0x0A,0xbC,}": "0abc",
		`\x01\xaB`: "01ab", `\x01\xa`: "no", `\x01\x`: "no", `\x01 \x02`: "no", "0x1,0x": "no", "0x1,0x123": "no", "0x1,0xg1": "no", "0x1,1x12": "no", "0x1,0y12": "no", "1x10,0x12": "no",
		"0x010x02": "no", "0x10,0x1,": "1001", "0x1,0x1": "no", "0x01,0xg": "no",
	}},
	{"decimals", decodeDecimals, map[string]string{
		"1 2": "0102", "1,2": "0102", "{1;2}": "0102", "[0, 255]": "00ff", "0 256": "no", "-1 -128": "ff80", "0 -129": "no", "0 -0": "no", "01 2": "no", "1 00": "no", "123": "no", "1": "no", "1 a": "no", "1 1000": "no", "1 99999999999999999999": "no", "1 -99999999999999999999": "no", ",1 2": "no", "1 -": "no", "--1 1": "no",
		"0 0": "0000", "99 100": "6364", "1 -100": "019c", "": "no", "{}": "no", "{1 2": "no", "(1 2]": "0102", "1 2}": "no",
	}},
	{"filter", decodeLDAPFilter, map[string]string{
		`\01\aB`: "01ab", `\01A`: "0141", `\01AB`: "no", `\01ABC`: "no", `(objectGUID=\01\02)`: "0102", `objectGUID=\01A`: "0141", `(&(a=b)(objectGUID=\01\02))`: "0102", `(|(a=\01)(b=\02))`: "no",
		"AB": "no", `\0`: "no", `\01\`: "no", `\01\0`: "no", `\g1`: "no", `\1g`: "no", `\01(`: "no", `\01*`: "no", `\01 `: "0120", `\01~`: "017e", "\\01\x7f": "no", "\\01\x1f": "no", `=\01`: "3d01",
	}},
	{"csvde", decodeCSVDE, map[string]string{"X'01aB'": "01ab", "x'0102'": "0102", "X'01'": "01", "X''": "no", "Y'01'": "no", "X01'": "no", "X'01": "no", "X'0'": "no", "X'010'": "no", "X'0g'": "no", "X'01\"": "no", `X"0102'`: "no"}},
	{"SQL", decodeSQL, map[string]string{"0x01020304": "01020304", "0X010203aB": "010203ab", "0x010203": "no", "0x0102030": "no", "0y01020304": "no", "1x01020304": "no", "0x0102030g": "no"}},
	{"SID in hex", decodeSIDHex, map[string]string{
		"0102": "0102", "01 02": "0102", "0x01020304": "01020304", "X'0102'": "0102", `\01\02`: "0102", "0x1,0x12,": "0112", "0x1,0x02": "no", "{0x01,0x02}": "0102", "1 2": "no", "": "no",
	}},
}

func TestDecoders(t *testing.T) {
	for _, d := range decoders {
		for input, want := range d.want {
			octets, ok := d.decode(nil, input)
			got := hex.EncodeToString(octets)
			if !ok {
				got = "no"
			}
			if got != want {
				t.Errorf("%s: %q is %s, want %s", d.name, input, got, want)
			}
			if again, ok := d.decode([]byte("="), input); ok && string(again) != "="+string(octets) {
				t.Errorf("%s: %q appends %q", d.name, input, again)
			}
		}
	}
}

// What an office program or a web page puts in place of ASCII, and characters without a width.
var (
	dashes    = []rune{0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xfe58, 0xfe63, 0xff0d}
	blanks    = []rune{0xa0, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x202f, 0x205f, 0x3000}
	singles   = []rune{0x2018, 0x2019, 0x201a, 0x201b, 0xb4, 0x2032}
	doubles   = []rune{0x201c, 0x201d, 0x201e, 0x201f, 0xab, 0xbb, 0x2033}
	unseen    = []rune{0xad, 0x61c, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0xfeff}
	unseenAll = [][2]rune{{0x2060, 0x206f}, {0xfe00, 0xfe0f}, {0xe0000, 0xe007f}}
)

func TestTypographicCharacters(t *testing.T) {
	want := map[rune]byte{0x2026: '.'}
	for ascii, list := range map[byte][]rune{'-': dashes, ' ': blanks, '\'': singles, '"': doubles, drop: unseen} {
		for _, r := range list {
			want[r] = ascii
		}
	}
	for _, span := range unseenAll {
		for r := span[0]; r <= span[1]; r++ {
			want[r] = drop
		}
	}
	for r := rune(0); r <= 0x10ffff; r++ {
		if got := asciiFor(r); got != want[r] {
			t.Errorf("%U is %q, want %q", r, got, want[r])
		}
		if invisible(r) != (want[r] == drop) {
			t.Errorf("%U is invisible: %v", r, invisible(r))
		}
	}
	for b, r := range map[byte]rune{0x85: 0x2026, 0x91: 0x2019, 0x92: 0x2019, 0x93: 0x201d, 0x94: 0x201d, 0x96: 0x2013, 0x97: 0x2013, 0xa0: 0xa0, 0xad: 0xad, 0xab: 0xab, 0xbb: 0xbb, 0x95: utf8.RuneError, 0xe4: utf8.RuneError} {
		if got := windows1252(b); got != r {
			t.Errorf("octet %x is %U, want %U", b, got, r)
		}
	}
}

// Control characters, those of Unicode too, make no text.
func TestPlainText(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, " ~": true, "\x1f": false, "\x7f": false, "\u0080": false, "\u009f": false, "\u00a0": true, "\u00a1": true, "J\u00fcrgen": true, "a\u200bb": false, "a\xffb": false, "\x00": false,
	} {
		if plainText([]byte(text)) != want {
			t.Errorf("%q is plain text: %v", text, !want)
		}
	}
	for text, want := range map[string]bool{"": true, " ": true, "~": true, "\x1f": false, "\x7f": false, "a\x7f": false, "\u00e4": false} {
		if plainASCII(text) != want {
			t.Errorf("%q is ASCII: %v", text, !want)
		}
	}
}

func TestBase64Shape(t *testing.T) {
	for text, want := range map[string]struct {
		data, pads      int
		certain, whole  bool
		canonicalPadded bool
		bits            byte
	}{
		"Z": {1, 0, false, false, true, 0}, "Zg": {2, 0, false, false, true, 0}, "Zh": {2, 0, false, false, false, 1}, "Zv": {2, 0, false, false, false, 15}, "Zg=": {2, 1, false, false, true, 0}, "Zg==": {2, 2, true, true, true, 0},
		"Zm9": {3, 0, false, false, false, 1}, "Zm_": {3, 0, false, false, false, 3}, "Zm9=": {3, 1, true, true, true, 1}, "Zm9v": {4, 0, false, true, true, 0}, "Zm9=v": {}, "Zm9+": {4, 0, true, true, true, 0}, "Zm9-": {4, 0, false, true, true, 0},
		"Zm9v=": {4, 1, false, false, true, 0}, "Zm9vYg": {6, 0, false, false, true, 0}, "Zm9vYh": {6, 0, false, false, false, 1}, "Zm9vY===": {5, 3, false, false, true, 0}, "Z+": {2, 0, false, false, false, 14},
		"": {}, "=": {}, "Zm 9": {},
	} {
		shape, ok := shapeOf(text)
		if ok != (want.data > 0) {
			t.Errorf("%q has a shape: %v", text, ok)
		}
		if !ok {
			continue
		}
		if shape.data != want.data || shape.pads != want.pads || shape.certain() != want.certain || shape.whole() != want.whole || canonicalOrPadded(text) != want.canonicalPadded || paddingBits(text[:shape.data]) != want.bits {
			t.Errorf("%q: %+v, certain %v, whole %v, canonical or padded %v, padding bits %d, want %+v", text, shape, shape.certain(), shape.whole(), canonicalOrPadded(text), paddingBits(text[:shape.data]), want)
		}
	}
	if paddingBits("") != 0 || canonicalOrPadded("") {
		t.Error("an empty text has padding")
	}
	for text, want := range map[string]string{"Zm9v": "foo", "Zg==": "f", "Zg": "", "-_-_": "", "": "", "Zm 9": "", "Zg=": "", "Zm9v=": ""} {
		if got := base64Of(text); got != want {
			t.Errorf("base64Of(%q) = %q", text, got)
		}
	}
	for text, want := range map[string]bool{"abcdefgh": true, "abcdefg": false, "abcdefg1": false, "abcdefghA": false, "abcdefghZ": false, "azazazaz[@`{": true, "1a2b3c4d5e6f7g8h": true, "": false} {
		if looksLowered(text) != want {
			t.Errorf("%q looks lowered: %v", text, !want)
		}
	}
}

func TestCounts(t *testing.T) {
	for n, want := range map[int][2]string{0: {"0 octets", "no"}, 1: {"1 octet", "one"}, 2: {"2 octets", "two"}, 4: {"4 octets", "four"}, 5: {"5 octets", "5"}} {
		if octetCount(n) != want[0] || number(n) != want[1] {
			t.Errorf("%s, %s, want %v", octetCount(n), number(n), want)
		}
	}
}

// Words that programs print where a value was lost, changed or absent.
func TestDamage(t *testing.T) {
	for text, want := range map[string]bool{
		"1E+3": true, "1e-3": true, "-1.5E+10": true, "1,5E+1": true, "1.E+1": true, "1E+": false, "1E3": false, "E+12": false, ".5E+1": false, "1E+1a": false, "1.xE+1": false, "xE+12": false, "1E*12": false, "9.9E+9": true, ":.9E+9": false, "1.2.3E+4": false, "+1E+3": true,
	} {
		if exponent(text) != want {
			t.Errorf("%q is a rounded number: %v", text, !want)
		}
	}
	for text, want := range map[string]bool{"": true, "0": true, "9": true, "/": false, ":": false, "12a": false} {
		if allDigits(text) != want {
			t.Errorf("%q has digits only: %v", text, !want)
		}
	}
	edges(t, map[string]string{
		"- -": "a line of dashes, not a value", "#": "# is an error of a spreadsheet, not a value", "#N/A": "#N/A is an error of a spreadsheet, not a value", "#other": "immutableid #other",
		"a...": "shortened for display: the rest of the value is lost", "a...b": "shortened for display: the rest of the value is lost", "a b...c d": "immutableid a b...c d", "{a b...}": "shortened for display: the rest of the value is lost",
		"System.": "immutableid System.", "System.Collections.": "System.Collections.: the name of a type, the value itself is lost",
	})
}

// What programs print if there is no value, and what spreadsheets print in place of one.
func TestWordsForNothing(t *testing.T) {
	for _, word := range []string{"null", "NULL", "$null", "(null)", "<null>", "None", "nil", "<not set>", "<nicht festgelegt>", "{}", "[]", "X''"} {
		edges(t, map[string]string{word: word + " means no value"})
	}
	for _, word := range []string{"#NAME?", "#VALUE!", "#REF!", "#N/A", "#NUM!", "#NULL!", "#DIV/0!", "#SPILL!", "#CALC!", "#WERT!", "#BEZUG!", "#NV", "#ZAHL!", "#NOM?", "#VALEUR!", "####"} {
		edges(t, map[string]string{word: word + " is an error of a spreadsheet, not a value"})
	}
	edges(t, map[string]string{
		"'": "immutableid '", "12345678901234500000000000000000": "guid-n or hex or int", "0234567890123450000": "immutableid 0234567890123450000", "123456789012345000a": "immutableid 123456789012345000a",
		"1234567890123450000.000": "immutableid 1234567890123450000.000", "123456789012345000000000000000000": errRounded.Text,
	})
}

// The names of properties, which may stand alone in a header line or before a value.
func TestKnownProperties(t *testing.T) {
	sids := []string{"objectSid", "sid", "onPremisesSecurityIdentifier", "onPremSid", "securityIdentifier"}
	guids := []string{"objectGUID", "mS-DS-ConsistencyGuid", "msDS-ConsistencyGuid", "guid"}
	ids := []string{"id", "objectId"}
	others := []string{
		"mailNickname", "immutableId", "onPremisesImmutableId", "sourceAnchor", "sourceAnchorBinary", "cloudSourceAnchor", "cloudAnchor", "msDS-SourceAnchor", "mS-DS-SourceAnchor",
		"onPremisesObjectIdentifier", "onPremObjectIdentifier", "csObjectIdentifier", "uuid", "hex", "dn", "employeeID", "employeeNumber", "distinguishedName", "userPrincipalName",
		"sAMAccountName", "mail", "displayName", "name", "rdn",
	}
	for i, list := range [][]string{sids, guids, ids, others} {
		for _, name := range list {
			for _, spelt := range []string{name, strings.ToUpper(name), name + ";x"} {
				if !knownProperty(spelt) || sidProperty(spelt) != (i == 0) || guidProperty(spelt) != (i == 1) || objectIDProperty(spelt) != (i == 2) {
					t.Errorf("%s: known %v, SID %v, GUID %v, object id %v", spelt, knownProperty(spelt), sidProperty(spelt), guidProperty(spelt), objectIDProperty(spelt))
				}
			}
		}
	}
	for _, name := range []string{"", "title", "objectGUIDs", "id;" + strings.Repeat("x", 30)} {
		if knownProperty(name) || sidProperty(name) || guidProperty(name) || name != "id;"+strings.Repeat("x", 30) && objectIDProperty(name) {
			t.Errorf("%s is known", name)
		}
	}
	if !knownProperty("id;" + strings.Repeat("x", 29)) {
		t.Error("a name of 32 characters is not known")
	}
	for s, want := range map[string]string{"abc": "abc", "AZ": "az", "aZ[@{`": "az[@{`", "a;B": "a", "\u00c4": "\u00c4", "": ""} {
		if lower(s) != want {
			t.Errorf("lower(%q) = %q", s, lower(s))
		}
	}
}

// The name of a property before a value, with the number of colons. Without a name, the rest is
// the whole text.
func TestSplitLabel(t *testing.T) {
	for s, want := range map[string]struct {
		label, rest string
		colons      int
	}{
		"mail:x": {"mail", "x", 1}, "mail: x": {"mail", " x", 1}, "mail::x": {"mail", "x", 2}, "mail=x": {"mail", "x", 0}, "mail =x": {"mail", "x", 0}, "mail==x": {}, "mail=": {"mail", "", 0},
		"title:x": {}, "title: x": {"title", " x", 1}, "title :x": {"title", "x", 1}, "title::x": {"title", "x", 2}, "title=x": {}, "title= x": {},
		`"title":x`: {"title", "x", 1}, `'title':x`: {"title", "x", 1}, `'title":x`: {}, `"title':x`: {}, `title":x`: {}, "`title`:x": {}, `"":x`: {}, `"a":x`: {},
		`"ti": x`: {"ti", " x", 1}, "t: x": {}, "ti: x": {"ti", " x", 1}, "ab: x": {}, "ag: x": {"ag", " x", 1}, "1i: x": {}, "{i: x": {}, "zi: x": {"zi", " x", 1}, "Zi: x": {"Zi", " x", 1}, "ai: x": {"ai", " x", 1}, "Ai: x": {"Ai", " x", 1}, "`i: x": {}, "@i: x": {}, "[i: x": {},
		"a-b_c.d;e: x": {"a-b_c.d;e", " x", 1}, "a+b: x": {}, "a b: x": {}, "a/b: x": {}, "urn: x": {}, "URNs: x": {}, "ldap: x": {}, "LDAPs: x": {}, "ldif: x": {"ldif", " x", 1},
		":x": {}, "=x": {}, "x": {}, "": {}, "a:": {}, "abc: x": {"abc", " x", 1},
		strings.Repeat("i", 64) + ": x": {strings.Repeat("i", 64), " x", 1}, strings.Repeat("i", 65) + ": x": {},
	} {
		if want.label == "" {
			want.rest = s
		}
		if label, rest, colons := splitLabel(s); label != want.label || rest != want.rest || colons != want.colons {
			t.Errorf("splitLabel(%q) = %q, %q, %d, want %+v", s, label, rest, colons, want)
		}
	}
}

// Only what is URL encoding of printable ASCII is decoded.
func TestDecodePercent(t *testing.T) {
	for s, want := range map[string]string{
		"a%3Db": "a=b", "a%3db%2B": "a=b+", "%41": "A", "%": "%", "%4": "%4", "a%": "a%", "a%4": "a%4", "%4g": "%4g", "%g4": "%g4", "%%41": "%A", "100%": "100%", "%00": "%00", "%e4": "%e4", "%2541": "%41", "%0A": "", "a%20": "a", "a%2": "a%2",
		"%41%zz": "A%zz", "%7f": "%7f", " %zz": " %zz",
	} {
		c := cleaned{text: s}
		if c.decodePercent(); c.text != want || (len(c.warnings) > 0) != (want != s) {
			t.Errorf("%q becomes %q with %d warnings, want %q", s, c.text, len(c.warnings), want)
		}
	}
	for s, want := range map[string]string{
		`"a"`: "a", `'a'`: "a", "`a`": "a", `"'a'"`: "a", `="a"`: "a", `=a`: "=a", `'a`: "a", `"a`: `"a`, `'`: `'`, `"`: `"`, `""`: "", `"a'`: `"a'`, "`a": "`a", `"a" `: "a", `{a}`: "{a}", "aa": "aa", `" a "`: "a",
	} {
		c := cleaned{text: s}
		if c.unquote(); c.text != want {
			t.Errorf("%q without quotes is %q, want %q", s, c.text, want)
		}
	}
}

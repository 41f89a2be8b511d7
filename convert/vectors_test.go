package convert

import (
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// Published pairs. If only one side was published, the other was computed with
// Python's uuid.UUID(...).bytes_le.
var vectors = []struct {
	guid, immutableID, source string
}{
	{"3ab39606-c642-489b-84b6-58c038d3ef39", "BpazOkLGm0iEtljAONPvOQ==", "scripting.up-in-the.cloud"},
	{"876031de-bfb1-4f8b-9cb0-1c67a6094d3e", "3jFgh7G/i0+csBxnpglNPg==", "support.versalta.com"},
	{"53e32701-9863-de11-bd66-0015178a5e3c", "ASfjU2OYEd69ZgAVF4pePA==", "stackoverflow"},
	{"3f2504e0-4f89-11d3-9a0c-0305e82c3301", "4AQlP4lP0xGaDAMF6CwzAQ==", "a public Rust test"},
	{"46e23144-8377-483e-a87e-b6769db62eed", "RDHiRneDPkiofrZ2nbYu7Q==", "cozumpark.com, GUID computed"},
	{"11111111-1111-1111-1111-111111111111", "EREREREREREREREREREREQ==", "samba"},
	{"00000000-0000-0000-0000-000000000000", "AAAAAAAAAAAAAAAAAAAAAA==", "MSIdentityTools"},
	{"bcd2e574-8d58-4136-a9df-8a19b145db79", "dOXSvFiNNkGp34oZsUXbeQ==", "scripting.up-in-the.cloud"},
	{"30475e40-e7ae-4af3-af75-8b143c81daf5", "QF5HMK7n80qvdYsUPIHa9Q==", "Microsoft, ADSyncTools, GUID computed"},
	{"88666888-0101-1111-bbbb-1234567890ab", "iGhmiAEBERG7uxI0VniQqw==", "Microsoft, ADSyncTools, GUID computed"},
	{"0567b4d9-830e-4bf3-93cf-a4f5e2cacc3f", "2bRnBQ6D80uTz6T14srMPw==", "jumlin.com"},
	{"02234fdc-a483-4afe-8eec-da9b99ed2a9d", "3E8jAoOk/kqO7Nqbme0qnQ==", "joelitechlife.ca"},
	{"3ec7cde4-6c60-4487-9b34-ceb5c24f3287", "5M3HPmBsh0SbNM61wk8yhw==", "petarov/sandbox, GUID computed"},
	{"02347d41-d494-480c-a212-6e645f458fdb", "QX00ApTUDEiiEm5kX0WP2w==", "computed"},
}

func TestVectors(t *testing.T) {
	for _, v := range vectors {
		g, err := ParseGUID(v.guid)
		if err != nil || g.ImmutableID() != v.immutableID || g.String() != v.guid {
			t.Errorf("%s: ParseGUID gave %v, %s, %v", v.source, g, g.ImmutableID(), err)
		}
		back, err := ParseImmutableID([]byte(v.immutableID))
		if err != nil || back != g {
			t.Errorf("%s: ParseImmutableID gave %v, %v", v.source, back, err)
		}
	}
}

// An example of each notation.
func TestNotationsOfVector(t *testing.T) {
	value := Value{Kind: KindGUID, GUID: mustGUID("0567b4d9-830e-4bf3-93cf-a4f5e2cacc3f")}
	want := map[Notation]string{
		NotationGUID:            "0567b4d9-830e-4bf3-93cf-a4f5e2cacc3f",
		NotationGUIDN:           "0567b4d9830e4bf393cfa4f5e2cacc3f",
		NotationGUIDB:           "{0567b4d9-830e-4bf3-93cf-a4f5e2cacc3f}",
		NotationGUIDP:           "(0567b4d9-830e-4bf3-93cf-a4f5e2cacc3f)",
		NotationGUIDX:           "{0x0567b4d9,0x830e,0x4bf3,{0x93,0xcf,0xa4,0xf5,0xe2,0xca,0xcc,0x3f}}",
		NotationURN:             "urn:uuid:0567b4d9-830e-4bf3-93cf-a4f5e2cacc3f",
		NotationImmutableID:     "2bRnBQ6D80uTz6T14srMPw==",
		NotationBase64URL:       "2bRnBQ6D80uTz6T14srMPw",
		NotationBase64TextOrder: "BWe02YMOS/OTz6T14srMPw==",
		NotationHex:             "d9b467050e83f34b93cfa4f5e2cacc3f",
		NotationHexSpaced:       "D9 B4 67 05 0E 83 F3 4B 93 CF A4 F5 E2 CA CC 3F",
		NotationHexC:            "0xd9, 0xb4, 0x67, 0x05, 0x0e, 0x83, 0xf3, 0x4b, 0x93, 0xcf, 0xa4, 0xf5, 0xe2, 0xca, 0xcc, 0x3f",
		NotationBytes:           "217 180 103 5 14 131 243 75 147 207 164 245 226 202 204 63",
		NotationLDAPFilter:      `\d9\b4\67\05\0e\83\f3\4b\93\cf\a4\f5\e2\ca\cc\3f`,
		NotationCSVDE:           "X'd9b467050e83f34b93cfa4f5e2cacc3f'",
		NotationLDIF:            "objectGUID:: 2bRnBQ6D80uTz6T14srMPw==",
		NotationDN:              "CN={3262526E42513644383075547A3654313473724D50773D3D}",
		NotationGUIDBind:        "<GUID=0567b4d9-830e-4bf3-93cf-a4f5e2cacc3f>",
		NotationInt:             "7184614622153409425061991693517769791",
		NotationSQL:             "0xD9B467050E83F34B93CFA4F5E2CACC3F",
		NotationSID:             "S-1-12-1-90682585-1274249998-4121218963-1070385890",
		NotationSIDBase64:       "AQUAAAAAAAwBAAAA2bRnBQ6D80uTz6T14srMPw==",
		NotationSIDHex:          "010500000000000c01000000d9b467050e83f34b93cfa4f5e2cacc3f",
	}
	for _, n := range Notations() {
		got, err := value.Append([]byte("before "), n)
		if err != nil || string(got) != "before "+want[n] {
			t.Errorf("%v: %q, %v, want %q", n, got, err, want[n])
		}
		if parsed, err := ParseNotation(strings.ToUpper(n.String())); parsed != n || err != nil {
			t.Errorf("ParseNotation(%v) = %v, %v", n, parsed, err)
		}
	}
}

// The results are those of google/uuid, encoding/base64 and math/big.
func TestOracle(t *testing.T) {
	for g := range randomGUIDs(5000) {
		u, err := uuid.Parse(g.String())
		if err != nil {
			t.Fatal(err)
		}
		octets := g[:]
		oracle := map[Notation]string{
			NotationGUID:            u.String(),
			NotationURN:             u.URN(),
			NotationGUIDN:           hex.EncodeToString(u[:]),
			NotationInt:             new(big.Int).SetBytes(u[:]).String(),
			NotationBase64TextOrder: base64.StdEncoding.EncodeToString(u[:]),
			NotationImmutableID:     base64.StdEncoding.EncodeToString(octets),
			NotationBase64URL:       base64.RawURLEncoding.EncodeToString(octets),
			NotationHex:             hex.EncodeToString(octets),
			NotationSQL:             "0x" + strings.ToUpper(hex.EncodeToString(octets)),
			NotationDN:              "CN={" + strings.ToUpper(hex.EncodeToString([]byte(base64.StdEncoding.EncodeToString(octets)))) + "}",
			NotationBytes:           decimals(octets),
		}
		value := Value{Kind: KindGUID, GUID: g}
		for n, want := range oracle {
			if got, err := value.Append(nil, n); err != nil || string(got) != want {
				t.Fatalf("%v of %v: %q, %v, the oracle returns %q", n, g, got, err, want)
			}
		}
		if order := [4]byte{u[3], u[2], u[1], u[0]}; [4]byte(octets[:4]) != order {
			t.Fatalf("%v is stored as % x", g, octets)
		}
	}
}

// Random GUIDs in each notation are read back, with the notation named, and also
// without if it can be recognised.
func TestEveryNotationReadsBack(t *testing.T) {
	for g := range randomGUIDs(2000) {
		for _, n := range Notations() {
			value := Value{Kind: KindGUID, GUID: g}
			text, err := value.Append(nil, n)
			if err != nil {
				t.Fatal(err)
			}
			want := value
			if n >= NotationSID {
				want.Kind = KindObjectID // S-1-12-1 can be nothing else
			}
			if r, err := ReadAs(text, n); err != nil || r.Value != want || r.Notation != n {
				t.Fatalf("ReadAs(%q, %v) = %v %v, %v", text, n, r.Notation, r.Value, err)
			}
			switch {
			case n == NotationGUIDN, n == NotationHex, n == NotationBase64TextOrder:
				continue
			case n == NotationInt && len(text) < 33: // an employee number, or hex digits
				continue
			}
			if r, err := Read(text); err != nil || r.Value != want || r.Notation != n && n != NotationBase64URL {
				t.Fatalf("Read(%q) = %v %v, %v", text, r.Notation, r.Value, err)
			}
		}
	}
}

func randomGUIDs(count int) func(yield func(GUID) bool) {
	return func(yield func(GUID) bool) {
		if !yield(GUID{}) || !yield(maxGUID) {
			return
		}
		r := rand.New(rand.NewPCG(1, 2))
		for range count {
			var g GUID
			for i := range g {
				g[i] = byte(r.Uint32())
			}
			if !yield(g) {
				return
			}
		}
	}
}

func decimals(octets []byte) string {
	var words []string
	for _, b := range octets {
		words = append(words, strconv.Itoa(int(b)))
	}
	return strings.Join(words, " ")
}

func mustGUID(text string) GUID {
	g, err := ParseGUID(text)
	if err != nil {
		panic(err)
	}
	return g
}

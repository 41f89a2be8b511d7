package hardmatch_test

import (
	"fmt"
	"slices"
	"testing"

	"hardmatch"
	"hardmatch/planner"
)

func TestReadPairs(t *testing.T) {
	want := []planner.Pair{{OnPremises: "ada", Cloud: "ada@contoso.com"}, {OnPremises: "jörg", Cloud: "j@contoso.com"}}
	for name, doc := range map[string]string{
		"commas":             "onPremises,cloud\nada,ada@contoso.com\njörg,j@contoso.com\n",
		"semicolons, a mark": "\ufeffOnPremises;Cloud\r\nada;ada@contoso.com\r\njörg;j@contoso.com\r\n",
		"tabs":               "onPremises\tcloud\nada\tada@contoso.com\njörg\tj@contoso.com",
		"more columns":       "who,cloud,onPremises\n1, ada@contoso.com ,ada\n\n2,j@contoso.com,\"jörg\"\n",
		"UTF-16":             "\xff\xfe" + utf16("onPremises,cloud\nada,ada@contoso.com\njörg,j@contoso.com\n"),
	} {
		if got, err := hardmatch.ReadPairs("pairs.csv", []byte(doc)); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// utf16 encodes text with characters below U+0100 in UTF-16LE.
func utf16(s string) (text string) {
	for _, c := range s {
		text += string([]byte{byte(c), 0})
	}
	return text
}

func TestReadPairsErrors(t *testing.T) {
	for doc, want := range map[string]string{
		"":                             "pairs.csv: the file is empty, expected the columns onPremises and cloud",
		"user,id\na,b\n":               "pairs.csv:1: the columns are user, id, expected onPremises and cloud",
		"onPremises,cloud\na,b\nc,\n":  "pairs.csv:3: one side of the pair is empty",
		"onPremises,cloud\na,b,c\n":    "pairs.csv:2:1: wrong number of fields",
		"onPremises,cloud\n\"a\"b,c\n": "pairs.csv:2:3: extraneous or missing \" in quoted-field",
	} {
		if pairs, err := hardmatch.ReadPairs("pairs.csv", []byte(doc)); fmt.Sprint(err) != want || pairs != nil {
			t.Errorf("%q: %v, %v, want %s", doc, pairs, err, want)
		}
	}
}

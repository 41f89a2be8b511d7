package hardmatch_test

import (
	"strings"
	"testing"

	"hardmatch"
)

// What is hardly an export does not give an error for each of its lines.
func TestManyErrors(t *testing.T) {
	const most = 100_000
	for name, text := range map[string]string{
		"records": "mail,displayName\n" + strings.Repeat("a\n", 2*most),
		"values":  "mail,objectGUID\n" + strings.Repeat("a@x,b\n", 2*most),
	} {
		for x, err := range hardmatch.Open(hardmatch.Input{Name: "users.csv", Data: strings.NewReader(text)}, hardmatch.Options{}) {
			if err != nil {
				t.Fatal(err)
			}
			errs := 0
			for _, err = range x.Objects() {
				if err != nil {
					errs++
				}
			}
			if errs != most+1 || err == nil || err.Error() != "users.csv: more than 100000 records or values could not be used: the rest is not read" || !x.Incomplete() {
				t.Errorf("%s: %d errors, the last one %v", name, errs, err)
			}
		}
	}
}

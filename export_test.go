package hardmatch_test

import (
	"strings"
	"testing"

	"hardmatch"
)

// What is hardly an export does not give an error for each of its lines, but all
// of its objects.
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
			errs, objects := 0, 0
			for _, err := range x.Objects() {
				if err != nil {
					errs++
				} else {
					objects++
				}
			}
			last := x.Notes[len(x.Notes)-1]
			if errs != most || !x.Incomplete() || !strings.HasPrefix(last.Text, "200000 records or values could not be used; ") {
				t.Errorf("%s: %d errors, %+v", name, errs, last)
			}
			if name == "values" && objects != 2*most {
				t.Errorf("%d objects are left", objects)
			}
		}
	}
}

package hardmatch_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"hardmatch"
)

// A file that is hardly an export yields all of its objects, but not an error for each
// line.
func TestManyErrors(t *testing.T) {
	const most = 100_000
	for name, text := range map[string]string{
		"records": "mail,displayName\n" + strings.Repeat("a\n", 2*most),
		"values":  "mail,objectGUID\n" + strings.Repeat("a@x,b\n", 2*most),
	} {
		for x, err := range hardmatch.Open(t.Context(), hardmatch.Input{Name: "users.csv", Data: strings.NewReader(text)}, hardmatch.Options{}) {
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

// No records, and no exports of an archive, follow after the context is done.
func TestOpenEndsWithContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	in := hardmatch.Input{Name: "users.csv", Data: strings.NewReader("mail,objectGUID\n" + strings.Repeat("a@x.org,11111111-1111-1111-1111-111111111111\n", 3))}
	objects, last := 0, error(nil)
	for x, err := range hardmatch.Open(ctx, in, hardmatch.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		for object, err := range x.Objects() {
			if last = err; object != nil {
				objects++
			}
			cancel()
		}
	}
	if objects != 1 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d objects, %v", objects, last)
	}
	for x, err := range hardmatch.Open(ctx, in, hardmatch.Options{}) {
		if x != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("%v, %v", x, err)
		}
	}
}

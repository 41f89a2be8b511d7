package report

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"unicode"

	"hardmatch/cmd/wording"
	"hardmatch/syncerror"
	"hardmatch/text/texttest"
)

const pasted = `Error Name: AttributeValueMustBeUnique
Error Detail: Unable to update this object because the following attributes associated with this object have values that may already be associated with another object in your local directory services: [ProxyAddresses SMTP:ada@contoso.com;smtp:al@contoso.com;].
Dn CN={515830304170545544456969456D356B5830575032773D3D}
[{"Key":"ObjectId","Value":["677e2ead-14e8-4e18-9b25-49d5c75472f1"]},{"Key":"ObjectIdInConflict","Value":["7505ed65-e7f5-4dca-9f78-2617a247f047"]}]

ErrorType 103
ErrorLiteral The cloud user with privileged roles is not allowed to be taken over.
`

func held(e syncerror.Error) []Holder {
	if len(e.Conflicts) == 0 {
		return nil
	}
	return []Holder{
		{"users.ldf:8812", "CN=Ada Lovelace,OU=Staff,DC=contoso,DC=com", ""},
		{"entra/users.json:511", "ada@contoso.com", "cloud-only, no anchor"},
	}
}

func explain(t *testing.T, format, text string, holders func(syncerror.Error) []Holder) string {
	t.Helper()
	var b strings.Builder
	if err := WriteExplanation(&b, format, syncerror.Parse([]byte(text)), wording.Hint, holders); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestExplanation(t *testing.T) {
	texttest.Golden(t, "explain.txt", explain(t, "text", pasted, held))
	doc := explain(t, "json", pasted, held)
	texttest.Golden(t, "explain.json", doc)
	if !json.Valid([]byte(doc)) || !strings.HasPrefix(doc, `{"schema":"hardmatch.explain/1"`) {
		t.Errorf("not the document: %s", doc)
	}
	for line := range strings.Lines(explain(t, "ndjson", pasted, nil)) {
		if !json.Valid([]byte(line)) {
			t.Errorf("not JSON: %s", line)
		}
	}
}

func TestExplanationOfNothing(t *testing.T) {
	if got := explain(t, "text", "all is well", nil); got != "" {
		t.Errorf("text: %q", got)
	}
	if got := explain(t, "json", "all is well", nil); got != `{"schema":"hardmatch.explain/1","errors":[`+"\n]}\n" {
		t.Errorf("json: %q", got)
	}
}

// No character from pasted text or an export can control the terminal.
func TestExplanationOfHostileText(t *testing.T) {
	const evil = "\x1b[31m\u202e\u200b\u009b\x00\r\n"
	e := syncerror.Error{
		Kind: syncerror.Kinds[0], Name: evil, Code: evil, Line: 1, DN: evil, Anchor: evil, TrackingID: evil, Time: evil, Detail: evil,
		ObjectIDs: []string{evil, evil}, Conflicts: []syncerror.Conflict{{Attribute: evil, Value: evil}},
	}
	holders := func(syncerror.Error) []Holder { return []Holder{{evil, evil, evil}} }
	for _, format := range ExplanationFormats {
		var b strings.Builder
		if err := WriteExplanation(&b, format, []syncerror.Error{e}, wording.Hint, holders); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if i := strings.IndexFunc(strings.TrimSuffix(line, "\n"), func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
				t.Errorf("%s: %q", format, line)
			}
		}
	}
}

func TestExplanationFails(t *testing.T) {
	if err := WriteExplanation(&strings.Builder{}, "yaml", nil, nil, nil); err == nil {
		t.Error("yaml is no format")
	}
	if err := WriteExplanation(full{}, "text", syncerror.Parse([]byte(pasted)), nil, nil); !errors.Is(err, os.ErrClosed) {
		t.Errorf("the error of the writer is lost: %v", err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, os.ErrClosed }

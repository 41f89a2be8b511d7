package script

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"hardmatch/plan"
	"hardmatch/plan/plantest"
	"hardmatch/text"
	"hardmatch/text/texttest"
)

// shPlain returns a script without its quotes and the JSON escapes in them.
func shPlain(_ *testing.T, script string) string {
	var b strings.Builder
	for i, part := range strings.Split(script, "'") {
		b.WriteString(part + "\n")
		var text string
		if i%2 == 1 && json.Unmarshal([]byte(part), &text) == nil {
			b.WriteString(text + "\n")
		}
	}
	return b.String()
}

func needPrograms(t testing.TB, programs ...string) {
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("no %s here", program)
		}
	}
}

// echo returns the values of words in the shell.
func echo(t testing.TB, words string) string {
	out, err := exec.Command("sh", "-c", "printf '%s\\000' "+words).Output()
	if err != nil {
		t.Fatalf("%s: %v", words, err)
	}
	return string(out)
}

// The real shell returns every octet.
func TestShQuote(t *testing.T) {
	needPrograms(t, "sh")
	var words, want strings.Builder
	for _, s := range append(texttest.HostileNames, "\xff\xfe", "$(touch x)", "`touch x`", "a\\'b", "-n", "!x", "~", "*") {
		q, err := shQuote(s)
		if (err != nil) != strings.Contains(s, "\x00") {
			t.Errorf("%q: %v", s, err)
		}
		if err == nil {
			words.WriteString(" " + q)
			want.WriteString(s + "\x00")
		}
	}
	if got := echo(t, words.String()); got != want.String() {
		t.Errorf("%q\nwant\n%q", got, want.String())
	}
}

func FuzzShQuote(f *testing.F) {
	needPrograms(f, "sh")
	for _, s := range texttest.HostileNames {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if q, err := shQuote(s); err == nil && echo(t, q) != s+"\x00" {
			t.Fatalf("%q became %q", s, echo(t, q))
		}
	})
}

func FuzzGraphURI(f *testing.F) {
	for _, s := range append(texttest.HostileNames, "a/b?c#d&e=f+g%20h", "..", "') or true or ('") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := url.Parse(graphUsers("v1.0", "p eq "+text.QuoteOData(s), []string{"id"}))
		if err != nil || u.Path != "/v1.0/users" || u.Fragment != "" || len(u.Query()) != 2 {
			t.Fatalf("%q: %v, %v", s, u, err)
		}
		literal, ok := strings.CutPrefix(u.Query().Get("$filter"), "p eq ")
		if inner := literal[1 : len(literal)-1]; !ok || strings.ReplaceAll(inner, "''", "'") != s || strings.Contains(strings.ReplaceAll(inner, "''", ""), "'") {
			t.Fatalf("%q became %s", s, literal)
		}
	})
}

func FuzzJSONLiteral(f *testing.F) {
	for _, s := range texttest.HostileNames {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		literal := jsonLiteral(plan.Text(s))
		var back string
		if err := json.Unmarshal([]byte(literal), &back); err != nil || utf8.ValidString(s) && back != s {
			t.Fatalf("%q: %s, %v", s, literal, err)
		}
		if strings.ContainsFunc(literal, func(r rune) bool { return !text.IsPrintableASCII(r) }) {
			t.Fatalf("%s is not one line of ASCII", literal)
		}
	})
}

// A script with hostile names has the same lines as one with harmless names, except
// for text in single quotes and in comments.
func TestGraphRESTHostileNames(t *testing.T) {
	needPrograms(t, "sh")
	shape := func(name string) (lines []string) {
		p := plantest.Hostile(t, name)
		doc := scriptOf(t, p, GraphREST, false)
		if strings.ContainsFunc(doc, func(r rune) bool { return r != '\n' && !text.IsPrintableASCII(r) }) {
			t.Fatalf("%q: not ASCII", name)
		}
		for line := range strings.Lines(doc) {
			if word, _, comment := strings.Cut(strings.TrimLeft(line, " "), "#"); comment && word == "" {
				lines = append(lines, "#")
				continue
			}
			parts := strings.Split(strings.ReplaceAll(line, `'\''`, ""), "'")
			for i := 1; i < len(parts); i += 2 {
				parts[i] = ""
			}
			lines = append(lines, strings.Join(parts, "'"))
		}
		return lines
	}
	want := shape("ada")
	for _, name := range texttest.HostileNames {
		if name != "" && !slices.Equal(shape(name), want) {
			t.Errorf("%q changes the script", name)
		}
	}
}

// A graphServer is a directory that answers every search with all its objects, in
// two pages, so that the script has to compare them.
type graphServer struct {
	users, deleted []map[string]any
	flag           bool
	softBlocked    bool
	writes         []string
	url            string
}

const idPrefix = "87d349ed-44d7-43e1-9a83-5f2406dee5b"

func newGraphServer() *graphServer {
	user := func(id, name string, anchor, synced any) map[string]any {
		return map[string]any{"id": idPrefix + id, "userPrincipalName": name, "onPremisesImmutableId": anchor, "onPremisesSyncEnabled": synced,
			"userType": "Member", "proxyAddresses": []string{"SMTP:" + name, "smtp:other" + name}}
	}
	g := &graphServer{flag: true}
	bob := user("b", "bob@contoso.onmicrosoft.com", nil, nil)
	bob["proxyAddresses"] = []string{"SMTP:bob@contoso.com"}
	g.users = []map[string]any{
		user("0", "other@contoso.com", "qx00ApTUDEiiEm5kX0UACg==", true), // an anchor in other case is another
		user("4", "dup@contoso.com", nil, nil),
		user("7", "seven@contoso.com", "C4GP0FyjqEmkzcaSPfwD7g==", nil),
		user("a", "ADA@contoso.com", nil, nil),
		bob,
	}
	g.deleted = []map[string]any{user("f", "87d349ed44d743e19a835f2406dee5bflea@contoso.com", "QX00ApTUDEiiEm5kX0UAFQ==", nil)}
	return g
}

func (g *graphServer) start(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(g.serve))
	t.Cleanup(server.Close)
	g.url = server.URL
}

func (g *graphServer) serve(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer s3cret" {
		http.Error(w, "no token", http.StatusUnauthorized)
		return
	}
	path := strings.SplitN(r.URL.Path, "/", 3)[2]
	if r.Method != http.MethodGet {
		g.write(w, r, path)
		return
	}
	switch {
	case path == "organization":
		answer(w, []map[string]any{{"id": "5bde3e51-d13b-4db1-9948-fe4b109d11a0"}}, "")
	case path == "directory/onPremisesSynchronization":
		answer(w, []map[string]any{{"id": "5bde3e51-d13b-4db1-9948-fe4b109d11a0", "features": map[string]any{"blockCloudObjectTakeoverThroughHardMatchEnabled": g.flag, "blockSoftMatchEnabled": g.softBlocked}}}, "")
	case strings.HasPrefix(path, "users/"):
		json.NewEncoder(w).Encode(find(g.users, path))
	case path == "users" || path == "directory/deletedItems/microsoft.graph.user":
		list := g.users
		if path != "users" {
			list = g.deleted
		}
		if half := len(list) / 2; r.URL.Query().Get("skip") == "" {
			answer(w, list[:half], g.url+r.URL.Path+"?skip=1")
		} else {
			answer(w, list[half:], "")
		}
	default:
		http.NotFound(w, r)
	}
}

func answer(w http.ResponseWriter, list []map[string]any, next string) {
	doc := map[string]any{"value": list}
	if next != "" {
		doc["@odata.nextLink"] = next
	}
	json.NewEncoder(w).Encode(doc)
}

// find returns the object whose id is in a path.
func find(list []map[string]any, path string) map[string]any {
	for _, o := range list {
		if slices.Contains(strings.Split(path, "/"), o["id"].(string)) {
			return o
		}
	}
	return nil
}

func (g *graphServer) write(w http.ResponseWriter, r *http.Request, path string) {
	var body map[string]any
	json.NewDecoder(r.Body).Decode(&body)
	text, _ := json.Marshal(body)
	g.writes = append(g.writes, fmt.Sprintf("%s %s %s", r.Method, path, text))
	move := func(from, to *[]map[string]any) {
		o := find(*from, path)
		*from = slices.DeleteFunc(*from, func(other map[string]any) bool { return other["id"] == o["id"] })
		if to != nil {
			*to = append(*to, o)
		}
	}
	switch restored := strings.HasSuffix(path, "/restore"); {
	case r.Method == http.MethodPatch && strings.HasPrefix(path, "directory/"):
		g.flag = body["features"].(map[string]any)["blockCloudObjectTakeoverThroughHardMatchEnabled"].(bool)
	case r.Method == http.MethodPatch:
		maps.Copy(find(g.users, path), body)
	case restored:
		move(&g.deleted, &g.users)
	case strings.HasPrefix(path, "directory/deletedItems/"):
		move(&g.deleted, nil)
	default:
		move(&g.users, &g.deleted)
	}
	w.WriteHeader(http.StatusNoContent)
}

// fakeM365 is a program m365 that sends its requests to the server of the test. It
// changes the addresses of pages to those of the service.
const fakeM365 = `#!/bin/sh
if [ "$1" = status ]; then echo '{"connectedAs":"admin@contoso.com"}'; exit; fi
[ "$1 $2 $4 $6 $7" = 'request --method --url --output json' ] || exit 2
method=$(printf %s "$3" | tr a-z A-Z) uri=$GRAPH${5#https://graph.microsoft.com}
if [ $# -eq 7 ]; then set --; elif [ "$8 ${10} ${11}" = '--body --content-type application/json' ]; then set -- "$9"; else exit 2; fi
curl -fsS -g -H "Authorization: Bearer $TOKEN" -X "$method" ${1:+--data-raw "$1"} "$uri" | sed "s|$GRAPH|https://graph.microsoft.com|"
`

func (g *graphServer) run(t *testing.T, script string, args ...string) (string, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "plan.sh")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(file), "m365"), []byte(fakeM365), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", append([]string{file}, args...)...)
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(file)+":"+os.Getenv("PATH"), "GRAPH="+g.url, "TOKEN=s3cret", "NO_PROXY=*")
	out, err := cmd.CombinedOutput()
	if strings.Contains(string(out), "s3cret") {
		t.Errorf("the token is in the output: %s", out)
	}
	return string(out), err
}

// The script checks everything, writes exactly what the plan has, and finds
// everything done when it is run again.
func TestShellScriptsRun(t *testing.T) {
	needPrograms(t, "sh", "curl", "jq")
	if testing.Short() {
		t.Skip("slow: it starts a shell and jq many times")
	}
	for _, v := range []Format{GraphREST, M365CLI} {
		t.Run(string(v), func(t *testing.T) {
			t.Parallel()
			runShellScript(t, v)
		})
	}
}

func runShellScript(t *testing.T, v Format) {
	g := newGraphServer()
	g.start(t)
	doc := scriptOf(t, plantest.Operations(t), v, false)
	if out, err := g.run(t, doc); err != nil || len(g.writes) > 0 {
		t.Fatalf("look: %v, %q\n%s", err, g.writes, out)
	}
	if out, err := g.run(t, doc, "run"); err == nil || len(g.writes) > 0 || !strings.Contains(out, "it waits for o5, which is not done here; when it is done: run --done o5") {
		t.Fatalf("a purge without approval: %v, %q\n%s", err, g.writes, out)
	}
	out, err := g.run(t, doc, "run", "--done", "o5,o20")
	want := []string{
		`PATCH directory/onPremisesSynchronization/5bde3e51-d13b-4db1-9948-fe4b109d11a0 {"features":{"blockCloudObjectTakeoverThroughHardMatchEnabled":false}}`,
		`DELETE users/` + idPrefix + `4 null`,
		`PATCH users/` + idPrefix + `7 {"onPremisesImmutableId":null}`,
		`PATCH users/` + idPrefix + `a {"onPremisesImmutableId":"QX00ApTUDEiiEm5kX0UACg=="}`,
		`PATCH users/` + idPrefix + `b {"userPrincipalName":"bob@contoso.com"}`,
		`POST directory/deletedItems/` + idPrefix + `f/restore {"newUserPrincipalName":"lea@contoso.com"}`,
	}
	if err == nil || !slices.Equal(g.writes, want) || !strings.Contains(out, "stopped at o18 verify ada@contoso.com: it waits for o22, which is not done here; when it is done: run --done o5,o20,o22") {
		t.Fatalf("%v\n%s\n%s", err, strings.Join(g.writes, "\n"), out)
	}
	g.writes = nil
	if out, err := g.run(t, doc, "verify"); err == nil || !strings.Contains(out, "onPremisesSyncEnabled is null, expected true") {
		t.Errorf("verify: %v\n%s", err, out)
	}
	g.users[2]["onPremisesSyncEnabled"] = true // ada, after the sync
	want = []string{`PATCH directory/onPremisesSynchronization/5bde3e51-d13b-4db1-9948-fe4b109d11a0 {"features":{"blockCloudObjectTakeoverThroughHardMatchEnabled":true}}`}
	if out, err := g.run(t, doc, "run", "--done", "o5,o20,o22"); err != nil || !slices.Equal(g.writes, want) {
		t.Errorf("again, after the sync: %v, %q\n%s", err, g.writes, out)
	}
}

// One unexpected value, and the script writes nothing.
func TestGraphRESTStops(t *testing.T) {
	needPrograms(t, "sh", "curl", "jq")
	if testing.Short() {
		t.Skip("slow: it starts a shell and jq many times")
	}
	t.Parallel()
	p := plantest.Operations(t)
	p.Steps = slices.DeleteFunc(p.Steps, func(s plan.Step) bool { return s.ID != "o8" })
	doc := scriptOf(t, p, GraphREST, false)
	ada := func(g *graphServer) map[string]any { return g.users[3] }
	for want, change := range map[string]func(*graphServer){
		"expected null":              func(g *graphServer) { ada(g)["onPremisesImmutableId"] = "qx00ApTUDEiiEm5kX0UACg==" },
		"it is synced":               func(g *graphServer) { ada(g)["onPremisesSyncEnabled"] = true },
		"it is a guest":              func(g *graphServer) { ada(g)["userType"] = "Guest" },
		"expected one user, found 0": func(g *graphServer) { ada(g)["userPrincipalName"] = "ada2@contoso.com" },
		"expected one user, found 2": func(g *graphServer) { g.users[0]["userPrincipalName"] = "ada@contoso.com" },
		"other users have":           func(g *graphServer) { g.users[0]["onPremisesImmutableId"] = "QX00ApTUDEiiEm5kX0UACg==" },
		"a deleted user has this onPremisesImmutableId: 87d349ed44d743e19a835f2406dee5bflea@contoso.com": func(g *graphServer) {
			g.deleted[0]["onPremisesImmutableId"] = "QX00ApTUDEiiEm5kX0UACg=="
		},
		"the flag is true, but the plan requires false": func(g *graphServer) { g.softBlocked = true },
	} {
		g := newGraphServer()
		change(g)
		g.start(t)
		out, err := g.run(t, doc, "run")
		if err == nil || len(g.writes) > 0 || !strings.Contains(out, want) {
			t.Errorf("%s: %v, %q\n%s", want, err, g.writes, out)
		}
	}
}

// An irreversible step needs approval in the plan and an argument of the script.
// This is the sample of the scripts that a short test runs.
func TestGraphRESTIrreversible(t *testing.T) {
	needPrograms(t, "sh", "curl", "jq")
	t.Parallel()
	p := plantest.Operations(t)
	p.Steps = slices.DeleteFunc(p.Steps, func(s plan.Step) bool { return s.ID != "o5" })
	p.Steps[0].Approved = true
	g := newGraphServer()
	g.deleted[0]["id"], g.deleted[0]["onPremisesImmutableId"] = idPrefix+"e", "QX00ApTUDEiiEm5kX0UACg=="
	g.deleted[0]["deletedDateTime"] = "2026-11-01T08:00:00Z"
	g.start(t)
	doc := scriptOf(t, p, GraphREST, false)
	if out, err := g.run(t, doc, "run"); err == nil || len(g.writes) > 0 {
		t.Errorf("without the argument: %v, %q\n%s", err, g.writes, out)
	}
	if out, err := g.run(t, doc, "run", "--irreversible"); err != nil || !slices.Equal(g.writes, []string{"DELETE directory/deletedItems/" + idPrefix + "e null"}) {
		t.Errorf("%v, %q\n%s", err, g.writes, out)
	}
	if out, err := g.run(t, doc, "run", "--irreversible"); err != nil || len(g.writes) != 1 || !strings.Contains(out, "already so") {
		t.Errorf("again: %v, %q\n%s", err, g.writes, out)
	}
}

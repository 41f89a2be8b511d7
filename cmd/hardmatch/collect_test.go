package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hardmatch/collect"
	"hardmatch/directory"
)

// run runs the program with this standard input.
func run(stdin []byte, args ...string) (stdout, stderr string, err error) {
	var out, errs bytes.Buffer
	e := &env{stdin: bytes.NewReader(stdin), stdout: &out, stderr: &errs, now: time.Now}
	cmd := e.rootCommand()
	cmd.SetArgs(args)
	err = cmd.Execute()
	return out.String(), errs.String(), err
}

func collected(t *testing.T, side, format string) string {
	t.Helper()
	script, _, err := run(nil, "collect", side, "--as", format)
	if err != nil {
		t.Fatal(err)
	}
	return script
}

// Every script exports everything that hardmatch reads, and lists what it leaves out.
func TestCollectIsComplete(t *testing.T) {
	for side, words := range map[directory.Side]string{
		directory.OnPremises: "objectClass objectGUID mS-DS-ConsistencyGuid objectSid sAMAccountName userPrincipalName mail mailNickname displayName " +
			"proxyAddresses groupType userAccountControl isCriticalSystemObject msExchRecipientTypeDetails givenName sn targetAddress",
		directory.Cloud: "id userPrincipalName mail displayName proxyAddresses accountEnabled onPremisesSyncEnabled onPremisesImmutableId deletedDateTime groupTypes userType onPremisesSecurityIdentifier onPremisesProvisioningErrors " +
			"/domains /organization /contacts verifiedDomains /directory/onPremisesSynchronization roleDefinitions roleAssignments roleEligibilityScheduleInstances",
	} {
		name := map[directory.Side]string{directory.OnPremises: "ad", directory.Cloud: "cloud"}[side]
		for _, format := range collect.Formats(side) {
			script := collected(t, name, format)
			for word := range strings.FieldsSeq(words) {
				if !strings.Contains(script, word) {
					t.Errorf("%s %s does not ask for %s", name, format, word)
				}
			}
			if !strings.Contains(script, "Left out: ") || !strings.Contains(script, "changes nothing") || !strings.Contains(script, "hardmatch check ") {
				t.Errorf("%s %s does not state what it leaves out, that it only reads, or what to do next", name, format)
			}
			if i := strings.IndexFunc(script, func(c rune) bool { return c > '~' || c < ' ' && c != '\n' }); i >= 0 {
				t.Errorf("%s %s is not plain ASCII: %q", name, format, script[i:])
			}
		}
	}
}

// fakeGraph answers with pages of two users, and refuses the sync features.
func fakeGraph(t *testing.T) (*httptest.Server, *[]string) {
	var asked []string
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Path)
		if got := r.Header.Get("Authorization"); got != "Bearer s3cret" {
			t.Errorf("%s with authorization %q", r.URL, got)
		}
		switch {
		case r.URL.Path == "/v1.0/directory/onPremisesSynchronization":
			http.Error(w, `{"error":{"code":"Authorization_RequestDenied"}}`, http.StatusForbidden)
		case r.URL.Path == "/beta/users" && r.URL.Query().Get("$skiptoken") == "":
			fmt.Fprintf(w, `{"@odata.context":"https://graph.microsoft.com/beta/$metadata#users(id)","@odata.nextLink":"%s/beta/users?$skiptoken=2&$top=999","value":[`+
				`{"id":"87d349ed-44d7-43e1-9a83-5f2406dee5bd","userPrincipalName":"ada@contoso.com","mail":null,"proxyAddresses":[],"accountEnabled":true,"onPremisesSyncEnabled":null,"onPremisesImmutableId":null}]}`, server.URL)
		case r.URL.Path == "/beta/users":
			fmt.Fprint(w, `{"@odata.context":"https://graph.microsoft.com/beta/$metadata#users(id)","value":[`+
				`{"id":"5bde3e51-d13b-4db1-9948-fe4b109d11a7","userPrincipalName":"bob@contoso.com","mail":null,"proxyAddresses":[],"accountEnabled":true,"onPremisesSyncEnabled":true,"onPremisesImmutableId":"C4GP0FyjqEmkzcaSPfwDHg=="}]}`)
		default:
			fmt.Fprint(w, `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#domains","value":[]}`)
		}
	}))
	t.Cleanup(server.Close)
	return server, &asked
}

// The scripts for a shell read all pages, leave no partial file after a refusal, and
// never print the token. A script that calls curl replaces the Azure CLI.
func TestCollectFromGraph(t *testing.T) {
	for _, program := range []string{"sh", "curl", "sed"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("no %s here: the scripts for a shell are not run", program)
		}
	}
	for _, format := range []string{"graph-rest", "az-rest"} {
		t.Run(format, func(t *testing.T) {
			server, asked := fakeGraph(t)
			dir := t.TempDir()
			const az = "#!/bin/sh\n[ \"$1 $2 $3 $4\" = 'rest --method get --url' ] && exec curl -fsS -H \"Authorization: Bearer $TOKEN\" \"$5\"\n"
			if err := os.WriteFile(filepath.Join(dir, "az"), []byte(az), 0o755); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command("sh", "-c", collected(t, "cloud", format))
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "GRAPH="+server.URL, "TOKEN=s3cret", "NO_PROXY=*", "PATH="+dir+":"+os.Getenv("PATH"))
			output, err := cmd.CombinedOutput()
			if err == nil || strings.Contains(string(output), "s3cret") || !strings.Contains(string(output), "features.json is missing") {
				t.Errorf("%v: %s", err, output)
			}
			checkCollected(t, dir, *asked)
		})
	}
}

func checkCollected(t *testing.T, dir string, asked []string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, "features.json")); err == nil {
		t.Error("features.json exists, although the request was refused")
	}
	if len(asked) != 11 {
		t.Errorf("%d requests: %q", len(asked), asked)
	}
	users, err := os.ReadFile(filepath.Join(dir, "users.json"))
	if err != nil {
		t.Fatal(err)
	}
	rows, notes, err := run(users, "list", "-")
	if err != nil || strings.Count(rows, "\n") != 2 || !strings.Contains(rows, "C4GP0FyjqEmkzcaSPfwDHg==  bob@contoso.com") {
		t.Errorf("%v: %s%s", err, rows, notes)
	}
}

package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hardmatch/apply"
	"hardmatch/graph/graphtest"
	"hardmatch/plan"
)

const someID = "a0000000-0000-4000-8000-000000000001"

// clientOf returns a client for a server on this machine.
func clientOf(t *testing.T, url string) *Client {
	t.Helper()
	cloud, err := Loopback(url)
	if err != nil {
		t.Fatal(err)
	}
	credential, err := cloud.Credential(Auth{Mode: "token", Token: graphtest.Token}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(cloud, credential, "test")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A received is a request that arrived at a server.
type received struct {
	method, uri, body string
	header            http.Header
	length            int64
}

// answering returns a client for a server that gives one answer after the other, and the
// requests that arrive there.
func answering(t *testing.T, answers ...http.HandlerFunc) (*Client, *[]received) {
	t.Helper()
	var got []received
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, received{r.Method, r.URL.RequestURI(), string(body), r.Header, r.ContentLength})
		answers[min(len(got), len(answers))-1](w, r)
	}))
	t.Cleanup(s.Close)
	return clientOf(t, s.URL), &got
}

func answer(status int, kind, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func set(op plan.Operation, name string, v plan.Value) apply.Write {
	return apply.Write{Operation: op, ID: someID, Set: plan.Properties{{Name: name, Value: v}}, RequestID: "5a1f9b1e-0000-5000-8000-000000000001"}
}

// Each operation sends the right request.
func TestWrites(t *testing.T) {
	const id = someID
	for _, c := range []struct {
		write     apply.Write
		want, uri string
		body      string
	}{
		{set(plan.SetOnPremisesImmutableID, "onPremisesImmutableId", plan.Text("QX00ApTUDEiiEm5kX0WP2w==")), "PATCH", "/v1.0/users/" + id, `{"onPremisesImmutableId":"QX00ApTUDEiiEm5kX0WP2w=="}`},
		{set(plan.ClearOnPremisesImmutableID, "onPremisesImmutableId", plan.Value{}), "PATCH", "/v1.0/users/" + id, `{"onPremisesImmutableId":null}`},
		{set(plan.ClearOnPremisesObjectIdentifier, "onPremisesObjectIdentifier", plan.Value{}), "PATCH", "/beta/users/" + id, `{"onPremisesObjectIdentifier":null}`},
		{set(plan.SetCloudUserPrincipalName, "userPrincipalName", plan.Text(`jos\u00e9"@contoso.com`)), "PATCH", "/v1.0/users/" + id, `{"userPrincipalName":"jos\\u00e9\"@contoso.com"}`},
		{apply.Write{Operation: plan.DeleteUser, ID: id}, "DELETE", "/v1.0/users/" + id, ``},
		{apply.Write{Operation: plan.PurgeDeletedUser, ID: id}, "DELETE", "/v1.0/directory/deletedItems/" + id, ``},
		{apply.Write{Operation: plan.RestoreDeletedUser, ID: id}, "POST", "/v1.0/directory/deletedItems/" + id + "/restore", ``},
		{set(plan.RestoreDeletedUser, "userPrincipalName", plan.Text("b@contoso.com")), "POST", "/v1.0/directory/deletedItems/" + id + "/restore", `{"newUserPrincipalName":"b@contoso.com"}`},
	} {
		t.Run(string(c.write.Operation), func(t *testing.T) {
			client, got := answering(t, answer(204, "", ""))
			receipt, err := client.Write(context.Background(), c.write)
			if err != nil || receipt.Status != 204 || len(*got) != 1 {
				t.Fatalf("%v, %v, %d requests", receipt, err, len(*got))
			}
			s := (*got)[0]
			if s.method != c.want || s.uri != c.uri || !sameJSON(s.body, c.body) {
				t.Errorf("%s %s %s, expected %s %s %s", s.method, s.uri, s.body, c.want, c.uri, c.body)
			}
			if s.header.Get("Authorization") != "Bearer "+graphtest.Token || s.header.Get("Content-Encoding") != "" || s.length != int64(len(s.body)) {
				t.Errorf("headers %v, length %d", s.header, s.length)
			}
			if id := s.header.Get("client-request-id"); c.write.RequestID != "" && id != c.write.RequestID {
				t.Errorf("client-request-id %q", id)
			}
			if agent := s.header.Get("User-Agent"); !strings.Contains(agent, "hardmatch/test") {
				t.Errorf("User-Agent %q", agent)
			}
		})
	}
}

// sameJSON compares two documents without the type that the SDK always sends.
func sameJSON(a, b string) bool {
	if a == "" || b == "" {
		return a == b
	}
	var x, y map[string]any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return false
	}
	delete(x, "@odata.type")
	return fmt.Sprint(x) == fmt.Sprint(y)
}

// A value is escaped in an address.
func TestSearch(t *testing.T) {
	client, got := answering(t, answer(200, "application/json", `{"value":[]}`))
	if _, err := client.Users(context.Background(), "onPremisesImmutableId", "a+b/c'd=&$x#", []string{"id", "userPrincipalName"}); err != nil {
		t.Fatal(err)
	}
	want := "/v1.0/users?$filter=onPremisesImmutableId%20eq%20%27a%2Bb%2Fc%27%27d%3D%26$x%23%27&$select=id,userPrincipalName"
	if uri := (*got)[0].uri; uri != want {
		t.Errorf("%s\nexpected\n%s", uri, want)
	}
}

// The answer decides about the failure of a write. Nothing is sent twice, and nothing panics.
func TestOutcomes(t *testing.T) {
	const js = "application/json"
	reset := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		kind   apply.FailureKind
		text   string
	}{
		{"throttled", answer(429, js, `{"error":{"code":"TooManyRequests","message":"x"}}`, "Retry-After", "0.02"), apply.Throttled, "429 TooManyRequests: x"},
		{"unavailable", answer(503, js, `{"error":{"code":"serviceNotAvailable","message":"x"}}`, "Retry-After", "0.02"), apply.Throttled, "503"},
		{"a gateway is unavailable", answer(503, "text/html", "<html>"), apply.Unknown, "503 the answer is not from Microsoft Graph"},
		{"a gateway gives up", answer(504, "text/html", "<html>"), apply.Unknown, "504"},
		{"an error of the service", answer(500, js, `{"error":{"code":"InternalServerError","message":"x"}}`), apply.Unknown, "500"},
		{"refused", answer(400, js, `{"error":{"code":"Request_BadRequest","message":"no"}}`, "request-id", "r1"), apply.Refused, "400 Request_BadRequest: no (request-id r1)"},
		{"conflict", answer(400, js, `{"error":{"code":"Request_BadRequest","message":"Another object with the same value for property onPremisesImmutableId already exists."}}`), apply.Conflict, "already exists"},
		{"conflict in the details", answer(400, js, `{"error":{"code":"Request_BadRequest","message":"no","details":[{"code":"PropertyConflict","message":"m"}]}}`), apply.Conflict, "[PropertyConflict m]"},
		{"without a message, on which the SDK panics", answer(400, js, `{"error":{"code":"x"}}`), apply.Refused, "400 x"},
		{"without anything", answer(400, js, `{}`), apply.Refused, "400 Bad Request"},
		{"without a body", answer(400, js, ``), apply.Refused, "400"},
		{"not signed in", answer(401, js, `{"error":{"code":"InvalidAuthenticationToken","message":"x"}}`), apply.Unauthorized, "401"},
		{"no permission", answer(403, js, `{"error":{"code":"Authorization_RequestDenied","message":"x"}}`), apply.Unauthorized, "403"},
		{"gone", answer(404, js, `{"error":{"code":"Request_ResourceNotFound","message":"x"}}`), apply.NotFound, "404"},
		{"a captive portal", answer(200, "text/html", "<html>sign in</html>"), apply.Unknown, "is HTML"},
		{"a redirection", answer(302, "text/html", "", "Location", "http://127.0.0.1:1/signin"), apply.Unknown, "redirection"},
		{"a redirection that keeps the method", answer(307, "text/html", "", "Location", "http://127.0.0.1:1/signin"), apply.Unknown, "redirection"},
		{"a reset", reset, apply.Unknown, "EOF"},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, got := answering(t, c.answer)
			_, err := client.Write(context.Background(), set(plan.ClearOnPremisesImmutableID, "onPremisesImmutableId", plan.Value{}))
			var f *apply.Failure
			if !errors.As(err, &f) || f.Kind != c.kind || !strings.Contains(err.Error(), c.text) {
				t.Errorf("%#v: %v", f, err)
			}
			if strings.Contains(fmt.Sprintf("%v %+v %#v", err, f, f), graphtest.Token) {
				t.Error("the token is in the error")
			}
			if len(*got) != 1 {
				t.Errorf("%d requests", len(*got))
			}
		})
	}
}

// Without a connection nothing was written.
func TestNotSent(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	url := s.URL
	s.Close()
	_, err := clientOf(t, url).Write(context.Background(), apply.Write{Operation: plan.DeleteUser, ID: someID})
	var f *apply.Failure
	if !errors.As(err, &f) || f.Kind != apply.NotSent {
		t.Errorf("%#v %v", f, err)
	}
}

// A read is repeated, and not before the pause that the service asks for.
func TestReadAgain(t *testing.T) {
	user := answer(200, "application/json", `{"id":"`+someID+`","onPremisesImmutableId":null,"accountEnabled":true,"proxyAddresses":[]}`)
	for _, c := range []struct {
		name  string
		first http.HandlerFunc
		least time.Duration
	}{
		{"a fraction of a second", answer(429, "application/json", `{"error":{"code":"c","message":"m"}}`, "Retry-After", "0.9"), 900 * time.Millisecond},
		{"a gateway", answer(502, "text/html", "<html>"), 0},
		{"a captive portal", answer(200, "text/html", "<html>"), 0},
		{"a reset", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0},
		{"an incomplete document", answer(200, "application/json", `{"id":`), 0},
		{"an incomplete answer", answer(200, "application/json", `{"id":`, "Content-Length", "400"), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			client, got := answering(t, c.first, user)
			begin := time.Now()
			u, err := client.User(context.Background(), someID, []string{"id", "onPremisesImmutableId", "accountEnabled"})
			if err != nil || len(*got) != 2 || time.Since(begin) < c.least {
				t.Fatalf("%v, %d requests in %v", err, len(*got), time.Since(begin))
			}
			if fmt.Sprint(u.Values) != fmt.Sprint(plan.Properties{{Name: "accountEnabled", Value: plan.Bool(true)}, {Name: "id", Value: plan.Text(someID)}, {Name: "onPremisesImmutableId"}}) {
				t.Error(u.Values)
			}
		})
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 26, 8, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"2.128": 2128 * time.Millisecond, "0.9": 900 * time.Millisecond, "150": 150 * time.Second, "0": 0, "": defaultRetryAfter, "soon": defaultRetryAfter, "-1": defaultRetryAfter, "1e300": defaultRetryAfter, "NaN": defaultRetryAfter,
		"Thu, 26 Nov 2026 08:00:10 GMT": 11 * time.Second, "Thu, 26 Nov 2026 07:00:00 GMT": time.Second,
	} {
		if got := retryAfter(http.Header{"Retry-After": {text}}, now); got != want {
			t.Errorf("%q: %v, expected %v", text, got, want)
		}
	}
}

// A link to the next page on another host is not followed, and no token goes there.
func TestForgedLink(t *testing.T) {
	var leaked []string
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { leaked = append(leaked, r.Header.Get("Authorization")) }))
	defer other.Close()
	client, got := answering(t, answer(200, "application/json", `{"value":[],"@odata.nextLink":"`+other.URL+`/v1.0/users?$skiptoken=x"}`))
	_, err := client.DeletedUsers(context.Background(), []string{"id"})
	if err == nil || !strings.Contains(err.Error(), "refused to send a request to "+other.URL) || len(*got) != 1 || len(leaked) != 0 {
		t.Errorf("%v, %d requests, %q", err, len(*got), leaked)
	}
}

func TestLoopback(t *testing.T) {
	for endpoint, good := range map[string]bool{
		"http://127.0.0.1:80": true, "http://127.0.0.1:8080/": true, "http://[::1]:8080": true, "http://127.9.9.9:1": true,
		"http://example.com:80": false, "http://127.0.0.1": false, "http://localhost:80": false, "http://127.0.0.1.example.com:80": false, "ftp://127.0.0.1:21": false,
		"http://user@127.0.0.1:80": false, "http://127.0.0.1:80/v1.0": false, "http://127.0.0.1:80?x": false, "http://10.0.0.1:80": false, "127.0.0.1:80": false,
	} {
		if _, err := Loopback(endpoint); (err == nil) != good {
			t.Errorf("%s: %v", endpoint, err)
		}
	}
}

// Each cloud has its own host, scope and authority.
func TestClouds(t *testing.T) {
	for name, want := range map[string][2]string{
		"public": {"https://graph.microsoft.com/.default", "https://login.microsoftonline.com/"}, "usgov": {"https://graph.microsoft.us/.default", "https://login.microsoftonline.us/"},
		"usgov-dod": {"https://dod-graph.microsoft.us/.default", "https://login.microsoftonline.us/"}, "china": {"https://microsoftgraph.chinacloudapi.cn/.default", "https://login.chinacloudapi.cn/"},
	} {
		c, err := CloudNamed(name)
		if err != nil || c.scope() != want[0] || c.Authority.ActiveDirectoryAuthorityHost != want[1] {
			t.Errorf("%s: %v %s %s", name, err, c.scope(), c.Authority.ActiveDirectoryAuthorityHost)
		}
	}
}

package graphtest

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// The description detects requests that are not valid.
func TestCheckAgainst(t *testing.T) {
	path := filepath.Join("..", "..", "..", "shared", "graph-openapi.yaml")
	for name, c := range map[string]struct{ method, path, body string }{
		"misspelt property":  {"PATCH", "/v1.0/users/x", `{"onPremisesImmutableID":"a"}`},
		"wrong type":         {"PATCH", "/v1.0/users/x", `{"onPremisesImmutableId":1}`},
		"no name":            {"PATCH", "/v1.0/users/x", `{"userPrincipalName":"ada"}`},
		"misspelt selection": {"GET", "/v1.0/users?$select=id,userPrincipleName", ""},
		"unknown parameter":  {"GET", "/v1.0/users?$selct=id", ""},
		"unknown path":       {"GET", "/v1.0/people", ""},
		"wrong method":       {"PUT", "/v1.0/users/x", `{}`},
	} {
		t.Run(name, func(t *testing.T) {
			s := New()
			defer s.Close()
			if there, err := s.CheckAgainst(path); err != nil {
				t.Fatal(err)
			} else if !there {
				t.Skipf("%s does not exist", path)
			}
			req, err := http.NewRequest(c.method, s.URL+c.path, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+Token)
			req.Header.Set("client-request-id", "x")
			req.Header.Set("Content-Type", "application/json")
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if len(s.Violations()) == 0 {
				t.Errorf("%s %s %s passed", c.method, c.path, c.body)
			}
		})
	}
}

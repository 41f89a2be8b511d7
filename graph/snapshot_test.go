package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"hardmatch/graph/graphtest"
	"hardmatch/plan"
)

// filled returns a tenant with objects in most collections.
func filled(t *testing.T) *graphtest.Server {
	s := tenant(t)
	s.PageSize = 3
	for n := 1; n <= 10; n++ {
		addUser(s, n, graphtest.Object{plan.OnPremisesObjectIdentifier: nil, "displayName": "\u2028 <U>"})
	}
	s.AddDeleted(graphtest.Object{"id": userID(30), "userPrincipalName": "x@contoso.com"})
	s.AddTo("/groups", graphtest.Object{"id": userID(40), "displayName": "g", "proxyAddresses": []string{}})
	s.AddTo("/roleManagement/directory/roleDefinitions", graphtest.Object{"id": userID(50), "isPrivileged": true})
	s.AddTo("/roleManagement/directory/roleAssignments", graphtest.Object{"id": "a", "principalId": userID(1), "roleDefinitionId": userID(50)})
	return s
}

type document struct {
	Schema                           string
	Users, DeletedUsers              []map[string]any
	Groups, OrgContacts              *[]map[string]any
	RoleDefinitions, RoleAssignments *[]map[string]any
	OnPremisesSynchronization        []map[string]any
	NotExported                      []Missing
}

func snapshotOf(t *testing.T, s *graphtest.Server, path string, resume bool) (*document, []Missing, error) {
	t.Helper()
	missing, err := clientOf(t, s.URL).Snapshot(context.Background(), path, resume, nil)
	if err != nil {
		return nil, missing, err
	}
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d := new(document)
	if err := json.Unmarshal(doc, d); err != nil {
		t.Fatalf("%v\n%s", err, doc)
	}
	return d, missing, nil
}

func TestSnapshot(t *testing.T) {
	s := filled(t)
	path := filepath.Join(t.TempDir(), "tenant.json")
	d, missing, err := snapshotOf(t, s, path, false)
	if err != nil || len(missing) != 0 {
		t.Fatal(err, missing)
	}
	if d.Schema != SnapshotSchema || len(d.Users) != 10 || len(d.DeletedUsers) != 1 || len(*d.Groups) != 1 || len(*d.OrgContacts) != 0 || len(d.OnPremisesSynchronization) != 1 || d.NotExported != nil {
		t.Errorf("%+v", d)
	}
	if identifier, there := d.Users[0][plan.OnPremisesObjectIdentifier]; !there || identifier != nil || d.Users[0]["displayName"] != "\u2028 <U>" {
		t.Error(d.Users[0])
	}
	if left, _ := filepath.Glob(path + ".*"); len(left) != 0 {
		t.Error(left)
	}
	for _, f := range s.Violations() {
		t.Error(f)
	}
}

// Collections that may not be read are absent from the document. Properties of the beta
// version are absent if it may not be used.
func TestPartialRights(t *testing.T) {
	s := filled(t)
	s.Deny("/roleManagement/directory/roleAssignments")
	s.Deny("/contacts")
	s.Fault = func(r *http.Request) (f graphtest.Fault) {
		if strings.HasPrefix(r.URL.Path, "/beta/") {
			f.Status = http.StatusForbidden
		}
		return f
	}
	d, missing, err := snapshotOf(t, s, filepath.Join(t.TempDir(), "tenant.json"), false)
	if err != nil {
		t.Fatal(err)
	}
	if d.RoleAssignments != nil || d.OrgContacts != nil || len(d.NotExported) != 2 || len(missing) != 2 || !strings.Contains(missing[0].Reason, "Authorization_RequestDenied") {
		t.Errorf("%+v %v", d, missing)
	}
	if _, there := d.Users[0][plan.OnPremisesObjectIdentifier]; there || len(d.Users) != 10 || d.RoleDefinitions == nil {
		t.Errorf("%+v", d)
	}
	s.Deny("/users")
	if _, _, err := snapshotOf(t, s, filepath.Join(t.TempDir(), "tenant.json"), false); err == nil {
		t.Error("a snapshot without users")
	}
}

// A snapshot can be resumed after an interruption at any request, and has the same result,
// even if the link to the next page has expired.
func TestResumedSnapshot(t *testing.T) {
	whole, _, err := snapshotOf(t, filled(t), filepath.Join(t.TempDir(), "tenant.json"), false)
	if err != nil {
		t.Fatal(err)
	}
	for _, stale := range []bool{false, true} {
		for stop := int64(1); ; stop++ {
			s := filled(t)
			var count, expired atomic.Int64
			ctx, cancel := context.WithCancel(context.Background())
			s.Fault = func(r *http.Request) (f graphtest.Fault) {
				switch n := count.Add(1); {
				case n == stop:
					cancel()
					f.ResetBefore = true
				case n == stop+1 && stale && strings.Contains(r.URL.RawQuery, "skiptoken"):
					expired.Add(1)
					f.Status = http.StatusBadRequest
				}
				return f
			}
			path := filepath.Join(t.TempDir(), "tenant.json")
			_, err := clientOf(t, s.URL).Snapshot(ctx, path, false, nil)
			if err == nil {
				break
			}
			if !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			if _, err := os.Stat(path); err == nil {
				t.Fatal("an incomplete snapshot has the name of a complete one")
			}
			d, missing, err := snapshotOf(t, s, path, true)
			if err != nil || len(missing) != 0 || fmt.Sprint(d.Users, d.DeletedUsers, *d.Groups) != fmt.Sprint(whole.Users, whole.DeletedUsers, *whole.Groups) {
				t.Fatalf("interrupted at request %d: %v %v\n%v", stop, err, missing, d)
			}
		}
	}
	if _, _, err := snapshotOf(t, filled(t), filepath.Join(t.TempDir(), "tenant.json"), true); !errors.Is(err, ErrNoPart) {
		t.Error(err)
	}
}

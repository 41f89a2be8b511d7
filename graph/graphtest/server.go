// Package graphtest is a Microsoft Graph for tests: an HTTP server with a tenant in memory.
// It has replication delays, paging and errors like the real service. It shares no code with
// what it tests.
//
// Begin with [New]. If Microsoft's description of the service is available, every request
// and every answer is checked against it; see [Server.CheckAgainst].
package graphtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"
)

// Token is the access token that the server accepts.
const Token = "eyJ0eXAiOiJKV1QifQ.secret-of-the-test.signature"

// An Object is an object of the directory, by the property names of Microsoft Graph.
type Object map[string]any

// A version is an object as it was from a time on.
type version struct {
	at    time.Time
	where string // users, deleted, or "" if it was purged
	is    Object
}

// A Server is a server with one tenant.
type Server struct {
	*httptest.Server
	mu       sync.Mutex
	order    []string // ids, in the order in which they were added
	history  map[string][]version
	lists    map[string][]Object // other collections, by path
	denied   map[string]bool     // collections that may not be read
	features Object
	tenant   Object

	// PageSize is the largest number of objects in a page.
	PageSize int
	// Delay is how long reads return the old values after a write.
	Delay time.Duration
	// Fault returns the fault to inject into a request; it may be nil.
	Fault func(*http.Request) Fault
	// OnWrite is called before a write takes effect, with the lock held.
	OnWrite func(method, id string)

	checker    *checker
	violations []string
	requests   []string
	writes     []string
}

// TenantID is the id of the tenant.
const TenantID = "d3b0aeb5-1111-4000-8000-000000000001"

// New starts a server with an empty tenant.
func New() *Server {
	s := &Server{
		history: make(map[string][]version), denied: make(map[string]bool), PageSize: 100,
		features: Object{
			"blockCloudObjectTakeoverThroughHardMatchEnabled": false, "blockSoftMatchEnabled": false, "softMatchOnUpnEnabled": true,
			"quarantineUponUpnConflictEnabled": true, "quarantineUponProxyAddressesConflictEnabled": true,
		},
		tenant: Object{
			"id": TenantID, "displayName": "Contoso", "onPremisesSyncEnabled": true,
			"verifiedDomains": []Object{
				{"name": "contoso.com", "type": "Managed", "isInitial": false, "isDefault": true, "capabilities": "Email"},
				{"name": "contoso.onmicrosoft.com", "type": "Managed", "isInitial": true, "isDefault": false, "capabilities": "Email"},
			},
		},
		lists: map[string][]Object{
			"/groups": {}, "/contacts": {},
			"/domains": {
				{"id": "contoso.com", "isVerified": true, "isInitial": false, "authenticationType": "Managed"},
				{"id": "contoso.onmicrosoft.com", "isVerified": true, "isInitial": true, "authenticationType": "Managed"},
			},
			"/roleManagement/directory/roleDefinitions":                  {},
			"/roleManagement/directory/roleAssignments":                  {},
			"/roleManagement/directory/roleEligibilityScheduleInstances": {},
		},
	}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(s.serve))
	s.Server.Config.ErrorLog = quiet()
	s.Server.Start()
	return s
}

// Add adds a user. Properties that are not given are null.
func (s *Server) Add(o Object) { s.put("users", o) }

// AddDeleted adds a deleted user.
func (s *Server) AddDeleted(o Object) {
	if o["deletedDateTime"] == nil {
		o["deletedDateTime"] = "2026-11-20T08:00:00Z"
	}
	s.put("deleted", o)
}

// AddTo adds an object to another collection, such as /groups.
func (s *Server) AddTo(path string, o Object) { s.lists[path] = append(s.lists[path], o) }

// Deny refuses requests to read a collection.
func (s *Server) Deny(path string) { s.denied[path] = true }

// SetTenant changes the id of the tenant.
func (s *Server) SetTenant(id string) { s.tenant["id"] = id }

func (s *Server) put(where string, o Object) {
	id := o["id"].(string)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.history[id] == nil {
		s.order = append(s.order, id)
	}
	s.history[id] = append(s.history[id], version{where: where, is: o})
}

// Change changes a user, as another administrator could.
func (s *Server) Change(id string, o Object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.change(id, o)
}

// Delete deletes a user, as the sync does if the user leaves its scope.
func (s *Server) Delete(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delete(id)
}

func (s *Server) change(id string, o Object) {
	v := s.now(id)
	is := make(Object)
	for name, value := range v.is {
		is[name] = value
	}
	for name, value := range o {
		is[name] = value
	}
	s.history[id] = append(s.history[id], version{time.Now(), v.where, is})
}

func (s *Server) now(id string) version {
	if list := s.history[id]; len(list) > 0 {
		return list[len(list)-1]
	}
	return version{}
}

// seen returns an object as a replica shows it.
func (s *Server) seen(id string) version {
	for _, v := range slices.Backward(s.history[id]) {
		if time.Since(v.at) >= s.Delay {
			return v
		}
	}
	return version{}
}

// State returns a user as it is, and where it is: users, deleted, or "" if it was purged.
func (s *Server) State(id string) (Object, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.now(id)
	return v.is, v.where
}

// Feature returns a feature of onPremisesDirectorySynchronization.
func (s *Server) Feature(name string) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.features[name]
}

// Writes returns the writes that took effect, each as its kind and the id of the user.
func (s *Server) Writes() []string { return s.copyOf(&s.writes) }

// Requests returns all requests that arrived, each as method and path.
func (s *Server) Requests() []string { return s.copyOf(&s.requests) }

// Violations describes the requests and answers that break a rule of the service.
func (s *Server) Violations() []string { return s.copyOf(&s.violations) }

func (s *Server) copyOf(list *[]string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(*list)
}

func (s *Server) violation(format string, args ...any) {
	s.violations = append(s.violations, fmt.Sprintf(format, args...))
}

// A failure is an error answer of the service.
type failure struct {
	status        int
	code, message string
}

func (f failure) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(f.status)
	json.NewEncoder(w).Encode(Object{"error": Object{"code": f.code, "message": f.message, "innerError": Object{"request-id": w.Header().Get("request-id")}}})
}

var (
	errNotFound = failure{404, "Request_ResourceNotFound", "Resource does not exist or one of its queried reference-property objects are not present."}
	errDenied   = failure{403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."}
	errNoToken  = failure{401, "InvalidAuthenticationToken", "Access token is empty."}
	errTaken    = failure{400, "Request_BadRequest", "Another object with the same value for property onPremisesImmutableId already exists."}
	errNoPath   = failure{400, "BadRequest", "Resource not found for the segment."}
)

func bad(format string, args ...any) failure {
	return failure{400, "Request_BadRequest", fmt.Sprintf(format, args...)}
}

// nameBeforeDeletion returns the name of a deleted user without the digits of its id.
func nameBeforeDeletion(id, upn string) string {
	return strings.TrimPrefix(upn, strings.ReplaceAll(id, "-", ""))
}

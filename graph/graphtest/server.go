// Package graphtest is a Microsoft Graph for tests: a tenant in memory behind HTTP, with
// the manners of the real one, good and bad. It shares no code with what it tests.
//
// Begin with [New]. Where Microsoft's description of the service is at hand, every request
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

// Token is the one that the server takes.
const Token = "eyJ0eXAiOiJKV1QifQ.secret-of-the-test.signature"

// An Object is one of the directory, by the names of Microsoft Graph.
type Object map[string]any

// A version is how an object was from a time on.
type version struct {
	at    time.Time
	where string // users, deleted or ""
	is    Object
}

// A Server is a tenant.
type Server struct {
	*httptest.Server
	mu       sync.Mutex
	order    []string // ids, in the order of their making
	history  map[string][]version
	lists    map[string][]Object // other collections, by path
	denied   map[string]bool     // collections that may not be read
	features Object
	tenant   Object

	// PageSize is how many objects are in a page at most.
	PageSize int
	// Delay is how long reads show what was before a write.
	Delay time.Duration
	// Mishap says what goes wrong with a request; nil means nothing.
	Mishap func(*http.Request) Mishap
	// OnWrite is called before a write takes effect, with the lock held.
	OnWrite func(method, id string)

	checker  *checker
	faults   []string
	requests []string
	writes   []string
}

// TenantID is that of the tenant.
const TenantID = "d3b0aeb5-1111-4000-8000-000000000001"

// New starts an empty tenant.
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

// Add makes a user. What is not given is null.
func (s *Server) Add(o Object) { s.put("users", o) }

// AddDeleted makes a deleted user.
func (s *Server) AddDeleted(o Object) {
	if o["deletedDateTime"] == nil {
		o["deletedDateTime"] = "2026-11-20T08:00:00Z"
	}
	s.put("deleted", o)
}

// AddTo makes an object of another collection, such as /groups.
func (s *Server) AddTo(path string, o Object) { s.lists[path] = append(s.lists[path], o) }

// Deny makes a collection one that may not be read.
func (s *Server) Deny(path string) { s.denied[path] = true }

// SetTenant makes it another tenant.
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

// Change is what somebody else does to a user meanwhile.
func (s *Server) Change(id string, o Object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.change(id, o)
}

// Delete is what the sync does to a user that left the scope.
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

// seen is what a replica shows.
func (s *Server) seen(id string) version {
	for _, v := range slices.Backward(s.history[id]) {
		if time.Since(v.at) >= s.Delay {
			return v
		}
	}
	return version{}
}

// State returns a user as it is, and where: users, deleted or "".
func (s *Server) State(id string) (Object, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.now(id)
	return v.is, v.where
}

// Feature returns a switch of the synchronisation.
func (s *Server) Feature(name string) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.features[name]
}

// Writes are the requests that took effect, Requests all of them, as method and path.
func (s *Server) Writes() []string { return s.copyOf(&s.writes) }

// Requests are all that arrived.
func (s *Server) Requests() []string { return s.copyOf(&s.requests) }

// Faults are what was wrong with requests, or with answers of this server.
func (s *Server) Faults() []string { return s.copyOf(&s.faults) }

func (s *Server) copyOf(list *[]string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(*list)
}

func (s *Server) fault(format string, args ...any) {
	s.faults = append(s.faults, fmt.Sprintf(format, args...))
}

// failure is an answer of the service other than success.
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

// former is the name of a deleted user without the digits of its id.
func former(id, upn string) string {
	return strings.TrimPrefix(upn, strings.ReplaceAll(id, "-", ""))
}

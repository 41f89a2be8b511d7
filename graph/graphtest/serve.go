package graphtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// A Fault is an error that the server injects into one request. The zero value is none.
type Fault struct {
	Status      int    // of the answer; the request has no effect then
	RetryAfter  string // header of that answer
	HTML        bool   // that answer is the HTML of a gateway
	ResetBefore bool   // the connection ends before the request takes effect
	ResetAfter  bool   // the connection ends after the request took effect
	Redirect    string // URL that the answer redirects to
}

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	s.mu.Lock()
	s.requests = append(s.requests, r.Method+" "+r.URL.RequestURI())
	s.checkHeaders(r)
	s.mu.Unlock()
	var fault Fault
	if s.Fault != nil {
		fault = s.Fault(r)
	}
	if fault.inject(w) {
		return
	}
	answer := httptest.NewRecorder()
	answer.Header().Set("request-id", "3f1c3f0e-0000-4000-8000-"+fmt.Sprintf("%012d", len(s.Requests())))
	s.mu.Lock()
	s.route(answer, r, body)
	s.check(r, body, answer)
	s.mu.Unlock()
	if fault.ResetAfter {
		panic(http.ErrAbortHandler)
	}
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	w.Write(answer.Body.Bytes())
}

// inject answers with the fault, and reports whether it did. ResetAfter is left to the caller.
func (f Fault) inject(w http.ResponseWriter) bool {
	switch {
	case f.ResetBefore:
		panic(http.ErrAbortHandler)
	case f.Redirect != "":
		w.Header().Set("Location", f.Redirect)
		w.WriteHeader(http.StatusFound)
	case f.Status == 0:
		return false
	case f.HTML:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(f.Status)
		io.WriteString(w, "<html>a gateway</html>")
	default:
		if f.RetryAfter != "" {
			w.Header().Set("Retry-After", f.RetryAfter)
		}
		failure{f.Status, "TooManyRequests", "Too many requests"}.write(w)
	}
	return true
}

// checkHeaders checks the headers and the address of a request.
func (s *Server) checkHeaders(r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer "+Token {
		s.violation("%s %s without the token", r.Method, r.URL)
	}
	if r.Header.Get("Content-Encoding") != "" || len(r.TransferEncoding) > 0 {
		s.violation("%s %s is encoded", r.Method, r.URL)
	}
	if len(r.Header.Values("client-request-id")) != 1 {
		s.violation("%s %s has %d client-request-ids", r.Method, r.URL, len(r.Header.Values("client-request-id")))
	}
	if strings.Contains(r.URL.String(), Token) {
		s.violation("%s has the token in its address", r.Method)
	}
	if strings.Contains(r.URL.RawQuery, "%24") {
		s.violation("%s %s: names of the query are escaped", r.Method, r.URL)
	}
}

var (
	userPath    = regexp.MustCompile(`^/users/([^/]+)$`)
	itemPath    = regexp.MustCompile(`^/directory/deletedItems/([0-9a-f-]{36})$`)
	restorePath = regexp.MustCompile(`^/directory/deletedItems/([0-9a-f-]{36})/restore$`)
	flagsPath   = regexp.MustCompile(`^/directory/onPremisesSynchronization/([^/]+)$`)
)

// route answers a request.
func (s *Server) route(w http.ResponseWriter, r *http.Request, body []byte) {
	version, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	path = "/" + path
	beta := version == "beta"
	if f := s.admits(r, version, path); f != nil {
		f.write(w)
		return
	}
	id := func(pattern *regexp.Regexp) string {
		if m := pattern.FindStringSubmatch(path); m != nil {
			return m[1]
		}
		return ""
	}
	switch {
	case r.Method == "GET":
		s.get(w, r, path, beta)
	case r.Method == "PATCH" && id(userPath) != "":
		s.patch(w, id(userPath), body, beta)
	case r.Method == "DELETE" && id(userPath) != "":
		s.remove(w, id(userPath))
	case r.Method == "DELETE" && id(itemPath) != "":
		s.purge(w, id(itemPath))
	case r.Method == "POST" && id(restorePath) != "":
		s.restore(w, id(restorePath), body)
	case r.Method == "PATCH" && id(flagsPath) == TenantID:
		s.patchFlags(w, body)
	default:
		errNoPath.write(w)
	}
}

// admits returns the failure of a request that is refused whatever it asks for, or nil.
func (s *Server) admits(r *http.Request, version, path string) *failure {
	switch {
	case r.Header.Get("Authorization") != "Bearer "+Token:
		return &errNoToken
	case version != "v1.0" && version != "beta":
		return &errNoPath
	case s.denied[strings.TrimSuffix(path, "/")]:
		return &errDenied
	}
	return nil
}

func (s *Server) get(w http.ResponseWriter, r *http.Request, path string, beta bool) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		bad("the query cannot be read").write(w)
		return
	}
	context := "https://graph.microsoft.com/v1.0/$metadata#" + strings.TrimPrefix(path, "/")
	switch {
	case path == "/users":
		s.list(w, r, query, context, s.all("users"), beta)
	case path == "/directory/deletedItems/graph.user" || path == "/directory/deletedItems/microsoft.graph.user":
		s.list(w, r, query, context, s.all("deleted"), beta)
	case path == "/organization":
		s.list(w, r, query, context, []Object{s.tenant}, beta)
	case path == "/directory/onPremisesSynchronization":
		s.list(w, r, query, context, []Object{{"id": TenantID, "features": s.features}}, beta)
	case userPath.MatchString(path):
		s.one(w, query, userPath.FindStringSubmatch(path)[1], "users", beta)
	case itemPath.MatchString(path):
		s.one(w, query, itemPath.FindStringSubmatch(path)[1], "deleted", beta)
	case s.lists[path] != nil:
		s.list(w, r, query, context, s.lists[path], beta)
	default:
		errNoPath.write(w)
	}
}

// all returns the users, or the deleted users, in the order in which they were added.
func (s *Server) all(where string) []Object {
	var list []Object
	for _, id := range s.order {
		if v := s.seen(id); v.where == where {
			list = append(list, v.is)
		}
	}
	return list
}

func (s *Server) one(w http.ResponseWriter, query url.Values, id, where string, beta bool) {
	v := s.seen(id)
	if v.where != where {
		errNotFound.write(w)
		return
	}
	o, f := selected(v.is, query, beta)
	if f != nil {
		f.write(w)
		return
	}
	o["@odata.context"] = "https://graph.microsoft.com/v1.0/$metadata#users/$entity"
	if where == "deleted" {
		o["@odata.type"] = "#microsoft.graph.user"
	}
	writeJSON(w, http.StatusOK, o)
}

// selected returns the properties of an object that $select names. Some exist in beta only.
func selected(o Object, query url.Values, beta bool) (Object, *failure) {
	names := strings.Split(query.Get("$select"), ",")
	if names[0] == "" {
		names = nil
		for name := range o {
			names = append(names, name)
		}
	}
	out := make(Object)
	for _, name := range names {
		if name == "onPremisesObjectIdentifier" && !beta {
			f := bad("Could not find a property named 'onPremisesObjectIdentifier' on type 'microsoft.graph.user'.")
			return nil, &f
		}
		out[name] = o[name]
	}
	out["id"] = o["id"]
	return out, nil
}

var (
	equality = regexp.MustCompile(`^([A-Za-z]+) eq '((?:[^']|'')*)'$`)
	anyOf    = regexp.MustCompile(`^proxyAddresses/any\(p:p eq '((?:[^']|'')*)'\)$`)
)

// matches reports whether an object matches $filter, ignoring case.
func matches(o Object, filter string) (bool, *failure) {
	if m := equality.FindStringSubmatch(filter); m != nil {
		have, _ := o[m[1]].(string)
		return strings.EqualFold(have, strings.ReplaceAll(m[2], "''", "'")), nil
	}
	if m := anyOf.FindStringSubmatch(filter); m != nil {
		list, _ := o["proxyAddresses"].([]string)
		for _, address := range list {
			if strings.EqualFold(address, strings.ReplaceAll(m[1], "''", "'")) {
				return true, nil
			}
		}
		return false, nil
	}
	f := bad("Invalid filter clause: %s", filter)
	return false, &f
}

// list answers with one page of a list.
func (s *Server) list(w http.ResponseWriter, r *http.Request, query url.Values, context string, all []Object, beta bool) {
	skip, _ := strconv.Atoi(query.Get("$skiptoken"))
	size := s.PageSize
	if top, err := strconv.Atoi(query.Get("$top")); err == nil {
		size = min(size, top)
	}
	values, seen, more := []Object{}, 0, false
	for _, o := range all {
		if filter := query.Get("$filter"); filter != "" {
			ok, f := matches(o, filter)
			if f != nil {
				f.write(w)
				return
			}
			if !ok {
				continue
			}
		}
		if seen++; seen <= skip {
			continue
		}
		if more = len(values) == size; more {
			break
		}
		o, f := selected(o, query, beta)
		if f != nil {
			f.write(w)
			return
		}
		values = append(values, o)
	}
	page := Object{"@odata.context": context, "value": values}
	if more {
		query.Set("$skiptoken", strconv.Itoa(skip+size))
		page["@odata.nextLink"] = s.URL + r.URL.Path + "?" + strings.ReplaceAll(query.Encode(), "%24", "$")
	}
	writeJSON(w, http.StatusOK, page)
}

func writeJSON(w http.ResponseWriter, status int, o Object) {
	var b bytes.Buffer
	json.NewEncoder(&b).Encode(o)
	w.Header().Set("Content-Type", "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}

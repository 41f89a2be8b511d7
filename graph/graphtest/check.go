package graphtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
)

// A checker compares requests and answers with a description of the service.
type checker struct{ router routers.Router }

// CheckAgainst reads Microsoft's description of the service in OpenAPI, cut to the part used
// here. From then on [Server.Violations] has every request and every answer that is not as
// described. CheckAgainst reports whether the file exists.
func (s *Server) CheckAgainst(path string) (bool, error) {
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	doc.Servers = openapi3.Servers{{URL: s.URL + "/v1.0"}}
	router, err := legacy.NewRouter(doc, openapi3.DisableSchemaPatternValidation())
	if err != nil {
		return false, err
	}
	s.checker = &checker{router}
	return true, nil
}

// undescribed are prefixes of paths that the description does not have.
var undescribed = []string{"/beta/", "/v1.0/groups", "/v1.0/contacts", "/v1.0/roleManagement/", "/v1.0/directory/deletedItems/microsoft.graph.user"}

func (s *Server) check(r *http.Request, body []byte, answer *httptest.ResponseRecorder) {
	if s.checker == nil || isUndescribed(r) {
		return
	}
	req := r.Clone(context.Background())
	req.Body = io.NopCloser(bytes.NewReader(body))
	req.URL, _ = url.Parse(s.URL + r.URL.RequestURI())
	route, params, err := s.checker.router.FindRoute(req)
	if err != nil {
		s.violation("%s %s: %v", r.Method, r.URL, err)
		return
	}
	input := &openapi3filter.RequestValidationInput{
		Request: req, PathParams: params, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
	}
	if err := openapi3filter.ValidateRequest(req.Context(), input); err != nil {
		s.violation("request %s %s %s: %v", r.Method, r.URL, body, firstLine(err))
	}
	s.checkQuery(r, route)
	response := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: answer.Code, Header: answer.Header(), Body: io.NopCloser(bytes.NewReader(answer.Body.Bytes())),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	if err := openapi3filter.ValidateResponse(req.Context(), response); err != nil {
		s.violation("answer to %s %s: %v", r.Method, r.URL, firstLine(err))
	}
}

// checkQuery checks that the description has all parameters of the query. The library does
// not check this.
func (s *Server) checkQuery(r *http.Request, route *routers.Route) {
	for name := range r.URL.Query() {
		if route.Operation.Parameters.GetByInAndName("query", name) == nil {
			s.violation("%s %s: unknown parameter %s", r.Method, r.URL.Path, name)
		}
	}
}

func isUndescribed(r *http.Request) bool {
	for _, prefix := range undescribed {
		if strings.HasPrefix(r.URL.Path, prefix) {
			return true
		}
	}
	return r.Method == http.MethodPatch && strings.HasPrefix(r.URL.Path, "/v1.0/directory/onPremisesSynchronization/")
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

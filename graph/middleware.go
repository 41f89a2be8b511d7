package graph

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"

	"github.com/google/uuid"
	khttp "github.com/microsoft/kiota-http-go"
)

// An exchange records one request and its answer. The errors of the SDK are not enough: some
// have no status, and some cannot be printed.
type exchange struct {
	requestID string // client-request-id
	connected atomic.Bool
	status    int
	header    http.Header
	body      []byte // of an error answer
}

type exchangeKey struct{}

// withExchange returns a context that carries the exchange of one request. If requestID is
// "", it chooses one.
func withExchange(ctx context.Context, requestID string) (context.Context, *exchange) {
	if requestID == "" {
		requestID = uuid.NewString()
	}
	x := &exchange{requestID: requestID}
	return context.WithValue(ctx, exchangeKey{}, x), x
}

// maxErrorBody limits how many octets of an error answer are kept.
const maxErrorBody = 64 << 10

var (
	errNoToken  = errors.New("refused to send a request without a token")
	errRedirect = errors.New("the answer is a redirection, which Microsoft Graph does not send: a proxy may require a sign-in")
	errHTML     = errors.New("the answer is HTML, so it is not from Microsoft Graph: a proxy may require a sign-in")
)

// A middleware is the last one before the network. It refuses requests to other hosts and
// requests without a token, and records the answer.
type middleware struct{ cloud Cloud }

// Intercept implements khttp.Middleware of the SDK.
func (m middleware) Intercept(pipeline khttp.Pipeline, index int, req *http.Request) (*http.Response, error) {
	x, ok := req.Context().Value(exchangeKey{}).(*exchange)
	if !ok {
		return nil, errors.New("refused to send a request that does not come from this client")
	}
	if err := m.cloud.checkHost(req.URL); err != nil {
		return nil, err
	}
	if token, ok := strings.CutPrefix(req.Header.Get("Authorization"), "Bearer "); !ok || token == "" {
		return nil, errNoToken
	}
	if err := setLength(req); err != nil {
		return nil, err
	}
	req.Header.Set("client-request-id", x.requestID)
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { x.connected.Store(true) }}
	res, err := pipeline.Next(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)), index)
	if err != nil {
		return nil, err
	}
	return x.record(res)
}

// setLength makes the body be sent with its length, not in chunks.
func setLength(req *http.Request) error {
	if req.Body == nil || req.Body == http.NoBody {
		return nil
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return err
	}
	req.ContentLength = int64(len(body))
	req.Body = io.NopCloser(bytes.NewReader(body))
	return nil
}

// record records an answer. It returns an error for an answer that is not from Microsoft
// Graph.
func (x *exchange) record(res *http.Response) (*http.Response, error) {
	x.status, x.header = res.StatusCode, res.Header
	kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	var err error
	switch {
	case res.StatusCode >= 400:
		x.body, err = io.ReadAll(io.LimitReader(res.Body, maxErrorBody))
		res.Body.Close()
		res.Body = io.NopCloser(bytes.NewReader(x.body))
		if err != nil {
			return nil, err
		}
		return res, nil
	case res.StatusCode >= 300:
		err = errRedirect
	case kind == "text/html":
		err = errHTML
	default:
		return res, nil
	}
	res.Body.Close()
	return nil, err
}

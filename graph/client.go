// Package graph reads and writes a tenant through Microsoft Graph, with Microsoft's SDK for
// Go. It implements [apply.Directory] and makes snapshots.
//
// Begin with [New]. The package uses the requests and models of the SDK. It replaces the
// parts of the SDK that lose values or could send a token to another host;
// docs/architecture.md lists them.
package graph

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"hardmatch/apply"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	kiota "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoft/kiota-abstractions-go/serialization"
	"github.com/microsoft/kiota-abstractions-go/store"
	khttp "github.com/microsoft/kiota-http-go"
	kjson "github.com/microsoft/kiota-serialization-json-go"
	core "github.com/microsoftgraph/msgraph-sdk-go-core"
)

// A Client sends requests to the Microsoft Graph of one cloud.
type Client struct {
	// OnWait is called when the client pauses, once for overlapping pauses, with the reason
	// and the length. It may be nil. Several goroutines may call it.
	OnWait func(why *apply.Failure, pause time.Duration)

	cloud    Cloud
	bearer   *bearer
	v1       kiota.RequestAdapter
	beta     kiota.RequestAdapter
	throttle apply.Throttle // of all requests
	reported apply.Throttle // pauses while a reported pause lasts
}

// requestTimeout limits one attempt. Pauses between attempts are not part of it.
const requestTimeout = 100 * time.Second

// HTTPClient returns the client for all requests. It uses the proxies of the environment,
// follows no redirection, and does not compress bodies. The SDK's own client compresses
// them, and repeats a compressed request uncompressed (microsoft/kiota-http-go, issue 183).
func HTTPClient() *http.Client {
	return &http.Client{
		Transport:     http.DefaultTransport.(*http.Transport).Clone(),
		Timeout:       requestTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// New returns a client. It sends nothing. The version is that of the program, for the
// User-Agent.
func New(cloud Cloud, credential azcore.TokenCredential, version string) (*Client, error) {
	b := &bearer{credential: credential, cloud: cloud}
	client := HTTPClient()
	client.Transport = khttp.NewCustomTransportWithParentTransport(client.Transport.(*http.Transport),
		khttp.NewParametersNameDecodingHandler(),
		khttp.NewUserAgentHandlerWithOptions(&khttp.UserAgentHandlerOptions{Enabled: true, ProductName: "hardmatch", ProductVersion: version}),
		middleware{cloud})
	registerJSON()
	c := &Client{cloud: cloud, bearer: b}
	for root, to := range map[string]*kiota.RequestAdapter{"/v1.0": &c.v1, "/beta": &c.beta} {
		adapter, err := core.NewGraphRequestAdapterBaseWithParseNodeFactoryAndSerializationWriterFactoryAndHttpClient(b, core.GraphClientOptions{}, nil, nil, client)
		if err != nil {
			return nil, err
		}
		adapter.SetBaseUrl(cloud.Root + root)
		adapter.EnableBackingStore(store.BackingStoreFactoryInstance) // without it, null is not sent
		*to = adapter
	}
	return c, nil
}

// registerJSON registers the JSON formats, as the root package of the SDK does. That package
// imports the whole SDK.
var registerJSON = sync.OnceFunc(func() {
	kiota.RegisterDefaultSerializer(func() serialization.SerializationWriterFactory { return kjson.NewJsonSerializationWriterFactory() })
	kiota.RegisterDefaultDeserializer(func() serialization.ParseNodeFactory { return kjson.NewJsonParseNodeFactory() })
})

const (
	// maxReadTime limits how long a read is repeated, most of it while the service throttles.
	// maxReadAttempts limits the attempts that fail for another reason.
	maxReadTime     = 20 * time.Minute
	maxReadAttempts = 8
)

// read repeats a request until it succeeds, or fails for good. It returns the body of the
// answer, which is valid JSON.
func (c *Client) read(ctx context.Context, adapter kiota.RequestAdapter, request func() (*kiota.RequestInformation, error)) ([]byte, error) {
	begin, pause := time.Now(), 500*time.Millisecond
	for tried := 0; ; {
		body, err := c.readOnce(ctx, adapter, request)
		f, failed := err.(*apply.Failure)
		if !failed {
			return body, err
		}
		throttled := f.Kind == apply.Throttled
		if !throttled {
			tried++
		}
		repeatable := throttled || f.Kind == apply.Unknown || f.Kind == apply.NotSent
		if !repeatable || tried == maxReadAttempts || time.Since(begin) > maxReadTime {
			return nil, f
		}
		if throttled {
			c.pause(f)
			continue
		}
		c.reportWait(f, pause)
		if err := apply.Sleep(ctx, pause); err != nil {
			return nil, err
		}
		pause = min(2*pause, 16*time.Second)
	}
}

// pause holds all requests back for as long as the service asks.
func (c *Client) pause(f *apply.Failure) {
	pause := max(f.RetryAfter, time.Millisecond)
	c.reportWait(f, pause)
	c.throttle.Pause(pause)
}

// reportWait calls OnWait unless a reported pause is under way.
func (c *Client) reportWait(f *apply.Failure, pause time.Duration) {
	if c.reported.Pause(pause) && c.OnWait != nil {
		c.OnWait(f, pause)
	}
}

func (c *Client) readOnce(ctx context.Context, adapter kiota.RequestAdapter, request func() (*kiota.RequestInformation, error)) ([]byte, error) {
	if err := c.throttle.Wait(ctx); err != nil {
		return nil, err
	}
	info, err := request()
	if err != nil {
		return nil, err
	}
	attempt, x := withExchange(ctx, "")
	answer, err := adapter.SendPrimitive(attempt, info, "[]byte", nil)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil || x.status >= 300:
		return nil, failureOf(x, err)
	}
	body, _ := answer.([]byte)
	if !json.Valid(body) {
		return nil, &apply.Failure{Kind: apply.Unknown, Status: x.status, Message: "the answer is not complete JSON"}
	}
	return body, nil
}

// Package graph reaches a tenant through Microsoft Graph, by Microsoft's SDK for Go. It is
// the [apply.Directory] of package apply, and takes snapshots.
//
// Begin with [New]. Of the SDK it takes the requests and their models, and puts its own
// in the place of what loses values or sends a token astray: docs/architecture.md lists
// what and why.
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

// A Client speaks with the Microsoft Graph of one cloud.
type Client struct {
	// Waits hears why nothing is heard for a while, once for waits that overlap; may be
	// nil. It is called from several goroutines.
	Waits func(why *apply.Failure, pause time.Duration)

	cloud  Cloud
	bearer *bearer
	v1     kiota.RequestAdapter
	beta   kiota.RequestAdapter
	gate   apply.Gate
	told   apply.Gate // while a wait lasts that was told
}

// perRequest limits one attempt. Waiting for the service is not part of it.
const perRequest = 100 * time.Second

// HTTPClient is how everything goes out: by the proxies of the environment, following no
// redirection, and with bodies as they are. The SDK's own compresses them and repeats
// a compressed request uncompressed (microsoft/kiota-http-go, issue 183).
func HTTPClient() *http.Client {
	return &http.Client{
		Transport:     http.DefaultTransport.(*http.Transport).Clone(),
		Timeout:       perRequest,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// New makes a client. The version is that of the program, for its User-Agent.
func New(c Cloud, credential azcore.TokenCredential, version string) (*Client, error) {
	b := &bearer{credential: credential, cloud: c}
	client := HTTPClient()
	client.Transport = khttp.NewCustomTransportWithParentTransport(client.Transport.(*http.Transport),
		khttp.NewParametersNameDecodingHandler(),
		khttp.NewUserAgentHandlerWithOptions(&khttp.UserAgentHandlerOptions{Enabled: true, ProductName: "hardmatch", ProductVersion: version}),
		wire{c})
	registerJSON()
	made := &Client{cloud: c, bearer: b}
	for root, to := range map[string]*kiota.RequestAdapter{"/v1.0": &made.v1, "/beta": &made.beta} {
		adapter, err := core.NewGraphRequestAdapterBaseWithParseNodeFactoryAndSerializationWriterFactoryAndHttpClient(b, core.GraphClientOptions{}, nil, nil, client)
		if err != nil {
			return nil, err
		}
		adapter.SetBaseUrl(c.Root + root)
		adapter.EnableBackingStore(store.BackingStoreFactoryInstance) // without it, null is not sent
		*to = adapter
	}
	return made, nil
}

// registerJSON does what the root package of the SDK does, which imports everything.
var registerJSON = sync.OnceFunc(func() {
	kiota.RegisterDefaultSerializer(func() serialization.SerializationWriterFactory { return kjson.NewJsonSerializationWriterFactory() })
	kiota.RegisterDefaultDeserializer(func() serialization.ParseNodeFactory { return kjson.NewJsonParseNodeFactory() })
})

const (
	// readPatience is how long a read is tried again while the service asks for patience,
	// and readTries how often when it fails otherwise.
	readPatience = 20 * time.Minute
	readTries    = 8
)

// read asks until there is an answer; a read may be repeated.
func (c *Client) read(ctx context.Context, adapter kiota.RequestAdapter, ask func() (*kiota.RequestInformation, error)) ([]byte, error) {
	begin, pause := time.Now(), 500*time.Millisecond
	for tried := 0; ; {
		body, err := c.readOnce(ctx, adapter, ask)
		f, failed := err.(*apply.Failure)
		if !failed {
			return body, err
		}
		throttled := f.Kind == apply.Throttled
		if !throttled {
			tried++
		}
		mayBeAgain := throttled || f.Kind == apply.Unknown || f.Kind == apply.NotSent
		if !mayBeAgain || tried == readTries || time.Since(begin) > readPatience {
			return nil, f
		}
		if throttled {
			c.hold(f)
			continue
		}
		c.tell(f, pause)
		if err := apply.Sleep(ctx, pause); err != nil {
			return nil, err
		}
		pause = min(2*pause, 16*time.Second)
	}
}

// hold lets nothing be sent for as long as the service asks.
func (c *Client) hold(f *apply.Failure) {
	pause := max(f.RetryAfter, time.Millisecond)
	c.tell(f, pause)
	c.gate.Close(pause)
}

func (c *Client) tell(f *apply.Failure, pause time.Duration) {
	if c.told.Close(pause) && c.Waits != nil {
		c.Waits(f, pause)
	}
}

func (c *Client) readOnce(ctx context.Context, adapter kiota.RequestAdapter, ask func() (*kiota.RequestInformation, error)) ([]byte, error) {
	if err := c.gate.Wait(ctx); err != nil {
		return nil, err
	}
	info, err := ask()
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
		return nil, &apply.Failure{Kind: apply.Unknown, Status: x.status, Message: "the answer is not JSON, or not all of it"}
	}
	return body, nil
}

package graph

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"sync"

	"hardmatch/apply"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	kiota "github.com/microsoft/kiota-abstractions-go"
)

// A bearer adds the access token to requests. It refuses requests to other hosts; the
// bearer of the SDK would send them without a token.
type bearer struct {
	credential azcore.TokenCredential
	cloud      Cloud

	mu        sync.Mutex
	principal string
}

// AuthenticateRequest implements authentication.AuthenticationProvider of the SDK. The
// member "claims" of more has the claims that the service requires, if it sent a challenge.
func (b *bearer) AuthenticateRequest(ctx context.Context, r *kiota.RequestInformation, more map[string]any) error {
	uri, err := r.GetUri()
	if err != nil {
		return err
	}
	if err := b.cloud.checkHost(uri); err != nil {
		return err
	}
	options := policy.TokenRequestOptions{Scopes: []string{b.cloud.scope()}, EnableCAE: true}
	options.Claims, _ = more["claims"].(string)
	token, err := b.credential.GetToken(ctx, options)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &apply.Failure{Kind: apply.Unauthorized, Message: "not signed in: " + err.Error(), Err: err}
	}
	b.mu.Lock()
	b.principal = principalOf(token.Token)
	b.mu.Unlock()
	r.Headers.Remove("Authorization")
	r.Headers.Add("Authorization", "Bearer "+token.Token)
	return nil
}

// lastPrincipal returns the principal of the last token.
func (b *bearer) lastPrincipal() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.principal
}

// checkHost returns an error for an address of another host. A link to the next page could
// have one.
func (c Cloud) checkHost(uri *url.URL) error {
	if root := uri.Scheme + "://" + uri.Host; root != c.Root {
		return &apply.Failure{Kind: apply.Refused, Message: fmt.Sprintf("refused to send a request to %s, expected %s", root, c.Root)}
	}
	return nil
}

// principalOf returns the user or app that a token names, or "". It is for display only.
func principalOf(token string) string {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return ""
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return ""
	}
	var claims struct {
		UPN        string `json:"upn"`
		UniqueName string `json:"unique_name"`
		App        string `json:"app_displayname"`
		AppID      string `json:"appid"`
		Object     string `json:"oid"`
	}
	if json.Unmarshal(payload, &claims) != nil {
		return ""
	}
	for _, name := range []string{claims.UPN, claims.UniqueName, claims.App, claims.AppID, claims.Object} {
		if name != "" {
			return name
		}
	}
	return ""
}

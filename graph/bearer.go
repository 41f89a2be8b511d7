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

// A bearer signs requests. That of the SDK sends a request to a host it does not know
// without a token; this one refuses it.
type bearer struct {
	credential azcore.TokenCredential
	cloud      Cloud

	mu        sync.Mutex
	principal string
}

// AuthenticateRequest implements the interface of the SDK. Its last argument holds the
// claims that the service challenges, if it does.
func (b *bearer) AuthenticateRequest(ctx context.Context, r *kiota.RequestInformation, more map[string]any) error {
	uri, err := r.GetUri()
	if err != nil {
		return err
	}
	if err := b.cloud.owns(uri); err != nil {
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

// name is who the last token was for.
func (b *bearer) name() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.principal
}

// owns refuses addresses of other hosts, which a link to the next page may have.
func (c Cloud) owns(uri *url.URL) error {
	if root := uri.Scheme + "://" + uri.Host; root != c.Root {
		return &apply.Failure{Kind: apply.Refused, Message: fmt.Sprintf("refused to ask %s, which is not %s", root, c.Root)}
	}
	return nil
}

// principalOf is who a token is for, as far as it says: it is shown, and nothing rests
// on it.
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

package graph

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// Auth says how to sign in. Secrets come by the environment or a file, never by a flag.
type Auth struct {
	Mode     string // one of AuthModes
	Tenant   string // "": as the environment says
	ClientID string // "": as the environment says
	Token    string // of mode token
	Getenv   func(string) string
	// Prompt shows what a person has to do to sign in.
	Prompt func(message string)
}

// AuthModes are the ways to sign in.
var AuthModes = []string{
	"default", "device-code", "browser", "cli", "client-secret", "client-certificate", "managed-identity", "workload", "token",
}

// Credential makes what asks for tokens. None is kept on disk: a run is short, and the
// cache in memory lasts for it.
func (c Cloud) Credential(a Auth, client *http.Client) (azcore.TokenCredential, error) {
	if a.Mode == "token" {
		return staticToken(a.Token)
	}
	common := azcore.ClientOptions{Cloud: c.Authority, Transport: client}
	tenant, id := a.orEnv(a.Tenant, "AZURE_TENANT_ID"), a.orEnv(a.ClientID, "AZURE_CLIENT_ID")
	switch a.Mode {
	case "default":
		return azidentity.NewDefaultAzureCredential(&azidentity.DefaultAzureCredentialOptions{ClientOptions: common, TenantID: tenant})
	case "cli":
		return azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: tenant})
	case "managed-identity":
		o := &azidentity.ManagedIdentityCredentialOptions{ClientOptions: common}
		if id != "" {
			o.ID = azidentity.ClientID(id)
		}
		return azidentity.NewManagedIdentityCredential(o)
	case "workload":
		return azidentity.NewWorkloadIdentityCredential(&azidentity.WorkloadIdentityCredentialOptions{ClientOptions: common, ClientID: id, TenantID: tenant})
	}
	return a.ofApp(common, tenant, id)
}

// ofApp makes the credentials that need the registration of an app of one's own. The app
// of the Azure tools does not have the permissions.
func (a Auth) ofApp(common azcore.ClientOptions, tenant, id string) (azcore.TokenCredential, error) {
	if tenant == "" || id == "" {
		return nil, fmt.Errorf("--auth %s needs --tenant and --client-id, or AZURE_TENANT_ID and AZURE_CLIENT_ID: an app of yours that has the permissions", a.Mode)
	}
	switch a.Mode {
	case "device-code":
		return azidentity.NewDeviceCodeCredential(&azidentity.DeviceCodeCredentialOptions{
			ClientOptions: common, TenantID: tenant, ClientID: id,
			UserPrompt: func(_ context.Context, m azidentity.DeviceCodeMessage) error {
				a.Prompt(m.Message)
				return nil
			},
		})
	case "browser":
		return azidentity.NewInteractiveBrowserCredential(&azidentity.InteractiveBrowserCredentialOptions{ClientOptions: common, TenantID: tenant, ClientID: id})
	case "client-secret":
		secret := a.Getenv("AZURE_CLIENT_SECRET")
		if secret == "" {
			return nil, errors.New("--auth client-secret needs AZURE_CLIENT_SECRET")
		}
		return azidentity.NewClientSecretCredential(tenant, id, secret, &azidentity.ClientSecretCredentialOptions{ClientOptions: common})
	case "client-certificate":
		return a.ofCertificate(common, tenant, id)
	}
	return nil, fmt.Errorf("unknown way to sign in %q; known are %s", a.Mode, strings.Join(AuthModes, ", "))
}

func (a Auth) ofCertificate(common azcore.ClientOptions, tenant, id string) (azcore.TokenCredential, error) {
	path := a.Getenv("AZURE_CLIENT_CERTIFICATE_PATH")
	if path == "" {
		return nil, errors.New("--auth client-certificate needs AZURE_CLIENT_CERTIFICATE_PATH")
	}
	pem, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	certificates, key, err := azidentity.ParseCertificates(pem, []byte(a.Getenv("AZURE_CLIENT_CERTIFICATE_PASSWORD")))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return azidentity.NewClientCertificateCredential(tenant, id, certificates, key, &azidentity.ClientCertificateCredentialOptions{ClientOptions: common})
}

func (a Auth) orEnv(value, name string) string {
	if value != "" {
		return value
	}
	return a.Getenv(name)
}

// staticToken is a token that somebody else got.
func staticToken(token string) (azcore.TokenCredential, error) {
	if token == "" || strings.ContainsFunc(token, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
		return nil, errors.New("--auth token needs an access token in HARDMATCH_TOKEN, without blanks or quotes around it")
	}
	return fixedToken(token), nil
}

type fixedToken string

func (t fixedToken) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: string(t), ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// String keeps the token out of whatever prints a credential.
func (t fixedToken) String() string { return "a token" }

// GoString does the same for %#v.
func (t fixedToken) GoString() string { return t.String() }

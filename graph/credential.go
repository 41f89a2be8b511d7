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

// Auth has the mode and the values for signing in. Secrets come from the environment or from
// a file.
type Auth struct {
	Mode     string // one of AuthModes
	Tenant   string // id; if "", that in AZURE_TENANT_ID
	ClientID string // id of the app; if "", that in AZURE_CLIENT_ID
	Token    string // access token of the mode token
	Getenv   func(string) string
	// Prompt shows a person how to sign in.
	Prompt func(message string)
}

// ErrNoApp means that a mode needs an app registration, and the tenant or the id of the app is
// missing.
var ErrNoApp = errors.New("the tenant or the app is not given")

// AuthModes are the modes of signing in.
var AuthModes = []string{
	"default", "device-code", "browser", "cli", "client-secret", "client-certificate", "managed-identity", "workload", "token",
}

// Credential returns the source of access tokens, or an error if values are missing for the
// mode. It keeps tokens in memory only: a run is short.
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
	return a.appCredential(common, tenant, id)
}

// appCredential returns the credential of a mode that needs your own app registration. The
// app of the Azure tools does not have the permissions.
func (a Auth) appCredential(common azcore.ClientOptions, tenant, id string) (azcore.TokenCredential, error) {
	if tenant == "" || id == "" {
		return nil, fmt.Errorf("%w: the mode %s needs AZURE_TENANT_ID, and in AZURE_CLIENT_ID your own app with the permissions", ErrNoApp, a.Mode)
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
			return nil, errors.New("the mode client-secret needs AZURE_CLIENT_SECRET")
		}
		return azidentity.NewClientSecretCredential(tenant, id, secret, &azidentity.ClientSecretCredentialOptions{ClientOptions: common})
	case "client-certificate":
		return a.certificateCredential(common, tenant, id)
	}
	return nil, fmt.Errorf("unknown mode of signing in %q; known are %s", a.Mode, strings.Join(AuthModes, ", "))
}

func (a Auth) certificateCredential(common azcore.ClientOptions, tenant, id string) (azcore.TokenCredential, error) {
	path := a.Getenv("AZURE_CLIENT_CERTIFICATE_PATH")
	if path == "" {
		return nil, errors.New("the mode client-certificate needs AZURE_CLIENT_CERTIFICATE_PATH")
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

// staticToken returns the credential for a token that was obtained elsewhere.
func staticToken(token string) (azcore.TokenCredential, error) {
	if token == "" || strings.ContainsFunc(token, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
		return nil, errors.New("the mode token needs an access token in HARDMATCH_TOKEN, without blanks or quotes around it")
	}
	return fixedToken(token), nil
}

type fixedToken string

func (t fixedToken) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: string(t), ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// String does not show the token, so that no message contains it.
func (t fixedToken) String() string { return "a token" }

// GoString does the same for the verb %#v.
func (t fixedToken) GoString() string { return t.String() }

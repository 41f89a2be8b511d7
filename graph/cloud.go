package graph

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
)

// A Cloud is a national cloud of Microsoft or, for tests, a server on this machine.
type Cloud struct {
	Name      string
	Root      string // URL of Microsoft Graph, without a version and a final slash
	Authority cloud.Configuration
}

// Clouds are the national clouds of Microsoft. The hosts are those of
// https://learn.microsoft.com/graph/deployments (read 2026-11-26); that of 21Vianet is in the
// allow list of the SDK.
var Clouds = []Cloud{
	{"public", "https://graph.microsoft.com", cloud.AzurePublic},
	{"usgov", "https://graph.microsoft.us", cloud.AzureGovernment},
	{"usgov-dod", "https://dod-graph.microsoft.us", cloud.AzureGovernment},
	{"china", "https://microsoftgraph.chinacloudapi.cn", cloud.AzureChina},
}

// CloudNames returns the names of all clouds.
func CloudNames() []string {
	var names []string
	for _, c := range Clouds {
		names = append(names, c.Name)
	}
	return names
}

// CloudNamed returns the cloud with a name, or an error that lists the names.
func CloudNamed(name string) (Cloud, error) {
	i := slices.IndexFunc(Clouds, func(c Cloud) bool { return c.Name == name })
	if i < 0 {
		return Cloud{}, fmt.Errorf("unknown cloud %q; known are %s", name, strings.Join(CloudNames(), ", "))
	}
	return Clouds[i], nil
}

// Loopback returns a server on this machine as a cloud. The endpoint is a URL with a loopback
// address and a port. Loopback refuses other hosts, because they would receive the token.
func Loopback(endpoint string) (Cloud, error) {
	u, err := url.Parse(endpoint)
	if err != nil {
		return Cloud{}, err
	}
	plain := u.User == nil && u.RawQuery == "" && u.Fragment == "" && strings.Trim(u.Path, "/") == ""
	if u.Scheme != "http" && u.Scheme != "https" || !plain || u.Port() == "" {
		return Cloud{}, fmt.Errorf("%q is not of the form http://127.0.0.1:PORT", endpoint)
	}
	if ip := net.ParseIP(u.Hostname()); ip == nil || !ip.IsLoopback() {
		return Cloud{}, fmt.Errorf("%q is not on this machine; expected 127.0.0.1 or [::1]", endpoint)
	}
	return Cloud{Name: "loopback", Root: u.Scheme + "://" + u.Host}, nil
}

// scope returns the scope of the access tokens. The SDK does not derive it from the address.
func (c Cloud) scope() string { return c.Root + "/.default" }

package graph

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
)

// A Cloud is one of Microsoft's, or for tests a server on this machine.
type Cloud struct {
	Name      string
	Root      string // the root of the service, without a version
	Authority cloud.Configuration
}

// Clouds are Microsoft's. https://learn.microsoft.com/graph/deployments (read 2026-11-26);
// it is the SDK's allow list that names the host of 21Vianet.
var Clouds = []Cloud{
	{"public", "https://graph.microsoft.com", cloud.AzurePublic},
	{"usgov", "https://graph.microsoft.us", cloud.AzureGovernment},
	{"usgov-dod", "https://dod-graph.microsoft.us", cloud.AzureGovernment},
	{"china", "https://microsoftgraph.chinacloudapi.cn", cloud.AzureChina},
}

// CloudNames are the names that [CloudNamed] knows.
func CloudNames() []string {
	var names []string
	for _, c := range Clouds {
		names = append(names, c.Name)
	}
	return names
}

// CloudNamed returns the cloud of a name.
func CloudNamed(name string) (Cloud, error) {
	i := slices.IndexFunc(Clouds, func(c Cloud) bool { return c.Name == name })
	if i < 0 {
		return Cloud{}, fmt.Errorf("unknown cloud %q; known are %s", name, strings.Join(CloudNames(), ", "))
	}
	return Clouds[i], nil
}

// Loopback returns a server on this machine in the place of a cloud. Another host is
// refused, since it would be sent the token.
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

// scope is what a token is asked for: it is not derived from the address by the SDK.
func (c Cloud) scope() string { return c.Root + "/.default" }

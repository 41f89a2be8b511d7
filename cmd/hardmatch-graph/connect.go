package main

import (
	"errors"
	"strings"
	"time"

	"hardmatch/apply"
	"hardmatch/graph"

	"github.com/spf13/pflag"
)

// A connection is how to reach a tenant and how to sign in.
type connection struct {
	cloud, endpoint, auth, clientID, tenant string
	authGiven                               func() bool
}

func connectionFlags(flags *pflag.FlagSet) *connection {
	c := new(connection)
	flags.StringVar(&c.cloud, "cloud", "public", "national cloud: "+strings.Join(graph.CloudNames(), ", "))
	flags.StringVar(&c.auth, "auth", "default", "`mode` of signing in: "+strings.Join(graph.AuthModes, ", ")+
		"; secrets come from AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH and similar variables, the token of the mode token from HARDMATCH_TOKEN")
	flags.StringVar(&c.clientID, "client-id", "", "`id` of the app to sign in with; the default is AZURE_CLIENT_ID")
	flags.StringVar(&c.tenant, "tenant", "", "`id` of the tenant")
	flags.StringVar(&c.endpoint, "endpoint", "", "`URL` of a service on this machine, http://127.0.0.1:PORT, for tests and local proxies; only with --auth token")
	c.authGiven = func() bool { return flags.Changed("auth") }
	return c
}

// check checks the flags. A connection that writes must name the tenant and the mode of
// signing in.
func (c *connection) check(e *env, writes bool) error {
	switch {
	case c.endpoint != "" && c.auth != "token":
		return usagef("use --auth token, with any text in HARDMATCH_TOKEN that the service accepts", "--endpoint needs --auth token: a real credential must not be sent to it")
	case writes && c.tenant == "":
		return usagef("the id of the tenant that the plan names", "--tenant is needed")
	case writes && !c.authGiven() && e.getenv("AZURE_TOKEN_CREDENTIALS") == "":
		return usagef("for example --auth cli, or AZURE_TOKEN_CREDENTIALS", "--auth is needed to write: the default uses any sign-in that it finds")
	}
	_, err := c.target()
	return err
}

// target returns the cloud, or the service on this machine.
func (c *connection) target() (graph.Cloud, error) {
	if c.endpoint != "" {
		cloud, err := graph.Loopback(c.endpoint)
		if err != nil {
			return cloud, usagef("", "--endpoint: %w", err)
		}
		return cloud, nil
	}
	cloud, err := graph.CloudNamed(c.cloud)
	if err != nil {
		return cloud, usagef("", "--cloud: %w", err)
	}
	return cloud, nil
}

// client returns a client that reports its pauses. It sends nothing.
func (e *env) client(c *connection, p *progress) (*graph.Client, error) {
	cloud, err := c.target()
	if err != nil {
		return nil, err
	}
	credential, err := cloud.Credential(graph.Auth{
		Mode: c.auth, Tenant: c.tenant, ClientID: c.clientID, Token: e.getenv("HARDMATCH_TOKEN"), Getenv: e.getenv,
		Prompt: func(message string) { e.logf("%s", message) },
	}, graph.HTTPClient())
	switch {
	case errors.Is(err, graph.ErrNoApp):
		return nil, &statusError{statusAuth, err, "--tenant and --client-id can be given instead of the variables"}
	case err != nil:
		return nil, &statusError{statusAuth, err, ""}
	}
	client, err := graph.New(cloud, credential, version())
	if err != nil {
		return nil, err
	}
	client.OnWait = func(why *apply.Failure, pause time.Duration) {
		p.logf("hardmatch-graph: %s; trying again in %s", why, pause.Round(100*time.Millisecond))
	}
	return client, nil
}

package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"hardmatch/apply"
	"hardmatch/plan"
	"hardmatch/text"

	kiota "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/directory"
	"github.com/microsoftgraph/msgraph-sdk-go/organization"
	"github.com/microsoftgraph/msgraph-sdk-go/users"
)

var _ apply.Directory = (*Client)(nil)

// version returns the adapter for v1.0 or, if it does not have all properties, for beta.
func (c *Client) version(properties []string) kiota.RequestAdapter {
	if slices.ContainsFunc(properties, plan.IsBeta) {
		return c.beta
	}
	return c.v1
}

// root returns the path parameters of a request builder at the root.
func root() map[string]string { return map[string]string{} }

func usersOf(a kiota.RequestAdapter) *users.UsersRequestBuilder {
	return users.NewUsersRequestBuilderInternal(root(), a)
}

func directoryOf(a kiota.RequestAdapter) *directory.DirectoryRequestBuilder {
	return directory.NewDirectoryRequestBuilderInternal(root(), a)
}

// Tenant returns the signed-in tenant.
func (c *Client) Tenant(ctx context.Context) (apply.Tenant, error) {
	type tenant struct {
		ID              string `json:"id"`
		DisplayName     string `json:"displayName"`
		VerifiedDomains []struct {
			Name      string `json:"name"`
			IsInitial bool   `json:"isInitial"`
		} `json:"verifiedDomains"`
	}
	body, err := c.read(ctx, c.v1, func() (*kiota.RequestInformation, error) {
		return organization.NewOrganizationRequestBuilderInternal(root(), c.v1).ToGetRequestInformation(ctx, &organization.OrganizationRequestBuilderGetRequestConfiguration{
			QueryParameters: &organization.OrganizationRequestBuilderGetQueryParameters{Select: []string{"id", "displayName", "verifiedDomains"}},
		})
	})
	if err != nil {
		return apply.Tenant{}, err
	}
	var page struct{ Value []tenant }
	if err := decode(body, &page); err != nil {
		return apply.Tenant{}, err
	}
	if len(page.Value) != 1 {
		return apply.Tenant{}, &apply.Failure{Kind: apply.Refused, Message: fmt.Sprintf("the service returned %d organizations, expected one", len(page.Value))}
	}
	t := apply.Tenant{ID: page.Value[0].ID, DisplayName: page.Value[0].DisplayName, Principal: c.bearer.lastPrincipal()}
	for _, d := range page.Value[0].VerifiedDomains {
		if d.IsInitial {
			t.InitialDomain = d.Name
		}
	}
	return t, nil
}

// Flags returns the features of onPremisesDirectorySynchronization.
func (c *Client) Flags(ctx context.Context) (plan.Properties, error) {
	_, flags, err := c.synchronisation(ctx)
	return flags, err
}

// synchronisation returns the id and the features of the one
// onPremisesDirectorySynchronization.
func (c *Client) synchronisation(ctx context.Context) (id string, flags plan.Properties, err error) {
	body, err := c.read(ctx, c.v1, func() (*kiota.RequestInformation, error) {
		return directoryOf(c.v1).OnPremisesSynchronization().ToGetRequestInformation(ctx, nil)
	})
	if err != nil {
		return "", nil, err
	}
	var page struct {
		Value []struct {
			ID       string
			Features json.RawMessage
		}
	}
	if err := decode(body, &page); err != nil {
		return "", nil, err
	}
	if len(page.Value) != 1 {
		return "", nil, &apply.Failure{Kind: apply.Refused, Message: fmt.Sprintf("found %d onPremisesDirectorySynchronization resources, expected one", len(page.Value))}
	}
	_, flags, err = values(page.Value[0].Features)
	return page.Value[0].ID, flags, err
}

// User returns an active user.
func (c *Client) User(ctx context.Context, id string, properties []string) (*apply.User, error) {
	a := c.version(properties)
	return c.user(ctx, a, func() (*kiota.RequestInformation, error) {
		return usersOf(a).ByUserId(id).ToGetRequestInformation(ctx, &users.UserItemRequestBuilderGetRequestConfiguration{
			QueryParameters: &users.UserItemRequestBuilderGetQueryParameters{Select: properties},
		})
	})
}

// DeletedUser returns a deleted user.
func (c *Client) DeletedUser(ctx context.Context, id string, properties []string) (*apply.User, error) {
	a := c.version(properties)
	return c.user(ctx, a, func() (*kiota.RequestInformation, error) {
		return directoryOf(a).DeletedItems().ByDirectoryObjectId(id).ToGetRequestInformation(ctx, &directory.DeletedItemsDirectoryObjectItemRequestBuilderGetRequestConfiguration{
			QueryParameters: &directory.DeletedItemsDirectoryObjectItemRequestBuilderGetQueryParameters{Select: properties},
		})
	})
}

func (c *Client) user(ctx context.Context, a kiota.RequestAdapter, request func() (*kiota.RequestInformation, error)) (*apply.User, error) {
	body, err := c.read(ctx, a, request)
	if err != nil {
		return nil, err
	}
	return userOf(body)
}

// Users returns the active users whose property equals value, ignoring case. For mail it
// compares the primary SMTP address.
func (c *Client) Users(ctx context.Context, property, value string, properties []string) ([]*apply.User, error) {
	filter := property + " eq " + text.QuoteOData(value)
	if property == plan.Mail {
		filter = plan.ProxyAddresses + "/any(p:p eq " + text.QuoteOData("SMTP:"+value) + ")"
		properties = append(slices.Clone(properties), plan.ProxyAddresses)
	}
	a := c.version(properties)
	found, err := c.list(ctx, a, func() (*kiota.RequestInformation, error) {
		return usersOf(a).ToGetRequestInformation(ctx, &users.UsersRequestBuilderGetRequestConfiguration{
			QueryParameters: &users.UsersRequestBuilderGetQueryParameters{Select: properties, Filter: &filter},
		})
	})
	if property == plan.Mail {
		found = slices.DeleteFunc(found, func(u *apply.User) bool { return !hasPrimary(u.JSON, value) })
	}
	return found, err
}

// hasPrimary reports whether an address is the primary SMTP address of a user. A filter also
// finds the secondary ones, because it ignores case.
func hasPrimary(doc []byte, address string) bool {
	var user struct {
		ProxyAddresses []string `json:"proxyAddresses"`
	}
	if json.Unmarshal(doc, &user) != nil {
		return false
	}
	return slices.ContainsFunc(user.ProxyAddresses, func(p string) bool {
		rest, primary := strings.CutPrefix(p, "SMTP:")
		return primary && strings.EqualFold(rest, address)
	})
}

// DeletedUsers returns all deleted users. The service cannot search them by anchor.
func (c *Client) DeletedUsers(ctx context.Context, properties []string) ([]*apply.User, error) {
	top := int32(999)
	a := c.version(properties)
	return c.list(ctx, a, func() (*kiota.RequestInformation, error) {
		return directoryOf(a).DeletedItems().GraphUser().ToGetRequestInformation(ctx, &directory.DeletedItemsGraphUserRequestBuilderGetRequestConfiguration{
			QueryParameters: &directory.DeletedItemsGraphUserRequestBuilderGetQueryParameters{Select: properties, Top: &top},
		})
	})
}

// list returns the users of all pages.
func (c *Client) list(ctx context.Context, a kiota.RequestAdapter, request func() (*kiota.RequestInformation, error)) ([]*apply.User, error) {
	var all []*apply.User
	err := c.pages(ctx, a, request, func(p *page) error {
		for _, doc := range p.Value {
			u, err := userOf(doc)
			if err != nil {
				return err
			}
			all = append(all, u)
		}
		return nil
	})
	return all, err
}

// A page is one page of a list. [bearer] refuses a forged link to another host before
// a token is sent.
type page struct {
	Value []json.RawMessage `json:"value"`
	Next  string            `json:"@odata.nextLink"` // "" on the last page
}

// pages calls do with each page of a list.
func (c *Client) pages(ctx context.Context, a kiota.RequestAdapter, request func() (*kiota.RequestInformation, error), do func(*page) error) error {
	for {
		body, err := c.read(ctx, a, request)
		if err != nil {
			return err
		}
		var p page
		if err := decode(body, &p); err != nil {
			return err
		}
		if p.Value == nil {
			return errAnswer("it has no value list")
		}
		if err := do(&p); err != nil || p.Next == "" {
			return err
		}
		request = func() (*kiota.RequestInformation, error) { return linkRequest(p.Next) }
	}
}

// linkRequest returns the request for a link to the next page.
func linkRequest(link string) (*kiota.RequestInformation, error) {
	uri, err := url.Parse(link)
	if err != nil {
		return nil, errAnswer("its link to the next page is not a URL")
	}
	info := kiota.NewRequestInformation()
	info.Method = kiota.GET
	info.SetUri(*uri)
	info.Headers.TryAdd("Accept", "application/json")
	return info, nil
}

func errAnswer(why string) error {
	return &apply.Failure{Kind: apply.Unknown, Message: "the answer cannot be read: " + why}
}

func decode(body []byte, to any) error {
	if err := json.Unmarshal(body, to); err != nil {
		return errAnswer(err.Error())
	}
	return nil
}

func userOf(doc []byte) (*apply.User, error) {
	id, list, err := values(doc)
	if err == nil && id == "" {
		err = errAnswer("a user without an id")
	}
	return &apply.User{ID: id, Values: list, JSON: doc}, err
}

// values returns the members of an object that are a string, a boolean or null, sorted by
// name, and the id.
func values(doc []byte) (id string, list plan.Properties, err error) {
	var members map[string]json.RawMessage
	if err := decode(doc, &members); err != nil {
		return "", nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		var v plan.Value
		if v.UnmarshalJSON(members[name]) != nil {
			continue
		}
		if name == "id" {
			id, _ = v.Text()
		}
		list = append(list, plan.Property{Name: name, Value: v})
	}
	return id, list, nil
}

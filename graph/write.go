package graph

import (
	"context"
	"encoding/json"
	"fmt"

	"hardmatch/apply"
	"hardmatch/plan"

	kiota "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/models"
)

// Write makes one change, by one request, once.
func (c *Client) Write(ctx context.Context, w apply.Write) (apply.Receipt, error) {
	if err := c.gate.Wait(ctx); err != nil {
		return apply.Receipt{}, err
	}
	attempt, x := withExchange(ctx, w.RequestID)
	err := c.send(attempt, w)
	if err == nil && x.status >= 200 && x.status < 300 {
		return apply.Receipt{Status: x.status, RequestID: x.header.Get("request-id")}, nil
	}
	f := failureOf(x, err)
	if f.Kind == apply.Throttled {
		c.hold(f)
	}
	return apply.Receipt{}, f
}

func (c *Client) send(ctx context.Context, w apply.Write) error {
	deleted := directoryOf(c.v1).DeletedItems().ByDirectoryObjectId(w.ID)
	switch w.Operation {
	case plan.DeleteUser:
		return usersOf(c.v1).ByUserId(w.ID).Delete(ctx, nil)
	case plan.PurgeDeletedUser:
		return deleted.Delete(ctx, nil)
	case plan.RestoreDeletedUser:
		info, err := deleted.Restore().ToPostRequestInformation(ctx, nil)
		if err != nil {
			return err
		}
		return c.restore(ctx, info, w.Set)
	case plan.SetTenantFlag:
		return c.setFlag(ctx, w.Set)
	case plan.SetOnPremisesImmutableID, plan.ClearOnPremisesImmutableID, plan.ClearOnPremisesObjectIdentifier, plan.SetCloudUserPrincipalName:
		_, err := usersOf(c.version(namesOf(w.Set))).ByUserId(w.ID).Patch(ctx, changed(w.Set), nil)
		return err
	}
	return &apply.Failure{Kind: apply.Refused, Message: fmt.Sprintf("no request is known for %s", w.Operation)}
}

// changed is a user with nothing but what is to change, made anew: one that was read would
// lose it. What the SDK calls additional data is the one way in which it never loses
// a null, and it takes properties that it has no names for.
func changed(set plan.Properties) models.Userable {
	user := models.NewUser()
	user.SetAdditionalData(data(set))
	return user
}

func data(set plan.Properties) map[string]any {
	members := make(map[string]any)
	for _, p := range set {
		members[p.Name] = nil
		if text, ok := p.Value.Text(); ok {
			members[p.Name] = text
		} else if yes, ok := p.Value.Bool(); ok {
			members[p.Name] = yes
		}
	}
	return members
}

func namesOf(set plan.Properties) []string {
	var names []string
	for _, p := range set {
		names = append(names, p.Name)
	}
	return names
}

// restore sends the new name of the user, if it gets one, for which the SDK has no body.
// https://learn.microsoft.com/graph/api/directory-deleteditems-restore (read 2026-11-26)
func (c *Client) restore(ctx context.Context, info *kiota.RequestInformation, set plan.Properties) error {
	if name, ok := set.Get(plan.UserPrincipalName); ok {
		text, _ := name.Text()
		body, err := json.Marshal(map[string]string{"newUserPrincipalName": text})
		if err != nil {
			return err
		}
		info.SetStreamContentAndContentType(body, "application/json")
	}
	_, err := c.v1.SendPrimitive(ctx, info, "[]byte", nil)
	return err
}

// setFlag changes one switch of the synchronisation and leaves the others alone.
func (c *Client) setFlag(ctx context.Context, set plan.Properties) error {
	id, _, err := c.synchronisation(ctx)
	if err != nil {
		return notBegun(err)
	}
	features := models.NewOnPremisesDirectorySynchronizationFeature()
	features.SetAdditionalData(data(set))
	change := models.NewOnPremisesDirectorySynchronization()
	change.SetFeatures(features)
	_, err = directoryOf(c.v1).OnPremisesSynchronization().ByOnPremisesDirectorySynchronizationId(id).Patch(ctx, change, nil)
	return err
}

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

// Write makes one change. It sends the request once, and does not repeat it.
func (c *Client) Write(ctx context.Context, w apply.Write) (apply.Receipt, error) {
	if err := c.throttle.Wait(ctx); err != nil {
		return apply.Receipt{}, err
	}
	attempt, x := withExchange(ctx, w.RequestID)
	err := c.send(attempt, w)
	if err == nil && x.status >= 200 && x.status < 300 {
		return apply.Receipt{Status: x.status, RequestID: x.header.Get("request-id")}, nil
	}
	f := failureOf(x, err)
	if f.Kind == apply.Throttled {
		c.pause(f)
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
		_, err := usersOf(c.version(namesOf(w.Set))).ByUserId(w.ID).Patch(ctx, patchOf(w.Set), nil)
		return err
	}
	return &apply.Failure{Kind: apply.Refused, Message: fmt.Sprintf("%s is not supported", w.Operation)}
}

// patchOf returns a new user model with the changed properties only. In a model that was read
// before, the SDK would lose changes. Additional data is the only part of a model in which
// the SDK keeps every null, and it may have properties that the model does not know.
func patchOf(set plan.Properties) models.Userable {
	user := models.NewUser()
	user.SetAdditionalData(additionalData(set))
	return user
}

func additionalData(set plan.Properties) map[string]any {
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

// restore restores a deleted user, under a new name if the step sets one. The SDK has no
// model for that body.
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

// setFlag changes the features in set, and leaves the others as they are.
func (c *Client) setFlag(ctx context.Context, set plan.Properties) error {
	id, _, err := c.synchronisation(ctx)
	if err != nil {
		return asNotSent(err)
	}
	features := models.NewOnPremisesDirectorySynchronizationFeature()
	features.SetAdditionalData(additionalData(set))
	change := models.NewOnPremisesDirectorySynchronization()
	change.SetFeatures(features)
	_, err = directoryOf(c.v1).OnPremisesSynchronization().ByOnPremisesDirectorySynchronizationId(id).Patch(ctx, change, nil)
	return err
}

package syncerror

import "hardmatch/learn"

// matchErrors are errors about matching an on-premises object to a cloud object.
var matchErrors = []*Kind{
	{
		Name: "InvalidHardMatch", Codes: []string{"103"},
		Title: "the cloud user with this anchor is protected against takeover",
		Cause: "the anchor matches a cloud user who holds or is eligible for a privileged role, or the tenant blocks takeovers by hard match (blockCloudObjectTakeoverThroughHardMatchEnabled)",
		Cure: []Cure{
			{"find out which of the two it is; the exports must include the role assignments and the features of the tenant", checkBoth},
			{Text: "a role: remove it and the eligibility for it from the user, sync, then assign it again"},
			{Text: "a deleted user: restore it first, then do the same"},
			{Text: "the tenant blocks takeovers: turn that off only while the sync runs"},
		},
		Cites: []string{learn.SyncErrors, learn.ExistingTenant},
	},
	{
		Name: "AttributeUpdateNotAllowed", Aliases: []string{"Hard match security hardening"}, Codes: []string{"96"},
		Title: "the cloud user is already mapped to another on-premises object",
		Cause: "onPremisesObjectIdentifier of the cloud user identifies an object other than the synced one; since July 2026 the sync service does not change it",
		Cure: []Cure{
			{"make sure that the on-premises object is the right owner of the cloud user", checkBoth},
			{"set onPremisesObjectIdentifier of the cloud user to null and sync", planUser},
			{Text: "for many users: turn allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled on during the migration"},
		},
		Cites: []string{learn.SyncErrors, learn.ExistingTenant},
	},
	{
		Name:  "InvalidSoftMatch",
		Title: "a cloud object has the same address or user principal name, but another anchor",
		Cause: "no cloud object has the anchor of the on-premises object, and the one with the same address or name has another anchor, so it belongs or belonged to another on-premises object; if blockSoftMatchEnabled is set, the service never soft matches",
		Cure:  []Cure{cureFind, cureAnchor, cureRemove},
		Cites: []string{learn.SyncErrors, learn.ExistingTenant, learn.SyncFeatures},
	},
	{
		Name:  "ObjectTypeMismatch",
		Title: "the address belongs to a cloud object of another type, such as a group or a contact",
		Cause: "a user, a group and a contact cannot share an address, and objects of different types cannot be matched",
		Cure: []Cure{
			{"find every holder of the address; the exports must include the groups and the contacts", checkBoth},
			{Text: "remove the address from the object that should not have it, in the directory it comes from, and sync"},
		},
		Cites: []string{learn.SyncErrors},
	},
	{
		Name:    "ExistingAdminRoleConflict",
		Aliases: []string{"Existing Admin Role Conflict", "AdminRoleConflict", "ExistingAdminRole"},
		Title:   "the cloud user with this address or name holds an admin role and cannot be soft matched",
		Cause:   "the service never soft matches a cloud user who holds an admin role",
		Cure: []Cure{
			{Text: "remove the roles from the cloud user"},
			{Text: "permanently delete the duplicate, if the sync created one"},
			{"sync, then assign the roles again; a plan lists these steps in order", planUser},
		},
		Cites: []string{learn.SyncErrors, learn.ExistingTenant},
	},
	{
		Name:    "sourceAnchor attribute has changed",
		Aliases: []string{"source anchor has changed"},
		Title:   "the anchor of a synced object was changed, so the object no longer syncs",
		Cause:   "the source attribute of the anchor, usually mS-DS-ConsistencyGuid, has a new value since the first sync; an anchor can never change",
		Cure: []Cure{
			{"write the old anchor back into the attribute; it is onPremisesImmutableId of the cloud object", convertAnchor},
			{"see which objects differ", checkBoth},
		},
		Cites: []string{learn.UsersAndContacts, learn.DesignConcepts},
	},
	{
		Name:  "conflict with a deleted user",
		Title: "a deleted user still holds the attribute, so the anchor cannot be repaired",
		Cause: "deleted users keep their anchor for 30 days, and Connect Health does not repair the anchor until they are permanently deleted",
		Cure: []Cure{
			{"find the deleted user; the exports must include the deleted users", checkBoth},
			{Text: "delete it permanently, which cannot be undone, or restore it if it is the user to keep"},
		},
		Cites: []string{learn.ConnectHealth},
	},
	{
		Name:  "anchor of a cloud-based user",
		Title: "Connect Health does not update the anchor of a cloud user who was never synced",
		Cause: "it only repairs users that an earlier sync left behind",
		Cure:  []Cure{{"write the anchor with Microsoft Graph", planUser}},
		Cites: []string{learn.ConnectHealth},
	},
}

package syncerror

import "hardmatch/learn"

// matchErrors are those of matching an on-premises object with a cloud object.
var matchErrors = []*Kind{
	{
		Name: "InvalidHardMatch", Codes: []string{"103"},
		Title: "the cloud user with this anchor is protected from being taken over",
		Cause: "the anchor finds a cloud user who holds or may take a privileged role, or the tenant blocks takeovers by hard match (blockCloudObjectTakeoverThroughHardMatchEnabled)",
		Cure: []string{
			"see which of them it is:  hardmatch check AD-EXPORT CLOUD-EXPORT, with the role assignments and the tenant's features among the exports",
			"a role: take it and the eligibility for it off the user, sync, give it back",
			"the user is deleted: restore it first, then the same",
			"the block of the tenant: turn it off for the time of the sync only",
		},
		Cites: []string{learn.SyncErrors, learn.ExistingTenant},
	},
	{
		Name: "AttributeUpdateNotAllowed", Aliases: []string{"Hard match security hardening"}, Codes: []string{"96"},
		Title: "the cloud user is already mapped to another on-premises object",
		Cause: "onPremisesObjectIdentifier of the cloud user names another object than the one that is synced; since July 2026 the sync service does not change it",
		Cure: []string{
			"make sure that the on-premises object is the right owner of the cloud user:  hardmatch check AD-EXPORT CLOUD-EXPORT",
			"set onPremisesObjectIdentifier of the cloud user to null and sync:  hardmatch plan AD-EXPORT CLOUD-EXPORT --user UPN",
			"many users at once: allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled lifts the check for the time of the migration",
		},
		Cites: []string{learn.SyncErrors, learn.ExistingTenant},
	},
	{
		Name:  "InvalidSoftMatch",
		Title: "a cloud object has the same address or user principal name, but another anchor",
		Cause: "no cloud object has the anchor of the on-premises object, and the one with the same address or name already carries another anchor, so it belongs to another on-premises object or did so; with blockSoftMatchEnabled the service does not soft match at all",
		Cure:  []string{cureFind, cureAnchor, cureRemove},
		Cites: []string{learn.SyncErrors, learn.ExistingTenant, learn.SyncFeatures},
	},
	{
		Name:  "ObjectTypeMismatch",
		Title: "the address belongs to a cloud object of another type, such as a group or a contact",
		Cause: "a user, a group and a contact cannot share an address, and objects of different types cannot be matched",
		Cure: []string{
			"find every holder of the address:  hardmatch check AD-EXPORT CLOUD-EXPORT, with the groups and the contacts among the exports",
			"remove the address from the object that should not have it, in the directory that one comes from, and sync",
		},
		Cites: []string{learn.SyncErrors},
	},
	{
		Name:    "ExistingAdminRoleConflict",
		Aliases: []string{"Existing Admin Role Conflict", "AdminRoleConflict", "ExistingAdminRole"},
		Title:   "the cloud user with this address or name holds an admin role and cannot be soft matched",
		Cause:   "a soft match never joins a cloud user who holds an admin role",
		Cure: []string{
			"take the roles off the cloud user",
			"delete for good the duplicate that the sync made, if it made one",
			"sync, then give the roles back:  hardmatch plan AD-EXPORT CLOUD-EXPORT --user UPN  lists these steps in order",
		},
		Cites: []string{learn.SyncErrors, learn.ExistingTenant},
	},
	{
		Name:    "sourceAnchor attribute has changed",
		Aliases: []string{"source anchor has changed"},
		Title:   "the anchor of an object that is synced already was changed, so the object no longer syncs",
		Cause:   "the attribute that feeds the anchor, mostly mS-DS-ConsistencyGuid, got another value after the first sync; it can never change",
		Cure: []string{
			"write the old anchor back into the attribute; it is onPremisesImmutableId of the cloud object:  hardmatch convert IMMUTABLEID",
			"see which objects differ:  hardmatch check AD-EXPORT CLOUD-EXPORT",
		},
		Cites: []string{learn.UsersAndContacts, learn.DesignConcepts},
	},
	{
		Name:  "conflict with a deleted user",
		Title: "a deleted user still holds the attribute, so the anchor cannot be repaired",
		Cause: "deleted users keep their anchor for 30 days, and Connect Health does not re-anchor until they are deleted for good",
		Cure: []string{
			"find the deleted user:  hardmatch check AD-EXPORT CLOUD-EXPORT, with the deleted users among the exports",
			"delete it for good, which has no way back, or restore it if it is the one that should stay",
		},
		Cites: []string{learn.ConnectHealth},
	},
	{
		Name:  "anchor of a cloud-based user",
		Title: "Connect Health does not update the anchor of a cloud user who was never synced",
		Cause: "its repair is for orphans of an earlier sync only",
		Cure:  []string{"stamp the anchor by Microsoft Graph:  hardmatch plan AD-EXPORT CLOUD-EXPORT --user UPN"},
		Cites: []string{learn.ConnectHealth},
	},
}

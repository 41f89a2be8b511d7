package syncerror

import "hardmatch/learn"

// otherErrors are errors of the sync service that do not concern a value.
var otherErrors = []*Kind{
	{
		Name:    "DeletingCloudOnlyObjectNotAllowed",
		Aliases: []string{"This synchronization operation, Delete, is not valid"},
		Codes:   []string{"114", "0x8023134a"},
		Title:   "the sync tries to delete a cloud object that is no longer synced",
		Cause:   "the object left the scope of the sync and was restored in the cloud before the next sync saw that it was deleted, or its DirSyncEnabled is false",
		Cure: []Cure{
			{Text: "delete the cloud object (it can be restored) and run a delta sync"},
			{Text: "restore it and run a delta sync again"},
			{Text: "next time, run two delta syncs before you restore"},
		},
		Cites: []string{learn.SyncErrors},
	},
	{
		Name:  "cloud-only password change",
		Title: "the sync tries to change the password of cloud users that are not synced",
		Cause: "the service does not let the sync update cloud-only objects",
		Cure: []Cure{
			{"see which users are not joined", checkVerdicts},
			{"if both objects are the same user, join them by their anchor first", planUser},
		},
		Cites: []string{learn.SyncErrors},
	},
	{
		Name: "stopped-deletion-threshold-exceeded", Codes: []string{"event 116"},
		Title: "the export stopped because it would have deleted more objects than the threshold allows",
		Cause: "more than 500 deletions in one export, unless the threshold was changed; the usual cause is an OU or a filter that is no longer in scope",
		Cure: []Cure{
			{Text: "check in the connector space which objects would be deleted, and whether that is intended"},
			{Text: "not intended: restore the OU or the filter and sync"},
			{Text: "intended: Disable-ADSyncExportDeletionThreshold, sync, Enable-ADSyncExportDeletionThreshold"},
		},
		Cites: []string{learn.AccidentalDeletes},
	},
	{
		Name: "skipped as managed in the cloud", Aliases: []string{"blockOnPremisesSync"}, Codes: []string{"event 6956"},
		Title: "the sync skips the object because its source of authority is the cloud",
		Cause: "isCloudManaged of the user is true, so changes in Active Directory do not reach it",
		Cure:  []Cure{{Text: "none is needed; to manage the user on-premises again, set isCloudManaged to false and sync"}},
		Cites: []string{learn.SourceOfAuthority},
	},
	{
		Name: "AADSTS51004", Aliases: []string{"UserAccountNotInDirectory"}, Codes: []string{"51004"},
		Title: "the identity provider sends an anchor that no user of the tenant has",
		Cause: "the ImmutableId in the token of a federated sign-in differs from the onPremisesImmutableId of the user; case counts",
		Cure: []Cure{
			{"find out which account the value belongs to", convertAnchor},
			{"write the anchor to the cloud user; a user of a federated domain needs a user principal name in a managed domain meanwhile", planUser},
			{Text: "or make the identity provider send the anchor that the user has"},
		},
		Cites: []string{learn.SignInErrors, learn.DesignConcepts},
	},
}

// graphErrors are errors of Microsoft Graph.
var graphErrors = []*Kind{
	{
		Name:  "Request_BadRequest",
		Title: "Microsoft Graph rejected the request; its message gives the reason",
		Cause: "a value or a property of the request is not allowed; the code alone does not identify it",
		Cure:  []Cure{{Text: "read the message of the service; it is not in the catalogue"}},
		Cites: []string{learn.GraphErrors, learn.UpdateUser},
	},
	{
		Name: "duplicate value in a request", Aliases: []string{"ObjectConflict"},
		Title: "Microsoft Graph does not write the value because another object has it",
		Cause: "the value is unique in the tenant, and deleted users keep their anchor",
		Cure: []Cure{
			{"find the holder, which can be a deleted user; the exports must include the deleted users", checkBoth},
			{"free the value first; a plan does so", planUser},
		},
		Cites: []string{learn.UpdateUser},
	},
	{
		Name:  "mastered on-premises",
		Title: "the user is synced, so Microsoft Graph does not change values that come from Active Directory",
		Cause: "onPremisesSyncEnabled of the user is true",
		Cure: []Cure{
			{Text: "change the value in Active Directory and sync"},
			{"an anchor: move the on-premises object out of scope, run two delta syncs, restore the cloud user and write its anchor", planUser},
			{Text: "or move the source of authority to the cloud first"},
		},
		Cites: []string{learn.UpdateUser, learn.SourceOfAuthority, learn.ClearAttributes},
	},
	{
		Name:  "mastered by an external service",
		Title: "Microsoft Graph does not change values that come from another service",
		Cause: "it can happen for users that were synced before; the documentation does not state when",
		Cure:  []Cure{{Text: "clear the on-premises attributes of the user, as the page below shows, and try again"}},
		Cites: []string{learn.ClearAttributes},
	},
	{
		Name:  "Authorization_RequestDenied",
		Title: "the account or app that sent the request is not allowed to do this",
		Cause: "onPremisesImmutableId and userPrincipalName are sensitive: for a user with an admin role, only a Privileged Authentication Administrator or a Global Administrator can change them",
		Cure: []Cure{
			{"see which scopes and roles each step needs", planAll},
			{Text: "an app needs the role in addition to the permission"},
		},
		Cites: []string{learn.PrivilegedRoles, learn.UpdateUser},
	},
	{
		Name: "serviceProvisioningError", Aliases: []string{"serviceProvisioningXmlError"},
		Title: "a service such as Exchange Online could not provision the object",
		Cause: "the error does not come from the sync: the service that the text names published it, in its own words",
		Cure: []Cure{
			{Text: "correct the value that the detail names, in the directory that the object comes from"},
			{"if an address is in conflict, find every holder", checkBoth},
		},
		Cites: []string{learn.ServiceProvisioningXMLError},
	},
}

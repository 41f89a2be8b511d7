package syncerror

import "hardmatch/learn"

// otherErrors are those of the sync service that are about no value.
var otherErrors = []*Kind{
	{
		Name:    "DeletingCloudOnlyObjectNotAllowed",
		Aliases: []string{"This synchronization operation, Delete, is not valid"},
		Codes:   []string{"114", "0x8023134a"},
		Title:   "the sync wants to delete a cloud object that is not synced any more",
		Cause:   "the object left the scope of the sync and was restored in the cloud before the next sync had seen it deleted, or its DirSyncEnabled is false",
		Cure: []string{
			"delete the cloud object (it can be restored) and run a delta sync",
			"restore it and run a delta sync again",
			"another time run two delta syncs before restoring",
		},
		Cites: []string{learn.SyncErrors},
	},
	{
		Name:  "cloud-only password change",
		Title: "the sync wants to change the password of cloud users that are not synced",
		Cause: "the service protects cloud-only objects from being updated by the sync",
		Cure: []string{
			"see which users are not joined:  hardmatch check AD-EXPORT CLOUD-EXPORT --verdicts",
			"the same person? join them by their anchor first:  hardmatch plan AD-EXPORT CLOUD-EXPORT --user UPN",
		},
		Cites: []string{learn.SyncErrors},
	},
	{
		Name: "stopped-deletion-threshold-exceeded", Codes: []string{"event 116"},
		Title: "the export stopped, because it would have deleted more objects than the threshold allows",
		Cause: "more than 500 deletions in one export, if nobody changed that; mostly an OU or a filter that left the scope",
		Cure: []string{
			"see in the connector space which objects would be deleted, and whether that is meant",
			"not meant: put the OU or the filter back and sync",
			"meant: Disable-ADSyncExportDeletionThreshold, sync, Enable-ADSyncExportDeletionThreshold",
		},
		Cites: []string{learn.AccidentalDeletes},
	},
	{
		Name: "skipped as managed in the cloud", Aliases: []string{"blockOnPremisesSync"}, Codes: []string{"event 6956"},
		Title: "the sync skips the object, because its source of authority is the cloud",
		Cause: "isCloudManaged of the user is true, so changes in Active Directory do not reach it",
		Cure:  []string{"none is needed; to take the user back, set isCloudManaged to false and let a sync take it over"},
		Cites: []string{learn.SourceOfAuthority},
	},
	{
		Name: "AADSTS51004", Aliases: []string{"UserAccountNotInDirectory"}, Codes: []string{"51004"},
		Title: "the identity provider sends an anchor that no user of the tenant has",
		Cause: "the ImmutableId in the token of a federated sign-in is not the onPremisesImmutableId of the user, letter by letter, in the same case",
		Cure: []string{
			"see which account the value belongs to:  hardmatch convert IMMUTABLEID",
			"stamp the anchor on the cloud user:  hardmatch plan AD-EXPORT CLOUD-EXPORT --user UPN; of a federated domain, the user principal name has to be under a managed one meanwhile",
			"or let the identity provider send the anchor that the user has",
		},
		Cites: []string{learn.SignInErrors, learn.DesignConcepts},
	},
}

// graphErrors are those of Microsoft Graph.
var graphErrors = []*Kind{
	{
		Name:  "Request_BadRequest",
		Title: "Microsoft Graph does not take the request; its message says why",
		Cause: "a value or a property of the request is not allowed; the code alone tells no more",
		Cure:  []string{"read the message of the service; hardmatch knows none like it"},
		Cites: []string{learn.GraphErrors, learn.UpdateUser},
	},
	{
		Name: "duplicate value in a request", Aliases: []string{"ObjectConflict"},
		Title: "Microsoft Graph does not write the value, because another object has it",
		Cause: "the value is unique in the tenant, and deleted users keep their anchor",
		Cure: []string{
			"find the holder, a deleted user too:  hardmatch check AD-EXPORT CLOUD-EXPORT, with the deleted users among the exports",
			"let the plan free the value first:  hardmatch plan AD-EXPORT CLOUD-EXPORT --user UPN",
		},
		Cites: []string{learn.UpdateUser},
	},
	{
		Name:  "mastered on-premises",
		Title: "the user is synced, so Microsoft Graph does not change what comes from Active Directory",
		Cause: "onPremisesSyncEnabled of the user is true",
		Cure: []string{
			"change the value in Active Directory and sync",
			"an anchor: move the on-premises object out of scope, run two delta syncs, then restore and stamp the cloud user:  hardmatch plan AD-EXPORT CLOUD-EXPORT --user UPN",
			"or turn the source of authority to the cloud first",
		},
		Cites: []string{learn.UpdateUser, learn.SourceOfAuthority, learn.ClearAttributes},
	},
	{
		Name:  "mastered by an external service",
		Title: "Microsoft Graph does not change what came from another service",
		Cause: "users that were synced once can answer like this; no page says when",
		Cure:  []string{"clear what the sync left on the user, as the page below shows, and try again"},
		Cites: []string{learn.ClearAttributes},
	},
	{
		Name:  "Authorization_RequestDenied",
		Title: "the account or app that asks may not do this",
		Cause: "onPremisesImmutableId and userPrincipalName are sensitive: of a user with an admin role only a Privileged Authentication Administrator or a Global Administrator may change them",
		Cure: []string{
			"see which scopes and roles each step needs:  hardmatch plan AD-EXPORT CLOUD-EXPORT -o plan.json",
			"an app needs the role itself, besides the permission",
		},
		Cites: []string{learn.PrivilegedRoles, learn.UpdateUser},
	},
	{
		Name: "serviceProvisioningError", Aliases: []string{"serviceProvisioningXmlError"},
		Title: "a service such as Exchange Online could not provision the object",
		Cause: "this does not come from the sync: the service that the text names published it, with words of its own",
		Cure: []string{
			"correct the value that the detail names, in the directory the object comes from",
			"an address in conflict? find every holder:  hardmatch check AD-EXPORT CLOUD-EXPORT",
		},
		Cites: []string{learn.ServiceProvisioningXMLError},
	},
}

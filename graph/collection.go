package graph

import "hardmatch/plan"

// A collection is a part of a snapshot: where it is read, from the best source to the
// least, and the member of the document that it becomes.
type collection struct {
	name    string
	sources []string // paths below the root of the service
}

const (
	userSelect = "id,userPrincipalName,mail,mailNickname,displayName,proxyAddresses,userType,accountEnabled,creationType," +
		"onPremisesSyncEnabled,onPremisesImmutableId,onPremisesSecurityIdentifier,onPremisesSamAccountName,onPremisesUserPrincipalName," +
		"onPremisesDistinguishedName,onPremisesLastSyncDateTime,onPremisesProvisioningErrors,serviceProvisioningErrors,assignedLicenses,deletedDateTime"
	otherSelect = "id,displayName,mail,mailNickname,proxyAddresses,onPremisesSyncEnabled,onPremisesProvisioningErrors"
)

// collections are all that check asks of a tenant; their names are those of Microsoft Graph
// but for deletedUsers and orgContacts, which docs/formats.md tells. Only beta knows
// onPremisesObjectIdentifier and isPrivileged; where it is not to be had, v1.0 gives the
// rest. isCloudManaged is left out, since it costs a request for each user.
var collections = []collection{
	{"users", []string{
		"/beta/users?$top=999&$select=" + userSelect + "," + plan.OnPremisesObjectIdentifier,
		"/v1.0/users?$top=999&$select=" + userSelect,
	}},
	{"deletedUsers", []string{
		"/beta/directory/deletedItems/graph.user?$top=999&$select=" + userSelect + "," + plan.OnPremisesObjectIdentifier,
		"/v1.0/directory/deletedItems/graph.user?$top=999&$select=" + userSelect,
	}},
	{"groups", []string{"/v1.0/groups?$top=999&$select=" + otherSelect + ",groupTypes,onPremisesSecurityIdentifier"}},
	{"orgContacts", []string{"/v1.0/contacts?$top=999&$select=" + otherSelect}},
	{"domains", []string{"/v1.0/domains"}},
	{"organization", []string{"/v1.0/organization?$select=id,displayName,onPremisesSyncEnabled,verifiedDomains"}},
	{"onPremisesSynchronization", []string{"/v1.0/directory/onPremisesSynchronization"}},
	{"roleDefinitions", []string{
		"/beta/roleManagement/directory/roleDefinitions?$select=id,displayName,templateId,isBuiltIn,isPrivileged",
		"/v1.0/roleManagement/directory/roleDefinitions?$select=id,displayName,templateId,isBuiltIn",
	}},
	{"roleAssignments", []string{"/v1.0/roleManagement/directory/roleAssignments"}},
	{"roleEligibilityScheduleInstances", []string{"/v1.0/roleManagement/directory/roleEligibilityScheduleInstances"}},
}

package graph

import "hardmatch/plan"

// A collection is a list of the snapshot, and where it is read.
type collection struct {
	name    string   // of the member in the document
	sources []string // paths below the root of the service; each is a fallback of those before
}

const (
	userSelect = "id,userPrincipalName,mail,mailNickname,displayName,proxyAddresses,userType,accountEnabled,creationType," +
		"onPremisesSyncEnabled,onPremisesImmutableId,onPremisesSecurityIdentifier,onPremisesSamAccountName,onPremisesUserPrincipalName," +
		"onPremisesDistinguishedName,onPremisesLastSyncDateTime,onPremisesProvisioningErrors,serviceProvisioningErrors,assignedLicenses,deletedDateTime"
	otherSelect = "id,displayName,mail,mailNickname,proxyAddresses,onPremisesSyncEnabled,onPremisesProvisioningErrors"
)

// collections are the lists that a prediction needs. Their names are those of Microsoft
// Graph, except deletedUsers and orgContacts; see docs/formats.md. Only the beta version has
// onPremisesObjectIdentifier and isPrivileged; v1.0 is the fallback without them.
// isCloudManaged is left out, because it would take a request for each user.
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

# Exports what hardmatch reads of Microsoft Entra ID, with Microsoft Graph
# PowerShell (module Microsoft.Graph.Authentication 2.x), in Windows PowerShell 5.1 or
# PowerShell 7. It reads and changes nothing.
#
# Rights: a role that can read the directory (Global Reader), and these scopes.
# Left out: members of groups that hold a role; isCloudManaged, which needs a request
# for each user. onPremisesObjectIdentifier and isPrivileged are only in beta.

$ErrorActionPreference = 'Stop'
Connect-MgGraph -NoWelcome -Scopes 'User.Read.All', 'Group.Read.All', 'OrgContact.Read.All', 'Domain.Read.All',
    'Organization.Read.All', 'OnPremDirectorySynchronization.Read.All', 'RoleManagement.Read.Directory'

# Every page goes to the file as Graph sends it. hardmatch reads several pages in one file.
# include save-graph.ps1

$user = 'id,userPrincipalName,mail,mailNickname,displayName,proxyAddresses,userType,accountEnabled,creationType,' +
    'onPremisesSyncEnabled,onPremisesImmutableId,onPremisesObjectIdentifier,onPremisesSecurityIdentifier,' +
    'onPremisesSamAccountName,onPremisesUserPrincipalName,onPremisesDistinguishedName,onPremisesLastSyncDateTime,' +
    'onPremisesProvisioningErrors,serviceProvisioningErrors,assignedLicenses,deletedDateTime'
$other = 'id,displayName,mail,mailNickname,proxyAddresses,onPremisesSyncEnabled,onPremisesProvisioningErrors'

Save-Graph users.json         "/beta/users?`$top=999&`$select=$user"
Save-Graph deleted-users.json "/beta/directory/deletedItems/microsoft.graph.user?`$top=999&`$select=$user"
Save-Graph groups.json        "/v1.0/groups?`$top=999&`$select=$other,groupTypes,onPremisesSecurityIdentifier"
Save-Graph contacts.json      "/v1.0/contacts?`$top=999&`$select=$other"
Save-Graph domains.json       '/v1.0/domains'
Save-Graph organization.json  '/v1.0/organization?$select=id,displayName,onPremisesSyncEnabled,verifiedDomains'
Save-Graph features.json      '/v1.0/directory/onPremisesSynchronization'
Save-Graph roles.json         '/beta/roleManagement/directory/roleDefinitions?$select=id,displayName,templateId,isBuiltIn,isPrivileged'
Save-Graph assignments.json   '/v1.0/roleManagement/directory/roleAssignments'
Save-Graph eligibility.json   '/v1.0/roleManagement/directory/roleEligibilityScheduleInstances'

# hint checkExportsCloud users.json deleted-users.json groups.json contacts.json domains.json organization.json features.json roles.json assignments.json eligibility.json

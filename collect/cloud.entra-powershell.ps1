# Exports what hardmatch reads of Microsoft Entra ID, with Microsoft Entra
# PowerShell (module Microsoft.Entra 1.x), in Windows PowerShell 5.1 or PowerShell 7.
# It reads and changes nothing.
#
# Rights: a role that can read the directory (Global Reader), and these scopes.
# Left out: onPremisesObjectIdentifier and isPrivileged, which are only in beta;
# members of groups that hold a role; isCloudManaged. The format powershell
# exports the first two.

$ErrorActionPreference = 'Stop'
Connect-Entra -NoWelcome -Scopes 'User.Read.All', 'Group.Read.All', 'OrgContact.Read.All', 'Domain.Read.All',
    'Organization.Read.All', 'OnPremDirectorySynchronization.Read.All', 'RoleManagement.Read.Directory'

$user = 'id', 'userPrincipalName', 'mail', 'mailNickname', 'displayName', 'proxyAddresses', 'userType', 'accountEnabled',
    'creationType', 'onPremisesSyncEnabled', 'onPremisesImmutableId', 'onPremisesSecurityIdentifier',
    'onPremisesSamAccountName', 'onPremisesUserPrincipalName', 'onPremisesDistinguishedName',
    'onPremisesLastSyncDateTime', 'onPremisesProvisioningErrors', 'assignedLicenses', 'deletedDateTime'

# Export-Clixml keeps types: Export-Csv writes lists as "System.String[]".
Get-EntraUser -All -Property $user | Select-Object -Property $user | Export-Clixml -Path users.xml -Depth 3
Get-EntraDeletedUser -All -Property $user | Select-Object -Property $user | Export-Clixml -Path deleted-users.xml -Depth 3

# No cmdlet exports the following, or not with all properties. So the script sends
# requests with the module that Microsoft.Entra depends on.
# include save-graph.ps1
$other = 'id,displayName,mail,mailNickname,proxyAddresses,onPremisesSyncEnabled,onPremisesProvisioningErrors'

Save-Graph groups.json       "/v1.0/groups?`$top=999&`$select=$other,groupTypes,onPremisesSecurityIdentifier"
Save-Graph contacts.json     "/v1.0/contacts?`$top=999&`$select=$other"
Save-Graph domains.json      '/v1.0/domains'
Save-Graph organization.json '/v1.0/organization?$select=id,displayName,onPremisesSyncEnabled,verifiedDomains'
Save-Graph features.json     '/v1.0/directory/onPremisesSynchronization'
Save-Graph roles.json        '/v1.0/roleManagement/directory/roleDefinitions?$select=id,displayName,templateId,isBuiltIn'
Save-Graph assignments.json  '/v1.0/roleManagement/directory/roleAssignments'
Save-Graph eligibility.json  '/v1.0/roleManagement/directory/roleEligibilityScheduleInstances'

# hint checkExportsCloud users.xml deleted-users.xml *.json

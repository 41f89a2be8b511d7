set -eu
graph=${GRAPH:-https://graph.microsoft.com}
status=0

# Every page goes to the file as Graph sends it. hardmatch reads several pages in one file.
save() { # FILE PATH
    uri=$graph$2
    : > "$1"
    while [ -n "$uri" ]; do
        if ! page=$(get "$uri"); then
            rm -f "$1" # an incomplete file would look complete
            echo "$1 is missing" >&2
            status=1
            return 0
        fi
        printf '%s\n' "$page" >> "$1"
        uri=$(printf '%s' "$page" | sed -n 's/.*"@odata\.nextLink" *: *"\([^"]*\)".*/\1/p')
    done
    echo "$1 written" >&2
}

user='id,userPrincipalName,mail,mailNickname,displayName,proxyAddresses,userType,accountEnabled,creationType,onPremisesSyncEnabled,onPremisesImmutableId,onPremisesObjectIdentifier,onPremisesSecurityIdentifier,onPremisesSamAccountName,onPremisesUserPrincipalName,onPremisesDistinguishedName,onPremisesLastSyncDateTime,onPremisesProvisioningErrors,serviceProvisioningErrors,assignedLicenses,deletedDateTime'
other='id,displayName,mail,mailNickname,proxyAddresses,onPremisesSyncEnabled,onPremisesProvisioningErrors'

save users.json         "/beta/users?\$top=999&\$select=$user"
save deleted-users.json "/beta/directory/deletedItems/microsoft.graph.user?\$top=999&\$select=$user"
save groups.json        "/v1.0/groups?\$top=999&\$select=$other,groupTypes,onPremisesSecurityIdentifier"
save contacts.json      "/v1.0/contacts?\$top=999&\$select=$other"
save domains.json       '/v1.0/domains'
save organization.json  '/v1.0/organization?$select=id,displayName,onPremisesSyncEnabled,verifiedDomains'
save features.json      '/v1.0/directory/onPremisesSynchronization'
save roles.json         '/beta/roleManagement/directory/roleDefinitions?$select=id,displayName,templateId,isBuiltIn,isPrivileged'
save assignments.json   '/v1.0/roleManagement/directory/roleAssignments'
save eligibility.json   '/v1.0/roleManagement/directory/roleEligibilityScheduleInstances'

# hint checkExportsCloud users.json deleted-users.json groups.json contacts.json domains.json organization.json features.json roles.json assignments.json eligibility.json
exit $status

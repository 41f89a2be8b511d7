#!/bin/sh
# Exports what hardmatch reads of Microsoft Entra ID, with curl.
# TOKEN holds an access token for Microsoft Graph; GRAPH another national cloud, such
# as https://graph.microsoft.us. It reads and changes nothing.
#
# Rights: a role that can read the directory (Global Reader), and the scopes User.Read.All
# Group.Read.All OrgContact.Read.All Domain.Read.All Organization.Read.All
# OnPremDirectorySynchronization.Read.All RoleManagement.Read.Directory.
# Left out: members of groups that hold a role; isCloudManaged, which needs a request
# for each user. onPremisesObjectIdentifier and isPrivileged are only in beta.

get() { # URI
    printf 'Authorization: Bearer %s' "$TOKEN" | curl -fsS --retry 5 -H @- "$1"
}

# include graph.sh

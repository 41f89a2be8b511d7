#!/bin/sh
# Exports what hardmatch needs to know of Microsoft Entra ID, with az, the Azure CLI.
#
# Sign in first: az login. It reads and changes nothing. GRAPH may name another national
# cloud, such as https://graph.microsoft.us.
#
# Rights: a role that may read the directory (Global Reader). What the Azure CLI has no
# scope for is refused with 403, and then missing: onPremisesSynchronization, contacts and
# role eligibilities need a service principal with OnPremDirectorySynchronization.Read.All,
# OrgContact.Read.All and RoleManagement.Read.Directory, or --as powershell.
# Left out: members of groups that hold a role; isCloudManaged, which costs a request
# for each user. onPremisesObjectIdentifier and isPrivileged are only in beta.

get() { # URI
    az rest --method get --url "$1" --output json
}

# include graph.sh

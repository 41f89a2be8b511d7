#!/bin/sh
# Exports what hardmatch reads of Microsoft Entra ID, with az, the Azure CLI.
#
# Sign in first: az login. It reads and changes nothing. GRAPH can name another national
# cloud, such as https://graph.microsoft.us.
#
# Rights: a role that can read the directory (Global Reader). The Azure CLI lacks
# some scopes. Microsoft Graph refuses these requests with 403, and their files are missing:
# onPremisesSynchronization, contacts and role eligibilities need a service principal with
# OnPremDirectorySynchronization.Read.All, OrgContact.Read.All and
# RoleManagement.Read.Directory, or the format powershell.
# Left out: members of groups that hold a role; isCloudManaged, which needs a request
# for each user. onPremisesObjectIdentifier and isPrivileged are only in beta.

get() { # URI
    az rest --method get --url "$1" --output json
}

# include graph.sh

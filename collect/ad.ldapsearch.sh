#!/bin/sh
# Exports what hardmatch reads of Active Directory, with OpenLDAP's ldapsearch.
# Set the domain controller, the user and the domain; run it once for each domain.
# Reading needs no special rights. It changes nothing.
#
# Left out: the other domains of the forest. An account
# that cannot read CN=Deleted Objects (by default only administrators can) gets no
# deleted objects, and no error.

dc=${DC:-dc1.example.com}
user=${DC_USER:-ada@example.com}
base=${DC_BASE:-DC=example,DC=com}

# -E !1.2.840.113556.1.4.417 shows deleted objects. The command asks for the password.
ldapsearch -H "ldaps://$dc" -D "$user" -W -b "$base" \
  -E pr=1000/noprompt -E '!1.2.840.113556.1.4.417' \
  '(|(&(objectClass=user)(!(objectClass=computer)))(objectClass=contact)(objectClass=group))' \
  objectClass objectGUID mS-DS-ConsistencyGuid objectSid sAMAccountName userPrincipalName mail mailNickname displayName \
  proxyAddresses groupType isDeleted userAccountControl isCriticalSystemObject msExchRecipientTypeDetails \
  givenName sn targetAddress > ad.ldf

# hint checkExportAD ad.ldf

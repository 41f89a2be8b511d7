#!/bin/sh
# Exports what hardmatch needs to know of Active Directory, with OpenLDAP's ldapsearch.
# Name a domain controller, the user to ask as, and the domain; once for each domain.
# Reading needs no special rights. It changes nothing.
#
# Left out: the other domains of the forest. Who may not read CN=Deleted Objects
# (by default only administrators may) gets no deleted objects, without an error.

dc=${DC:-dc1.example.com}
user=${DC_USER:-ada@example.com}
base=${DC_BASE:-DC=example,DC=com}

# -E !1.2.840.113556.1.4.417 shows deleted objects; it asks for the password.
ldapsearch -H "ldaps://$dc" -D "$user" -W -b "$base" \
  -E pr=1000/noprompt -E '!1.2.840.113556.1.4.417' \
  '(|(&(objectClass=user)(!(objectClass=computer)))(objectClass=contact)(objectClass=group))' \
  objectClass objectGUID mS-DS-ConsistencyGuid objectSid sAMAccountName userPrincipalName mail mailNickname displayName \
  proxyAddresses groupType isDeleted userAccountControl isCriticalSystemObject msExchRecipientTypeDetails \
  givenName sn targetAddress > ad.ldf

# Then: hardmatch check ad.ldf and the exports of the cloud, see hardmatch collect cloud

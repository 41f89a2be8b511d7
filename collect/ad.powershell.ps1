# Exports what hardmatch reads of Active Directory, with the ActiveDirectory
# module, in Windows PowerShell 5.1 or PowerShell 7, once for each domain (-Server).
# Reading needs no special rights. It changes nothing.
#
# Export-Clixml keeps types: mS-DS-ConsistencyGuid stays octets and proxyAddresses a
# list, which Export-Csv writes as "System.Byte[]" and a type name.
#
# Left out: the other domains of the forest. An account
# that cannot read CN=Deleted Objects (by default only administrators can) gets no
# deleted objects, and no error.

$attributes = 'objectClass', 'objectGUID', 'mS-DS-ConsistencyGuid', 'objectSid', 'sAMAccountName', 'userPrincipalName',
    'mail', 'mailNickname', 'displayName', 'proxyAddresses', 'groupType', 'isDeleted', 'userAccountControl',
    'isCriticalSystemObject', 'msExchRecipientTypeDetails', 'givenName', 'sn', 'targetAddress'
$filter = '(|(&(objectClass=user)(!(objectClass=computer)))(objectClass=contact)(objectClass=group))'

Get-ADObject -LDAPFilter $filter -IncludeDeletedObjects -ResultPageSize 1000 -Properties $attributes |
    Select-Object -Property (@('distinguishedName') + $attributes) |
    Export-Clixml -Path ad.xml -Depth 3

# hint checkExportAD ad.xml

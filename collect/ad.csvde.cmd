rem Exports what hardmatch reads of Active Directory, with csvde.
rem Run it in cmd.exe on a domain controller, or where the AD DS tools are installed,
rem once for each domain. Reading needs no special rights. It changes nothing.
rem
rem Left out: deleted objects, the other domains of the forest, and whether an
rem attribute is empty or absent. Do not open the file in Excel, which changes it.
rem The format ldifde is more reliable.

csvde -f ad.csv -u -r "(|(&(objectCategory=person)(objectClass=user))(objectClass=contact)(objectClass=group))" -l objectClass,objectGUID,mS-DS-ConsistencyGuid,objectSid,sAMAccountName,userPrincipalName,mail,mailNickname,displayName,proxyAddresses,groupType,userAccountControl,isCriticalSystemObject,msExchRecipientTypeDetails,givenName,sn,targetAddress

rem hint checkExportAD ad.csv

rem Exports what hardmatch reads of Active Directory, with ldifde.
rem Run it in cmd.exe on a domain controller, or where the AD DS tools are installed,
rem once for each domain. Reading needs no special rights. It changes nothing.
rem
rem Left out: deleted objects, which ldifde does not show (the formats powershell and
rem ldapsearch do), and the other domains of the forest.

ldifde -f ad.ldf -u -r "(|(&(objectCategory=person)(objectClass=user))(objectClass=contact)(objectClass=group))" -l objectClass,objectGUID,mS-DS-ConsistencyGuid,objectSid,sAMAccountName,userPrincipalName,mail,mailNickname,displayName,proxyAddresses,groupType,userAccountControl,isCriticalSystemObject,msExchRecipientTypeDetails,givenName,sn,targetAddress

rem hint checkExportAD ad.ldf

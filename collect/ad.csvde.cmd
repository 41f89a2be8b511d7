rem Exports what hardmatch needs to know of Active Directory, with csvde.
rem Run it in cmd.exe on a domain controller, or where the AD DS tools are installed,
rem once for each domain. Reading needs no special rights. It changes nothing.
rem
rem Left out: deleted objects, the other domains of the forest, and whether an
rem attribute is empty or not there. Do not open the file in Excel: it changes it.
rem ldifde writes the same more surely (--as ldifde).

csvde -f ad.csv -u -r "(|(&(objectCategory=person)(objectClass=user))(objectClass=contact)(objectClass=group))" -l objectClass,objectGUID,mS-DS-ConsistencyGuid,objectSid,sAMAccountName,userPrincipalName,mail,mailNickname,displayName,proxyAddresses,groupType,userAccountControl,isCriticalSystemObject,msExchRecipientTypeDetails,givenName,sn,targetAddress

rem Then: hardmatch check ad.csv and the exports of the cloud, see hardmatch collect cloud

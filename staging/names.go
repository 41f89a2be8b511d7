package staging

import "hardmatch/directory"

// An attribute is something that is staged, whatever its names in exports.
type attribute int

const (
	attrObjectClass attribute = iota
	attrObjectGUID
	attrConsistencyGUID
	attrObjectSID
	attrSAMAccountName
	attrUserPrincipalName
	attrMail
	attrDisplayName
	attrProxyAddresses
	attrGroupType
	attrIsDeleted

	// Of cloud objects.
	attrID
	attrImmutableID
	attrPlainImmutableID // under a name that is used for values of either side
	attrSyncEnabled
	attrDeletedDateTime
	attrAccountEnabled
	attrGroupTypes
	attrAppID     // of a service principal or application
	attrDeviceID  // of a device
	attrMailboxID // of a mailbox of Exchange Online, whose DN and Guid are not its user's

	// For simulations only.
	attrUserAccountControl
	attrGivenName
	attrSurname
	attrTargetAddress
	attrCertificate
	attrSMIMECertificate
	attrObjectIdentifier // onPremisesObjectIdentifier
	attrCloudSID         // onPremisesSecurityIdentifier
	attrIsCloudManaged
	attrUserType
	attrProvisioningErrors
	attrServiceErrors
	attrAssignedLicenses
	attrMailNickname
	attrRecipientTypeDetails
	attrIsCritical

	// Of the tenant.
	attrIsVerified
	attrIsInitial
	attrAuthenticationType
	attrVerifiedDomains
	attrFeatures
	attrPrincipalID
	attrRoleDefinitionID
	attrRoleEligibility
	attrScheduleInfo
	attrAssignmentType
	attrIsPrivileged
	attrIsBuiltIn
	attrRoleTemplateID
	attrMembers

	attrCustom // the source anchor, if it is none of the above
	attributeCount
)

// A name is one spelling of an attribute. The first spelling of an attribute is
// used in messages. Package exportfile/records handles blanks, hyphens and
// capitals.
type name struct {
	spelling string
	attr     attribute
}

// names are the names of attributes of objects: of the schema, of Microsoft Graph,
// and others.
var names = []name{
	{"objectClass", attrObjectClass},
	{directory.AttrObjectGUID, attrObjectGUID},
	{directory.AttrConsistencyGUID, attrConsistencyGUID},
	{"objectSid", attrObjectSID},
	{"sAMAccountName", attrSAMAccountName},
	{"userPrincipalName", attrUserPrincipalName},
	{"mail", attrMail},
	{"displayName", attrDisplayName},
	{"proxyAddresses", attrProxyAddresses},
	{"groupType", attrGroupType},
	{"isDeleted", attrIsDeleted},

	{"id", attrID},
	{directory.AttrOnPremisesImmutableID, attrImmutableID},
	{"onPremisesSyncEnabled", attrSyncEnabled},
	{"deletedDateTime", attrDeletedDateTime},
	{"accountEnabled", attrAccountEnabled},
	{"groupTypes", attrGroupTypes},

	{"appId", attrAppID},
	{"deviceId", attrDeviceID},
	{"ExternalDirectoryObjectId", attrMailboxID},

	{"UPN", attrUserPrincipalName}, // these four names are chosen by people
	{"GUID", attrObjectGUID},
	{"SAM", attrSAMAccountName},
	{"email", attrMail},

	{"SID", attrObjectSID},                   // Get-ADUser
	{"EmailAddress", attrMail},               // Get-ADUser
	{"Deleted", attrIsDeleted},               // Get-ADObject -IncludeDeletedObjects
	{"ConsistencyGuid", attrConsistencyGUID}, // a calculated property
	{"ObjectId", attrID},                     // MSOnline, AzureAD, Azure AD Graph
	{"ImmutableId", attrPlainImmutableID},    // the same, and a calculated property of Get-ADUser
	{"sourceAnchor", attrImmutableID},        // csexport, csanalyzer
	{"cloudSourceAnchor", attrImmutableID},   // csexport
	{"DirSyncEnabled", attrSyncEnabled},      // AzureAD, Azure AD Graph
	{"directorySynced", attrSyncEnabled},     // the portal
	{"DeletionTimestamp", attrDeletedDateTime},
	{"SoftDeletionTimestamp", attrDeletedDateTime},
}

// simulationNames are read for a simulation only: attributes that decide whether an
// object is synced, how it is matched, and what may be wrong with it.
var simulationNames = []name{
	{"userAccountControl", attrUserAccountControl},
	{"mailNickname", attrMailNickname},
	{"msExchRecipientTypeDetails", attrRecipientTypeDetails},
	{"isCriticalSystemObject", attrIsCritical},
	{"targetAddress", attrTargetAddress},
	{"givenName", attrGivenName},
	{"sn", attrSurname},
	{"surname", attrSurname}, // Get-ADUser, Microsoft Graph
	{"userCertificate", attrCertificate},
	{"userSMIMECertificate", attrSMIMECertificate},
	{"onPremisesObjectIdentifier", attrObjectIdentifier},
	{"onPremisesSecurityIdentifier", attrCloudSID},
	{"isCloudManaged", attrIsCloudManaged},
	{"onPremisesSyncBehavior", attrIsCloudManaged}, // of a user with $expand, which has isCloudManaged in it
	{"userType", attrUserType},
	{"onPremisesProvisioningErrors", attrProvisioningErrors},
	{"serviceProvisioningErrors", attrServiceErrors},
	{"assignedLicenses", attrAssignedLicenses},
}

// tenantNames are properties of resources that are not objects of the directory.
var tenantNames = []name{
	{"isVerified", attrIsVerified},
	{"isInitial", attrIsInitial},
	{"authenticationType", attrAuthenticationType},
	{"verifiedDomains", attrVerifiedDomains},
	{"features", attrFeatures},
	{"principalId", attrPrincipalID},
	{"roleDefinitionId", attrRoleDefinitionID},
	{"roleEligibilityScheduleId", attrRoleEligibility},
	{"scheduleInfo", attrScheduleInfo},
	{"assignmentType", attrAssignmentType},
	{"isPrivileged", attrIsPrivileged},
	{"isBuiltIn", attrIsBuiltIn},
	{"roleTemplateId", attrRoleTemplateID},
	{"members", attrMembers},
}

// lists are the attributes that have several values.
var lists = []string{
	"objectClass", "proxyAddresses", "userCertificate", "userSMIMECertificate", "onPremisesProvisioningErrors", "serviceProvisioningErrors", "assignedLicenses",
}

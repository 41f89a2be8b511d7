package syncerror

import "hardmatch/learn"

// dataErrors are those of values.
var dataErrors = []*Kind{
	{
		Name:  "AttributeValueMustBeUnique",
		Title: "another object already has this value",
		Cause: "userPrincipalName, proxyAddresses, mail, the SID and the anchor belong to one object of the tenant at most; InvalidSoftMatch reports the same sentence where the other object has another anchor",
		Cure: []string{
			cureFind, cureAnchor, cureRemove,
			"a SID in conflict: the same person came back with another anchor, so write the cloud user's anchor into mS-DS-ConsistencyGuid",
		},
		Cites: []string{learn.SyncErrors, learn.ExistingTenant, learn.Event6941},
	},
	{
		Name:  "QuarantinedAttributeValueMustBeUnique",
		Title: "the object is synced, but without the value that another object has",
		Cause: "the service parks a duplicate value (duplicate attribute resiliency) and, for a user principal name, invents one with four digits under the initial domain; it reports this once only",
		Cure: []string{
			cureFind, cureAnchor, cureRemove,
			"the service looks once an hour whether the conflict is gone and then gives the value back by itself",
		},
		Cites: []string{learn.DuplicateAttributes, learn.ConnectHealth},
	},
	{
		Name:  "PropertyConflict",
		Title: "the object is synced, but a value of it is in quarantine, because another object has it",
		Cause: "the service parks a duplicate userPrincipalName or address (duplicate attribute resiliency) and lists it in onPremisesProvisioningErrors until the conflict is gone",
		Cure: []string{
			cureFind, cureAnchor, cureRemove,
			"the service looks once an hour whether the conflict is gone and then gives the value back by itself",
		},
		Cites: []string{learn.ProvisioningError, learn.DuplicateAttributes},
	},
	{
		Name: "DataValidationFailed", Aliases: []string{"IdentityDataValidationFailed"},
		Title: "a value has characters or a form that Entra ID does not take",
		Cause: "mostly the user principal name; with a hard match it can also mean that onPremisesObjectIdentifier would change",
		Cure: []string{
			"see which value it is:  hardmatch check AD-EXPORT",
			"correct the value in Active Directory and sync",
			"after a hard match: set onPremisesObjectIdentifier of the cloud user to null, if the on-premises object is the right owner",
		},
		Cites: []string{learn.SyncErrors, learn.PrepareForSync},
	},
	{
		Name: "LargeObject", Aliases: []string{"ExceededAllowedLength"},
		Title: "an attribute, or the object as a whole, is larger than Entra ID takes",
		Cause: "mostly userCertificate or userSMIMECertificate with more than 15 certificates, thumbnailPhoto, or some 300 values of proxyAddresses",
		Cure:  []string{"remove expired certificates and addresses nobody needs from the object in Active Directory and sync"},
		Cites: []string{learn.SyncErrors},
	},
	{
		Name:  "FederatedDomainChangeError",
		Title: "the user principal name went from one federated domain to another",
		Cause: "the service could not do that in one step; it can since 2019, so this is an old report or another service's",
		Cure: []string{
			"give the cloud user a user principal name under the initial domain (onmicrosoft.com) and sync",
		},
		Cites: []string{learn.SyncFeatures},
	},
	{
		Name:  "user ID is not found",
		Title: "the service cannot find the user whom the object should update",
		Cause: "the article on duplicate and invalid attributes lists this sentence without saying when it is reported; a user principal name that is not valid is the first to look at",
		Cure: []string{
			"see whether the user principal name is valid and its domain verified:  hardmatch check AD-EXPORT CLOUD-EXPORT",
		},
		Cites: []string{learn.Event6941},
	},
}

package syncerror

import "hardmatch/learn"

// dataErrors are errors about values.
var dataErrors = []*Kind{
	{
		Name:  "AttributeValueMustBeUnique",
		Title: "another object already has this value",
		Cause: "userPrincipalName, proxyAddresses, mail, the SID and the anchor can belong to only one object of the tenant; if the other object has another anchor, InvalidSoftMatch reports the same sentence",
		Cure: []Cure{
			cureFind, cureAnchor, cureRemove,
			{Text: "if the SID is in conflict, the same user has a new anchor: write the anchor of the cloud user into mS-DS-ConsistencyGuid"},
		},
		Cites: []string{learn.SyncErrors, learn.ExistingTenant, learn.Event6941},
	},
	{
		Name:  "QuarantinedAttributeValueMustBeUnique",
		Title: "the object is synced, but without a value that another object has",
		Cause: "the service quarantines a duplicate value (duplicate attribute resiliency); a user principal name it replaces with one that has four more digits and the initial domain; it reports this only once",
		Cure: []Cure{
			cureFind, cureAnchor, cureRemove,
			cureWait,
		},
		Cites: []string{learn.DuplicateAttributes, learn.ConnectHealth},
	},
	{
		Name:  "PropertyConflict",
		Title: "the object is synced, but one of its values is in quarantine, because another object has it",
		Cause: "the service quarantines a duplicate userPrincipalName or address (duplicate attribute resiliency) and lists it in onPremisesProvisioningErrors until the conflict is gone",
		Cure: []Cure{
			cureFind, cureAnchor, cureRemove,
			cureWait,
		},
		Cites: []string{learn.ProvisioningError, learn.DuplicateAttributes},
	},
	{
		Name: "DataValidationFailed", Aliases: []string{"IdentityDataValidationFailed"},
		Title: "a value has characters or a form that Entra ID does not accept",
		Cause: "usually the user principal name; in a hard match it can also mean that onPremisesObjectIdentifier would change",
		Cure: []Cure{
			{"find out which value it is", checkOnPremises},
			{Text: "correct the value in Active Directory and sync"},
			{Text: "after a hard match: if the on-premises object is the right owner, set onPremisesObjectIdentifier of the cloud user to null"},
		},
		Cites: []string{learn.SyncErrors, learn.PrepareForSync},
	},
	{
		Name: "LargeObject", Aliases: []string{"ExceededAllowedLength"},
		Title: "an attribute, or the object as a whole, is larger than Entra ID accepts",
		Cause: "usually userCertificate or userSMIMECertificate with more than 15 certificates, thumbnailPhoto, or about 300 values of proxyAddresses",
		Cure:  []Cure{{Text: "remove expired certificates and unneeded addresses from the object in Active Directory and sync"}},
		Cites: []string{learn.SyncErrors},
	},
	{
		Name:  "FederatedDomainChangeError",
		Title: "the user principal name was changed from one federated domain to another",
		Cause: "before 2019 the service could not do this in one step, so this is an old report or one of another service",
		Cure: []Cure{
			{Text: "give the cloud user a user principal name under the initial domain (onmicrosoft.com) and sync"},
		},
		Cites: []string{learn.SyncFeatures},
	},
	{
		Name:  "user ID is not found",
		Title: "the service cannot find the user that the object should update",
		Cause: "the article on duplicate and invalid attributes lists this sentence but not when it is reported; check first whether the user principal name is valid",
		Cure: []Cure{
			{"check that the user principal name is valid and that its domain is verified", checkBoth},
		},
		Cites: []string{learn.Event6941},
	},
}

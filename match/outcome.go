package match

// The decision table. Sources, all read 2026-11-22 below
// https://learn.microsoft.com/entra/identity/hybrid/connect/ :
// how-to-connect-install-existing-tenant for matching, tshoot-connect-sync-errors
// for refusals, how-to-connect-syncservice-duplicate-attribute-resiliency for
// quarantine. If these disagree, the basis of the row is Inferred, and its refusals are ranked.
var (
	repeated = &Outcome{} // the record repeats another one

	open         = &Outcome{Undecided, Documented, nil, "the exports do not contain enough to decide what it matches in Entra ID"}
	noCloud      = &Outcome{Undecided, Documented, nil, "the exports do not show the cloud objects that it could match"}
	noClass      = &Outcome{Undecided, Documented, nil, "its class was not exported"}
	noAnchorSeen = &Outcome{Undecided, Documented, nil, "its source anchor is not in the export"}
	Disputed     = &Outcome{Undecided, Documented, nil, "two exports of this object disagree about its anchor, its names or its addresses; export it again"}
	device       = &Outcome{Undecided, Documented, nil, "a computer syncs as a device, if it is registered"}

	noAnchor   = &Outcome{NotSynced, Documented, nil, "it has no source anchor"}
	otherClass = &Outcome{NotSynced, Documented, nil, "only users, contacts, groups and devices sync"}

	joined          = &Outcome{Joined, Documented, nil, "a synced cloud user holds its source anchor"}
	joinedGroup     = &Outcome{Joined, Documented, nil, "a synced cloud group has its SID"}
	joinedByAddress = &Outcome{Joined, Inferred, nil, "a synced cloud object of its class has its primary SMTP address; the exports show no anchor of it"}
	cloudManaged    = &Outcome{CloudManaged, Documented, nil, "the source of authority of its cloud user is the cloud, so the sync skips it"}
	hardMatched     = &Outcome{HardMatch, Documented, nil, "its source anchor is the onPremisesImmutableId of a cloud user that is not synced"}
	restored        = &Outcome{Restore, Documented, nil, "its source anchor is that of a deleted cloud user, which is restored"}

	SharedAnchor = &Outcome{Refused, Inferred, []Refusal{AttributeValueMustBeUnique}, "other on-premises users have the same source anchor"}

	HardMatchBlocked = &Outcome{Refused, Documented, []Refusal{InvalidHardMatch}, "the tenant blocks takeover through hard match, and the cloud user with its source anchor is not synced"}
	HardMatchAdmin   = &Outcome{Refused, Documented, []Refusal{InvalidHardMatch}, "the cloud user with its source anchor holds a role of Entra ID"}
	// The message center says any role, the documentation says privileged roles.
	HardMatchHarmless = &Outcome{Refused, Inferred, []Refusal{InvalidHardMatch}, "the cloud user with its source anchor holds a role of Entra ID, but not a privileged one"}
	HardMatchEligible = &Outcome{Refused, Documented, []Refusal{InvalidHardMatch}, "the cloud user with its source anchor is eligible for a role of Entra ID"}
	RestoreAdmin      = &Outcome{Refused, Documented, []Refusal{InvalidHardMatch}, "the deleted cloud user with its source anchor holds a role of Entra ID, or is eligible for one"}
	OtherSource       = &Outcome{Refused, Documented, []Refusal{AttributeUpdateNotAllowed, DataValidationFailed}, "onPremisesObjectIdentifier ties the cloud user with its source anchor to another object of Active Directory"}

	softMatchedSMTP = &Outcome{SoftMatchSMTP, Documented, nil, "its primary SMTP address is that of a cloud object without source anchor"}
	softMatchedMail = &Outcome{SoftMatchSMTP, Inferred, nil, "its mail, which becomes its primary SMTP address, is that of a cloud user without source anchor"}
	softMatchedUPN  = &Outcome{SoftMatchUPN, Documented, nil, "its user principal name is that of a cloud user without source anchor"}
	// Which of the two names the service compares is not documented.
	softMatchedComputed = &Outcome{SoftMatchUPN, Undocumented, nil, "the user principal name that the cloud would compute for it is that of a cloud user without source anchor"}

	SoftMatchTaken   = &Outcome{Refused, Documented, []Refusal{InvalidSoftMatch, AttributeValueMustBeUnique, QuarantinedAttributeValueMustBeUnique}, "the cloud user with its primary SMTP address or user principal name has another source anchor"}
	SoftMatchSameSID = &Outcome{Refused, Documented, []Refusal{AttributeValueMustBeUnique, InvalidSoftMatch}, "the cloud user with its names and its SID has another source anchor: it is the same user under a new anchor"}
	SoftMatchSecond  = &Outcome{Refused, Inferred, []Refusal{InvalidSoftMatch, AttributeValueMustBeUnique, QuarantinedAttributeValueMustBeUnique}, "another user, earlier in the exports, soft-matches the same cloud user; which of the two the service exports first is not documented"}
	SoftMatchBlocked = &Outcome{Refused, Inferred, []Refusal{InvalidSoftMatch, AttributeValueMustBeUnique, QuarantinedAttributeValueMustBeUnique}, "the tenant blocks soft match, and a cloud object without source anchor has its primary SMTP address or user principal name"}
	SoftMatchAdmin   = &Outcome{Refused, Documented, []Refusal{ExistingAdminRoleConflict, QuarantinedAttributeValueMustBeUnique}, "the cloud user that it would soft-match holds a role of Entra ID; a second, quarantined user is made"}
	SoftMatchType    = &Outcome{Refused, Documented, []Refusal{ObjectTypeMismatch, AttributeValueMustBeUnique}, "a cloud object of another type has its primary SMTP address"}
	SoftMatchGuest   = &Outcome{Undecided, Undocumented, nil, "the cloud user that it would soft-match is a guest; what the sync does then is not documented"}
	SoftMatchTwo     = &Outcome{Undecided, Undocumented, nil, "several cloud users have the same primary SMTP address or user principal name"}
	GroupTaken       = &Outcome{Refused, Inferred, []Refusal{AttributeValueMustBeUnique, InvalidSoftMatch}, "a synced cloud group with another SID has its primary SMTP address"}

	provisioned = &Outcome{Provision, Documented, nil, "nothing in the cloud has its source anchor or its names, so a new object is made"}
	// An object that was not exported may have one of its addresses.
	provisionedAsSeen  = &Outcome{Provision, Inferred, nil, "no exported cloud object has its source anchor or its names, so a new object is made; not all objects that could have them were exported"}
	QuarantinedUPN     = &Outcome{ProvisionQuarantined, Documented, nil, "a new user is made with a placeholder instead of its user principal name, which another cloud user has"}
	quarantinedAddress = &Outcome{ProvisionQuarantined, Documented, nil, "a new object is made without an address that another object has"}
	duplicateUPN       = &Outcome{Refused, Documented, []Refusal{AttributeValueMustBeUnique}, "another cloud user has its user principal name, and the tenant does not quarantine duplicates"}
	duplicateAddress   = &Outcome{Refused, Documented, []Refusal{AttributeValueMustBeUnique}, "another object has one of its addresses, and the tenant does not quarantine duplicates"}
	duplicateSIP       = &Outcome{Refused, Documented, []Refusal{AttributeValueMustBeUnique}, "another object has its SIP address, and SIP addresses are not quarantined"}
	// The documentation names SMTP addresses only, and no error about others.
	quarantinedOther = &Outcome{ProvisionQuarantined, Inferred, nil, "a new object is made without an address that is no SMTP address and that another object has"}
	duplicateOther   = &Outcome{Refused, Inferred, []Refusal{AttributeValueMustBeUnique}, "another object has one of its addresses that is no SMTP address, and the tenant does not quarantine duplicates"}
	DuplicateSID     = &Outcome{Refused, Documented, []Refusal{AttributeValueMustBeUnique}, "a cloud object with another source anchor has its SID"}
)

package match

// Outcomes are the rows of the decision table.
var Outcomes = []*Outcome{
	open, noCloud, noClass, noAnchorSeen, Disputed, device, noAnchor, otherClass, joined, joinedGroup, joinedByAddress, cloudManaged,
	hardMatched, restored, SharedAnchor, HardMatchBlocked, HardMatchAdmin, HardMatchHarmless, HardMatchEligible, RestoreAdmin, OtherSource,
	softMatchedSMTP, softMatchedMail, softMatchedUPN, softMatchedComputed, SoftMatchTaken, SoftMatchSameSID, SoftMatchSecond, SoftMatchBlocked,
	SoftMatchAdmin, SoftMatchType, SoftMatchGuest, SoftMatchTwo, GroupTaken, provisioned, provisionedAsSeen, QuarantinedUPN, quarantinedAddress,
	quarantinedOther, duplicateUPN, duplicateAddress, duplicateSIP, duplicateOther, DuplicateSID,
}

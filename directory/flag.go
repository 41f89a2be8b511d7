package directory

// The features of onPremisesDirectorySynchronization that affect matching, as Microsoft Graph
// spells them.
// https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-syncservice-features
const (
	FlagBlockHardMatch        = "blockCloudObjectTakeoverThroughHardMatchEnabled"
	FlagBlockSoftMatch        = "blockSoftMatchEnabled"
	FlagSoftMatchOnUPN        = "softMatchOnUpnEnabled"
	FlagQuarantineUPN         = "quarantineUponUpnConflictEnabled"
	FlagQuarantineAddresses   = "quarantineUponProxyAddressesConflictEnabled"
	FlagSynchronizeUPN        = "synchronizeUpnForManagedUsersEnabled"
	FlagAllowObjectIdentifier = "allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled"
)

// TenantFlags returns these features, sorted by name.
func TenantFlags() []string {
	return []string{
		FlagAllowObjectIdentifier, FlagBlockHardMatch, FlagBlockSoftMatch,
		FlagQuarantineAddresses, FlagQuarantineUPN, FlagSoftMatchOnUPN, FlagSynchronizeUPN,
	}
}

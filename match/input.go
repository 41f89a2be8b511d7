package match

import (
	"strings"

	"hardmatch/directory"
)

// Inputs is a set of things that the exports show or do not show.
type Inputs uint64

// The inputs that a verdict can miss.
const (
	CloudUsers Inputs = 1 << iota
	DeletedUsers
	CloudGroups
	CloudContacts
	CloudDevices
	RoleAssignments
	RoleEligibilities
	BlockHardMatch
	BlockSoftMatch
	SoftMatchOnUPN
	QuarantineUPN
	QuarantineAddresses
	CloudImmutableID
	CloudSyncEnabled
	CloudObjectIdentifier
	CloudAddresses
	CloudUserPrincipalName
	CloudSID
	CloudGroupSID
	ObjectSID
	Class
	Anchor
	ObjectGUID
	ConsistencyGUID
	ObjectGUIDLost
	ConsistencyGUIDLost
	AnchorLost
	Addresses
	Mail
	UPN
	OneExport
	CloudID
	DeletedImmutableID
	OtherAddresses
	CloudManagement
	CloudMail
)

// inputNames are in the order of the constants.
var inputNames = [...]string{
	"cloud users", "deleted users", "cloud groups", "cloud contacts", "cloud devices",
	"role assignments", "role eligibilities",
	"tenant flag " + directory.FlagBlockHardMatch, "tenant flag " + directory.FlagBlockSoftMatch, "tenant flag " + directory.FlagSoftMatchOnUPN,
	"tenant flag " + directory.FlagQuarantineUPN, "tenant flag " + directory.FlagQuarantineAddresses,
	"onPremisesImmutableId of cloud users", "onPremisesSyncEnabled of cloud objects", "onPremisesObjectIdentifier of cloud users",
	"proxyAddresses of cloud users", "userPrincipalName of cloud users", "onPremisesSecurityIdentifier of cloud users", "onPremisesSecurityIdentifier of cloud groups", "objectSid",
	"objectClass", "source anchor attribute", "objectGUID", "mS-DS-ConsistencyGuid",
	"objectGUID (lost on export)", "mS-DS-ConsistencyGuid (lost on export)", "source anchor attribute (lost on export)",
	"proxyAddresses", "mail", "userPrincipalName", "one export that is current", "id of cloud users", "onPremisesImmutableId of deleted users", "proxyAddresses of cloud groups and contacts", "isCloudManaged of cloud users", "mail of cloud users",
}

// Names returns the names of the inputs, in a fixed order.
func (m Inputs) Names() []string {
	var names []string
	for i, name := range inputNames {
		if m&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// String joins the names.
func (m Inputs) String() string { return strings.Join(m.Names(), ", ") }

// Package match foretells what the sync service does with each on-premises
// object at its next run.
//
// Begin with [Simulate]. A question that the exports cannot answer is not
// guessed at: its verdict is [Undecided] and names the input that is missing.
package match

import "hardmatch/directory"

// A Kind is what becomes of an object.
type Kind uint8

const (
	Undecided            Kind = iota // the exports do not tell; see [Verdict.Missing]
	Joined                           // both sides hold the anchor and the cloud object is synced
	HardMatch                        // the anchor finds a cloud object that is not synced yet
	SoftMatchSMTP                    // the primary SMTP address finds one without an anchor
	SoftMatchUPN                     // the user principal name finds one without an anchor
	Restore                          // the anchor finds a deleted user, who comes back
	Provision                        // nothing is found and a new object is made
	ProvisionQuarantined             // as Provision, but a duplicate value stays behind
	Refused                          // the service reports an error; see [Verdict.Refusals]
	NotSynced                        // filtered out before it reaches the service
	CloudManaged                     // the source of authority is the cloud, so the object is skipped
)

var kindNames = [...]string{
	"undecided", "joined", "hardMatch", "softMatchSmtp", "softMatchUpn", "restore",
	"provision", "provisionQuarantined", "refused", "notSynced", "cloudManaged",
}

// String returns the kind as the JSON documents spell it.
func (k Kind) String() string { return kindNames[k] }

// A Basis is how well a verdict is founded.
type Basis uint8

const (
	Undocumented Basis = iota // seen in the field only
	Inferred                  // follows from documented facts, but is not written anywhere
	Documented                // the vendor says so
)

var basisNames = [...]string{"undocumented", "inferred", "documented"}

// String returns the basis as the JSON documents spell it.
func (b Basis) String() string { return basisNames[b] }

// A Refusal is an error of the sync service, in the service's own spelling.
type Refusal string

// The refusals that a verdict can foretell.
const (
	InvalidSoftMatch           Refusal = "InvalidSoftMatch"
	InvalidHardMatch           Refusal = "InvalidHardMatch"
	AttributeValueMustBeUnique Refusal = "AttributeValueMustBeUnique"
	ObjectTypeMismatch         Refusal = "ObjectTypeMismatch"
	ExistingAdminRoleConflict  Refusal = "ExistingAdminRoleConflict"
	AttributeUpdateNotAllowed  Refusal = "AttributeUpdateNotAllowed"
)

// The inputs that a verdict can miss, as [Verdict.Missing] names them.
const (
	CloudUsers      = "cloud users"
	DeletedUsers    = "deleted users"
	RoleAssignments = "role assignments"
	TenantFeatures  = "tenant features"
	CloudGroups     = "cloud groups"
	CloudContacts   = "cloud contacts"
	CloudDevices    = "cloud devices"
)

// A Verdict is what becomes of one on-premises object, and why.
type Verdict struct {
	Object      *directory.Object
	Kind        Kind
	Counterpart *directory.Object   // the cloud object it meets, or nil
	Others      []*directory.Object // on-premises objects in the same conflict, in input order
	Refusals    []Refusal           // likeliest first, where sources disagree
	Reason      string              // one sentence, without the names of the objects
	Basis       Basis
	Missing     []string // the inputs or attributes that would decide it
}

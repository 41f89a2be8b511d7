// Package match predicts what the sync service does with each on-premises object at its next
// run.
//
// Begin with [Simulate]. Where the exports do not decide, the verdict is [Undecided] and names
// the missing inputs.
package match

import "hardmatch/directory"

// A Kind is what the next sync does with an object.
type Kind uint8

const (
	Undecided            Kind = iota // the exports do not decide; see [Verdict.Missing]
	Joined                           // both sides hold the anchor and the cloud object is synced
	HardMatch                        // the anchor finds a cloud object that is not synced yet
	SoftMatchSMTP                    // the primary SMTP address finds one without an anchor
	SoftMatchUPN                     // the user principal name finds one without an anchor
	Restore                          // the anchor finds a deleted user, which is restored
	Provision                        // nothing is found, and a new object is created
	ProvisionQuarantined             // as Provision, but a duplicate value is quarantined
	Refused                          // the service reports an error; see [Outcome.Refusals]
	NotSynced                        // filtered out before it reaches the service
	CloudManaged                     // the source of authority is the cloud, so the object is skipped
)

var kindNames = [...]string{
	"undecided", "joined", "hardMatch", "softMatchSmtp", "softMatchUpn", "restore",
	"provision", "provisionQuarantined", "refused", "notSynced", "cloudManaged",
}

// Kinds is how many kinds there are.
const Kinds = len(kindNames)

// String returns the kind as the JSON documents spell it.
func (k Kind) String() string { return kindNames[k] }

// A Basis is the evidence for a verdict.
type Basis uint8

const (
	Undocumented Basis = iota // seen in the field only
	Inferred                  // follows from documented facts, but is not written anywhere
	Documented                // Microsoft documents it
)

var basisNames = [...]string{"undocumented", "inferred", "documented"}

// String returns the basis as the JSON documents spell it.
func (b Basis) String() string { return basisNames[b] }

// A Refusal is an error of the sync service, in the service's own spelling.
type Refusal string

// The refusals that a verdict can predict.
const (
	InvalidSoftMatch                      Refusal = "InvalidSoftMatch"
	InvalidHardMatch                      Refusal = "InvalidHardMatch"
	AttributeValueMustBeUnique            Refusal = "AttributeValueMustBeUnique"
	QuarantinedAttributeValueMustBeUnique Refusal = "QuarantinedAttributeValueMustBeUnique"
	ObjectTypeMismatch                    Refusal = "ObjectTypeMismatch"
	ExistingAdminRoleConflict             Refusal = "ExistingAdminRoleConflict"
	AttributeUpdateNotAllowed             Refusal = "AttributeUpdateNotAllowed"
	DataValidationFailed                  Refusal = "DataValidationFailed"
)

// An Outcome is a row of the decision table: what the sync does with an object, and why.
type Outcome struct {
	Kind     Kind
	Basis    Basis
	Refusals []Refusal // the most likely first, where sources disagree
	Reason   string    // one sentence, without the names of the objects
}

// A Verdict is the prediction for one on-premises object.
type Verdict struct {
	*Outcome
	Object      Ref
	Counterpart Ref    // the cloud object that it matches, or would match or conflict with; or [None]
	Missing     Inputs // the inputs that would decide it; 0 if it is decided
	OtherSID    bool   // it is joined, its SID differs from that of the cloud user, and the exports do not show why
	byAnchor    bool   // the anchor found the counterpart
}

// A Ref is an object of one of the two connector spaces.
type Ref uint32

// None is no object.
const None = ^Ref(0)

// RefOf returns the object with a number of a side.
func RefOf(side directory.Side, number int) Ref {
	if side == directory.Cloud {
		return cloud(number)
	}
	return onPremises(number)
}

func onPremises(number int) Ref { return Ref(number) << 1 }
func cloud(number int) Ref      { return Ref(number)<<1 | 1 }

// IsCloud reports on which side the object is.
func (r Ref) IsCloud() bool { return r&1 != 0 }

// Number returns the number of the object in its connector space, from 0.
func (r Ref) Number() int { return int(r >> 1) }

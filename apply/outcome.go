package apply

import "hardmatch/plan"

// A State is how far a step is, or how it ended.
type State string

// The states. The journal records the first group while a step is being written.
const (
	Intent         State = "intent"    // about to be written
	Confirmed      State = "confirmed" // the service accepted the write
	WriteUnknown   State = "unknown"   // the write may have taken effect; no answer shows it
	WriteThrottled State = "throttled" // not written; the service asks to try again later
	WriteNotSent   State = "notSent"   // not written; there was no connection
	WriteRefused   State = "refused"   // not written; the service refused it

	Verified    State = "verified"    // written and read back; of a verify step: as expected
	AlreadyDone State = "alreadyDone" // the target had the new values before
	DoneByHand  State = "doneByHand"  // a person has marked it as done
	Drifted     State = "drifted"     // the target is not as the plan expects
	Failed      State = "failed"      // the write failed
	Undone      State = "undone"      // written, and undone since

	Pending     State = "pending"     // to be carried out
	Skipped     State = "skipped"     // not begun, because the run stopped
	ByHand      State = "byHand"      // not supported by apply
	Waiting     State = "waiting"     // waits for a step that is not carried out, or for the sync
	NotApproved State = "notApproved" // irreversible, and not approved
	LeftOut     State = "leftOut"     // not selected
)

func (s State) isDone() bool { return s == Verified || s == AlreadyDone || s == DoneByHand }

// isOpen reports whether it is unknown if a step in this state was written, should a journal
// end with it.
func (s State) isOpen() bool { return s == Intent || s == Confirmed || s == WriteUnknown }

// An Outcome is a step with its state.
type Outcome struct {
	Step   *plan.Step
	State  State
	Reason string // why, in words; may be empty
}

// name returns the name of a target for messages.
func name(t plan.Ref) string {
	for _, s := range []string{t.UserPrincipalName, t.Mail, t.DN, t.ID} {
		if s != "" {
			return s
		}
	}
	return "the tenant"
}

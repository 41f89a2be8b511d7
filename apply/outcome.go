package apply

import "hardmatch/plan"

// A State is how far a step is.
type State string

// The states. A step is journalled in each of the first group while it is under way.
const (
	Intent     State = "intent"    // about to be written
	Confirmed  State = "confirmed" // the service took it
	Unsure     State = "unknown"   // no answer tells whether it was carried out
	PutOff     State = "throttled" // not carried out; the service asks to come later
	NotWritten State = "notSent"   // not carried out; no connection came about
	Refusal    State = "refused"   // not carried out, as the service answered

	Verified    State = "verified"    // written and read back; of a look: so it is
	AlreadyDone State = "alreadyDone" // it was so before
	DoneByHand  State = "doneByHand"  // somebody says so
	Drifted     State = "drifted"     // something else was found than the plan expects
	Failed      State = "failed"      // the service refuses it
	Undone      State = "undone"      // written, and taken back since

	Pending     State = "pending"     // to be carried out
	Skipped     State = "skipped"     // not begun, since the run was stopped
	ByHand      State = "byHand"      // not for apply
	Waiting     State = "waiting"     // for a step that was not carried out, or for the sync
	NotApproved State = "notApproved" // irreversible, and off
	LeftOut     State = "leftOut"     // not among those asked for
)

func (s State) isDone() bool { return s == Verified || s == AlreadyDone || s == DoneByHand }

// isOpen reports whether a journal that ends with this state leaves open whether the
// step was carried out.
func (s State) isOpen() bool { return s == Intent || s == Confirmed || s == Unsure }

// An Outcome is what became of a step.
type Outcome struct {
	Step   *plan.Step
	State  State
	Reason string
}

// name is what people call a target.
func name(t plan.Ref) string {
	for _, s := range []string{t.UserPrincipalName, t.Mail, t.DN, t.ID} {
		if s != "" {
			return s
		}
	}
	return "the tenant"
}

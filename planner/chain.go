package planner

import (
	"cmp"
	"fmt"
	"slices"

	"hardmatch/match"
	"hardmatch/plan"
)

// A phaseSlot is a place in the order of a plan. Steps in one slot are in the order of
// the exports. The first sync acts on all users, so everything that needs no sync comes
// before it.
type phaseSlot uint8

const (
	slotPrepare          phaseSlot = iota // flags, roles, and reviews
	slotFree                              // values and names are freed
	slotIrreversible                      // steps that cannot be undone
	slotAnchor                            // anchors are written
	slotNameBack                          // names that were changed for slotAnchor are changed back
	slotLeaveScope                        // objects leave the scope
	slotLeaveSync                         // two syncs run without them
	slotLateFree                          // like slotFree to slotNameBack, for these objects
	slotLateIrreversible                  //
	slotLateAnchor                        //
	slotLateNameBack                      //
	slotReturnToScope                     // objects return into the scope
	slotSync
	slotVerify
	slotRestore // roles and flags are restored
)

var slotPhases = [...]plan.Phase{
	slotPrepare: plan.Prepare, slotFree: plan.Free, slotIrreversible: plan.Free, slotAnchor: plan.Stamp, slotNameBack: plan.Stamp,
	slotLeaveScope: plan.Sync, slotLeaveSync: plan.Sync, slotLateFree: plan.Sync, slotLateIrreversible: plan.Sync, slotLateAnchor: plan.Sync, slotLateNameBack: plan.Sync, slotReturnToScope: plan.Sync, slotSync: plan.Sync,
	slotVerify: plan.VerifyPhase, slotRestore: plan.RestoreSettings,
}

// late returns the counterpart of a slot after the syncs of slotLeaveSync.
func (s phaseSlot) late() phaseSlot { return s + slotLateFree - slotFree }

// A pendingStep is a step that has no place in the plan yet.
type pendingStep struct {
	plan.Step
	slot      phaseSlot
	after     []*pendingStep
	collected bool // it is in the list of all steps
}

// A chain is the steps for one on-premises object. Each step waits for the previous one.
type chain struct {
	b       *builder
	subject match.Ref
	steps   []*pendingStep
	rules   []string // IDs of the rules that the chain cures
	// The shared steps that the chain needs.
	pausesScheduler bool // no scheduled sync may run before its end
	leavesScope     bool // two syncs must run after an object left the scope
	takesOver       bool // it ends in a hard match
	needsFlagOff    bool // the tenant blocks this hard match
	needsSync       bool // a sync carries its changes to the cloud
	blocksSync      bool // a sync before its review would join the wrong users
}

func (b *builder) newChain(subject match.Ref, rule string) *chain {
	c := &chain{b: b, subject: subject}
	if rule != "" {
		c.rules = []string{rule}
	}
	return c
}

// commit adds a chain to the plan.
func (c *chain) commit() {
	c.b.chains = append(c.b.chains, c)
	c.b.mention(c.subject)
	for _, d := range c.steps {
		if key, changes := keyOf(d.Step); changes {
			c.b.changes[key] = d
		}
	}
}

// A changeKey names what a plan may change only once: a property of an object, or one
// value of a property with several values.
type changeKey struct{ object, property, value string }

// add adds a step to a chain. If another chain already makes the same change, both share
// its step.
func (c *chain) add(s phaseSlot, step plan.Step) *pendingStep {
	step.Phase = slotPhases[s]
	if step.Irreversible {
		step.Undo = nil
	}
	step.Because = append(step.Because, c.rules...)
	d := &pendingStep{Step: step, slot: s}
	if key, changes := keyOf(step); changes {
		if same := c.b.changes[key]; same != nil && sameChange(same.Step, step) {
			same.Because = plan.AppendNew(same.Because, step.Because)
			d = same
		}
	}
	c.steps = append(c.steps, d)
	return d
}

func keyOf(s plan.Step) (changeKey, bool) {
	object := s.Target.Side + s.Target.ID + s.Target.DN + s.Target.UserPrincipalName + s.Target.Mail
	switch s.Operation {
	case plan.RemoveProxyAddress:
		v, _ := s.Expect.Get(plan.ProxyAddresses)
		address, _ := v.Text()
		return changeKey{object, plan.ProxyAddresses, address}, true
	case plan.SetMail, plan.SetUserPrincipalName, plan.MoveOutOfScope, plan.PurgeDeletedUser, plan.ClearOnPremisesObjectIdentifier:
		return changeKey{object, string(s.Operation), ""}, true
	case plan.SetConsistencyGUID, plan.ClearConsistencyGUID:
		return changeKey{object, plan.ConsistencyGUID, ""}, true
	}
	return changeKey{}, false
}

func sameChange(a, b plan.Step) bool { return slices.Equal(a.Set, b.Set) }

// clashes reports whether another step changes the same property to another value.
func (b *builder) clashes(s plan.Step) bool {
	key, changes := keyOf(s)
	other := b.changes[key]
	return changes && other != nil && !sameChange(other.Step, s)
}

// order returns all steps, numbered in the order in which they are carried out, and the
// number of objects with steps.
func (b *builder) order() ([]plan.Step, int) {
	for _, c := range b.chains {
		sortBySlot(c.steps)
	}
	shared := b.shared()
	sortBySlot(shared.steps)
	b.chains = append(b.chains, shared)
	var all []*pendingStep
	subjects := make(map[match.Ref]bool)
	for _, c := range b.chains {
		for i, d := range c.steps {
			if i > 0 {
				d.after = append(d.after, c.steps[i-1])
			}
			if !d.collected {
				all = append(all, d)
			}
			d.collected = true
		}
		if c.subject != match.None && len(c.steps) > 0 {
			subjects[c.subject] = true
		}
	}
	sortBySlot(all)
	return number(b.splitDeletions(all)), len(subjects)
}

func sortBySlot(list []*pendingStep) {
	slices.SortStableFunc(list, func(x, y *pendingStep) int { return cmp.Compare(x.slot, y.slot) })
}

func number(all []*pendingStep) []plan.Step {
	for i, d := range all {
		d.ID = fmt.Sprintf("s%d", i+1)
		if d.Undo != nil {
			d.Undo.ID, d.Undo.Phase = d.ID+"u", d.Phase
		}
		makeValid(&d.Step)
	}
	steps := make([]plan.Step, 0, len(all))
	for _, d := range all {
		for _, before := range d.after {
			if before != d && !slices.Contains(d.After, before.ID) {
				d.After = append(d.After, before.ID)
			}
		}
		steps = append(steps, d.Step)
	}
	return steps
}

// shared returns the chain of the steps that all users share. Other steps wait for them.
func (b *builder) shared() *chain {
	c := b.newChain(match.None, "")
	var pause, gone, synced *pendingStep
	if b.any(func(c *chain) bool { return c.pausesScheduler }) {
		pause = c.add(slotPrepare, byHand("pause the scheduler on the server of Entra Connect: Set-ADSyncScheduler -SyncCycleEnabled $false"))
		c.add(slotRestore, byHand("start the scheduler again: Set-ADSyncScheduler -SyncCycleEnabled $true"))
	}
	if blocked := b.rulesOf(func(c *chain) bool { return c.needsFlagOff }); blocked != nil {
		off := c.add(slotPrepare, flagStep(false, blocked, "the tenant blocks takeover through hard match, which this plan needs; the flag is off for one sync"))
		b.holdBack(off)
		c.add(slotRestore, flagStep(true, nil, "the documentation recommends that the flag is on, except while a hard match is wanted"))
	}
	if b.any(func(c *chain) bool { return c.leavesScope }) {
		first := c.add(slotLeaveSync, syncStep("the first of two syncs after objects left the scope; no object may return before the second (error 114)"))
		b.holdBack(first)
		gone = c.add(slotLeaveSync, syncStep("the second of two syncs after objects left the scope"))
	}
	if b.any(func(c *chain) bool { return c.needsSync }) {
		explain := "carries the changes to Entra ID"
		if b.any(func(c *chain) bool { return c.hasSlot(slotVerify) }) {
			explain += ", and joins each user to the cloud user that has its anchor"
		}
		synced = c.add(slotSync, syncStep(explain))
		b.holdBack(synced)
	}
	for _, waiting := range b.chains {
		waiting.waitFor(pause, waiting.pausesScheduler, slotNameBack)
		waiting.waitFor(gone, waiting.leavesScope, slotLeaveSync)
		waiting.waitFor(synced, waiting.needsSync, slotSync)
	}
	return c
}

// holdBack makes a shared step wait for the steps without which a sync would join the
// wrong users: purges, and some reviews.
func (b *builder) holdBack(shared *pendingStep) {
	for _, c := range b.chains {
		for _, d := range c.steps {
			if d.slot <= shared.slot && (c.blocksSync && d.Operation == plan.ManualReview || d.Operation == plan.PurgeDeletedUser && shared.slot > d.slot) {
				shared.after = append(shared.after, d)
			}
		}
	}
}

// waitFor makes the first step after a slot wait for a shared step.
func (c *chain) waitFor(shared *pendingStep, waits bool, after phaseSlot) {
	for _, d := range c.steps {
		if waits && shared != nil && d.slot > after {
			d.after = append(d.after, shared)
			return
		}
	}
}

func (c *chain) hasSlot(s phaseSlot) bool {
	return slices.ContainsFunc(c.steps, func(d *pendingStep) bool { return d.slot == s })
}

func (b *builder) any(is func(*chain) bool) bool { return slices.ContainsFunc(b.chains, is) }

// rulesOf returns the rules of some chains, each once. It returns nil if there is no such
// chain.
func (b *builder) rulesOf(is func(*chain) bool) []string {
	var rules []string
	for _, c := range b.chains {
		if is(c) {
			rules = plan.AppendNew(slices.Grow(rules, 1), c.rules)
		}
	}
	return rules
}

// mostDeletions is the number of objects that may leave the scope before a sync. Entra
// Connect stops an export with more than 500 deletions.
// https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sync-feature-prevent-accidental-deletes
const mostDeletions = 499

// splitDeletions inserts a sync after each mostDeletions moves out of the scope.
func (b *builder) splitDeletions(all []*pendingStep) []*pendingStep {
	var guarded []*pendingStep
	moves := 0
	for _, d := range all {
		if d.Operation == plan.MoveOutOfScope {
			if moves++; moves%mostDeletions == 1 && moves > 1 {
				sync := &pendingStep{slot: slotLeaveScope, Step: syncStep(fmt.Sprintf("a sync before %d more objects leave the scope, since Entra Connect stops an export with more than 500 deletions", mostDeletions))}
				sync.Phase = slotPhases[slotLeaveScope]
				guarded = append(guarded, sync)
			}
		}
		guarded = append(guarded, d)
	}
	return guarded
}

func syncStep(explain string) plan.Step {
	return plan.Step{
		Operation: plan.RunSync, Target: plan.Ref{Side: plan.SideOnPremises},
		Set:     plan.Properties{{Name: plan.PolicyType, Value: plan.Text("Delta")}},
		Explain: explain,
		Needs:   plan.Needs{Roles: []string{"ADSyncAdmins or ADSyncOperators, on the server of Entra Connect"}},
	}
}

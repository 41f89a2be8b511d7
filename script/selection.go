package script

import (
	"fmt"
	"slices"
	"strings"

	"hardmatch/hint"
	"hardmatch/plan"
	"hardmatch/text"
)

// Options select the steps of a plan.
type Options struct {
	Undo  bool       // the steps that undo the plan instead of the steps of the plan
	Phase plan.Phase // only the steps of this phase, "" for all
	Words hint.Words // for hints in the text; without them the text has no hints
}

// A Selection is the steps to write: those of a plan or of its undo, all of them
// or those of one phase.
type Selection struct {
	Plan      *plan.Plan // the original plan, also for its undo
	Steps     []plan.Step
	Unplanned []plan.Unplanned
	Counts    plan.Counts
	Undo      bool
	Phase     plan.Phase
	Others    int            // steps of other phases
	index     map[string]int // in Steps, by step ID
	moved     currentDNs     // before the first of Steps
	words     hint.Words
}

// Select returns the steps of a plan that the options select, in the order of
// their execution. The plan must be valid; see [plan.Plan.Validate]. Select fails
// for an unknown phase and for a plan that cannot be undone.
func Select(p *plan.Plan, o Options) (*Selection, error) {
	if o.Phase != "" && !slices.Contains(plan.Phases(), o.Phase) {
		return nil, fmt.Errorf("unknown phase %q, expected one of %s", o.Phase, list(plan.Phases()))
	}
	source := p
	if o.Undo {
		undo, err := p.Reverse()
		if err != nil {
			return nil, err
		}
		source = undo
	}
	sel := &Selection{Plan: p, Unplanned: source.Unplanned, Counts: source.Counts, Undo: o.Undo, Phase: o.Phase,
		index: make(map[string]int), moved: make(currentDNs), words: o.Words}
	if o.Undo {
		for _, s := range ordered(p.Steps) {
			sel.moved.applyMove(s)
		}
	}
	for _, s := range ordered(source.Steps) {
		if o.Phase != "" && s.Phase != o.Phase {
			if sel.Others++; len(sel.Steps) == 0 {
				sel.moved.applyMove(s)
			}
			continue
		}
		sel.index[s.ID] = len(sel.Steps)
		sel.Steps = append(sel.Steps, s)
	}
	return sel, nil
}

// ordered returns the steps in the order of the plan, but moves irreversible steps
// to the end if no other step waits for them.
func ordered(steps []plan.Step) []plan.Step {
	awaited := make(map[string]bool)
	for _, s := range steps {
		for _, id := range s.After {
			awaited[id] = true
		}
	}
	var first, last []plan.Step
	for _, s := range steps {
		if s.Irreversible && !awaited[s.ID] {
			last = append(last, s)
		} else {
			first = append(first, s)
		}
	}
	return append(first, last...)
}

// after returns the IDs of the steps that a step waits for: here those in the
// selection, elsewhere those of other phases.
func (sel *Selection) after(s plan.Step) (here, elsewhere []string) {
	for _, id := range s.After {
		if _, ok := sel.index[id]; ok {
			here = append(here, id)
		} else {
			elsewhere = append(elsewhere, id)
		}
	}
	return here, elsewhere
}

// stepFacts are what a renderer has to know about each step besides the step, by
// step ID.
type stepFacts struct {
	awaited   map[string]bool // another step waits for it
	late      map[string]bool // it can be checked only right before it is done
	dns       map[string]string
	later     map[string]laterChange
	impliedBy map[string][]string
}

// newFacts collects the facts for a format, which can express steps for which check
// returns nil, and which carries out some of them.
func newFacts(sel *Selection, check func(plan.Step) error, carriesOut func(plan.Step) bool) stepFacts {
	later := sel.laterChanges()
	byHand := func(s plan.Step) bool { return !carriesOut(s) }
	return stepFacts{sel.awaited(), sel.late(supported(check)), sel.stepDNs(), later, sel.impliedBy(later, byHand)}
}

// awaited returns the steps that another step of the selection waits for.
func (sel *Selection) awaited() map[string]bool {
	awaited := make(map[string]bool)
	for _, s := range sel.Steps {
		for _, id := range s.After {
			awaited[id] = true
		}
	}
	return awaited
}

// pending returns the IDs of the steps that a step waits for and that the script
// does not carry out. It does not list the steps that these wait for: a step is
// done only after the steps before it.
func (sel *Selection) pending(s plan.Step, carriesOut func(plan.Step) bool) []string {
	here, _ := sel.after(s)
	return slices.DeleteFunc(here, func(id string) bool { return carriesOut(sel.Steps[sel.index[id]]) })
}

// late returns the steps that can be checked only right before they are done: an
// earlier step changes the same object, or they wait for a sync or for a step that
// the format does not support.
func (sel *Selection) late(supported func(plan.Step) bool) map[string]bool {
	late := make(map[string]bool)
	changed := make(map[string]bool)
	for _, s := range sel.Steps {
		names := objectNames(s)
		for _, name := range names {
			late[s.ID] = late[s.ID] || changed[name]
		}
		here, _ := sel.after(s)
		for _, id := range here {
			other := sel.Steps[sel.index[id]]
			late[s.ID] = late[s.ID] || late[id] || other.Operation == plan.RunSync || !supported(other)
		}
		for _, name := range names {
			changed[name] = changed[name] || s.Operation != plan.Verify && supported(s) && (s.Approved || !s.Irreversible)
		}
	}
	return late
}

// objectNames returns all names of what a step changes. So a step that names a user
// by ID and one that names it by user principal name are on the same user.
func objectNames(s plan.Step) []string {
	if s.Operation == plan.SetTenantFlag && len(s.Set) > 0 {
		return []string{"flag " + s.Set[0].Name}
	}
	var list []string
	for kind, name := range map[string]string{
		"dn": s.Target.DN, "guid": s.Target.ObjectGUID, "id": s.Target.ID, "upn": s.Target.UserPrincipalName, "mail": s.Target.Mail,
	} {
		if name != "" {
			list = append(list, s.Target.Side+" "+kind+" "+strings.ToLower(name))
		}
	}
	return list
}

// Extent returns a clause for a heading: whether this is the undo, and the phase.
func (sel *Selection) Extent() string {
	extent := ""
	if sel.Undo {
		extent = ", the undo of the plan"
	}
	if sel.Phase != "" {
		extent += fmt.Sprintf(", only the phase %s (%s in the others)", sel.Phase, text.Count(sel.Others, "step"))
	}
	return extent
}

// NotPlanned returns a line for each object without steps, with the reason.
func (sel *Selection) NotPlanned() []string {
	var list []string
	for _, u := range sel.Unplanned {
		list = append(list, u.Object.Display()+": "+u.Why)
	}
	return list
}

// done returns a clause that the steps are done, with a format for each.
func (sel *Selection) done(ids []string) string {
	var list []string
	for _, id := range ids {
		s := sel.Steps[sel.index[id]]
		text := id + " (" + string(s.Operation)
		if formats := Supporting(s, LDIF); len(formats) > 0 {
			text += ", " + formats[0]
		}
		list = append(list, text+")")
	}
	if more := len(list) - 5; more > 0 {
		list = append(list[:5], text.Count(more, "other")+", see the plan")
	}
	return strings.Join(list, ", ") + map[bool]string{true: " is done", false: " are done"}[len(ids) == 1]
}

// OtherPhases returns a clause for a step that waits for steps of other phases, or "".
func (sel *Selection) OtherPhases(s plan.Step) string {
	if _, elsewhere := sel.after(s); len(elsewhere) > 0 {
		return "comes after " + strings.Join(elsewhere, ", ") + " of another phase"
	}
	return ""
}

// reason returns why a step is in the plan, with its rules.
func reason(s plan.Step) string {
	rules := strings.Join(s.Because, ", ")
	switch {
	case rules == "":
		return s.Explain
	case s.Explain == "":
		return rules
	}
	return s.Explain + " (" + rules + ")"
}

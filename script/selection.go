package script

import (
	"fmt"
	"slices"
	"strings"

	"hardmatch/plan"
	"hardmatch/text"
)

// Options select the steps of a plan.
type Options struct {
	Undo  bool       // the steps that undo the plan instead of those of the plan
	Phase plan.Phase // only the steps of this phase, "" for all
}

// A Selection is the steps to write: those of a plan or of its undo, all of them
// or those of one phase.
type Selection struct {
	Plan      *plan.Plan // from which the steps are, also those of its undo
	Steps     []plan.Step
	Unplanned []plan.Unplanned
	Counts    plan.Counts
	Undo      bool
	Phase     plan.Phase
	Others    int // steps of other phases
	at        map[string]int
	moved     places // by steps before the first of these
}

// Select returns the steps of a plan that the options ask for, in the order in
// which they are carried out. The plan is valid by [plan.Plan.Validate]. It fails for an
// unknown phase and for a plan that cannot be undone.
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
	sp := &Selection{Plan: p, Unplanned: source.Unplanned, Counts: source.Counts, Undo: o.Undo, Phase: o.Phase, at: make(map[string]int), moved: make(places)}
	if o.Undo {
		for _, s := range ordered(p.Steps) {
			sp.moved.follow(s)
		}
	}
	for _, s := range ordered(source.Steps) {
		if o.Phase != "" && s.Phase != o.Phase {
			if sp.Others++; len(sp.Steps) == 0 {
				sp.moved.follow(s)
			}
			continue
		}
		sp.at[s.ID] = len(sp.Steps)
		sp.Steps = append(sp.Steps, s)
	}
	return sp, nil
}

// ordered returns the steps in the order of the plan, except that irreversible
// steps for which no other step waits come last.
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

// after returns the steps that a step waits for: here those of the selection,
// elsewhere those of other phases.
func (sp *Selection) after(s plan.Step) (here, elsewhere []string) {
	for _, id := range s.After {
		if _, ok := sp.at[id]; ok {
			here = append(here, id)
		} else {
			elsewhere = append(elsewhere, id)
		}
	}
	return here, elsewhere
}

// facts are what a renderer has to know about each step besides the step.
type facts struct {
	awaited map[string]bool
	late    map[string]bool
	places  map[string]string
	laters  map[string]later
	befores map[string][]string
}

// factsOf collects the facts for a format that can express some steps and carries
// out some of those itself.
func factsOf(sp *Selection, can func(plan.Step) error, carriesOut func(plan.Step) bool) facts {
	laters := sp.laters()
	byHand := func(s plan.Step) bool { return !carriesOut(s) }
	return facts{sp.awaited(), sp.late(does(can)), sp.places(), laters, sp.befores(laters, byHand)}
}

// awaited are the steps that another one of these waits for.
func (sp *Selection) awaited() map[string]bool {
	awaited := make(map[string]bool)
	for _, s := range sp.Steps {
		for _, id := range s.After {
			awaited[id] = true
		}
	}
	return awaited
}

// pending returns the steps that a step waits for and that the script does not
// carry out. Steps for which those wait are not listed: a step is done only after
// the steps before it.
func (sp *Selection) pending(s plan.Step, does func(plan.Step) bool) []string {
	here, _ := sp.after(s)
	return slices.DeleteFunc(here, func(id string) bool { return does(sp.Steps[sp.at[id]]) })
}

// late are the steps that can be looked at only when it is their turn: an
// earlier one changes the same object, or they wait for a sync or for a step that
// the script does not carry out.
func (sp *Selection) late(does func(plan.Step) bool) map[string]bool {
	late := make(map[string]bool)
	changed := make(map[string]bool)
	for _, s := range sp.Steps {
		names := objectNames(s)
		for _, name := range names {
			late[s.ID] = late[s.ID] || changed[name]
		}
		here, _ := sp.after(s)
		for _, id := range here {
			other := sp.Steps[sp.at[id]]
			late[s.ID] = late[s.ID] || late[id] || other.Operation == plan.RunSync || !does(other)
		}
		for _, name := range names {
			changed[name] = changed[name] || s.Operation != plan.Verify && does(s) && (s.Approved || !s.Irreversible)
		}
	}
	return late
}

// objectNames are all names of what a step changes, so that a step by id and one
// by user principal name are found to be on one user.
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

// Extent is a clause for a head: that this is the undo, and which phase alone.
func (sp *Selection) Extent() string {
	extent := ""
	if sp.Undo {
		extent = ", the way back"
	}
	if sp.Phase != "" {
		extent += fmt.Sprintf(", of the phase %s alone (%s in the others)", sp.Phase, text.Count(sp.Others, "step"))
	}
	return extent
}

// NotPlanned lists the objects without steps, and why.
func (sp *Selection) NotPlanned() []string {
	var list []string
	for _, u := range sp.Unplanned {
		list = append(list, u.Object.Display()+": "+u.Why)
	}
	return list
}

// done names steps that must be done first, with a format that can express them.
func (sp *Selection) done(ids []string) string {
	var list []string
	for _, id := range ids {
		s := sp.Steps[sp.at[id]]
		text := id + " (" + string(s.Operation)
		if can := Supporting(s, LDIF); len(can) > 0 {
			text += ", " + can[0]
		}
		list = append(list, text+")")
	}
	if more := len(list) - 5; more > 0 {
		list = append(list[:5], text.Count(more, "other")+", see the plan")
	}
	return strings.Join(list, ", ") + map[bool]string{true: " is done", false: " are done"}[len(ids) == 1]
}

// OtherPhases is a clause for a step that waits for steps of other phases, or "".
func (sp *Selection) OtherPhases(s plan.Step) string {
	if _, elsewhere := sp.after(s); len(elsewhere) > 0 {
		return "comes after " + strings.Join(elsewhere, ", ") + " of another phase"
	}
	return ""
}

// reason is why a step is in the plan, with the rules for it.
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

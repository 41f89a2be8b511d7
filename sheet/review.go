package sheet

import (
	"fmt"
	"strings"

	"hardmatch/plan"
	"hardmatch/script"
	"hardmatch/text"
)

// A sheet is what a change board reviews. Markdown and HTML show it.
type sheet struct {
	title  string
	facts  []fact
	groups []stepGroup
}

// A fact is a row about the whole plan. The data come from the plan.
type fact struct {
	name string
	data []string
}

// A stepGroup has the steps of a phase, or the irreversible steps.
type stepGroup struct {
	title, note string
	steps       []plan.Step
}

func newSheet(sel *script.Selection, f Format) sheet {
	name := "Plan"
	if sel.Undo {
		name = "Undo"
	}
	title := fmt.Sprintf("%s: %s", name, text.Count(len(sel.Steps), "step"))
	if sel.Phase == "" {
		title += " for " + text.Count(sel.Counts.Users, "user")
	} else {
		title += fmt.Sprintf(" of the phase %s (%s in the others)", sel.Phase, text.Count(sel.Others, "step"))
	}
	return sheet{title, sheetFacts(sel, f), stepGroups(sel.Steps)}
}

func sheetFacts(sel *script.Selection, f Format) []fact {
	p := sel.Plan
	facts := []fact{{"plan", []string{p.ID}}, {"as of", []string{p.AsOf}}}
	if p.Tenant != nil {
		facts = append(facts, fact{"tenant", p.Tenant.Names()})
	}
	for _, in := range p.Inputs {
		facts = append(facts, fact{"from", []string{in.File, in.Kind, text.Count(in.Records, "record")}})
	}
	facts = append(facts, fact{"steps", stepCounts(sel.Steps)})
	for _, flag := range p.TenantPreconditions {
		facts = append(facts, fact{"requires", []string{flag.Name + " = " + flag.Value.Display()}})
	}
	var needs plan.Needs
	for _, s := range sel.Steps {
		needs.Add(s.Needs)
	}
	if len(needs.Scopes) > 0 {
		facts = append(facts, fact{"scopes", needs.Scopes})
	}
	if len(needs.Roles) > 0 {
		facts = append(facts, fact{"roles, depending on the step", needs.Roles})
	}
	if text := sel.UndoHint(string(f)); text != "" {
		facts = append(facts, fact{"undo", []string{text}})
	}
	return facts
}

// stepCounts counts the steps that need attention.
func stepCounts(steps []plan.Step) []string {
	var byHand, renamed, last, approved int
	for _, s := range steps {
		switch {
		case s.Irreversible && s.Approved:
			last, approved = last+1, approved+1
		case s.Irreversible:
			last++
		case s.Operation == plan.SetUserPrincipalName || s.Operation == plan.SetCloudUserPrincipalName:
			renamed++
		case s.IsByHand():
			byHand++
		}
	}
	return []string{
		fmt.Sprintf("%d irreversible, %d of them approved", last, approved),
		fmt.Sprintf("%d by hand", byHand),
		fmt.Sprintf("%d that change a sign-in name", renamed),
	}
}

// stepGroups returns the steps by phase, then the irreversible steps.
func stepGroups(steps []plan.Step) []stepGroup {
	var groups []stepGroup
	last := stepGroup{title: "Irreversible", note: "Each of these is off until it is approved in the plan."}
	at := make(map[plan.Phase]int)
	for _, s := range steps {
		if s.Irreversible {
			last.steps = append(last.steps, s)
			continue
		}
		if _, ok := at[s.Phase]; !ok {
			at[s.Phase] = len(groups)
			groups = append(groups, stepGroup{title: string(s.Phase)})
		}
		group := &groups[at[s.Phase]]
		group.steps = append(group.steps, s)
	}
	if len(last.steps) > 0 {
		groups = append(groups, last)
	}
	return groups
}

// risks describe the impact of each operation, without values of a plan.
var risks = map[plan.Operation]string{
	plan.SetOnPremisesImmutableID:        "the next sync joins this user, and then the values of Active Directory replace its own",
	plan.ClearOnPremisesImmutableID:      "a user of a federated domain cannot sign in until it has an anchor again",
	plan.ClearOnPremisesObjectIdentifier: "the next sync may join another on-premises user to it",
	plan.SetConsistencyGUID:              "it determines the cloud user to which the next sync joins this user",
	plan.ClearConsistencyGUID:            "the next sync may join this user to another cloud user",
	plan.RemoveProxyAddress:              "mail to this address no longer reaches the object",
	plan.SetMail:                         "mail to the old address may no longer reach the object",
	plan.SetUserPrincipalName:            "the sign-in name of the user changes",
	plan.SetCloudUserPrincipalName:       "the sign-in name of the user changes",
	plan.DeleteUser:                      "the user can no longer sign in; it can be restored for 30 days",
	plan.RestoreDeletedUser:              "the user can sign in again",
	plan.PurgeDeletedUser:                "the user and all data that belongs only to it are permanently deleted",
	plan.SetTenantFlag:                   "it affects all users of the tenant until it is reset",
	plan.RunSync:                         "it applies all pending changes of Active Directory, not only these",
	plan.MoveOutOfScope:                  "the next sync deletes the cloud user, who can no longer sign in; it can be restored for 30 days",
	plan.MoveIntoScope:                   "the next sync joins the object to a cloud user or creates one",
}

func risk(s plan.Step) string {
	text := risks[s.Operation]
	if s.Irreversible {
		text = strings.TrimPrefix(text+"; it cannot be undone", "; ")
	}
	return text
}

// undoOf returns how a step is undone, without values of a plan.
func undoOf(s plan.Step) string {
	switch {
	case s.Undo != nil:
		return string(s.Undo.Operation)
	case s.Irreversible:
		return "not possible"
	case s.Operation == plan.Verify:
		return "not needed; the step changes nothing"
	}
	return "no step of its own"
}

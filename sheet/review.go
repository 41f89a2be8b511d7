package sheet

import (
	"fmt"
	"strings"

	"hardmatch/plan"
	"hardmatch/script"
	"hardmatch/text"
)

// A sheet is what a change board reviews, as Markdown and HTML show it.
type sheet struct {
	title  string
	facts  []fact
	groups []stepGroup
}

// A fact is something about the whole plan; data is of the plan.
type fact struct {
	name string
	data []string
}

// A stepGroup is the steps of a phase, or those that are irreversible.
type stepGroup struct {
	title, note string
	steps       []plan.Step
}

func newSheet(sp *script.Selection) sheet {
	name := "Plan"
	if sp.Undo {
		name = "The way back"
	}
	title := fmt.Sprintf("%s: %s", name, text.Count(len(sp.Steps), "step"))
	if sp.Phase == "" {
		title += " for " + text.Count(sp.Counts.Users, "user")
	} else {
		title += fmt.Sprintf(" of the phase %s (%s in the others)", sp.Phase, text.Count(sp.Others, "step"))
	}
	return sheet{title, sheetFacts(sp), stepGroups(sp.Steps)}
}

func sheetFacts(sp *script.Selection) []fact {
	p := sp.Plan
	facts := []fact{{"plan", []string{p.ID}}, {"as of", []string{p.AsOf}}}
	if p.Tenant != nil {
		facts = append(facts, fact{"tenant", p.Tenant.Names()})
	}
	for _, in := range p.Inputs {
		facts = append(facts, fact{"from", []string{in.File, in.Kind, text.Count(in.Records, "record")}})
	}
	facts = append(facts, fact{"of the steps", stepCounts(sp.Steps)})
	for _, flag := range p.TenantPreconditions {
		facts = append(facts, fact{"the tenant must have", []string{flag.Name + " = " + flag.Value.Display()}})
	}
	var needs plan.Needs
	for _, s := range sp.Steps {
		needs.Add(s.Needs)
	}
	if len(needs.Scopes) > 0 {
		facts = append(facts, fact{"scopes", needs.Scopes})
	}
	if len(needs.Roles) > 0 {
		facts = append(facts, fact{"roles, as a step needs", needs.Roles})
	}
	return facts
}

// stepCounts say how much of a plan is to be weighed.
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
		fmt.Sprintf("%d without a way back, %d of them approved", last, approved),
		fmt.Sprintf("%d by hand", byHand),
		fmt.Sprintf("%d that change a sign-in name", renamed),
	}
}

// stepGroups are the steps by phase, and last those that are irreversible.
func stepGroups(steps []plan.Step) []stepGroup {
	var groups []stepGroup
	last := stepGroup{title: "No way back", note: "Each of these is off until it is approved in the plan."}
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

// risks are what may hurt somebody, in sentences without values of a plan.
var risks = map[plan.Operation]string{
	plan.SetOnPremisesImmutableID:        "the next sync joins this user, and from then on the values of Active Directory replace its own",
	plan.ClearOnPremisesImmutableID:      "a user of a federated domain cannot sign in until it has an anchor again",
	plan.ClearOnPremisesObjectIdentifier: "the next sync may join another on-premises user to it",
	plan.SetConsistencyGUID:              "it decides to which cloud user the next sync joins this one",
	plan.ClearConsistencyGUID:            "the next sync may join this user to another cloud user",
	plan.RemoveProxyAddress:              "mail to this address no longer reaches it",
	plan.SetMail:                         "mail to the old address may no longer reach it",
	plan.SetUserPrincipalName:            "the name that the user signs in with changes",
	plan.SetCloudUserPrincipalName:       "the name that the user signs in with changes",
	plan.DeleteUser:                      "the user can no longer sign in; for 30 days it can be restored",
	plan.RestoreDeletedUser:              "the user can sign in again",
	plan.PurgeDeletedUser:                "the user and what belongs to it alone are gone for good",
	plan.SetTenantFlag:                   "it holds for all users of the tenant until it is set back",
	plan.RunSync:                         "it carries out all pending changes of Active Directory, not only these",
	plan.MoveOutOfScope:                  "the next sync deletes its cloud user, who can no longer sign in; for 30 days it can be restored",
	plan.MoveIntoScope:                   "the next sync joins it to a cloud user or makes one",
}

func risk(s plan.Step) string {
	text := risks[s.Operation]
	if s.Irreversible {
		text = strings.TrimPrefix(text+"; there is no way back", "; ")
	}
	return text
}

// wayBack says how a step is undone, in words without values of a plan.
func wayBack(s plan.Step) string {
	switch {
	case s.Undo != nil:
		return string(s.Undo.Operation) + ", by hardmatch render --undo"
	case s.Irreversible:
		return "none"
	case s.Operation == plan.Verify:
		return "not needed, it changes nothing"
	}
	return "none of its own"
}

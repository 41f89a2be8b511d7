package render

import (
	"fmt"
	"slices"
	"strings"

	"hardmatch/plan"
)

// A dialect is what two PowerShell voices have of their own. The rules, what to
// look at and when to stop, stand in psRules, psStamp and psUndo and are the
// same for all.
type dialect struct {
	voice    Voice
	requires string // #Requires lines
	warning  string // comment that comes first, or ""
	scopes   bool   // permissions are Microsoft Graph scopes, asked for on connecting
	service  string // functions that ask and change the service
}

// A psUser is one line of the script's list: a step and what belongs to it.
type psUser struct {
	step   plan.Step
	name   string
	byMail bool
	anchor string
	purge  *plan.Step // the step that frees the anchor, or nil
}

// A psPlan is a plan sorted into what a PowerShell script says.
type psPlan struct {
	users  []psUser
	sync   bool
	unsaid []plan.Step // what the voice has no words for
}

func powerShell(p *plan.Plan, d dialect, undo bool) ([]byte, error) {
	said := p
	if undo {
		back, err := p.Reverse()
		if err != nil {
			return nil, err
		}
		said = back
	}
	sorted := sortSteps(said)
	list, err := psList(sorted.users, undo)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	b.WriteString(d.requires)
	b.WriteString("\n")
	b.WriteString(d.warning)
	psHeader(&b, p, d, sorted, undo)
	b.WriteString(psParameters(undo))
	b.WriteString(list)
	psNotSaid(&b, d, p, said, sorted, undo)
	b.WriteString(d.service)
	b.WriteString(psRules)
	main, err := psMain(d, sorted, undo)
	b.WriteString(main)
	return []byte(b.String()), err
}

// sortSteps finds the steps of each user. Purges and looks that belong to a
// stamp go with it; every other step that has no words here is kept as unsaid.
func sortSteps(p *plan.Plan) psPlan {
	var sorted psPlan
	purges := make(map[string]*plan.Step)
	stamped := make(map[string]bool)
	for i, s := range p.Steps {
		if s.Operation == plan.PurgeDeletedUser {
			purges[s.ID] = &p.Steps[i]
		}
	}
	for _, s := range p.Steps {
		if u, ok := asUser(s); ok {
			for _, id := range s.After {
				if purge := purges[id]; purge != nil && targetKey(purge.Target) == targetKey(s.Target) {
					u.purge = purge
					delete(purges, id)
				}
			}
			sorted.users = append(sorted.users, u)
			stamped[targetKey(s.Target)] = true
		}
	}
	for _, s := range p.Steps {
		_, isUser := asUser(s)
		switch {
		case isUser:
		case s.Operation == plan.RunSync && isDelta(s):
			sorted.sync = true
		case s.Operation == plan.Verify && stamped[targetKey(s.Target)]:
		case s.Operation == plan.PurgeDeletedUser && purges[s.ID] == nil:
		default:
			sorted.unsaid = append(sorted.unsaid, s)
		}
	}
	return sorted
}

// targetKey is the same for steps on one object.
func targetKey(r plan.Ref) string {
	return strings.Join([]string{r.Side, r.DN, r.ID, r.UserPrincipalName, r.Mail}, "\x00")
}

// asUser reads a step that sets or clears the anchor of one user.
func asUser(s plan.Step) (psUser, bool) {
	u := psUser{step: s, name: s.Target.UserPrincipalName}
	if u.name == "" {
		u.name, u.byMail = s.Target.Mail, true
	}
	before, hasBefore := s.Expect.Get(plan.OnPremisesImmutableID)
	after, hasAfter := s.Set.Get(plan.OnPremisesImmutableID)
	anchor := after
	switch {
	case s.Target.ID != "" || u.name == "" || !hasBefore || !hasAfter || len(s.Expect) != 1 || len(s.Set) != 1:
		return u, false
	case s.Operation == plan.SetOnPremisesImmutableID && before.IsNull():
	case s.Operation == plan.ClearOnPremisesImmutableID && after.IsNull():
		anchor = before
	default:
		return u, false
	}
	text, ok := anchor.Text()
	u.anchor = text
	return u, ok && text != ""
}

func isDelta(s plan.Step) bool {
	v, _ := s.Set.Get("policyType")
	text, _ := v.Text()
	return text == "Delta"
}

// psList is the data of the script: a line for each user, the reason above it.
func psList(users []psUser, undo bool) (string, error) {
	var rows [][]string
	for _, u := range users {
		name, err := psQuote(u.name)
		if err != nil {
			return "", fmt.Errorf("step %s: %w", u.step.ID, err)
		}
		anchor, err := psQuote(u.anchor)
		if err != nil {
			return "", fmt.Errorf("step %s: %w", u.step.ID, err)
		}
		row := []string{"Name = " + name + ";", "By = '" + u.by() + "';", "Anchor = " + anchor}
		if !undo {
			free, err := psQuote(u.freeID())
			if err != nil {
				return "", fmt.Errorf("step %s: %w", u.step.ID, err)
			}
			row[2] += ";"
			row = append(row, "Free = "+free+";", "Approved = "+psBool(u.purge != nil && u.purge.Approved))
		}
		rows = append(rows, row)
	}
	align(rows)
	var b strings.Builder
	b.WriteString("\n# Each user, and above it the on-premises user and the reason.\n$Users = @(\n")
	for i, row := range rows {
		fmt.Fprintf(&b, "    # %s: %s\n", psComment(users[i].step.ID), psComment(users[i].step.Explain))
		fmt.Fprintf(&b, "    @{ %s }\n", strings.Join(row, " "))
	}
	b.WriteString(")\n")
	return b.String(), nil
}

func (u psUser) by() string {
	if u.byMail {
		return "SMTP"
	}
	return "UPN"
}

// freeID is the step that deletes a deleted twin, "" where the plan has none.
func (u psUser) freeID() string {
	if u.purge == nil {
		return ""
	}
	return u.purge.ID
}

func psBool(b bool) string {
	if b {
		return "$true"
	}
	return "$false"
}

// widest is how far columns are moved for alignment: one long name should not
// push those of all others out of sight.
const widest = 60

func align(rows [][]string) {
	for column := 0; len(rows) > 0 && column < len(rows[0])-1; column++ {
		width := 0
		for _, row := range rows {
			width = max(width, min(len(row[column]), widest))
		}
		for _, row := range rows {
			row[column] += strings.Repeat(" ", max(0, width-len(row[column])))
		}
	}
}

func psHeader(b *strings.Builder, p *plan.Plan, d dialect, sorted psPlan, undo bool) {
	n := count(len(sorted.users), "user")
	if undo {
		fmt.Fprintf(b, "# Takes the source anchor off %s of Microsoft Entra ID again, as long as no\n# sync has joined them.\n#\n", n)
	} else {
		fmt.Fprintf(b, "# Puts the source anchor of %s of Active Directory on their users in\n"+
			"# Microsoft Entra ID, so that the next sync joins each pair (hard match).\n#\n", n)
	}
	row := func(name, value string) { fmt.Fprintf(b, "#   %-8s %s\n", name, value) }
	row("plan", psComment(p.ID)+", as of "+psComment(p.AsOf))
	for _, in := range p.Inputs {
		row("from", psComment(fmt.Sprintf("%s: %s, %s", in.File, in.Kind, count(in.Records, "record"))))
	}
	if p.Tenant != nil {
		row("tenant", psComment(p.Tenant.ID+" "+p.Tenant.InitialDomain))
	}
	need := needsOf(sorted)
	if d.scopes && len(need.scopes) > 0 {
		row("scopes", psComment(strings.Join(need.scopes, ", ")))
		if len(need.purgeScopes) > 0 {
			row("", psComment(strings.Join(need.purgeScopes, ", "))+" with -PurgeDeletedUsers")
		}
	}
	if len(need.roles) > 0 {
		row("roles", psComment(strings.Join(need.roles, " or ")))
		row("", "(the last of them for users who hold a role themselves)")
	}
	row("look", `.\plan.ps1 -WhatIf`)
	row("run", `.\plan.ps1`)
	if !undo {
		row("later", `.\plan.ps1 -Verify    after the sync, changes nothing`)
		row("back", "hardmatch render --undo plan.json")
	}
	b.WriteString(psPromise)
}

const psPromise = `#
# All users are looked at before anything is written; if one is not as the plan
# expects, the script says which and stops with nothing changed. It can be run
# again: what is done already is found so and left alone.
`

// needs are the permissions of all steps a script says, each once and in the
// order of the plan.
type needs struct {
	scopes, purgeScopes, roles []string
}

func needsOf(sorted psPlan) needs {
	var n needs
	for _, u := range sorted.users {
		n.scopes = appendNew(n.scopes, u.step.Needs.Scopes)
		n.roles = appendNew(n.roles, u.step.Needs.Roles)
		if u.purge != nil {
			n.purgeScopes = appendNew(n.purgeScopes, u.purge.Needs.Scopes)
		}
	}
	return n
}

func appendNew(list, more []string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// psNotSaid lists as comments what a reader of the plan would miss.
func psNotSaid(b *strings.Builder, d dialect, p, said *plan.Plan, sorted psPlan, undo bool) {
	var lines []string
	for _, s := range sorted.unsaid {
		lines = append(lines, notSaid(s, d.voice, errNoWords))
	}
	for _, u := range said.Unplanned {
		if !undo {
			lines = append(lines, refName(u.Object)+": "+u.Why)
		}
	}
	if undo {
		for _, s := range p.Steps {
			if s.Irreversible && s.Approved {
				lines = append(lines, fmt.Sprintf("%s %s %s: has no way back", s.ID, s.Operation, refName(s.Target)))
			}
		}
	}
	if len(lines) == 0 {
		return
	}
	b.WriteString("\n# Not done here:\n")
	for _, line := range lines {
		fmt.Fprintf(b, "#   - %s\n", psComment(line))
	}
}

// refName is what people call an object, with its place.
func refName(r plan.Ref) string {
	names := []string{r.DN, r.UserPrincipalName, r.Mail, r.ID, r.Side}
	name := names[slices.IndexFunc(names, func(s string) bool { return s != "" || s == r.Side })]
	if r.Origin != nil {
		name = fmt.Sprintf("%s (%s:%d)", name, r.Origin.File, r.Origin.Line)
	}
	return name
}

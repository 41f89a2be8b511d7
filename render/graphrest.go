package render

import (
	"cmp"
	_ "embed"
	"fmt"
	"strings"

	"hardmatch/plan"
)

// restRules is the part of the script that is the same for every plan. It holds
// no value of a plan.
//
//go:embed rest/rules.sh
var restRules string

//go:embed rest/curl.sh
var curlAsks string

//go:embed rest/m365.sh
var m365Asks string

// A shVoice is what the scripts for a shell have of their own: how they ask.
// The rules are the same.
type shVoice struct {
	voice Voice
	needs string
	token string
	asks  string
}

var curlVoice = shVoice{
	GraphREST, "by Microsoft Graph. Needs curl 7.76 and jq 1.6",
	"TOKEN=... an access token for Microsoft Graph; GRAPH=... another national cloud", curlAsks,
}

// m365Voice has no way to name a national cloud, as m365 knows its own.
var m365Voice = shVoice{
	M365CLI, "by the CLI for Microsoft 365. Needs m365 10 and jq 1.6",
	"m365 login; its app needs the scopes above", m365Asks,
}

// shScript says the cloud steps as a script of the POSIX shell. All it takes from the plan are words made by shQuote, most of them of
// JSON in ASCII, and comments.
func shScript(p *plan.Plan, v shVoice, undo bool) ([]byte, error) {
	said, err := planned(p, undo)
	if err != nil {
		return nil, err
	}
	var steps, looks restScript
	var left []string
	changedBefore := make(map[string]bool)
	for _, s := range ordered(said.Steps) {
		if err := cloudCan(s); err != nil {
			left = append(left, notSaid(s, v.voice, err))
			continue
		}
		if s.Operation == plan.Verify {
			looks.block(s, false)
			continue
		}
		steps.block(s, changedBefore[targetKey(s.Target)])
		if !seeksDeleted(s) {
			changedBefore[targetKey(s.Target)] = true
		}
	}
	if err := cmp.Or(steps.err, looks.err); err != nil {
		return nil, err
	}
	var b strings.Builder
	restHead(&b, v, p, said, steps.count, undo)
	hashComments(&b, append(left, leftOver(said)...))
	b.WriteString("\n" + restRules + v.asks)
	restTenant(&b, p, &steps)
	b.WriteString("\n# ---- The steps ---------------------------------------------------------------\n")
	fmt.Fprintf(&b, "\nsteps() {\n%s    :\n}\n", steps.b.String())
	fmt.Fprintf(&b, "\n# After the sync: has it joined the users?\nlooks() {\n%s    :\n}\n\nmain \"$@\"\n", looks.b.String())
	return []byte(b.String()), steps.err
}

func restHead(b *strings.Builder, v shVoice, p, said *plan.Plan, n int, undo bool) {
	way := ""
	if undo {
		way = ", the way back"
	}
	fmt.Fprintf(b, "#!/bin/sh\n# %s of Microsoft Entra ID%s, %s.\n#\n", count(n, "change"), way, v.needs)
	planLines(b, p)
	need := plan.Needs{Scopes: []string{"User.Read.All"}}
	for _, s := range said.Steps {
		if cloudCan(s) == nil {
			need.Scopes, need.Roles = appendNew(need.Scopes, s.Needs.Scopes), appendNew(need.Roles, s.Needs.Roles)
		}
	}
	headRow(b, "scopes", strings.Join(need.Scopes, ", "))
	headRow(b, "roles", strings.Join(need.Roles, ", ")+", as a step needs")
	headRow(b, "sign in", v.token)
	headRow(b, "look", "sh plan.sh               changes nothing")
	headRow(b, "run", "sh plan.sh run")
	headRow(b, "", "sh plan.sh run --irreversible   with what is approved and has no way back")
	headRow(b, "later", "sh plan.sh verify        after the sync, changes nothing")
	if !undo {
		headRow(b, "back", "hardmatch render --as "+string(v.voice)+" --undo plan.json")
	}
	b.WriteString(`#
# All is looked at before anything is written, and each step again right before
# its write; at the first surprise the script stops. It can be run again: what is
# done already is found so and left alone.
`)
}

// restTenant names the tenant that the token must be for, "" where the plan
// does not know it.
func restTenant(b *strings.Builder, p *plan.Plan, steps *restScript) {
	id := ""
	if p.Tenant != nil {
		id = p.Tenant.ID
	}
	fmt.Fprintf(b, "\ntenant=%s\n", steps.word(jsonLiteral(plan.Text(id))))
}

// A restScript collects the blocks of steps. The first error of quoting sticks.
type restScript struct {
	b     strings.Builder
	count int
	err   error
}

func (r *restScript) word(s string) string {
	quoted, err := shQuote(s)
	r.err = cmp.Or(r.err, err)
	return quoted
}

// line writes a call of a function of the script.
func (r *restScript) line(name string, words ...string) {
	r.b.WriteString("    " + name)
	for _, w := range words {
		r.b.WriteString(" " + r.word(w))
	}
	r.b.WriteString("\n")
}

// block writes a step. One whose user an earlier step changes can be looked at
// only then. What has no way back and is not approved stays a comment, but for
// a purge of what may not be there: it stops if it is.
func (r *restScript) block(s plan.Step, late bool) {
	r.count++
	fmt.Fprintf(&r.b, "    # %s: %s\n", psComment(s.ID), psComment(s.Explain))
	off := s.Irreversible && !s.Approved && !seeksDeleted(s)
	inner := restScript{err: r.err}
	inner.step(s)
	text := inner.b.String()
	switch {
	case off:
		r.b.WriteString("    # There is no way back from this, and it is not approved, so it is off:\n")
		for line := range strings.Lines(text) {
			r.b.WriteString("    # " + strings.TrimPrefix(line, "    "))
		}
	case late:
		r.b.WriteString("    # An earlier step changes this user, so it is looked at only then.\n")
		r.b.WriteString("    if [ \"$mode\" = run ]; then\n" + text + "    fi\n")
	default:
		r.b.WriteString(text)
	}
	r.b.WriteString("\n")
	r.err = inner.err
}

// seeksDeleted is a purge that has to find first what it deletes, if anything.
func seeksDeleted(s plan.Step) bool {
	return s.Operation == plan.PurgeDeletedUser && s.Target.ID == ""
}

func (r *restScript) step(s plan.Step) {
	name := psComment(refName(s.Target))
	r.line("begin", psComment(s.ID), string(s.Operation)+" "+name)
	if s.Irreversible && s.Approved {
		r.line("no_way_back")
	}
	switch s.Operation {
	case plan.SetTenantFlag:
		flag, before, after, _ := flagOf(s)
		r.line("flag", flag, jsonLiteral(before), jsonLiteral(after))
	case plan.PurgeDeletedUser:
		r.purge(s)
	case plan.RestoreDeletedUser:
		r.restore(s)
	case plan.DeleteUser:
		if s.Target.ID != "" {
			r.line("unless_deleted", jsonLiteral(plan.Text(s.Target.ID)))
		}
		r.find(s)
		r.expect(s.Expect)
		r.line("delete_user")
	case plan.Verify:
		r.find(s)
		r.expect(s.Expect)
		r.line("say", "joined")
	default:
		r.change(s)
	}
}

func (r *restScript) find(s plan.Step) {
	uri := graphUsers(graphVersion(s), targetFilter(s.Target), selectOf(s))
	switch t := s.Target; {
	case t.ID != "":
		r.line("find_id", jsonLiteral(plan.Text(t.ID)), uri)
	case t.UserPrincipalName != "":
		r.line("find_name", jsonLiteral(plan.Text(t.UserPrincipalName)), uri)
	default:
		r.line("find_mail", jsonLiteral(plan.Text(t.Mail)), uri)
	}
}

func (r *restScript) expect(list plan.Properties) {
	for _, e := range list {
		r.line("expect", e.Name, jsonLiteral(e.Value))
	}
}

func (r *restScript) change(s plan.Step) {
	c, _ := changeOf(s)
	r.find(s)
	r.line("unless_so", c.property, jsonLiteral(c.after))
	if c.property == plan.OnPremisesImmutableID {
		r.line("cloud_only")
	}
	r.line("expect", c.property, jsonLiteral(c.before))
	r.expect(otherExpects(s, c.property))
	for _, u := range s.Unique {
		text, _ := u.Value.Text()
		filter := u.Name + " eq " + odataLiteral(text)
		r.line("alone", u.Name, jsonLiteral(u.Value), graphUsers("v1.0", filter, userSelect))
	}
	r.line("change", graphVersion(s), c.property, jsonLiteral(c.after))
}

func (r *restScript) purge(s plan.Step) {
	if s.Target.ID != "" {
		r.line("find_deleted", jsonLiteral(plan.Text(s.Target.ID)), strings.Join(selectOf(s), ","))
		r.expect(s.Expect)
		r.line("purge")
		return
	}
	for _, u := range s.Unique {
		r.line("seek_deleted", u.Name, jsonLiteral(u.Value))
	}
	if s.Approved {
		r.line("purge_found")
	} else {
		r.line("none_found")
	}
}

func (r *restScript) restore(s plan.Step) {
	r.line("unless_there", jsonLiteral(plan.Text(s.Target.ID)), graphUsers("v1.0", targetFilter(s.Target), []string{"id"}))
	r.line("find_deleted", jsonLiteral(plan.Text(s.Target.ID)), strings.Join(selectOf(s), ","))
	r.expect(s.Expect)
	body := "{}"
	if name, ok := s.Set.Get(plan.UserPrincipalName); ok {
		body = `{"newUserPrincipalName":` + jsonLiteral(name) + "}"
	}
	r.line("restore", body)
}

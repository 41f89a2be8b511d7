package script

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"hardmatch/plan"
	"hardmatch/text"
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

// A shDialect is what a script for a shell has of its own: how it sends requests.
// The rules are the same.
type shDialect struct {
	format Format
	needs  string
	token  string
	asks   string
}

var curl = shDialect{
	GraphREST, "by Microsoft Graph. Needs curl 7.76 and jq 1.6",
	"TOKEN=... an access token for Microsoft Graph; GRAPH=... another national cloud", curlAsks,
}

// m365Voice has no way to name a national cloud, as m365 knows its own.
var m365 = shDialect{
	M365CLI, "by the CLI for Microsoft 365. Needs m365 10 and jq 1.6",
	"m365 login; its app needs the scopes above", m365Asks,
}

// shScript says the cloud steps as a script of the POSIX shell. All it takes from
// the plan are words made by shQuote, most of them of JSON in ASCII, and comments.
func shScript(sp *Selection, v shDialect) ([]byte, error) {
	steps := restScript{Selection: sp, known: factsOf(sp, cloudCan, carriesOut(cloudCan))}
	var left []string
	for _, s := range sp.Steps {
		err := cloudCan(s)
		if err != nil {
			left = append(left, unsupported(s, v.format, err))
		}
		if err == nil || steps.known.awaited[s.ID] || isByHand(err) {
			steps.block(s, err)
		}
	}
	var b strings.Builder
	restHead(&b, v, sp, steps.count)
	hashComments(&b, append(left, sp.NotPlanned()...))
	b.WriteString("\n" + restRules + v.asks)
	restData(&b, &steps)
	fmt.Fprintf(&b, "\n# ---- The steps ---------------------------------------------------------------\n\nsteps() {\n%s    :\n}\n\nmain \"$@\"\n", steps.b.String())
	return []byte(b.String()), steps.err
}

func restHead(b *strings.Builder, v shDialect, sp *Selection, n int) {
	fmt.Fprintf(b, "#!/bin/sh\n# %s of Microsoft Entra ID%s, %s.\n#\n", text.Count(n, "step"), sp.Extent(), v.needs)
	planLines(b, sp.Plan)
	need := needsOf(sp, cloudCan)
	headRow(b, "scopes", strings.Join(plan.AppendNew(plan.AppendNew(need.look, need.run), need.irreversible), ", "))
	headRow(b, "roles", strings.Join(need.roles, ", ")+", as a step needs")
	headRow(b, "sign in", v.token)
	headRow(b, "look", "sh plan.sh                      changes nothing")
	headRow(b, "run", "sh plan.sh run")
	headRow(b, "", "sh plan.sh run --irreversible   also what is approved and has no way back")
	headRow(b, "go on", "sh plan.sh run --done s3,s7     when steps were done that are not done here")
	headRow(b, "later", "sh plan.sh verify               after the sync, changes nothing")
	if !sp.Undo {
		headRow(b, "back", "hardmatch render --as "+string(v.format)+" --undo plan.json")
	}
	b.WriteString(`#
# All is looked at before anything is written, and each step again right before
# its write; at the first surprise the script stops. It can be run again: what is
# done already is found so and left alone.
`)
}

// restData names the tenant that the token must be for, "" where the plan does
// not know it, what to read of deleted users, and the flags that must be so.
func restData(b *strings.Builder, steps *restScript) {
	p := steps.Plan
	id := ""
	if p.Tenant != nil {
		id = p.Tenant.ID
	}
	properties := append(slices.Clone(userSelect), "deletedDateTime")
	for _, s := range steps.Steps {
		if cloudCan(s) == nil && (s.Operation == plan.RestoreDeletedUser || s.Operation == plan.PurgeDeletedUser) {
			for _, e := range s.Expect {
				properties = plan.AppendNew(properties, []string{e.Name})
			}
		}
	}
	fmt.Fprintf(b, "\ntenant=%s\nproperties=%s\n", steps.word(jsonLiteral(plan.Text(id))), steps.word(strings.Join(properties, ",")))
	flags := restScript{}
	for _, flag := range p.TenantPreconditions {
		flags.line("want_flag", flag.Name, jsonLiteral(flag.Value))
	}
	steps.err = cmp.Or(steps.err, flags.err)
	fmt.Fprintf(b, "\n# Flags of the tenant that must be so.\nflags() {\n%s    :\n}\n", flags.b.String())
}

// A restScript collects the blocks of steps. The first error of quoting sticks.
type restScript struct {
	*Selection
	known facts
	b     strings.Builder
	count int
	err   error
}

func (r *restScript) word(s string) string {
	quoted, err := shQuote(s)
	r.err = cmp.Or(r.err, err)
	return quoted
}

// call is a call of a function of the script.
func (r *restScript) call(name string, words ...string) string {
	for _, w := range words {
		name += " " + r.word(w)
	}
	return name
}

func (r *restScript) line(name string, words ...string) {
	r.b.WriteString("    " + r.call(name, words...) + "\n")
}

// block writes a step, or what stands in the place of one that is not carried
// out. What has no way back and is not approved stays a comment.
func (r *restScript) block(s plan.Step, why error) {
	fmt.Fprintf(&r.b, "    # %s: %s\n", psComment(s.ID), psComment(reason(s)))
	if where := r.OtherPhases(s); where != "" {
		fmt.Fprintf(&r.b, "    # It %s.\n", psComment(where))
	}
	what := string(s.Operation) + " " + psComment(s.Target.Display())
	switch {
	case why != nil:
		who := "by hand"
		if can := Supporting(s, GraphREST); len(can) > 0 {
			who = "by " + can[0]
		}
		r.line("by_hand", psComment(s.ID), what, psComment(who+": "+reason(s)))
	case s.Irreversible && !s.Approved:
		off := restScript{Selection: r.Selection, known: r.known}
		off.step(s, what)
		r.b.WriteString("    # There is no way back from this, and it is not approved, so it is off:\n")
		for line := range strings.Lines(off.b.String()) {
			r.b.WriteString("    # " + strings.TrimPrefix(line, "    "))
		}
		r.line("by_hand", psComment(s.ID), what, "there is no way back from it, and it is not approved in the plan")
	default:
		r.count++
		r.step(s, what)
	}
	r.b.WriteString("\n")
}

func (r *restScript) step(s plan.Step, what string) {
	begin := "begin"
	switch {
	case s.Operation == plan.Verify:
		begin = "verify"
	case r.known.late[s.ID]:
		begin = "late"
	}
	words := []string{psComment(s.ID), what}
	if here, _ := r.after(s); len(here) > 0 {
		words = append(words, psComment(strings.Join(here, " ")))
	}
	inner := restScript{Selection: r.Selection, known: r.known}
	if waits := r.pending(s, carriesOut(cloudCan)); len(waits) > 0 {
		inner.line("waits_for", ids(waits)...)
	}
	if behind := r.known.befores[s.ID]; len(behind) > 0 {
		inner.line("was_done_before", ids(behind)...)
	}
	inner.calls(s)
	r.b.WriteString("    if " + r.call(begin, words...) + "; then\n")
	r.err = cmp.Or(r.err, inner.err)
	for line := range strings.Lines(inner.b.String()) {
		r.b.WriteString("    " + line)
	}
	r.b.WriteString("    fi\n")
}

// ids are step ids as a person can type them.
func ids(list []string) []string {
	shown := make([]string, len(list))
	for i, id := range list {
		shown[i] = psComment(id)
	}
	return shown
}

// calls are what a step looks at and changes.
func (r *restScript) calls(s plan.Step) {
	if s.Irreversible {
		r.line("no_way_back")
	}
	id := jsonLiteral(plan.Text(s.Target.ID))
	byID := graphUsers("v1.0", targetFilter(s.Target), []string{"id"})
	switch s.Operation {
	case plan.SetTenantFlag:
		c, _ := s.Change()
		r.line("flag", c.Property, jsonLiteral(c.Before), jsonLiteral(c.After))
	case plan.PurgeDeletedUser:
		r.line("unless_gone", id, byID)
		r.line("find_deleted", id)
		r.expect(s.Expect)
		r.line("purge")
	case plan.RestoreDeletedUser:
		r.line("unless_there", id, byID)
		r.line("find_deleted", id)
		r.expect(s.Expect)
		r.line("restore", restoreBody(s))
	case plan.DeleteUser:
		if s.Target.ID != "" {
			r.line("unless_deleted", id)
		}
		r.find(s)
		r.expect(s.Expect)
		r.line("delete_user")
	case plan.Verify:
		r.find(s)
		r.expect(s.Expect)
		r.line("say", "as planned")
	default:
		r.change(s)
	}
}

func restoreBody(s plan.Step) string {
	if name, ok := s.Set.Get(plan.UserPrincipalName); ok {
		return `{"newUserPrincipalName":` + jsonLiteral(name) + "}"
	}
	return "{}"
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
	c, _ := s.Change()
	r.find(s)
	r.line("unless_so", c.Property, jsonLiteral(c.After))
	for _, v := range r.known.laters[s.ID].values {
		r.line("unless_so", c.Property, jsonLiteral(v))
	}
	if c.Property == plan.OnPremisesImmutableID {
		r.line("cloud_only")
	}
	r.line("expect", c.Property, jsonLiteral(c.Before))
	r.expect(otherExpects(s, c.Property))
	for _, u := range s.Unique {
		value, _ := u.Value.Text()
		filter := u.Name + " eq " + text.QuoteOData(value)
		r.line("alone", u.Name, jsonLiteral(u.Value), graphUsers("v1.0", filter, userSelect))
	}
	r.line("change", graphVersion(s), c.Property, jsonLiteral(c.After))
}

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

// shRules is the fixed part of the script, which contains no value of a plan.
//
//go:embed rest/rules.sh
var shRules string

//go:embed rest/curl.sh
var curlRequests string

//go:embed rest/m365.sh
var m365Requests string

// A shDialect is how one format for a shell sends requests. The formats share the
// rules.
type shDialect struct {
	format   Format
	programs string // that the script needs
	signIn   string // how to sign in
	requests string // functions that send requests
}

var curl = shDialect{
	GraphREST, "by Microsoft Graph. Needs curl 7.76 and jq 1.6",
	"TOKEN=... an access token for Microsoft Graph; GRAPH=... another national cloud", curlRequests,
}

// m365 has no setting for a national cloud, because the program m365 has its own.
var m365 = shDialect{
	M365CLI, "by the CLI for Microsoft 365. Needs m365 10 and jq 1.6",
	"m365 login; its app needs the scopes above", m365Requests,
}

// shScript writes the cloud steps as a script for the POSIX shell. Values of the
// plan are only in comments and in words from [shQuote], most of them JSON in ASCII.
func shScript(sel *Selection, d shDialect) ([]byte, error) {
	steps := shWriter{Selection: sel, facts: newFacts(sel, checkGraph, carriesOut(checkGraph))}
	var notDone []string
	for _, s := range sel.Steps {
		err := checkGraph(s)
		if err != nil {
			notDone = append(notDone, unsupported(s, d.format, err))
		}
		if err == nil || steps.facts.awaited[s.ID] || isByHand(err) {
			steps.writeStep(s, err)
		}
	}
	var b strings.Builder
	shHead(&b, d, sel, steps.count)
	hashComments(&b, append(notDone, sel.NotPlanned()...))
	b.WriteString("\n" + shRules + d.requests)
	shData(&b, &steps)
	fmt.Fprintf(&b, "\n# ---- The steps ---------------------------------------------------------------\n\nsteps() {\n%s    :\n}\n\nmain \"$@\"\n", steps.b.String())
	return []byte(b.String()), steps.err
}

func shHead(b *strings.Builder, d shDialect, sel *Selection, n int) {
	fmt.Fprintf(b, "#!/bin/sh\n# %s of Microsoft Entra ID%s, %s.\n#\n", text.Count(n, "step"), sel.Extent(), d.programs)
	planRows(b, sel.Plan)
	need := needsOf(sel, checkGraph)
	headRow(b, "scopes", strings.Join(plan.AppendNew(plan.AppendNew(need.look, need.run), need.irreversible), ", "))
	headRow(b, "roles", strings.Join(need.roles, ", ")+", depending on the step")
	headRow(b, "sign in", d.signIn)
	headRow(b, "look", "sh plan.sh                      changes nothing")
	headRow(b, "run", "sh plan.sh run")
	headRow(b, "", "sh plan.sh run --irreversible   also the irreversible steps that are approved")
	headRow(b, "resume", "sh plan.sh run --done s3,s7     after steps were done that are not done here")
	headRow(b, "verify", "sh plan.sh verify               after the sync, changes nothing")
	undoRow(b, sel, d.format)
	b.WriteString(runComment)
}

// shData writes the tenant of the plan, "" if it is unknown, the properties to read
// of deleted users, and the flags that the plan requires of the tenant.
func shData(b *strings.Builder, steps *shWriter) {
	p := steps.Plan
	id := ""
	if p.Tenant != nil {
		id = p.Tenant.ID
	}
	properties := append(slices.Clone(userSelect), "deletedDateTime")
	for _, s := range steps.Steps {
		if checkGraph(s) == nil && (s.Operation == plan.RestoreDeletedUser || s.Operation == plan.PurgeDeletedUser) {
			for _, e := range s.Expect {
				properties = plan.AppendNew(properties, []string{e.Name})
			}
		}
	}
	fmt.Fprintf(b, "\ntenant=%s\nproperties=%s\n", steps.quote(jsonLiteral(plan.Text(id))), steps.quote(strings.Join(properties, ",")))
	flags := shWriter{}
	for _, flag := range p.TenantPreconditions {
		flags.writeCall("want_flag", flag.Name, jsonLiteral(flag.Value))
	}
	steps.err = cmp.Or(steps.err, flags.err)
	fmt.Fprintf(b, "\n# The flags that the plan requires of the tenant.\nflags() {\n%s    :\n}\n", flags.b.String())
}

// A shWriter writes the blocks of steps. It keeps the first error of quoting.
type shWriter struct {
	*Selection
	facts stepFacts
	b     strings.Builder
	count int // steps that the script carries out
	err   error
}

func (r *shWriter) quote(s string) string {
	quoted, err := shQuote(s)
	r.err = cmp.Or(r.err, err)
	return quoted
}

// call returns a call of a function of the script.
func (r *shWriter) call(name string, words ...string) string {
	for _, w := range words {
		name += " " + r.quote(w)
	}
	return name
}

func (r *shWriter) writeCall(name string, words ...string) {
	r.b.WriteString("    " + r.call(name, words...) + "\n")
}

// writeStep writes a step, or a message for a step that the script does not carry
// out. An irreversible step without approval is a comment.
func (r *shWriter) writeStep(s plan.Step, why error) {
	fmt.Fprintf(&r.b, "    # %s: %s\n", psComment(s.ID), psComment(reason(s)))
	if where := r.OtherPhases(s); where != "" {
		fmt.Fprintf(&r.b, "    # It %s.\n", psComment(where))
	}
	what := string(s.Operation) + " " + psComment(s.Target.Display())
	switch {
	case why != nil:
		how := "by hand"
		if formats := Supporting(s, GraphREST); len(formats) > 0 {
			how = "by " + formats[0]
		}
		r.writeCall("by_hand", psComment(s.ID), what, psComment(how+": "+reason(s)))
	case s.Irreversible && !s.Approved:
		off := shWriter{Selection: r.Selection, facts: r.facts}
		off.writeBlock(s, what)
		r.b.WriteString("    # This cannot be undone and is not approved, so it is off:\n")
		for line := range strings.Lines(off.b.String()) {
			r.b.WriteString("    # " + strings.TrimPrefix(line, "    "))
		}
		r.writeCall("by_hand", psComment(s.ID), what, "it cannot be undone, and it is not approved in the plan")
	default:
		r.count++
		r.writeBlock(s, what)
	}
	r.b.WriteString("\n")
}

func (r *shWriter) writeBlock(s plan.Step, what string) {
	begin := "begin"
	switch {
	case s.Operation == plan.Verify:
		begin = "verify"
	case r.facts.late[s.ID]:
		begin = "late"
	}
	words := []string{psComment(s.ID), what}
	if here, _ := r.after(s); len(here) > 0 {
		words = append(words, psComment(strings.Join(here, " ")))
	}
	inner := shWriter{Selection: r.Selection, facts: r.facts}
	if waits := r.pending(s, carriesOut(checkGraph)); len(waits) > 0 {
		inner.writeCall("waits_for", ids(waits)...)
	}
	if steps := r.facts.impliedBy[s.ID]; len(steps) > 0 {
		inner.writeCall("was_done_before", ids(steps)...)
	}
	inner.writeCalls(s)
	r.b.WriteString("    if " + r.call(begin, words...) + "; then\n")
	r.err = cmp.Or(r.err, inner.err)
	for line := range strings.Lines(inner.b.String()) {
		r.b.WriteString("    " + line)
	}
	r.b.WriteString("    fi\n")
}

// ids returns step IDs that a person can type.
func ids(list []string) []string {
	shown := make([]string, len(list))
	for i, id := range list {
		shown[i] = psComment(id)
	}
	return shown
}

// writeCalls writes what a step checks and changes.
func (r *shWriter) writeCalls(s plan.Step) {
	if s.Irreversible {
		r.writeCall("no_way_back")
	}
	id := jsonLiteral(plan.Text(s.Target.ID))
	byID := graphUsers("v1.0", targetFilter(s.Target), []string{"id"})
	switch s.Operation {
	case plan.SetTenantFlag:
		c, _ := s.Change()
		r.writeCall("flag", c.Property, jsonLiteral(c.Before), jsonLiteral(c.After))
	case plan.PurgeDeletedUser:
		r.writeCall("unless_gone", id, byID)
		r.writeCall("find_deleted", id)
		r.writeExpects(s.Expect)
		r.writeCall("purge")
	case plan.RestoreDeletedUser:
		r.writeCall("unless_there", id, byID)
		r.writeCall("find_deleted", id)
		r.writeExpects(s.Expect)
		r.writeCall("restore", restoreBody(s))
	case plan.DeleteUser:
		if s.Target.ID != "" {
			r.writeCall("unless_deleted", id)
		}
		r.writeFind(s)
		r.writeExpects(s.Expect)
		r.writeCall("delete_user")
	case plan.Verify:
		r.writeFind(s)
		r.writeExpects(s.Expect)
		r.writeCall("say", "as planned")
	default:
		r.writeChange(s)
	}
}

func restoreBody(s plan.Step) string {
	if name, ok := s.Set.Get(plan.UserPrincipalName); ok {
		return `{"newUserPrincipalName":` + jsonLiteral(name) + "}"
	}
	return "{}"
}

func (r *shWriter) writeFind(s plan.Step) {
	uri := graphUsers(graphVersion(s), targetFilter(s.Target), propertiesToRead(s))
	switch t := s.Target; {
	case t.ID != "":
		r.writeCall("find_id", jsonLiteral(plan.Text(t.ID)), uri)
	case t.UserPrincipalName != "":
		r.writeCall("find_name", jsonLiteral(plan.Text(t.UserPrincipalName)), uri)
	default:
		r.writeCall("find_mail", jsonLiteral(plan.Text(t.Mail)), uri)
	}
}

func (r *shWriter) writeExpects(list plan.Properties) {
	for _, e := range list {
		r.writeCall("expect", e.Name, jsonLiteral(e.Value))
	}
}

func (r *shWriter) writeChange(s plan.Step) {
	c, _ := s.Change()
	r.writeFind(s)
	r.writeCall("unless_so", c.Property, jsonLiteral(c.After))
	for _, v := range r.facts.later[s.ID].values {
		r.writeCall("unless_so", c.Property, jsonLiteral(v))
	}
	if c.Property == plan.OnPremisesImmutableID {
		r.writeCall("cloud_only")
	}
	r.writeCall("expect", c.Property, jsonLiteral(c.Before))
	r.writeExpects(otherExpected(s, c.Property))
	for _, u := range s.Unique {
		value, _ := u.Value.Text()
		filter := u.Name + " eq " + text.QuoteOData(value)
		r.writeCall("alone", u.Name, jsonLiteral(u.Value), graphUsers("v1.0", filter, userSelect))
	}
	r.writeCall("change", graphVersion(s), c.Property, jsonLiteral(c.After))
}

package script

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"hardmatch/plan"
	"hardmatch/text"
)

// psCan is nil for the steps that PowerShell has words for.
func psCan(s plan.Step) error {
	switch {
	case s.Operation == plan.ManualReview:
		return errByHand
	case s.Operation == plan.RunSync:
		return nil
	case s.Target.Side == plan.SideOnPremises:
		return objectCan(s)
	}
	return cloudCan(s)
}

// msOnlineProperties are those that a user of MSOnline has.
var msOnlineProperties = append(slices.Clone(userSelect), "deletedDateTime")

// msOnlineCan is psCan for a module that knew less.
func msOnlineCan(s plan.Step) error {
	if err := psCan(s); err != nil || s.Target.Side != plan.SideCloud {
		return err
	}
	if s.Operation == plan.SetTenantFlag {
		return errors.New("MSOnline has other names for the flags")
	}
	for _, e := range slices.Concat(s.Expect, s.Set) {
		if !slices.Contains(msOnlineProperties, e.Name) {
			return fmt.Errorf("MSOnline knows no %s", e.Name)
		}
	}
	return nil
}

// A psScript collects the data and the steps of a script. The first error of
// quoting sticks.
type psScript struct {
	*Selection
	dialect
	known facts
	b     strings.Builder
	left  []string // what is not done, for people
	err   error
}

func (r *psScript) quote(s string) string {
	quoted, err := psQuote(s)
	r.err = cmp.Or(r.err, err)
	return quoted
}

// text is quote for what is only shown: nothing in it speaks to a terminal.
func (r *psScript) text(s string) string { return r.quote(psComment(s)) }

func (r *psScript) value(v plan.Value) string {
	if text, ok := v.Text(); ok {
		return r.quote(text)
	}
	if yes, ok := v.Bool(); ok {
		return psBool(yes)
	}
	return "$null"
}

func psBool(b bool) string {
	if b {
		return "$true"
	}
	return "$false"
}

// list is an array, ten words a line.
func (r *psScript) list(words []string, quote func(string) string, indent string) string {
	var b strings.Builder
	for i, word := range words {
		switch {
		case i > 0 && i%10 == 0:
			b.WriteString(",\n" + indent)
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(quote(word))
	}
	return b.String()
}

// widest is how far columns of a script are aligned.
const widest = 60

// writeData writes what the rules need to know besides the steps.
func (r *psScript) writeData(parts scriptParts) {
	var rows [][]string
	put := func(name, value string) { rows = append(rows, []string{name, "= " + value}) }
	if parts.cloud {
		tenant := ""
		if r.Plan.Tenant != nil {
			tenant = r.Plan.Tenant.ID
		}
		put("$Tenant", r.quote(tenant))
	}
	if parts.cloud && r.scopes {
		need := needsOf(r.Selection, r.can)
		put("$Scopes", "@{\n    Look         = @("+r.list(need.look, r.quote, "        ")+
			")\n    Run          = @("+r.list(need.run, r.quote, "        ")+
			")\n    Irreversible = @("+r.list(need.irreversible, r.quote, "        ")+")\n}")
		put("$Properties", r.quote(strings.Join(r.properties(plan.SideCloud, append(slices.Clone(userSelect), "deletedDateTime")), ",")))
	}
	if parts.flags && len(r.Plan.TenantPreconditions) > 0 {
		var flags []string
		for _, flag := range r.Plan.TenantPreconditions {
			flags = append(flags, r.quote(flag.Name)+" = "+r.value(flag.Value))
		}
		put("$Flags", "@{ "+strings.Join(flags, "; ")+" }")
	}
	if parts.objects {
		put("$Attributes", r.list(r.properties(plan.SideOnPremises, []string{plan.Mail, plan.UserPrincipalName, plan.ProxyAddresses, plan.ConsistencyGUID}), r.quote, "    "))
	}
	text.Align(rows, widest)
	r.b.WriteString("\n")
	for _, row := range rows {
		r.b.WriteString(strings.Join(row, " ") + "\n")
	}
}

// properties are what is read of the objects of a side: always these, and what
// steps look at. The one that is only in beta is read where it is looked at.
func (r *psScript) properties(side string, names []string) []string {
	for _, s := range r.Steps {
		if s.Target.Side == side && r.can(s) == nil && s.Operation != plan.SetTenantFlag {
			for _, e := range s.Expect {
				names = plan.AppendNew(names, []string{e.Name})
			}
		}
	}
	return slices.DeleteFunc(names, func(name string) bool {
		return name == plan.OnPremisesObjectIdentifier || name == plan.DistinguishedName
	})
}

// write writes the steps: a group for each phase, and one for those that have no
// way back.
func (r *psScript) write() {
	r.b.WriteString("\n# ---- The steps ---------------------------------------------------------------\n\n$Steps = {\n")
	r.known = factsOf(r.Selection, r.can, r.carriesOut)
	group := ""
	for _, s := range r.Steps {
		if now := groupOf(s); now != group {
			fmt.Fprintf(&r.b, "    # ==== %s ====\n\n", psComment(now))
			group = now
		}
		r.step(s)
		r.b.WriteString("\n")
	}
	r.b.WriteString("}\n")
}

func groupOf(s plan.Step) string {
	if s.Irreversible {
		return "no way back (" + string(s.Phase) + ")"
	}
	return string(s.Phase)
}

func (r *psScript) step(s plan.Step) {
	err := r.can(s)
	if isByHand(err) {
		r.byHand(s)
		return
	}
	r.comment(s, reason(s))
	switch {
	case err != nil:
		r.left = append(r.left, unsupported(s, r.format, err))
		r.b.WriteString("    # Not done here: " + psComment(err.Error()) + "\n")
		r.skip(s, "not done here")
	case s.Operation == plan.RunSync:
		policy, _ := s.Set.Get(plan.PolicyType)
		fmt.Fprintf(&r.b, "    Sync %s %s %s%s%s\n", r.quote(s.ID), r.text(r.what(s)), r.value(policy), r.waits(s), flagIf(r.known.awaited[s.ID], " -Awaited"))
	case s.Irreversible && !s.Approved:
		block := psScript{Selection: r.Selection, dialect: r.dialect, known: r.known}
		block.block(s)
		r.err = cmp.Or(r.err, block.err)
		r.b.WriteString("    # There is no way back from this, and it is not approved, so it is off:\n")
		for line := range strings.Lines(block.b.String()) {
			r.b.WriteString("    # " + strings.TrimPrefix(line, "    "))
		}
		r.skip(s, "not approved in the plan")
	default:
		r.block(s)
	}
}

func flagIf(yes bool, flag string) string {
	if yes {
		return flag
	}
	return ""
}

func (r *psScript) what(s plan.Step) string { return string(s.Operation) + " " + s.Target.Display() }

// waits names the steps that must be done before, nothing for none.
func (r *psScript) waits(s plan.Step) string {
	here, _ := r.after(s)
	if len(here) == 0 {
		return ""
	}
	return " -After " + r.list(here, r.quote, "        ")
}

// before names the steps of which one done means that this one was, too, if a
// later one takes back what it did.
func (r *psScript) before(s plan.Step) string {
	behind := r.known.befores[s.ID]
	if len(behind) == 0 {
		return ""
	}
	return " -Before " + r.list(behind, r.quote, "        ")
}

// carriesOut reports whether no person can say with -Done that a step is done. A
// sync is started by the script or by a person, as it comes.
func (r *psScript) carriesOut(s plan.Step) bool {
	return s.Operation != plan.RunSync && carriesOut(r.can)(s)
}

// skip says that a step is not done, to those that wait for it.
func (r *psScript) skip(s plan.Step, why string) {
	if r.known.awaited[s.ID] {
		fmt.Fprintf(&r.b, "    Skip-Step %s %s\n", r.quote(s.ID), r.text(why))
	}
}

func (r *psScript) comment(s plan.Step, text string) {
	fmt.Fprintf(&r.b, "    # %s: %s\n", psComment(s.ID), psComment(text))
	if where := r.OtherPhases(s); where != "" {
		fmt.Fprintf(&r.b, "    # It %s.\n", psComment(where))
	}
}

func (r *psScript) byHand(s plan.Step) {
	r.comment(s, "by hand")
	for _, line := range details(s) {
		r.b.WriteString("    #   " + psComment(line) + "\n")
	}
	among := ""
	if len(s.Candidates) > 0 {
		var names []string
		for _, c := range s.Candidates {
			names = append(names, c.Display())
		}
		among = " -Among " + r.list(names, r.text, "        ")
	}
	fmt.Fprintf(&r.b, "    ByHand %s %s %s%s%s%s\n", r.quote(s.ID), r.text(r.what(s)), r.text(reason(s)), among, r.waits(s), flagIf(r.known.awaited[s.ID], " -Awaited"))
}

// block writes the call of one step and, in it, what it looks at and changes.
func (r *psScript) block(s plan.Step) {
	fmt.Fprintf(&r.b, "    Step %s %s%s%s%s%s {\n", r.quote(s.ID), r.text(r.what(s)), r.waits(s)+r.before(s),
		flagIf(r.known.late[s.ID], " -Late"), flagIf(s.Irreversible, " -NoWayBack"), flagIf(s.Operation == plan.Verify, " -Look"))
	var rows [][]string
	for _, call := range r.calls(s) {
		rows = append(rows, []string{call[0], strings.Join(call[1:], " ")})
	}
	text.Align(rows, widest)
	for _, row := range rows {
		r.b.WriteString("        " + strings.TrimRight(strings.Join(row, " "), " ") + "\n")
	}
	r.b.WriteString("    }\n")
}

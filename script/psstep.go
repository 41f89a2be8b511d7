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

// checkPowerShell returns nil for a step that PowerShell can express.
func checkPowerShell(s plan.Step) error {
	switch {
	case s.Operation == plan.ManualReview:
		return errByHand
	case s.Operation == plan.RunSync:
		return nil
	case s.Target.Side == plan.SideOnPremises:
		return checkObject(s)
	}
	return checkGraph(s)
}

// msOnlineProperties are the properties that MSOnline returns of a user.
var msOnlineProperties = append(slices.Clone(userSelect), "deletedDateTime")

// checkMSOnline is like [checkPowerShell], but for a module with fewer properties.
func checkMSOnline(s plan.Step) error {
	if err := checkPowerShell(s); err != nil || s.Target.Side != plan.SideCloud {
		return err
	}
	if s.Operation == plan.SetTenantFlag {
		return errors.New("MSOnline has other names for the flags")
	}
	for _, e := range slices.Concat(s.Expect, s.Set) {
		if !slices.Contains(msOnlineProperties, e.Name) {
			return fmt.Errorf("MSOnline does not have %s", e.Name)
		}
	}
	return nil
}

// A psWriter writes the data and the steps of a script. It keeps the first error of
// quoting.
type psWriter struct {
	*Selection
	dialect
	facts   stepFacts
	b       strings.Builder
	notDone []string // lines about the steps that the script does not carry out
	err     error
}

func (r *psWriter) quote(s string) string {
	quoted, err := psQuote(s)
	r.err = cmp.Or(r.err, err)
	return quoted
}

// quoteVisible is like quote for a text that is only shown: no character in it acts
// on a terminal.
func (r *psWriter) quoteVisible(s string) string { return r.quote(psComment(s)) }

func (r *psWriter) value(v plan.Value) string {
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

// list returns an array with ten words on each line.
func (r *psWriter) list(words []string, quote func(string) string, indent string) string {
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

// maxColumn is the width in characters up to which columns are aligned.
const maxColumn = 60

// writeData writes the variables that the rules use.
func (r *psWriter) writeData(parts scriptParts) {
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
		need := needsOf(r.Selection, r.check)
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
	text.Align(rows, maxColumn)
	r.b.WriteString("\n")
	for _, row := range rows {
		r.b.WriteString(strings.Join(row, " ") + "\n")
	}
}

// properties returns the properties to read of the objects of a side: the given ones
// and those that steps expect. It leaves out the property that only beta has; a step
// that expects it reads it.
func (r *psWriter) properties(side string, names []string) []string {
	for _, s := range r.Steps {
		if s.Target.Side == side && r.check(s) == nil && s.Operation != plan.SetTenantFlag {
			for _, e := range s.Expect {
				names = plan.AppendNew(names, []string{e.Name})
			}
		}
	}
	return slices.DeleteFunc(names, func(name string) bool {
		return name == plan.OnPremisesObjectIdentifier || name == plan.DistinguishedName
	})
}

// writeSteps writes the steps in groups: one for each phase, and one for the
// irreversible steps.
func (r *psWriter) writeSteps() {
	r.b.WriteString("\n# ---- The steps ---------------------------------------------------------------\n\n$Steps = {\n")
	r.facts = newFacts(r.Selection, r.check, r.carriesOut)
	group := ""
	for _, s := range r.Steps {
		if name := groupOf(s); name != group {
			fmt.Fprintf(&r.b, "    # ==== %s ====\n\n", psComment(name))
			group = name
		}
		r.writeStep(s)
		r.b.WriteString("\n")
	}
	r.b.WriteString("}\n")
}

func groupOf(s plan.Step) string {
	if s.Irreversible {
		return "irreversible (" + string(s.Phase) + ")"
	}
	return string(s.Phase)
}

func (r *psWriter) writeStep(s plan.Step) {
	err := r.check(s)
	if isByHand(err) {
		r.writeByHand(s)
		return
	}
	r.writeReason(s, reason(s))
	switch {
	case err != nil:
		r.notDone = append(r.notDone, unsupported(s, r.format, err))
		r.b.WriteString("    # Not done here: " + psComment(err.Error()) + "\n")
		r.writeSkip(s, "not done here")
	case s.Operation == plan.RunSync:
		policy, _ := s.Set.Get(plan.PolicyType)
		fmt.Fprintf(&r.b, "    Sync %s %s %s%s%s\n", r.quote(s.ID), r.quoteVisible(r.title(s)), r.value(policy), r.afterArg(s), flagIf(r.facts.awaited[s.ID], " -Awaited"))
	case s.Irreversible && !s.Approved:
		off := psWriter{Selection: r.Selection, dialect: r.dialect, facts: r.facts}
		off.writeBlock(s)
		r.err = cmp.Or(r.err, off.err)
		r.b.WriteString("    # This cannot be undone and is not approved, so it is off:\n")
		for line := range strings.Lines(off.b.String()) {
			r.b.WriteString("    # " + strings.TrimPrefix(line, "    "))
		}
		r.writeSkip(s, "not approved in the plan")
	default:
		r.writeBlock(s)
	}
}

func flagIf(yes bool, flag string) string {
	if yes {
		return flag
	}
	return ""
}

func (r *psWriter) title(s plan.Step) string { return string(s.Operation) + " " + s.Target.Display() }

// afterArg returns an argument with the steps that a step waits for, or "".
func (r *psWriter) afterArg(s plan.Step) string {
	here, _ := r.after(s)
	if len(here) == 0 {
		return ""
	}
	return " -After " + r.list(here, r.quote, "        ")
}

// beforeArg returns an argument with the steps that imply that this one was done, or
// ""; see [Selection.impliedBy].
func (r *psWriter) beforeArg(s plan.Step) string {
	steps := r.facts.impliedBy[s.ID]
	if len(steps) == 0 {
		return ""
	}
	return " -Before " + r.list(steps, r.quote, "        ")
}

// carriesOut reports whether only the script carries out a step. A sync can be
// started by the script or by a person.
func (r *psWriter) carriesOut(s plan.Step) bool {
	return s.Operation != plan.RunSync && carriesOut(r.check)(s)
}

// writeSkip writes why a step is not done, if other steps wait for it.
func (r *psWriter) writeSkip(s plan.Step, why string) {
	if r.facts.awaited[s.ID] {
		fmt.Fprintf(&r.b, "    Skip-Step %s %s\n", r.quote(s.ID), r.quoteVisible(why))
	}
}

func (r *psWriter) writeReason(s plan.Step, text string) {
	fmt.Fprintf(&r.b, "    # %s: %s\n", psComment(s.ID), psComment(text))
	if where := r.OtherPhases(s); where != "" {
		fmt.Fprintf(&r.b, "    # It %s.\n", psComment(where))
	}
}

func (r *psWriter) writeByHand(s plan.Step) {
	r.writeReason(s, "by hand")
	for _, line := range details(s) {
		r.b.WriteString("    #   " + psComment(line) + "\n")
	}
	among := ""
	if len(s.Candidates) > 0 {
		var names []string
		for _, c := range s.Candidates {
			names = append(names, c.Display())
		}
		among = " -Among " + r.list(names, r.quoteVisible, "        ")
	}
	fmt.Fprintf(&r.b, "    ByHand %s %s %s%s%s%s\n", r.quote(s.ID), r.quoteVisible(r.title(s)), r.quoteVisible(reason(s)), among, r.afterArg(s), flagIf(r.facts.awaited[s.ID], " -Awaited"))
}

// writeBlock writes the call of a step with a block of what it checks and changes.
func (r *psWriter) writeBlock(s plan.Step) {
	fmt.Fprintf(&r.b, "    Step %s %s%s%s%s%s {\n", r.quote(s.ID), r.quoteVisible(r.title(s)), r.afterArg(s)+r.beforeArg(s),
		flagIf(r.facts.late[s.ID], " -Late"), flagIf(s.Irreversible, " -NoWayBack"), flagIf(s.Operation == plan.Verify, " -Look"))
	var rows [][]string
	for _, call := range r.calls(s) {
		rows = append(rows, []string{call[0], strings.Join(call[1:], " ")})
	}
	text.Align(rows, maxColumn)
	for _, row := range rows {
		r.b.WriteString("        " + strings.TrimRight(strings.Join(row, " "), " ") + "\n")
	}
	r.b.WriteString("    }\n")
}

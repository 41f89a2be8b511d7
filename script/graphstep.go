package script

import (
	"slices"

	"hardmatch/plan"
	"hardmatch/text"
)

// checkGraph returns nil for a step that requests to Microsoft Graph can express.
func checkGraph(s plan.Step) error {
	switch {
	case s.Operation == plan.ManualReview:
		return errByHand
	case s.Operation.IsMove() && len(s.Set) == 0:
		return errNoOU
	case s.Target.Side != plan.SideCloud:
		return errOtherSide
	}
	return nil
}

// graphVersion returns the version of Microsoft Graph that has all properties of a
// step.
func graphVersion(s plan.Step) string {
	for _, p := range slices.Concat(s.Expect, s.Set) {
		if plan.IsBeta(p.Name) {
			return "beta"
		}
	}
	return "v1.0"
}

// propertiesToRead returns the properties to read of the user of a step.
func propertiesToRead(s plan.Step) []string {
	names := slices.Clone(userSelect)
	for _, e := range s.Expect {
		names = plan.AppendNew(names, []string{e.Name})
	}
	return names
}

// targetFilter returns a filter that finds the user of a step. Graph ignores case,
// so the script compares the results again.
func targetFilter(r plan.Ref) string {
	switch {
	case r.ID != "":
		return "id eq " + text.QuoteOData(r.ID)
	case r.UserPrincipalName != "":
		return "userPrincipalName eq " + text.QuoteOData(r.UserPrincipalName)
	}
	return "proxyAddresses/any(p:p eq " + text.QuoteOData("SMTP:"+r.Mail) + ")"
}

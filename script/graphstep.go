package script

import (
	"slices"

	"hardmatch/plan"
	"hardmatch/text"
)

// cloudCan is nil for a step that requests to Microsoft Graph can express.
func cloudCan(s plan.Step) error {
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

// graphVersion is the version of Microsoft Graph that has all properties of a step.
func graphVersion(s plan.Step) string {
	for _, p := range slices.Concat(s.Expect, s.Set) {
		if plan.IsBeta(p.Name) {
			return "beta"
		}
	}
	return "v1.0"
}

// selectOf are the properties to read of the user of a step.
func selectOf(s plan.Step) []string {
	names := slices.Clone(userSelect)
	for _, e := range s.Expect {
		names = plan.AppendNew(names, []string{e.Name})
	}
	return names
}

// targetFilter finds the user of a step; the hits have to be compared again,
// as Graph compares without regard to case.
func targetFilter(r plan.Ref) string {
	switch {
	case r.ID != "":
		return "id eq " + text.QuoteOData(r.ID)
	case r.UserPrincipalName != "":
		return "userPrincipalName eq " + text.QuoteOData(r.UserPrincipalName)
	}
	return "proxyAddresses/any(p:p eq " + text.QuoteOData("SMTP:"+r.Mail) + ")"
}

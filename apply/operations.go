package apply

import (
	"slices"

	"hardmatch/plan"
)

// carriedOut are the operations that apply carries out. The list is here and not in the
// plan, so that no plan can do anything else. What each of them may set, [plan.Step.Validate]
// says. All others are by hand.
var carriedOut = []plan.Operation{
	plan.SetOnPremisesImmutableID, plan.ClearOnPremisesImmutableID, plan.ClearOnPremisesObjectIdentifier, plan.SetCloudUserPrincipalName,
	plan.DeleteUser, plan.RestoreDeletedUser, plan.PurgeDeletedUser, plan.SetTenantFlag, plan.Verify,
}

func carries(s *plan.Step) bool { return slices.Contains(carriedOut, s.Operation) }

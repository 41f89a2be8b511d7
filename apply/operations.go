package apply

import (
	"slices"

	"hardmatch/plan"
)

// supportedOperations are the operations that apply carries out. The list is part of the
// program, so that no plan can do anything else. [plan.Step.Validate] checks what each of
// them may set. All other operations are by hand.
var supportedOperations = []plan.Operation{
	plan.SetOnPremisesImmutableID, plan.ClearOnPremisesImmutableID, plan.ClearOnPremisesObjectIdentifier, plan.SetCloudUserPrincipalName,
	plan.DeleteUser, plan.RestoreDeletedUser, plan.PurgeDeletedUser, plan.SetTenantFlag, plan.Verify,
}

func isSupported(s *plan.Step) bool { return slices.Contains(supportedOperations, s.Operation) }

package hardmatch_test

import (
	"context"
	"fmt"
	"strings"

	"hardmatch"
)

func ExampleCheck() {
	const users = `dn: CN=Ada,DC=contoso,DC=com
objectClass: user
objectGUID: d08f810b-a35c-49a8-a4cd-c6923dfc031e
sAMAccountName: ada
userAccountControl: 512
userPrincipalName: ada@corp.local

`
	const cloud = `{"schema": "hardmatch.snapshot/1", "users": [{
	"id": "87d349ed-44d7-43e1-9a83-5f2406dee5bd", "userType": "Member", "userPrincipalName": "ada@contoso.com", "mail": null, "proxyAddresses": [],
	"onPremisesImmutableId": "C4GP0FyjqEmkzcaSPfwDHg==", "onPremisesSyncEnabled": null,
	"onPremisesObjectIdentifier": null, "onPremisesSecurityIdentifier": null
}], "deletedUsers": [], "groups": [], "orgContacts": [], "roleAssignments": [], "roleEligibilityScheduleInstances": [],
"domains": [{"id": "contoso.com", "isVerified": true}], "onPremisesSynchronization": {"features": {
	"blockCloudObjectTakeoverThroughHardMatchEnabled": false, "blockSoftMatchEnabled": false, "softMatchOnUpnEnabled": true
}}}`
	inputs := []hardmatch.Input{
		{Name: "users.ldf", Data: strings.NewReader(users)},
		{Name: "cloud.json", Data: strings.NewReader(cloud)},
	}
	report, err := hardmatch.Check(context.Background(), inputs, hardmatch.Options{AsOf: "2026-11-22"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for v := range report.Simulation.Verdicts() {
		fmt.Printf("%s: %v, %s\n", report.Object(v.Object).DN.Value, v.Kind, v.Reason)
	}
	for _, f := range report.Diagnosis.Findings {
		if o := report.Object(f.Object); o != nil {
			fmt.Printf("%v %s %s: %s\n", f.Severity, f.Rule.ID, o.UserPrincipalName.Value, f.Message)
		}
	}
	// Output:
	// CN=Ada,DC=contoso,DC=com: hardMatch, its source anchor is the onPremisesImmutableId of a cloud user that is not synced
	// warning HM2005 ada@corp.local: corp.local of ada@corp.local is no domain that can be verified: in the cloud the user is given a name at the initial domain
}

package script

import "hardmatch/plan"

// calls returns the calls in the block of a step: the name of a function of the
// script and its quoted arguments.
func (r *psWriter) calls(s plan.Step) [][]string {
	switch s.Operation {
	case plan.SetTenantFlag:
		c, _ := s.Change()
		return [][]string{{"Set-Flag", r.quote(c.Property), r.value(c.Before), r.value(c.After)}}
	case plan.DeleteUser:
		return r.checked(s, r.findUser(s), "Remove-User")
	case plan.RestoreDeletedUser:
		name, _ := s.Set.Get(plan.UserPrincipalName)
		return r.checked(s, []string{"Find-Deleted", r.quote(s.Target.ID)}, "Restore-User", r.value(name))
	case plan.PurgeDeletedUser:
		return r.checked(s, []string{"Find-Deleted", r.quote(s.Target.ID)}, "Remove-ForGood")
	case plan.Verify:
		return r.checked(s, r.findUser(s))
	}
	c, _ := s.Change()
	before, after := r.value(c.Before), r.value(c.After)
	if s.Target.Side == plan.SideCloud {
		return r.checked(s, r.findUser(s), "Set-User", r.quote(c.Property), before, after)
	}
	find := r.findObject(s, c)
	switch {
	case c.Property == plan.DistinguishedName:
		_, parent := cutNewDN(c)
		return r.checked(s, find, "Move-Object", before, after, r.quote(parent))
	case c.Property == plan.ProxyAddresses && c.Before.IsNull():
		return r.checked(s, find, "Add-Address", after)
	case c.Property == plan.ProxyAddresses:
		return r.checked(s, find, "Remove-Address", before)
	}
	return r.checked(s, find, "Set-Object", r.quote(c.Property), before, after)
}

// checked returns the calls that find an object, check it and change it.
func (r *psWriter) checked(s plan.Step, find []string, change ...string) [][]string {
	calls := [][]string{find}
	own := s.Operation.Property()
	for _, v := range r.facts.later[s.ID].values {
		calls = append(calls, []string{"Unless", r.quote(own), r.value(v)})
	}
	for _, e := range otherExpected(s, own) {
		calls = append(calls, []string{"Expect", r.quote(e.Name), r.value(e.Value)})
	}
	for _, u := range s.Unique {
		calls = append(calls, []string{"Alone", r.quote(u.Name), r.value(u.Value)})
	}
	if len(change) > 0 {
		calls = append(calls, change)
	}
	return calls
}

func (r *psWriter) findUser(s plan.Step) []string {
	t := s.Target
	call := []string{"Find-User", "'id'", r.quote(t.ID)}
	switch {
	case t.ID != "":
	case t.UserPrincipalName != "":
		call = []string{"Find-User", "'userPrincipalName'", r.quote(t.UserPrincipalName)}
	default:
		call = []string{"Find-User", "'mail'", r.quote(t.Mail)}
	}
	if graphVersion(s) == "beta" {
		call = append(call, "-Beta")
	}
	return call
}

// findObject returns the call that finds an object by its objectGUID or, if that was
// not exported, by its DN at that point. A move also accepts the new DN.
func (r *psWriter) findObject(s plan.Step, c plan.Change) []string {
	if s.Target.ObjectGUID != "" {
		return []string{"Find-Object", r.quote(s.Target.ObjectGUID)}
	}
	names := r.quote(r.facts.dns[s.ID])
	if c.Property == plan.DistinguishedName {
		names += ", " + r.value(c.After)
	}
	return []string{"Find-Object", names}
}

package staging

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"hardmatch/directory"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// isTenant reports whether the record describes the tenant rather than an object:
// by its type or, if the export has no types, by its properties.
func (s *Stager) isTenant(r *records.Record) bool {
	return r.Displayed && s.side != directory.OnPremises && s.tenantKind(r) != ""
}

// tenantKinds are the kinds for the types of resources.
var tenantKinds = map[string]directory.TenantKind{
	"domain":                                 directory.Domains,
	"user":                                   directory.Users,
	"group":                                  directory.Groups,
	"orgContact":                             directory.Contacts,
	"organization":                           directory.Organization,
	"onPremisesDirectorySynchronization":     directory.SyncFeatures,
	"unifiedRoleDefinition":                  directory.RoleDefinitions,
	"directoryRole":                          directory.RoleDefinitions,
	"unifiedRoleAssignment":                  directory.RoleAssignments,
	"unifiedRoleAssignmentSchedule":          directory.RoleAssignments,
	"unifiedRoleAssignmentScheduleInstance":  directory.RoleAssignments,
	"unifiedRoleEligibilitySchedule":         directory.RoleEligibility,
	"unifiedRoleEligibilityScheduleInstance": directory.RoleEligibility,
}

// AddListedTypes records which types of resources a file lists, even if it lists
// none of them.
func (s *Stager) AddListedTypes(types []string) {
	for _, t := range types {
		switch {
		case t == records.DeletedItems:
			s.tenant.See(directory.DeletedUsers)
			s.kinds[directory.DeletedUsers] = true
		case t == records.UsersOrDeleted && s.stats.users[directory.Cloud] == 0:
			s.tenant.See(directory.NoUsers)
			s.kinds[directory.NoUsers] = true
		}
		if kind, ok := tenantKinds[t]; ok {
			s.tenant.See(kind)
			s.kinds[kind] = true
		}
	}
}

// MarkIncomplete records that the file is incomplete for all kinds in it. A list
// that ended before its first user may be of active or deleted users.
func (s *Stager) MarkIncomplete() {
	for kind := range s.kinds {
		if kind == directory.NoUsers {
			s.tenant.CutOff(directory.Users)
			kind = directory.DeletedUsers
		}
		s.tenant.CutOff(kind)
	}
}

func (s *Stager) tenantKind(r *records.Record) directory.TenantKind {
	if kind := tenantKinds[r.Type]; r.Type != "" {
		if kind == directory.Users || kind == directory.Groups || kind == directory.Contacts {
			return ""
		}
		return kind
	}
	has := func(a attribute) bool { return s.presences[a] != directory.NotExported }
	switch {
	case has(attrIsVerified):
		return directory.Domains
	case has(attrVerifiedDomains):
		return directory.Organization
	case has(attrFeatures):
		return directory.SyncFeatures
	case has(attrPrincipalID) && (has(attrRoleEligibility) || has(attrScheduleInfo) && !has(attrAssignmentType)):
		return directory.RoleEligibility
	case has(attrPrincipalID) && has(attrRoleDefinitionID):
		return directory.RoleAssignments
	case has(attrIsBuiltIn), has(attrIsPrivileged), has(attrRoleTemplateID):
		return directory.RoleDefinitions
	}
	return ""
}

// stageTenant adds the properties in a record to the tenant.
func (s *Stager) stageTenant(r *records.Record) {
	kind := s.tenantKind(r)
	s.tenant.See(kind)
	s.kinds[kind] = true
	s.rejectLost(r)
	v := s.properties(r)
	origin := directory.Origin{File: s.file, Line: r.Line, Offset: max(0, r.Offset)}
	switch kind {
	case directory.Domains:
		if v.first(attrID) == "" {
			s.reject(r.Line, "domain", errors.New("the record does not have the name of the domain as its id"), hint.New(hint.ExportTenant))
			return
		}
		s.tenant.Domains = append(s.tenant.Domains, directory.Domain{
			Name: v.first(attrID), Verified: v.is(attrIsVerified), Initial: v.is(attrIsInitial),
			Federated: strings.EqualFold(v.first(attrAuthenticationType), "Federated"), Origin: origin,
		})
	case directory.Organization:
		s.tenant.ID = strings.ToLower(v.first(attrID))
		s.stageVerifiedDomains(v[attrVerifiedDomains], origin)
	case directory.SyncFeatures:
		s.stageFeatures(v[attrFeatures], origin)
	case directory.RoleDefinitions:
		s.stageRole(v, origin)
	case directory.RoleAssignments, directory.RoleEligibility:
		s.tenant.Holders = append(s.tenant.Holders, directory.RoleHolder{
			PrincipalID: strings.ToLower(v.first(attrPrincipalID)), RoleID: strings.ToLower(v.first(attrRoleDefinitionID)),
			Eligible: kind == directory.RoleEligibility, Origin: origin,
		})
	}
}

// isSyncBehavior reports whether a record shows only the source of authority of a
// user, as the resource onPremisesSyncBehavior does.
func isSyncBehavior(o *directory.Object) bool {
	return o.IsCloudManaged.Presence == directory.Present && o.ID.Presence == directory.Present &&
		o.UserPrincipalName.Presence == directory.NotExported && o.OnPremisesImmutableID.Presence == directory.NotExported
}

func (s *Stager) stageCloudManaged(o *directory.Object) {
	if s.tenant.CloudManaged == nil {
		s.tenant.CloudManaged = make(map[string]bool)
	}
	s.tenant.CloudManaged[strings.ToLower(o.ID.String())] = o.IsCloudManaged.Is("true")
}

// rejectLost reports nested values that were lost on export.
func (s *Stager) rejectLost(r *records.Record) {
	nested := []attribute{attrVerifiedDomains, attrFeatures, attrMembers}
	for i := range r.Fields {
		if f := &r.Fields[i]; f.Form == records.Lost && slices.Contains(nested, s.attrs[f.Index]) {
			s.rejectField(f, errors.New("the value cannot be read from this export"), hint.New(hint.ExportTenant))
		}
	}
}

// properties are the values of a record, in memory of their own.
type properties map[attribute][]string

func (s *Stager) properties(r *records.Record) properties {
	v := make(properties)
	for _, f := range r.Fields {
		if len(f.Value) > 0 {
			v[s.attrs[f.Index]] = append(v[s.attrs[f.Index]], string(f.Value))
		}
	}
	return v
}

func (v properties) first(a attribute) string {
	if len(v[a]) == 0 {
		return ""
	}
	return v[a][0]
}

func (v properties) is(a attribute) bool { return strings.EqualFold(v.first(a), "true") }

// stageVerifiedDomains adds the verifiedDomains of an organization, which are all
// verified. Type is Managed or Federated.
func (s *Stager) stageVerifiedDomains(domains []string, origin directory.Origin) {
	for _, text := range domains {
		var d struct {
			Name, Type string
			IsInitial  bool
		}
		if err := json.Unmarshal([]byte(text), &d); err != nil {
			s.reject(origin.Line, "verifiedDomains", err, hint.New(hint.ExportTenant))
			continue
		}
		s.tenant.Domains = append(s.tenant.Domains, directory.Domain{
			Name: d.Name, Verified: true, Initial: d.IsInitial, Federated: strings.EqualFold(d.Type, "Federated"), Origin: origin,
		})
	}
}

// stageFeatures adds the features of the synchronisation. PowerShell writes their
// names with a capital.
func (s *Stager) stageFeatures(texts []string, origin directory.Origin) {
	for _, text := range texts {
		var all map[string]any
		if err := json.Unmarshal([]byte(text), &all); err != nil {
			s.reject(origin.Line, "features", errors.New("value is not a JSON object"), hint.New(hint.ExportTenant))
			continue
		}
		if s.tenant.Features == nil {
			s.tenant.Features = make(map[string]bool)
		}
		for name, value := range all {
			if on, ok := value.(bool); ok && name != "" {
				s.tenant.Features[strings.ToLower(name[:1])+name[1:]] = on
			}
		}
	}
}

// stageRole adds a role. A directoryRole also lists its holders.
func (s *Stager) stageRole(v properties, origin directory.Origin) {
	role := directory.Role{ID: strings.ToLower(v.first(attrID)), Name: v.first(attrDisplayName), Origin: origin}
	if template := v.first(attrRoleTemplateID); template != "" {
		role.ID = strings.ToLower(template)
	}
	if len(v[attrIsPrivileged]) > 0 {
		privileged := v.is(attrIsPrivileged)
		role.Privileged = &privileged
	}
	s.tenant.Roles = append(s.tenant.Roles, role)
	for _, text := range v[attrMembers] {
		var member struct{ ID string }
		if err := json.Unmarshal([]byte(text), &member); err != nil || member.ID == "" {
			s.reject(origin.Line, "members", errors.New("value is not a JSON object with an id"), hint.New(hint.ExportTenant))
			continue
		}
		s.tenant.See(directory.RoleAssignments)
		s.tenant.Holders = append(s.tenant.Holders, directory.RoleHolder{PrincipalID: strings.ToLower(member.ID), RoleID: role.ID, Origin: origin})
	}
}

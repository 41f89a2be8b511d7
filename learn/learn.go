// Package learn has the addresses of the pages of learn.microsoft.com that rules and
// explanations cite.
package learn

// The pages. Connect is the folder of the pages about Microsoft Entra Connect.
const (
	Connect                     = "https://learn.microsoft.com/entra/identity/hybrid/connect/"
	SyncErrors                  = Connect + "tshoot-connect-sync-errors"
	ExistingTenant              = Connect + "how-to-connect-install-existing-tenant"
	DuplicateAttributes         = Connect + "how-to-connect-syncservice-duplicate-attribute-resiliency"
	ConnectHealth               = Connect + "how-to-connect-health-diagnose-sync-errors"
	SyncFeatures                = Connect + "how-to-connect-syncservice-features"
	UsersAndContacts            = Connect + "concept-azure-ad-connect-sync-user-and-contacts"
	DesignConcepts              = Connect + "plan-connect-design-concepts"
	AccidentalDeletes           = Connect + "how-to-connect-sync-feature-prevent-accidental-deletes"
	ClearAttributes             = Connect + "tshoot-clear-on-premises-attributes"
	SourceOfAuthority           = "https://learn.microsoft.com/entra/identity/hybrid/how-to-user-source-of-authority-configure"
	Event6941                   = "https://learn.microsoft.com/microsoft-365/troubleshoot/active-directory/duplicate-attributes-prevent-dirsync"
	PrepareForSync              = "https://learn.microsoft.com/microsoft-365/enterprise/prepare-for-directory-synchronization"
	SignInErrors                = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes"
	UpdateUser                  = "https://learn.microsoft.com/graph/api/user-update"
	GraphErrors                 = "https://learn.microsoft.com/graph/errors"
	ProvisioningError           = "https://learn.microsoft.com/graph/api/resources/onpremisesprovisioningerror"
	ServiceProvisioningXMLError = "https://learn.microsoft.com/graph/api/resources/serviceprovisioningxmlerror"
	PrivilegedRoles             = "https://learn.microsoft.com/entra/identity/role-based-access-control/privileged-roles-permissions"
)

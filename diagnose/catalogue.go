package diagnose

import (
	"slices"

	"hardmatch/learn"
)

// Catalogue has the rules in the order of their identifiers: HM1xxx about anchors and
// hard match, HM2xxx about addresses, names and soft match, HM3xxx about the tenant,
// HM4xxx about values of attributes, HM5xxx about damaged exports. An identifier is never
// used for another rule.
var Catalogue = slices.Concat(anchorRules, nameRules, tenantRules, attributeRules, exportRules)

// read is the day on which the sources were read.
const read = "2026-11-22"

var (
	citeExisting   = Citation{"Microsoft Entra Connect: when you have an existing tenant", learn.ExistingTenant, read}
	citeErrors     = Citation{"Troubleshoot errors during synchronization", learn.SyncErrors, read}
	citeResiliency = Citation{"Duplicate attribute resiliency", learn.DuplicateAttributes, read}
	citeFeatures   = Citation{"Microsoft Entra Connect Sync service features", learn.SyncFeatures, read}
	citeDesign     = Citation{"Microsoft Entra Connect: design concepts", learn.DesignConcepts, read}
	citeUsers      = Citation{"Understanding users, groups, and contacts", learn.UsersAndContacts, read}
	citePrepare    = Citation{"Prepare for directory synchronization to Microsoft 365", learn.PrepareForSync, read}
	citeGraphUser  = Citation{"Microsoft Graph: update user", learn.UpdateUser, read}
	citeGraphSync  = Citation{"Microsoft Graph: onPremisesProvisioningError", learn.ProvisioningError, read}
	citeGraphXML   = Citation{"Microsoft Graph: serviceProvisioningXmlError", learn.ServiceProvisioningXMLError, read}
	citeUPN        = Citation{"Microsoft Entra UserPrincipalName population", learn.Connect + "plan-connect-userprincipalname", read}
	citeLDIF       = Citation{"RFC 2849, the LDAP Data Interchange Format", "https://www.rfc-editor.org/rfc/rfc2849", read}
	citeLDAP       = Citation{"RFC 4511, the Lightweight Directory Access Protocol, 4.1.9", "https://www.rfc-editor.org/rfc/rfc4511", read}
	citePaging     = Citation{"Microsoft Graph: paging", "https://learn.microsoft.com/graph/paging", read}
	citeQuery      = Citation{"Microsoft Graph: query parameters", "https://learn.microsoft.com/graph/query-parameters", read}
	citeDelta      = Citation{"Microsoft Graph: delta queries", "https://learn.microsoft.com/graph/delta-query-overview", read}
	citeRange      = Citation{"Attribute range retrieval", "https://learn.microsoft.com/windows/win32/adsi/attribute-range-retrieval", read}
	citeCSV        = Citation{"Export-Csv", "https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/export-csv", read}
	citeEncoding   = Citation{"About character encoding", "https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_character_encoding", read}
	citeDeletes    = Citation{"Prevent accidental deletions", learn.AccidentalDeletes, read}
	citeLarge      = Citation{"Handling LargeObject errors caused by userCertificate", learn.Connect + "tshoot-connect-largeobjecterror-usercertificate", read}
	citeRecycleBin = Citation{"Enable the AD recycle bin", learn.Connect + "how-to-connect-sync-recycle-bin", read}
)

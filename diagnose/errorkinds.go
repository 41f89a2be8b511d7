package diagnose

import (
	"slices"
	"strings"
)

// An ErrorKind is what is known of one error of the sync service or of a
// service beside it. Name is the service's own, or plain words with blanks where
// it gives the error none.
type ErrorKind struct {
	Name    string
	Aliases []string // other names of the same error
	Codes   []string // as reports print them; events as "event 116"
	Title   string   // one sentence: what it means
	Cause   string
	Cure    []string // in order
	Cites   []string // addresses of the pages that say so
	Rules   []string // IDs of the rules that foretell it
}

// The pages that the kinds cite.
const (
	pageSync        = "https://learn.microsoft.com/entra/identity/hybrid/connect/"
	pageErrors      = pageSync + "tshoot-connect-sync-errors"
	pageExisting    = pageSync + "how-to-connect-install-existing-tenant"
	pageResiliency  = pageSync + "how-to-connect-syncservice-duplicate-attribute-resiliency"
	pageHealth      = pageSync + "how-to-connect-health-diagnose-sync-errors"
	pageFeatures    = pageSync + "how-to-connect-syncservice-features"
	pageUsers       = pageSync + "concept-azure-ad-connect-sync-user-and-contacts"
	pageDesign      = pageSync + "plan-connect-design-concepts"
	pageDeletes     = pageSync + "how-to-connect-sync-feature-prevent-accidental-deletes"
	pageClear       = pageSync + "tshoot-clear-on-premises-attributes"
	pageSource      = "https://learn.microsoft.com/entra/identity/hybrid/how-to-user-source-of-authority-configure"
	pageEvent6941   = "https://learn.microsoft.com/microsoft-365/troubleshoot/active-directory/duplicate-attributes-prevent-dirsync"
	pagePrepare     = "https://learn.microsoft.com/microsoft-365/enterprise/prepare-for-directory-synchronization"
	pageSignIn      = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes"
	pageGraphUser   = "https://learn.microsoft.com/graph/api/user-update"
	pageGraphErrors = "https://learn.microsoft.com/graph/errors"
	pageGraphSync   = "https://learn.microsoft.com/graph/api/resources/onpremisesprovisioningerror"
	pageGraphXML    = "https://learn.microsoft.com/graph/api/resources/serviceprovisioningxmlerror"
	pagePrivileged  = "https://learn.microsoft.com/entra/identity/role-based-access-control/privileged-roles-permissions"
)

// Cures that several kinds share.
const (
	cureFind   = "find every holder of the value in both directories:  hardmatch check AD-EXPORT CLOUD-EXPORT"
	cureAnchor = "the same person? stamp the anchor:  hardmatch plan AD-EXPORT CLOUD-EXPORT --user UPN"
	cureRemove = "two people? remove the value from the one that should not have it, in the directory that one comes from, and sync"
)

// unknownError is of errors whose name is not in the catalogue.
var unknownError = &ErrorKind{
	Name:  "unknown error",
	Title: "hardmatch does not know this error",
	Cause: "its name, its code and its words are not in the catalogue, so what is said here is only what the text itself says",
	Cure: []string{
		"look the name up on the page below, which does not list every error either",
		"see what the exports tell of the object:  hardmatch check AD-EXPORT CLOUD-EXPORT",
	},
	Cites: []string{pageErrors},
}

// ErrorKinds is the catalogue of errors.
var ErrorKinds = slices.Concat(matchErrors, dataErrors, otherErrors, graphErrors)

// kindNamed returns the kind of that name or alias in any case, or nil.
func kindNamed(name string) *ErrorKind { return kindNames[strings.ToLower(name)] }

// kindCoded returns the kind of that code, or nil.
func kindCoded(code string) *ErrorKind { return kindCodes[strings.ToLower(code)] }

var kindNames = indexKinds(func(k *ErrorKind) []string { return append([]string{k.Name}, k.Aliases...) })

var kindCodes = indexKinds(func(k *ErrorKind) []string { return k.Codes })

func indexKinds(keys func(*ErrorKind) []string) map[string]*ErrorKind {
	index := make(map[string]*ErrorKind)
	for _, k := range ErrorKinds {
		for _, key := range keys(k) {
			index[strings.ToLower(key)] = k
		}
	}
	return index
}

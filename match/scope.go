package match

import (
	"bytes"
	"slices"
	"strconv"

	"hardmatch/directory"
)

// An Engine is a sync client. The two filter by different default rules.
type Engine uint8

// The engines.
const (
	ConnectSync Engine = iota
	CloudSync
)

// Engines are the names of the engines.
var Engines = []string{"connect", "cloudsync"}

// ParseEngine returns the engine of that name.
func ParseEngine(name string) (Engine, bool) {
	i := slices.Index(Engines, name)
	return Engine(max(i, 0)), i >= 0
}

// A filter is one clause of the default scope. The clauses of Connect Sync are
// those of its inbound rules as Microsoft describes them in
// https://learn.microsoft.com/entra/identity/hybrid/connect/concept-azure-ad-connect-sync-default-configuration
// Those of Cloud Sync are in https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-troubleshoot
// (both read 2026-11-22). Filters by organisational unit and custom attribute filters come in
// addition; no export shows them.
type filter struct {
	*Outcome
	hits func(*directory.Object) bool
}

func filtered(reason string, hits func(*directory.Object) bool) filter {
	return filter{&Outcome{Kind: NotSynced, Basis: Documented, Reason: reason}, hits}
}

// always are the filters of both engines for objects of all classes.
var always = []filter{
	filtered("deleted in Active Directory", (*directory.Object).Deleted),
	filtered("isCriticalSystemObject is set", func(o *directory.Object) bool { return o.IsCriticalSystemObject }),
	filtered("it lost a replication conflict (CNF: in its name)", isConflictLoser),
}

// connectUsers are those of Connect Sync for users.
var connectUsers = []filter{
	filtered("it has no sAMAccountName", func(o *directory.Object) bool { return o.SAMAccountName.Presence == directory.Empty }),
	filtered("it has no userAccountControl", func(o *directory.Object) bool { return o.UserAccountControl.Presence == directory.Empty }),
	filtered("sAMAccountName begins with AAD_", func(o *directory.Object) bool { return begins(o.SAMAccountName, "AAD_") }),
	filtered("sAMAccountName begins with MSOL_", func(o *directory.Object) bool { return begins(o.SAMAccountName, "MSOL_") }),
	filtered("sAMAccountName is SUPPORT_388945a0", func(o *directory.Object) bool { return o.SAMAccountName.Is("SUPPORT_388945a0") }),
	filtered("mailNickname begins with SystemMailbox{", func(o *directory.Object) bool { return begins(o.MailNickname, "SystemMailbox{") }),
	filtered("sAMAccountName is that of an Exchange system account, CAS_{...}", func(o *directory.Object) bool { return isCAS(o.SAMAccountName) }),
	filtered("mailNickname is that of an Exchange system account, CAS_{...}", func(o *directory.Object) bool { return isCAS(o.MailNickname) }),
	filtered("msExchRecipientTypeDetails marks a mailbox of Exchange itself", func(o *directory.Object) bool { return recipientType(o)&exchangeSystem != 0 }),
	filtered("a linked mailbox contributes no source anchor", func(o *directory.Object) bool { return recipientType(o) == linkedMailbox }),
}

// connectContacts are those of Connect Sync for contacts.
var connectContacts = []filter{
	filtered("a contact without mail is not synced", func(o *directory.Object) bool { return o.Mail.Presence == directory.Empty }),
	filtered("a contact without proxyAddresses is not synced", func(o *directory.Object) bool { return o.ProxyAddresses.Presence == directory.Empty }),
}

// Values of msExchRecipientTypeDetails.
const (
	exchangeSystem = 0x21C07000 // mask: arbitration, discovery, monitoring and the like
	linkedMailbox  = 2
)

// outOfScope returns why an object is filtered out, or nil.
func (e Engine) outOfScope(o *directory.Object) *Outcome {
	if hit := firstHit(always, o); hit != nil || e != ConnectSync {
		return hit
	}
	switch {
	case IsUser(o):
		return firstHit(connectUsers, o)
	case o.Class == directory.Contact:
		return firstHit(connectContacts, o)
	}
	return nil
}

func firstHit(filters []filter, o *directory.Object) *Outcome {
	for _, f := range filters {
		if f.hits(o) {
			return f.Outcome
		}
	}
	return nil
}

func begins(t directory.Text, prefix string) bool {
	return t.Presence == directory.Present && len(t.Value) >= len(prefix) &&
		bytes.EqualFold(t.Value[:len(prefix)], []byte(prefix))
}

func isCAS(t directory.Text) bool {
	return begins(t, "CAS_") && bytes.IndexByte(t.Value, '}') >= 0
}

// recipientType is 0 if the attribute is absent or not a number. The schema stores it as an
// integer, so any other text is damage of the export.
func recipientType(o *directory.Object) int64 {
	if o.RecipientTypeDetails.Presence != directory.Present { // an error of ParseInt would allocate memory for each user
		return 0
	}
	n, _ := strconv.ParseInt(o.RecipientTypeDetails.String(), 10, 64)
	return n
}

// isConflictLoser examines the first component of the DN only: the children of an object
// that lost a conflict sync as any other object.
func isConflictLoser(o *directory.Object) bool {
	return directory.IsMangled(o.DN.Value, "CNF")
}

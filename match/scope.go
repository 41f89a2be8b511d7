package match

import (
	"bytes"
	"strconv"

	"hardmatch/directory"
)

// A filter is one clause of the default scope of Connect Sync for users. The
// clauses are those of the inbound rules as Microsoft describes them in
// https://learn.microsoft.com/entra/identity/hybrid/connect/concept-azure-ad-connect-sync-default-configuration
// (read 2026-11-22). Organisational units and attribute filters of one's own
// come on top and are in no export.
type filter struct {
	reason string
	hits   func(*directory.Object) bool
}

var scope = []filter{
	{"deleted in Active Directory", func(o *directory.Object) bool { return o.IsDeleted }},
	{"isCriticalSystemObject is set", func(o *directory.Object) bool { return o.IsCriticalSystemObject }},
	{"it has no sAMAccountName", func(o *directory.Object) bool { return o.SAMAccountName.Presence == directory.Empty }},
	{"it has no userAccountControl", func(o *directory.Object) bool { return o.UserAccountControl.Presence == directory.Empty }},
	{"sAMAccountName begins with AAD_", func(o *directory.Object) bool { return begins(o.SAMAccountName, "AAD_") }},
	{"sAMAccountName begins with MSOL_", func(o *directory.Object) bool { return begins(o.SAMAccountName, "MSOL_") }},
	{"sAMAccountName is SUPPORT_388945a0", func(o *directory.Object) bool { return o.SAMAccountName.Is("SUPPORT_388945a0") }},
	{"mailNickname begins with SystemMailbox{", func(o *directory.Object) bool { return begins(o.MailNickname, "SystemMailbox{") }},
	{"sAMAccountName is that of an Exchange system account, CAS_{...}", func(o *directory.Object) bool { return isCAS(o.SAMAccountName) }},
	{"mailNickname is that of an Exchange system account, CAS_{...}", func(o *directory.Object) bool { return isCAS(o.MailNickname) }},
	{"msExchRecipientTypeDetails marks a mailbox of Exchange itself", func(o *directory.Object) bool { return recipientType(o)&exchangeSystem != 0 }},
	{"it lost a replication conflict (CNF: in its name)", isConflictLoser},
	{"a linked mailbox contributes no source anchor", func(o *directory.Object) bool { return recipientType(o) == linkedMailbox }},
}

// Values of msExchRecipientTypeDetails.
const (
	exchangeSystem = 0x21C07000 // mask: arbitration, discovery, monitoring and the like
	linkedMailbox  = 2
)

// outOfScope returns why the sync service never sees a user, or "".
func outOfScope(o *directory.Object) string {
	for _, f := range scope {
		if f.hits(o) {
			return f.reason
		}
	}
	return ""
}

func begins(t directory.Text, prefix string) bool {
	return t.Presence == directory.Present && len(t.Value) >= len(prefix) &&
		bytes.EqualFold(t.Value[:len(prefix)], []byte(prefix))
}

func isCAS(t directory.Text) bool {
	return begins(t, "CAS_") && bytes.IndexByte(t.Value, '}') >= 0
}

// recipientType is 0 where the attribute is absent or not a number: the
// schema stores it as an integer, so anything else is damage of the export.
func recipientType(o *directory.Object) int64 {
	n, _ := strconv.ParseInt(o.RecipientTypeDetails.String(), 10, 64)
	return n
}

// isConflictLoser looks at the first component of the name only: the children
// of a conflict's loser sync as any other object.
func isConflictLoser(o *directory.Object) bool {
	return bytes.Contains(bytes.ToUpper(firstRDN(o.DN.Value)), []byte(`\0ACNF:`))
}

func firstRDN(dn []byte) []byte {
	for i := 0; i < len(dn); i++ {
		switch dn[i] {
		case '\\':
			i++
		case ',':
			return dn[:i]
		}
	}
	return dn
}

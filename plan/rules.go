package plan

import (
	"encoding/base64"
	"slices"
	"strings"

	"hardmatch/convert"
	"hardmatch/directory"
)

// The sides on which the target of a step is.
const (
	SideOnPremises = "onPremises"
	SideCloud      = "cloud"
)

// PolicyType is the property that a sync run sets: Delta or Initial.
const PolicyType = "policyType"

// settableFlags are the flags of a tenant that a step may set.
var settableFlags = []string{directory.FlagBlockHardMatch}

// A rule states what is valid in the steps of one operation. docs/plans.md has the rules
// as a table.
type rule struct {
	side     string // of the target; "" for either
	target   naming
	property string    // the only property that set may have; "" if set must be empty
	before   valueRule // of the property in expect; the zero value requires nothing
	after    valueRule // of the property in set
	optional bool      // a step may leave out before and after
	unique   bool      // the list unique may have the value that is set
	// clear replaces the operation if after is null. undo changes the property back.
	// Both are "" if there is no such operation.
	clear, undo  Operation
	irreversible bool
}

var rules = map[Operation]rule{
	SetOnPremisesImmutableID: {side: SideCloud, target: byAnyName, property: OnPremisesImmutableID, before: textOrNull, after: anchorText, unique: true,
		clear: ClearOnPremisesImmutableID, undo: SetOnPremisesImmutableID},
	ClearOnPremisesImmutableID: {side: SideCloud, target: byAnyName, property: OnPremisesImmutableID, before: anyText, after: onlyNull,
		undo: SetOnPremisesImmutableID},
	ClearOnPremisesObjectIdentifier: {side: SideCloud, target: byAnyName, property: OnPremisesObjectIdentifier, before: anyText, after: onlyNull, irreversible: true},
	SetCloudUserPrincipalName: {side: SideCloud, target: byLastingName, property: UserPrincipalName, before: anyText, after: principalName,
		undo: SetCloudUserPrincipalName},
	DeleteUser:         {side: SideCloud, target: byAnyName, undo: RestoreDeletedUser},
	RestoreDeletedUser: {side: SideCloud, target: byID, property: UserPrincipalName, after: principalName, optional: true, undo: DeleteUser},
	PurgeDeletedUser:   {side: SideCloud, target: byID, irreversible: true},
	SetTenantFlag:      {side: SideCloud, target: noObject, undo: SetTenantFlag},
	Verify:             {side: SideCloud, target: byAnyName},

	SetConsistencyGUID: {side: SideOnPremises, target: byAnyName, property: ConsistencyGUID, before: octetsOrNull, after: octetsText,
		clear: ClearConsistencyGUID, undo: SetConsistencyGUID},
	ClearConsistencyGUID: {side: SideOnPremises, target: byAnyName, property: ConsistencyGUID, before: octetsText, after: onlyNull, undo: SetConsistencyGUID},
	AddProxyAddress:      {side: SideOnPremises, target: byAnyName, property: ProxyAddresses, before: onlyNull, after: anyText, undo: RemoveProxyAddress},
	RemoveProxyAddress:   {side: SideOnPremises, target: byAnyName, property: ProxyAddresses, before: anyText, after: onlyNull, undo: AddProxyAddress},
	SetMail:              {side: SideOnPremises, target: byAnyName, property: Mail, before: textOrNull, after: textOrNull, undo: SetMail},
	SetUserPrincipalName: {side: SideOnPremises, target: byAnyName, property: UserPrincipalName, before: textOrNull, after: anyText, undo: SetUserPrincipalName},
	MoveOutOfScope:       {side: SideOnPremises, target: byAnyName, property: DistinguishedName, before: dnText, after: dnText, optional: true, undo: MoveIntoScope},
	MoveIntoScope:        {side: SideOnPremises, target: byAnyName, property: DistinguishedName, before: dnText, after: dnText, optional: true, undo: MoveOutOfScope},
	RunSync:              {side: SideOnPremises, target: noObject, property: PolicyType, after: policyText},

	ManualReview: {target: anyObject},
}

// A naming states how a target may be named.
type naming uint8

const (
	anyObject     naming = iota // by any name, or by none
	noObject                    // by none
	byAnyName                   // by one of the names that [Ref] has for its side
	byLastingName               // like byAnyName, except the name that the step changes
	byID                        // by id: deleted users cannot be searched
)

// A valueRule states which values are valid.
type valueRule struct {
	want  string // completes the sentence "expected ..."
	valid func(Value) bool
}

var (
	anyText       = valueRule{"a text that is not empty", isText}
	textOrNull    = valueRule{"null or a text that is not empty", orNull(isText)}
	onlyNull      = valueRule{"null", Value.IsNull}
	anchorText    = valueRule{"an anchor: a text of 1 to 256 characters without $ and _, which the service refuses", isAnchor}
	principalName = valueRule{"a user principal name, which has one @", isPrincipalName}
	octetsText    = valueRule{"a GUID or octets in Base64", isOctets}
	octetsOrNull  = valueRule{"null, a GUID or octets in Base64", orNull(isOctets)}
	dnText        = valueRule{"a distinguished name", isDN}
	policyText    = valueRule{"Delta or Initial", func(v Value) bool { return v == Text("Delta") || v == Text("Initial") }}
)

func orNull(valid func(Value) bool) func(Value) bool {
	return func(v Value) bool { return v.IsNull() || valid(v) }
}

func isText(v Value) bool { return v.kind == text && v.text != "" }

// isAnchor reports whether Microsoft Graph accepts v as onPremisesImmutableId: it has at
// most 256 characters, without $ and _.
// https://learn.microsoft.com/graph/api/resources/user
// https://learn.microsoft.com/graph/api/user-update (read 2026-11-26)
func isAnchor(v Value) bool {
	return isText(v) && len(v.text) <= 256 && !strings.ContainsAny(v.text, "$_")
}

func isPrincipalName(v Value) bool { return isText(v) && strings.Count(v.text, "@") == 1 }

func isOctets(v Value) bool {
	_, ok := ParseOctets(v.text)
	return isText(v) && ok
}

func isDN(v Value) bool {
	_, _, ok := directory.CutDN(v.text)
	return v.kind == text && ok
}

// FormatOctets returns a value of mS-DS-ConsistencyGuid as a plan spells it: 16 octets as
// a GUID, all others in Base64.
func FormatOctets(octets []byte) string {
	if g, ok := convert.GUIDFromOctets(octets); ok {
		return g.String()
	}
	return base64.StdEncoding.EncodeToString(octets)
}

// ParseOctets reads what [FormatOctets] writes. It returns false for any other text.
func ParseOctets(s string) ([]byte, bool) {
	if g, ok := parseGUID(s); ok {
		return g[:], true
	}
	octets, err := base64.StdEncoding.Strict().DecodeString(s)
	return octets, err == nil
}

// parseGUID reads only the form with hyphens and without braces, which a URL path has.
func parseGUID(s string) (convert.GUID, bool) {
	g, err := convert.ParseGUID(s)
	return g, err == nil && len(s) == 36
}

// Side returns the side of the targets of an operation, or "" if either is valid.
func (op Operation) Side() string { return rules[op].side }

// Property returns the property that an operation changes from one value to another, or
// "" if there is none.
func (op Operation) Property() string {
	if r := rules[op]; r.before.valid != nil {
		return r.property
	}
	return ""
}

// Setting returns the operation that sets the property of op to v. If v is null, that
// is the operation that clears the property.
func (op Operation) Setting(v Value) Operation {
	if clear := rules[op].clear; clear != "" && v.IsNull() {
		return clear
	}
	return op
}

// Undo returns the operation that undoes op if the value before was v, or "" if there is
// none.
func (op Operation) Undo(v Value) Operation { return rules[op].undo.Setting(v) }

// isUndoOf reports whether op undoes the operation done.
func (op Operation) isUndoOf(done Operation) bool {
	undo := rules[done].undo
	return undo != "" && slices.Contains([]Operation{undo, rules[undo].clear}, op)
}

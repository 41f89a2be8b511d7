// Package plan holds the plan: steps that say what to change, on which object, what
// must be there before and what after, why, and the undo. A plan is data; package
// planner makes one, packages script and sheet write it for administrators, and
// package apply carries it out.
//
// Begin with [Plan.JSON] and [Parse], which refuses a plan that was edited since.
package plan

import "hardmatch/directory"

// Schema is the first value of every plan.json.
const Schema = "hardmatch.plan/1"

// A Phase groups steps; phases are carried out in the order of the constants.
type Phase string

// The phases, in order.
const (
	Prepare         Phase = "prepare"
	Free            Phase = "free"
	Stamp           Phase = "stamp"
	Sync            Phase = "sync"
	VerifyPhase     Phase = "verify"
	RestoreSettings Phase = "restoreSettings"
)

// An Operation is what a step does.
type Operation string

// The operations. Some of them occur as undos only.
const (
	SetOnPremisesImmutableID        Operation = "setOnPremisesImmutableId"
	ClearOnPremisesImmutableID      Operation = "clearOnPremisesImmutableId"
	ClearOnPremisesObjectIdentifier Operation = "clearOnPremisesObjectIdentifier"
	SetConsistencyGUID              Operation = "setConsistencyGuid"
	ClearConsistencyGUID            Operation = "clearConsistencyGuid"
	AddProxyAddress                 Operation = "addProxyAddress"
	RemoveProxyAddress              Operation = "removeProxyAddress"
	SetMail                         Operation = "setMail"
	SetUserPrincipalName            Operation = "setUserPrincipalName"
	SetCloudUserPrincipalName       Operation = "setCloudUserPrincipalName"
	DeleteUser                      Operation = "deleteUser"
	RestoreDeletedUser              Operation = "restoreDeletedUser"
	PurgeDeletedUser                Operation = "purgeDeletedUser"
	SetTenantFlag                   Operation = "setTenantFlag"
	RunSync                         Operation = "runSync"
	MoveOutOfScope                  Operation = "moveOutOfScope"
	MoveIntoScope                   Operation = "moveIntoScope"
	Verify                          Operation = "verify"
	ManualReview                    Operation = "manualReview"
)

var phases = []Phase{Prepare, Free, Stamp, Sync, VerifyPhase, RestoreSettings}

var operations = []Operation{
	SetOnPremisesImmutableID, ClearOnPremisesImmutableID, ClearOnPremisesObjectIdentifier,
	SetConsistencyGUID, ClearConsistencyGUID, AddProxyAddress, RemoveProxyAddress, SetMail,
	SetUserPrincipalName, SetCloudUserPrincipalName, DeleteUser, RestoreDeletedUser,
	PurgeDeletedUser, SetTenantFlag, RunSync, MoveOutOfScope, MoveIntoScope, Verify, ManualReview,
}

// The properties of cloud users that steps expect and set, as Microsoft Graph spells
// them. Active Directory spells UserPrincipalName, Mail and ProxyAddresses in the same way.
const (
	OnPremisesImmutableID      = "onPremisesImmutableId"
	OnPremisesObjectIdentifier = "onPremisesObjectIdentifier" // of the beta version only
	OnPremisesSyncEnabled      = "onPremisesSyncEnabled"
	DeletedDateTime            = "deletedDateTime"
	UserPrincipalName          = "userPrincipalName"
	Mail                       = "mail"
	ProxyAddresses             = "proxyAddresses"
)

// The properties that only objects of Active Directory have.
const (
	ConsistencyGUID   = directory.AttrConsistencyGUID
	DistinguishedName = "distinguishedName"
)

// A Plan is the content of a plan.json, its fields in the order of the file.
type Plan struct {
	Schema string  `json:"schema"`
	ID     string  `json:"id"`   // "sha256:" and the digest of everything but ID and Approved
	AsOf   string  `json:"asOf"` // YYYY-MM-DD
	Tenant *Tenant `json:"tenant"`
	Inputs []Input `json:"inputs"`
	// TenantPreconditions are flags of the tenant that must hold.
	TenantPreconditions Properties  `json:"tenantPreconditions"`
	Steps               []Step      `json:"steps"`
	Unplanned           []Unplanned `json:"unplanned"`
	Counts              Counts      `json:"counts"`
}

// A Tenant names the tenant a plan was made for.
type Tenant struct {
	ID            string `json:"id"`
	InitialDomain string `json:"initialDomain"`
}

// An Input is one file that a plan was made from.
type Input struct {
	File    string `json:"file"`
	SHA256  string `json:"sha256"`
	Kind    string `json:"kind"`
	Records int    `json:"records"`
}

// A Step is one change, or one look. Its target is the object that changes;
// where a step changes no single object, as a sync run does, only the side of
// the target is set.
type Step struct {
	ID        string    `json:"id"`
	Phase     Phase     `json:"phase"`
	Operation Operation `json:"operation"`
	Target    Ref       `json:"target"`
	// Expect is exactly what is looked at before. A null must be null; a
	// property that is not named is not looked at.
	Expect Properties `json:"expect"`
	Set    Properties `json:"set"`
	// Unique are values that no other object of the target's kind may hold, be it
	// active or deleted.
	Unique []Property `json:"unique"`
	// Candidates are the objects among which a manual review has to choose.
	Candidates   []Ref    `json:"candidates,omitempty"`
	Because      []string `json:"because"` // rule IDs
	Explain      string   `json:"explain"`
	Undo         *Step    `json:"undo"`
	Irreversible bool     `json:"irreversible"`
	Approved     bool     `json:"approved"`
	Needs        Needs    `json:"needs"`
	After        []string `json:"after"`
}

// A Ref names an object: an on-premises one by its DN and, where it was exported,
// ObjectGUID, which stays when the object is moved; a cloud one by its ID or,
// before anybody has looked it up, by UserPrincipalName or else by Mail, its
// primary SMTP address.
type Ref struct {
	Side              string  `json:"side"`
	DN                string  `json:"dn,omitempty"`
	ObjectGUID        string  `json:"objectGUID,omitempty"`
	ID                string  `json:"id,omitempty"`
	UserPrincipalName string  `json:"userPrincipalName,omitempty"`
	Mail              string  `json:"mail,omitempty"`
	Origin            *Origin `json:"origin,omitempty"`
}

// An Origin is where an object was read. Lines count from 1; Offset is that of
// the first octet of an object of JSON or XML, or 0.
type Origin struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Offset int64  `json:"offset,omitempty"`
}

// Needs are the permissions of a step.
type Needs struct {
	Scopes []string `json:"scopes"` // of Microsoft Graph
	Roles  []string `json:"roles"`  // of which one suffices
}

// An Unplanned object got no step. Others are the objects it conflicts with.
type Unplanned struct {
	Object Ref    `json:"object"`
	Why    string `json:"why"`
	Others []Ref  `json:"others,omitempty"`
}

// Counts sum a plan up.
type Counts struct {
	Users        int `json:"users"` // that have steps
	Steps        int `json:"steps"`
	Irreversible int `json:"irreversible"`
	Unplanned    int `json:"unplanned"`
}

// Package plan holds plans. A plan is data: a list of steps. A step states what to
// change, on which object, the value before and after, why, and the undo. Package
// planner makes plans, packages script and sheet write them for administrators, and
// package apply carries them out.
//
// Begin with [Plan.JSON] and [Parse], which refuses a plan that was edited after it was
// made.
package plan

import "hardmatch/directory"

// Schema is the first value of every plan.json.
const Schema = "hardmatch.plan/1"

// A Phase groups steps. Phases are carried out in the order of the constants.
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

// The operations. Some of them occur only as undos.
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
	OnPremisesObjectIdentifier = "onPremisesObjectIdentifier" // in the beta version only
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

// A Plan is the content of a plan.json. Its fields are in the order of the file.
type Plan struct {
	Schema string  `json:"schema"`
	ID     string  `json:"id"`   // "sha256:" and the digest of everything except ID and Approved
	AsOf   string  `json:"asOf"` // YYYY-MM-DD
	Tenant *Tenant `json:"tenant"`
	Inputs []Input `json:"inputs"`
	// TenantPreconditions are flags of the tenant that must hold.
	TenantPreconditions Properties  `json:"tenantPreconditions"`
	Steps               []Step      `json:"steps"`
	Unplanned           []Unplanned `json:"unplanned"`
	Counts              Counts      `json:"counts"`
}

// A Tenant names the tenant that a plan was made for.
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

// A Step is one change, or one look, at one object: its target. If a step is about no
// single object, such as a sync, only the side of the target is set.
type Step struct {
	ID        string    `json:"id"`
	Phase     Phase     `json:"phase"`
	Operation Operation `json:"operation"`
	Target    Ref       `json:"target"`
	// Expect are the properties that are checked before the write. A null must be
	// null. A property that is not listed is not checked.
	Expect Properties `json:"expect"`
	Set    Properties `json:"set"`
	// Unique are values that no other object of the target's kind may hold, active or
	// deleted.
	Unique []Property `json:"unique"`
	// Candidates are the objects that the person who does a manual review chooses from.
	Candidates   []Ref    `json:"candidates,omitempty"`
	Because      []string `json:"because"` // rule IDs
	Explain      string   `json:"explain"`
	Undo         *Step    `json:"undo"`
	Irreversible bool     `json:"irreversible"`
	Approved     bool     `json:"approved"`
	Needs        Needs    `json:"needs"`
	After        []string `json:"after"`
}

// A Ref names an object. An on-premises object is named by its DN and, if it was
// exported, by its ObjectGUID, which does not change when the object is moved. A cloud
// object is named by its ID or, if that is not known, by UserPrincipalName or by Mail,
// its primary SMTP address.
type Ref struct {
	Side              string  `json:"side"`
	DN                string  `json:"dn,omitempty"`
	ObjectGUID        string  `json:"objectGUID,omitempty"`
	ID                string  `json:"id,omitempty"`
	UserPrincipalName string  `json:"userPrincipalName,omitempty"`
	Mail              string  `json:"mail,omitempty"`
	Origin            *Origin `json:"origin,omitempty"`
}

// An Origin is where an object was read. Lines count from 1. Offset is the position of
// the first octet of an object in JSON or XML, from 0.
type Origin struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Offset int64  `json:"offset,omitempty"`
}

// Needs are the permissions of a step.
type Needs struct {
	Scopes []string `json:"scopes"` // of Microsoft Graph
	Roles  []string `json:"roles"`  // one of them is enough
}

// An Unplanned object has no step. Others are the objects that it is in conflict with.
type Unplanned struct {
	Object Ref    `json:"object"`
	Why    string `json:"why"`
	Others []Ref  `json:"others,omitempty"`
}

// Counts summarise a plan.
type Counts struct {
	Users        int `json:"users"` // with steps
	Steps        int `json:"steps"`
	Irreversible int `json:"irreversible"`
	Unplanned    int `json:"unplanned"`
}

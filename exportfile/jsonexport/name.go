package jsonexport

import (
	"bytes"
	"strings"

	"hardmatch/exportfile/records"
	"hardmatch/ldifparse"
)

// A role is the meaning of a member in a place where objects of a directory can be.
type role uint8

const (
	rolePlain   role = iota
	roleObjects      // records or pages
	roleContext      // the entity set, as a URL
	roleNext         // the URL of the next page
	roleDelta        // the URL of later changes
	rolePart         // the URL of further values of one attribute
	roleCount        // the number of objects in all pages
	roleLength       // the length of the list, as PowerShell writes it
	roleRemoved      // the object was removed
	roleType
	roleError
	roleStatus // of a response in a $batch
	roleSchema
	roleMore // further attributes of the record
)

// roles are the names with a role, in lower case. Names with odata before a point
// are from Azure AD Graph.
var roles = map[string]role{
	"@odata.context": roleContext, "odata.metadata": roleContext, "@odata.nextlink": roleNext, "odata.nextlink": roleNext,
	"@odata.deltalink": roleDelta, "odata.deltalink": roleDelta, "aad.deltalink": roleDelta, "@odata.count": roleCount, "odata.count": roleCount,
	"count": roleLength, "@removed": roleRemoved, "@odata.type": roleType, "odata.type": roleType, "objecttype": roleType,
	"error": roleError, "odata.error": roleError, "status": roleStatus, "schema": roleSchema, "additionalproperties": roleMore,
}

// setTypes are the names of members that hold objects, in lower case, with the type
// of these objects; "" if the name does not show it. Entity sets have the same
// names.
var setTypes = map[string]string{
	"value": "", "values": "", "responses": "", "body": "", "data": "", "result": "", "results": "", "items": "",
	"users": "user", "deletedusers": "user", "deleteditems": "", "groups": "group", "deletedgroups": "group",
	"contacts": "orgContact", "orgcontacts": "orgContact", "domains": "domain", "organization": "organization",
	"onpremisessynchronization": "onPremisesDirectorySynchronization", "directoryroles": "directoryRole",
	"onpremisessyncbehavior": "onPremisesSyncBehavior", "roledefinitions": "unifiedRoleDefinition", "roleassignments": "unifiedRoleAssignment",
	"roleassignmentschedules":          "unifiedRoleAssignmentSchedule",
	"roleassignmentscheduleinstances":  "unifiedRoleAssignmentScheduleInstance",
	"roleeligibilityschedules":         "unifiedRoleEligibilitySchedule",
	"roleeligibilityscheduleinstances": "unifiedRoleEligibilityScheduleInstance",
}

// A memberName is the name of a member in the spelling of a file.
type memberName struct {
	spelling  string // with its quotes and the colon: "id":; "" if it is not remembered
	lower     string
	role      role
	attribute *ldifparse.Description // nil: not wanted
	next      *memberName            // the name that last followed this one: objects have their members in the same order
}

// memberName reads the name of the next member and its colon.
func (j *reader) memberName() *memberName {
	next, in := j.last.next, j.in
	if in.peek(); in.err == nil {
		if at := in.pos + len(next.spelling); at <= in.end && string(in.buf[in.pos:at]) == next.spelling {
			in.pos, j.last = at, next
			return next
		}
	}
	n := j.lookUp(in.key())
	if in.colon(); n.spelling != "" {
		j.last.next, j.last = n, n
	}
	return n
}

// lookUp returns what is known about a name.
func (j *reader) lookUp(key []byte, escaped bool) *memberName {
	if n := j.names[string(key)]; n != nil {
		return n
	}
	n := &memberName{next: j.last.next}
	if len(key) >= records.MaxNames {
		return n
	}
	if len(j.names) < records.MaxNames {
		n.spelling = `"` + string(key) + `":`
		j.names[string(key)] = n
	}
	if escaped {
		key = appendUnescaped(nil, key)
	}
	n.attribute = j.sink.Names.Describe(key)
	n.setRole(strings.ToLower(string(key)))
	j.recordTraits(n, key)
	return n
}

func (n *memberName) setRole(lower string) {
	n.lower, n.role = lower, roles[lower]
	if _, isSet := setTypes[lower]; isSet {
		n.role = roleObjects
	}
	if of, link := strings.CutSuffix(lower, "@odata.nextlink"); link && of != "" {
		n.role = rolePart
	}
}

// recordTraits records which writer the spelling of a name indicates. The cmdlets
// of PowerShell begin names with a capital.
func (j *reader) recordTraits(n *memberName, key []byte) {
	switch {
	case bytes.HasPrefix(key, []byte("@odata.")):
		j.traits.graph = true
	case bytes.HasPrefix(key, []byte("odata.")), string(key) == "objectType":
		j.traits.azureAD = true
	case n.attribute != nil && len(key) > 1 && 'A' <= key[0] && key[0] <= 'Z' && key[1] >= 'a':
		j.traits.powerShell = true
	}
}

// typeOfContext returns the type of the objects of a context:
// https://graph.microsoft.com/v1.0/$metadata#users(id,mail)/$entity is for users,
// #users('id')/memberOf is not.
func typeOfContext(context string) string {
	_, set, _ := strings.Cut(context, "#")
	if of, ok := strings.CutPrefix(set, "Collection("); ok {
		return typeOfName(strings.TrimSuffix(of, ")"))
	}
	for _, end := range []string{"/$entity", "/$delta"} {
		set = strings.TrimSuffix(set, end)
	}
	set = cutSelection(set)
	path, name := "", set
	if at := strings.LastIndexByte(set, '/'); at >= 0 {
		path, name = set[:at], set[at+1:]
	}
	switch {
	case strings.Contains(name, "."):
		return typeOfName(name)
	case path == "", path == "directory", path == "roleManagement/directory":
		if kind, known := setTypes[strings.ToLower(name)]; known {
			return kind
		}
	}
	return typeOfSet(path, name)
}

// typeOfSet returns a type for sets that do not hold objects of a directory, such
// as auditLogs/signIns, so that their members do not count as objects. Sets below
// one object, such as users('id')/memberOf, may hold objects.
func typeOfSet(path, name string) string {
	if name == "directoryObjects" || !isLetters(name) || strings.Contains(path, "(") {
		return ""
	}
	if stem, ok := strings.CutSuffix(name, "ies"); ok {
		return stem + "y"
	}
	return strings.TrimSuffix(name, "s")
}

// cutSelection removes the parentheses at the end, which may contain others.
func cutSelection(set string) string {
	depth := 0
	for i := len(set) - 1; i >= 0 && strings.HasSuffix(set, ")"); i-- {
		switch set[i] {
		case ')':
			depth++
		case '(':
			depth--
		}
		if depth == 0 {
			return set[:i]
		}
	}
	return set
}

// typeOfName returns a type in the spelling of Microsoft Graph: user for
// #microsoft.graph.user, and for Microsoft.DirectoryServices.User and User of Azure
// AD Graph.
func typeOfName(name string) string {
	kind := name[strings.LastIndexByte(name, '.')+1:]
	switch {
	case !isLetters(kind):
		return ""
	case strings.HasPrefix(strings.TrimPrefix(name, "#"), "microsoft.graph."):
		return kind
	case kind == "Contact":
		return "orgContact"
	}
	return strings.ToLower(kind[:1]) + kind[1:]
}

func isLetters(s string) bool {
	for i := range len(s) {
		if s[i]|0x20 < 'a' || s[i]|0x20 > 'z' {
			return false
		}
	}
	return s != ""
}

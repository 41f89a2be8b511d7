package exportfile

import (
	"bytes"
	"strings"

	"hardmatch/ldifparse"
)

// A jsonRole is what a member means where objects of a directory can stand.
type jsonRole uint8

const (
	jsonPlain   jsonRole = iota
	jsonObjects          // holds records or pages
	jsonContext          // the entity set, as a URL
	jsonNext             // the URL of the next page
	jsonDelta            // the URL of later changes
	jsonPart             // the URL of further values of one attribute
	jsonCount            // of the objects in all pages
	jsonLength           // of the list, as PowerShell writes it
	jsonRemoved          // the object is gone
	jsonType
	jsonError
	jsonStatus // of a response of $batch
	jsonSchema
	jsonMore // further attributes of the record
)

// jsonRoles are the names with a role, in lower case. Those with odata before a
// point are of Azure AD Graph.
var jsonRoles = map[string]jsonRole{
	"@odata.context": jsonContext, "odata.metadata": jsonContext, "@odata.nextlink": jsonNext, "odata.nextlink": jsonNext,
	"@odata.deltalink": jsonDelta, "odata.deltalink": jsonDelta, "aad.deltalink": jsonDelta, "@odata.count": jsonCount, "odata.count": jsonCount,
	"count": jsonLength, "@removed": jsonRemoved, "@odata.type": jsonType, "odata.type": jsonType, "objecttype": jsonType,
	"error": jsonError, "odata.error": jsonError, "status": jsonStatus, "schema": jsonSchema, "additionalproperties": jsonMore,
}

// jsonSets are the names under which objects stand, in lower case, with the type
// of those; "" says nothing of it. The same names are those of entity sets.
var jsonSets = map[string]string{
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

// A jsonName is the name of a member as a file spells it.
type jsonName struct {
	spelling  string // with its quotes and the colon: "id":; "" if it is not remembered
	lower     string
	role      jsonRole
	attribute *ldifparse.Description // nil: not wanted
	next      *jsonName              // which followed it last: objects have their members in one order
}

// name reads the name of the next member and its colon.
func (j *jsonReader) name() *jsonName {
	next, in := j.last.next, j.in
	if in.peek(); in.failed == nil {
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

// lookUp returns what is known of a name.
func (j *jsonReader) lookUp(key []byte, escaped bool) *jsonName {
	if n := j.names[string(key)]; n != nil {
		return n
	}
	n := &jsonName{next: j.last.next}
	if len(key) >= maxNames {
		return n
	}
	if len(j.names) < maxNames {
		n.spelling = `"` + string(key) + `":`
		j.names[string(key)] = n
	}
	if escaped {
		key = unescapeJSON(nil, key)
	}
	n.attribute = j.describe(key)
	n.setRole(strings.ToLower(string(key)))
	j.sign(n, key)
	return n
}

func (n *jsonName) setRole(lower string) {
	n.lower, n.role = lower, jsonRoles[lower]
	if _, isSet := jsonSets[lower]; isSet {
		n.role = jsonObjects
	}
	if of, link := strings.CutSuffix(lower, "@odata.nextlink"); link && of != "" {
		n.role = jsonPart
	}
}

// sign notices by whose habits a name is written. The cmdlets of PowerShell
// begin names with a capital.
func (j *jsonReader) sign(n *jsonName, key []byte) {
	switch {
	case bytes.HasPrefix(key, []byte("@odata.")):
		j.signs.graph = true
	case bytes.HasPrefix(key, []byte("odata.")), string(key) == "objectType":
		j.signs.azureAD = true
	case n.attribute != nil && len(key) > 1 && 'A' <= key[0] && key[0] <= 'Z' && key[1] >= 'a':
		j.signs.powerShell = true
	}
}

// typeOfContext returns the type of the objects of which a context speaks:
// https://graph.microsoft.com/v1.0/$metadata#users(id,mail)/$entity is of users,
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
		if kind, known := jsonSets[strings.ToLower(name)]; known {
			return kind
		}
	}
	return typeOfSet(path, name)
}

// typeOfSet returns the type of what stands in a set of no objects of a directory,
// auditLogs/signIns, so that nobody takes them for such. What stands below one
// object, users('id')/memberOf, may be some.
func typeOfSet(path, name string) string {
	if name == "directoryObjects" || !isLetters(name) || strings.Contains(path, "(") {
		return ""
	}
	if stem, ok := strings.CutSuffix(name, "ies"); ok {
		return stem + "y"
	}
	return strings.TrimSuffix(name, "s")
}

// cutSelection cuts the parentheses at the end, which may hold others.
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

// typeOfName returns a type as Microsoft Graph spells it: user for
// #microsoft.graph.user, and for Microsoft.DirectoryServices.User and User, which
// are of Azure AD Graph.
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

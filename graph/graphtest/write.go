package graphtest

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// writable are the properties of a user that PATCH accepts here.
var writable = map[string]bool{"onPremisesImmutableId": true, "userPrincipalName": true, "mailNickname": true, "accountEnabled": true}

// wrote notes a write, and answers that it succeeded.
func (s *Server) wrote(w http.ResponseWriter, method, id string) {
	s.writes = append(s.writes, method+" "+id)
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) before(method, id string) {
	if s.OnWrite != nil {
		s.OnWrite(method, id)
	}
}

func (s *Server) patch(w http.ResponseWriter, id string, body []byte, beta bool) {
	s.before("PATCH", id)
	var change Object
	if err := json.Unmarshal(body, &change); err != nil {
		bad("the body is not JSON: %v", err).write(w)
		return
	}
	delete(change, "@odata.type")
	if f := s.checkChange(id, change, beta); f != nil {
		f.write(w)
		return
	}
	s.change(id, change)
	s.wrote(w, "PATCH", id)
}

// checkChange returns the failure of a change that the service refuses, or nil.
func (s *Server) checkChange(id string, change Object, beta bool) *failure {
	v := s.now(id)
	var f failure
	switch identifier, clears := change["onPremisesObjectIdentifier"]; {
	case v.where != "users":
		f = errNotFound
	case len(change) == 0:
		f = bad("no change")
	case clears && (!beta || identifier != nil || len(change) > 1):
		f = bad("only null can be written to onPremisesObjectIdentifier, and only in beta")
	case clears:
		return nil
	case v.is["onPremisesSyncEnabled"] == true:
		f = bad("Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.")
	default:
		return s.checkValues(id, change)
	}
	return &f
}

func (s *Server) checkValues(id string, change Object) *failure {
	var f failure
	for name, value := range change {
		text, isText := value.(string)
		switch {
		case !writable[name]:
			f = bad("Property '%s' is read-only and cannot be set.", name)
		case name == "onPremisesImmutableId" && (isText && (text == "" || strings.ContainsAny(text, "$_")) || !isText && value != nil):
			f = bad("Invalid value specified for property 'onPremisesImmutableId'.")
		case name == "userPrincipalName" && strings.Count(text, "@") != 1:
			f = bad("Invalid value specified for property 'userPrincipalName'.")
		case isText && s.holder(name, text, id) != "":
			f = errTaken
			f.message = strings.ReplaceAll(f.message, "onPremisesImmutableId", name)
		default:
			continue
		}
		return &f
	}
	return nil
}

// holder returns the id of another user that has a value which must be unique, or "". Anchors
// of deleted users count, their names do not.
func (s *Server) holder(name, text, id string) string {
	if name != "onPremisesImmutableId" && name != "userPrincipalName" {
		return ""
	}
	for _, other := range s.order {
		v := s.now(other)
		have, _ := v.is[name].(string)
		if other == id || v.where == "" || v.where == "deleted" && name == "userPrincipalName" {
			continue
		}
		if have == text || name == "userPrincipalName" && strings.EqualFold(have, text) {
			return other
		}
	}
	return ""
}

func (s *Server) remove(w http.ResponseWriter, id string) {
	s.before("DELETE", id)
	if s.now(id).where != "users" {
		errNotFound.write(w)
		return
	}
	s.delete(id)
	s.wrote(w, "DELETE", id)
}

func (s *Server) delete(id string) {
	upn, _ := s.now(id).is["userPrincipalName"].(string)
	s.change(id, Object{"userPrincipalName": strings.ReplaceAll(id, "-", "") + upn, "deletedDateTime": time.Now().UTC().Format(time.RFC3339)})
	s.move(id, "deleted")
}

func (s *Server) move(id, where string) { s.history[id][len(s.history[id])-1].where = where }

func (s *Server) purge(w http.ResponseWriter, id string) {
	s.before("PURGE", id)
	if s.now(id).where != "deleted" {
		errNotFound.write(w)
		return
	}
	s.change(id, nil)
	s.move(id, "")
	s.wrote(w, "PURGE", id)
}

func (s *Server) restore(w http.ResponseWriter, id string, body []byte) {
	s.before("RESTORE", id)
	v := s.now(id)
	if v.where != "deleted" {
		errNotFound.write(w)
		return
	}
	var options struct{ NewUserPrincipalName string }
	if len(body) > 0 && json.Unmarshal(body, &options) != nil {
		bad("the body is not JSON").write(w)
		return
	}
	upn, _ := v.is["userPrincipalName"].(string)
	name := nameBeforeDeletion(id, upn)
	if options.NewUserPrincipalName != "" {
		name = options.NewUserPrincipalName
	}
	if s.holder("userPrincipalName", name, id) != "" {
		failure{400, "ObjectConflict", "a user with this name already exists"}.write(w)
		return
	}
	s.change(id, Object{"userPrincipalName": name, "deletedDateTime": nil})
	s.move(id, "users")
	s.writes = append(s.writes, "RESTORE "+id)
	writeJSON(w, http.StatusOK, Object{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#directoryObjects/$entity", "@odata.type": "#microsoft.graph.user", "id": id})
}

func (s *Server) patchFlags(w http.ResponseWriter, body []byte) {
	s.before("PATCH", "flags")
	var change struct{ Features map[string]any }
	if err := json.Unmarshal(body, &change); err != nil {
		bad("the body is not JSON: %v", err).write(w)
		return
	}
	for name, value := range change.Features {
		if strings.HasPrefix(name, "@odata.") {
			continue
		}
		if _, known := s.features[name]; !known {
			bad("no flag %s", name).write(w)
			return
		}
		s.features[name] = value
	}
	s.wrote(w, "PATCH", "flags")
}

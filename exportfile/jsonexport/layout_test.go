package jsonexport_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hardmatch/exportfile"
	"hardmatch/exportfile/exporttest"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// summary returns the format, the types that the file lists, and then the records,
// errors and notes, one on a line. A deleted object is marked.
func summary(t *testing.T, text string) string {
	t.Helper()
	f, err := exportfile.New("x.json", strings.NewReader(text), records.Options{Attributes: exporttest.DefaultAttributes, Lists: []string{"proxyAddresses"}})
	if err != nil {
		return err.Error()
	}
	r := &exporttest.Reading{File: f}
	var all []string
	for record, err := range f.All() {
		if err != nil {
			all = append(all, strings.TrimPrefix(err.Error(), "x.json:"))
			continue
		}
		row := strings.TrimSuffix(strings.TrimPrefix(exporttest.FormatRow(record, exporttest.DefaultAttributes), "dn=|"), "|")
		if record.Deleted {
			row = "deleted " + row
		}
		all = append(all, strings.TrimSpace(fmt.Sprintf("%d: %s", record.Line, strings.TrimSpace(record.Type+" "+row))))
	}
	if notes := r.NoteTexts(); notes != "" {
		all = append(all, notes)
	}
	return strings.Join(append([]string{strings.TrimSpace(f.Format + " " + strings.Join(slices.DeleteFunc(slices.Clone(f.Types), func(s string) bool { return s == "" }), ","))}, all...), "\n")
}

// What an export is follows from the names of its members.
func TestJSONLayout(t *testing.T) {
	const users, one = `"@odata.context":"https://x/$metadata#users"`, `"value":[{"mail":"a@x"}]`
	for _, test := range []struct{ name, text, want string }{
		{"a capital", `{"Mail":"a@x"}`, "JSON (ConvertTo-Json)\n1: mail=a@x"},
		{"two capitals", `{"MAIL":"a@x"}`, "JSON\n1: mail=a@x"},
		{"a capital of something else", `{"City":"x","mail":"a@x"}`, "JSON\n1: mail=a@x"},
		{"Microsoft Graph", `{"@odata.id":"x","mail":"a@x"}`, "JSON (Microsoft Graph)\n1: mail=a@x"},
		{"Azure AD Graph", `{"odata.id":"x","mail":"a@x"}`, "JSON (Azure AD Graph)\n1: mail=a@x"},
		{"Azure AD Graph by its type", `{"objectType":"User","mail":"a@x"}`, "JSON (Azure AD Graph)\n1: user mail=a@x"},
		{"PowerShell with names of Microsoft Graph", `{"@odata.id":"x","Mail":"a@x"}`, "JSON (ConvertTo-Json)\n1: mail=a@x"},
		{"one object", `{"mail":"a@x"}`, "JSON\n1: mail=a@x"},
		{"two lines", "{\"mail\":\"a@x\"}\n{\"mail\":\"b@x\"}", "JSON Lines\n1: mail=a@x\n2: mail=b@x"},
		{"two lists", "[{\"mail\":\"a@x\"}]\n[{\"mail\":\"b@x\"}]", "JSON\n1: mail=a@x\n2: mail=b@x"},
		{"null", "null", "JSON"},
		{"null in a list", `[null,{"mail":"a@x"}]`, "JSON\n1: mail=a@x"},
		{"a list in a list", `[[{"mail":"a@x"}]]`, "JSON\n1: mail=a@x"},
		{"texts in a list", `[["a"],7,true,{"mail":"a@x"}]`, "JSON\n1:3: found a string, expected an object\n1:8: found a number or true or false, expected an object\n1:10: found a number or true or false, expected an object\n1: mail=a@x"},
		{"the type of an object", `{"@odata.type":"#microsoft.graph.group","mail":"a@x"}`, "JSON (Microsoft Graph)\n1: group mail=a@x"},
		{"the first of two types", `{"@odata.type":"#microsoft.graph.group","objectType":"User","mail":"a@x"}`, "JSON (Microsoft Graph)\n1: group mail=a@x"},
		{"a type that is no text", `{"@odata.type":7,"mail":"a@x"}`, "JSON (Microsoft Graph)\n1: mail=a@x"},
		{"the type of a context", `{"@odata.context":"https://x/$metadata#groups/$entity","mail":"a@x"}`, "JSON (Microsoft Graph)\n1: group mail=a@x"},
		{"a type in a context", `{` + users + `,"value":[{"@odata.type":"#microsoft.graph.device","mail":"a@x"}]}`, "JSON (Microsoft Graph) users, which may be deleted\n1: device mail=a@x"},
		{"a type of Azure AD Graph", `{"odata.type":"Microsoft.DirectoryServices.Contact","mail":"a@x"}`, "JSON (Azure AD Graph)\n1: orgContact mail=a@x"},
		{"a type that is no name", `{"odata.type":"a b","mail":"a@x"}`, "JSON (Azure AD Graph)\n1: mail=a@x"},
		{"a named list", `{"groups":[{"mail":"a@x"}],"users":[{"mail":"b@x"}]}`, "JSON group,user\n1: group mail=a@x\n1: user mail=b@x"},
		{"deleted objects", `{"deletedUsers":[{"mail":"a@x"}],"deletedGroups":[{"mail":"b@x"}],"users":[{"mail":"c@x"}]}`, "JSON deletedItems,user\n1: user deleted mail=a@x\n1: group deleted mail=b@x\n1: user mail=c@x"},
		{"a context of deleted objects", `{"@odata.context":"https://x/$metadata#directory/deletedItems/microsoft.graph.user","value":[{"mail":"a@x"}]}`, "JSON (Microsoft Graph) deletedItems\n1: user deleted mail=a@x"},
		{"one deleted object", `{"@odata.context":"https://x/$metadata#directory/deletedItems/$entity","mail":"a@x"}`, "JSON (Microsoft Graph)\n1: deleted mail=a@x"},
		{"an empty list", `{` + users + `,"value":[]}`, "JSON (Microsoft Graph) users, which may be deleted"},
		{"an empty named list", `{"groups":[]}`, "JSON group"},
		{"an empty object", `{}`, "JSON\n1:\nthe records hold none of the attributes that hardmatch reads"},
		{"a record with a list of objects", `{"mail":"a@x","users":[{"mail":"b@x"}]}`, "JSON\n1: mail=a@x\n!1: 1 object has both attributes and, as \"users\", other objects: only what came first was read"},
		{"a record with an object", `{"mail":"a@x","data":{"mail":"b@x"}}`, "JSON\n1: mail=a@x\n!1: 1 object has both attributes and, as \"data\", other objects: only what came first was read"},
		{"a record with a list of texts", `{"mail":"a@x","values":["b","c"]}`, "JSON\n1: mail=a@x"},
		{"a record after its list", `{"users":[{"mail":"b@x"}],"mail":"a@x"}`, "JSON user\n1: user mail=b@x\n!1: 1 object has both attributes and, as \"users\", other objects: only what came first was read"},
		{"a record in a page", `{"@odata.count":1,"mail":"a@x","value":[{"mail":"b@x"}]}`, "JSON (Microsoft Graph)\n1: mail=b@x"},
		{"more attributes", `{"mail":"a@x","AdditionalProperties":{"displayName":"A","@odata.type":"#microsoft.graph.user"}}`, "JSON (Microsoft Graph)\n1: user mail=a@x|displayName=A"},
		{"more attributes that are no object", `{"mail":"a@x","AdditionalProperties":null}`, "JSON\n1: mail=a@x"},
		{"removed", `{"value":[{"mail":"a@x","@removed":{"reason":"changed"}},{"mail":"b@x"}]}`, "JSON\n1: mail=b@x\n1: 1 object is marked as @removed and left out: the file holds the changes since an earlier export"},
		{"two removed", `{"value":[{"id":"1","@removed":{}},{"id":"2","@removed":{}}]}`, "JSON\n1: 2 objects are marked as @removed and left out: the file holds the changes since an earlier export"},
		{"a delta of no objects", `{"@odata.deltaLink":"x","value":[]}`, "JSON (Microsoft Graph)\n1: the file is the answer to a delta query, which may hold no more than the changes since an earlier one"},
		{"further values", `{"mail":"a@x","proxyAddresses":["b"],"proxyAddresses@odata.nextLink":"x"}`, "JSON\n1: mail=a@x|proxyAddresses=b\n!1: proxyAddresses: the server sent only a part of the values"},
		{"further values that are not wanted", `{"mail":"a@x","member@odata.nextLink":"x"}`, "JSON\n1: mail=a@x"},
		{"no further values", `{"mail":"a@x","proxyAddresses@odata.nextLink":null}`, "JSON\n1: mail=a@x"},
		{"a count that is no number", `{"@odata.count":1.5,"value":[{"mail":"a@x"}]}`, "JSON (Microsoft Graph)\n1: mail=a@x"},
		{"two lists in a page", `{"@odata.count":2,"users":[{"mail":"a@x"}],"groups":[{"mail":"b@x"}]}`, "JSON (Microsoft Graph) user,group\n1: user mail=a@x\n1: group mail=b@x"},
		{"a length of texts", `{"value":["a"],"Count":2}`, "JSON\n1:11: found a string, expected an object\n!1: the file states that it has 2 objects here, but holds 1"},
		{"a snapshot", `{"schema":"hardmatch.snapshot/1","users":[{"mail":"a@x"}]}`, "JSON (hardmatch snapshot) user\n1: user mail=a@x"},
		{"another schema", `{"schema":"x","users":[{"mail":"a@x"}]}`, "JSON user\n1: user mail=a@x"},
		{"a failure", `{"error":{"code":"x","message":"The request failed."}}`, "JSON\n!1: the request failed with x: The request failed; objects are missing"},
		{"a failure of Azure AD Graph", `{"odata.error":{"code":"x","message":{"lang":"en","value":"No."}}}`, "JSON (Azure AD Graph)\n!1: the request failed with x: No; objects are missing"},
		{"a long failure", `{"error":{"code":"x","message":"` + strings.Repeat("y", 201) + `"}}`, "JSON\n!1: the request failed with x: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; objects are missing"},
		{"an error that is a text", `{"error":"x","mail":"a@x"}`, "JSON\n1: mail=a@x"},
		{"a failure beside attributes", `{"mail":"a@x","error":{"code":"x"}}`, "JSON\n1: mail=a@x\n!1: the request failed with x; objects are missing"},
		{"responses", `{"responses":[{"id":"1","status":200,"body":{` + one + `}},{"id":"2","status":399,"body":{"mail":"b@x"}},{"id":"3","status":400},{"id":"4","status":404,"body":{"error":{"code":"x"}}}]}`, "JSON\n1: mail=a@x\n1: mail=b@x\n!1: the request failed with status 400; objects are missing\n!1: the request failed with x; objects are missing"},
		{"the status of an object", `{"status":404,"mail":"a@x"}`, "JSON\n1: mail=a@x"},
		{"a response", "HTTP/1.1 200 OK\r\nA: b\r\n\r\n{\"mail\":\"a@x\"}", "JSON\n4: mail=a@x"},
		{"a failed response", "HTTP/1.1 403 Forbidden\r\nA: b\r\n\r\n{}", "JSON\n!1: the request failed with status 403; objects are missing"},
		{"a failed response with a failure", "HTTP/1.1 403 Forbidden\n\n{\"error\":{\"code\":\"x\"}}", "JSON\n!3: the request failed with x; objects are missing"},
		{"a failed response with an object", "HTTP/1.1 400 x\n\n{\"mail\":\"a@x\"}", "JSON\n3: mail=a@x\n!1: the request failed with status 400; objects are missing"},
		{"a response without an empty line", "HTTP/2 200\nA: b\n{\"mail\":\"a@x\"}", "JSON\n3: mail=a@x"},
		{"two responses", "HTTP/2 200\n\n{\"mail\":\"a@x\"}\nHTTP/2 404\n\n{}", "JSON\n3: mail=a@x\n!4: the request failed with status 404; objects are missing"},
		{"a fault in a list", "[{\"mail\":\"a@x\"},\n{\"mail\":b},\n{\"mail\":\"c@x\"}]\n{\"mail\":\"d@x\"}", "JSON\n1: mail=a@x\n2:9: found 'b', expected a value\n4: mail=d@x"},
		{"a fault in a line", "{\"mail\":\"a@x\"}\n{\"mail\":b}\n{\"mail\":\"c@x\"}", "JSON Lines\n1: mail=a@x\n2:9: found 'b', expected a value\n3: mail=c@x"},
		{"a fault in a name", "{\"mail\":\"a@x\"}\n{mail:\"b@x\"}\n{\"mail\":\"c@x\"}", "JSON Lines\n1: mail=a@x\n2:2: found 'm', expected a name in quotes\n3: mail=c@x"},
		{"a line cut", "{\"mail\":\"a@x\"}\n{\"mail\":\"b\n{\"mail\":\"c@x\"}", "JSON Lines\n1: mail=a@x\n2:11: found octet 0A, expected a closing quote, or the character as \\u000a\n3: mail=c@x"},
		{"a line cut after its name", "{\"mail\":\"a@x\"}\n{\"mail\":\n{\"mail\":\"c@x\"}", "JSON\n1: mail=a@x\n!3: the file ends inside a JSON value, in column 15: it is cut"},
		{"a line cut after a value", "{\"mail\":\"a@x\"\n{\"mail\":\"c@x\"}", "JSON\n2:1: found '{', expected a comma or }\n2: mail=c@x"},
		{"a line cut after a comma", "{\"mail\":\"a@x\",\n{\"mail\":\"b@x\"}\n{\"mail\":\"c@x\"}", "JSON\n2:1: found '{', expected a name in quotes\n3: mail=c@x"},
		{"text after a document", "{\"mail\":\"a@x\"} x\n{\"mail\":\"b@x\"}", "JSON Lines\n1: mail=a@x\n1:16: found 'x', expected a value\n2: mail=b@x"},
	} {
		if got := summary(t, test.text); got != test.want {
			t.Errorf("%s:\n%s\ngot\n%s\nwant\n%s", test.name, test.text, got, test.want)
		}
	}
}

// As many objects as a page has may be one page of several.
func TestJSONFullPages(t *testing.T) {
	for n, want := range map[int]bool{99: false, 100: true, 101: false, 998: false, 999: true, 1000: true, 1001: false} {
		objects := strings.Repeat(`{"mail":"a@x"},`, n-1) + `{"mail":"b@x"}`
		for name, text := range map[string]string{"list": "[" + objects + "]", "page": `{"value":[` + objects + "]}", "lines": strings.ReplaceAll(objects, "},", "}\n")} {
			r := exporttest.MustRead(t, []byte(text), records.Options{})
			if got := strings.Contains(r.NoteTexts(), fmt.Sprintf("exactly %d objects", n)); got != want || len(r.Rows) != n {
				t.Errorf("%s of %d: %d rows, notes %q", name, n, len(r.Rows), r.NoteTexts())
			}
		}
	}
}

// The hint for a failed request depends on its code.
func TestJSONFailureHints(t *testing.T) {
	for code, want := range map[string]hint.Code{
		"Authorization_RequestDenied": hint.ExportPermissions, "accessDenied": hint.ExportPermissions, "InvalidAuthenticationToken": hint.SignInAgain, "Authentication_ExpiredToken": hint.SignInAgain,
		"TooManyRequests": hint.WaitThrottled, "activityLimitReached": hint.WaitThrottled, "x": hint.ExportAgain,
	} {
		r := exporttest.MustRead(t, []byte(`{"error":{"code":"`+code+`"}}`), records.Options{})
		if len(r.Notes) != 1 || r.Notes[0].Hint.Code != want {
			t.Errorf("%s: %+v", code, r.Notes)
		}
	}
	for status, want := range map[string]hint.Code{"401": hint.SignInAgain, "403": hint.ExportPermissions, "429": hint.WaitThrottled, "500": hint.ExportAgain} {
		r := exporttest.MustRead(t, []byte("HTTP/1.1 "+status+" x\n\n{}"), records.Options{})
		if len(r.Notes) != 1 || r.Notes[0].Hint.Code != want {
			t.Errorf("%s: %+v", status, r.Notes)
		}
	}
}

// The hint for a value that cannot be used depends on its encoding.
func TestJSONValueHints(t *testing.T) {
	for _, test := range []struct {
		text, encoding string
		want           hint.Code
	}{
		{"[{\"mail\":\"J\xf6rg\"},{\"mail\":\"J\xc3\xb6rg\"}]", "", hint.SplitEncodings},
		{"[{\"mail\":\"J\xf6rg\"}]", "utf-8", hint.ChooseOtherEncoding},
	} {
		f, err := exportfile.New("x.json", strings.NewReader(test.text), records.Options{Attributes: exporttest.DefaultAttributes, Encoding: test.encoding})
		if err != nil {
			t.Fatal(err)
		}
		var got hint.Code
		for _, err := range f.All() {
			var fault *records.ReadError
			if errors.As(err, &fault) {
				got = fault.Hint.Code
			}
		}
		if got != test.want {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}

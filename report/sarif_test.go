package report

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"hardmatch/diagnose"
)

// sarifProperties are the written properties of SARIF 2.1.0, by the types of its schema,
// which allow no others. A star marks a required property; the value is the type of the
// property.
var sarifProperties = map[string]map[string]string{
	"log":                    {"$schema": "uri", "version*": "version", "runs*": "[]run"},
	"run":                    {"tool*": "tool", "columnKind": "string", "invocations": "[]invocation", "results": "[]result"},
	"tool":                   {"driver*": "toolComponent"},
	"toolComponent":          {"name*": "string", "rules": "[]reportingDescriptor"},
	"invocation":             {"executionSuccessful*": "bool"},
	"reportingDescriptor":    {"id*": "string", "shortDescription": "multiformat", "fullDescription": "multiformat", "help": "multiformat", "helpUri": "uri", "defaultConfiguration": "reportingConfiguration"},
	"multiformat":            {"text*": "string"},
	"reportingConfiguration": {"level": "level"},
	"result":                 {"ruleId": "string", "ruleIndex": "number", "level": "level", "message*": "multiformat", "locations": "[]location", "relatedLocations": "[]location", "partialFingerprints": "strings", "properties": "bag"},
	"location":               {"id": "number", "physicalLocation": "physicalLocation", "logicalLocations": "[]logicalLocation", "message": "multiformat"},
	"physicalLocation":       {"artifactLocation": "artifactLocation", "region": "region"},
	"artifactLocation":       {"uri": "uri"},
	"region":                 {"startLine": "line"},
	"logicalLocation":        {"fullyQualifiedName": "string"},
}

func checkSARIF(t *testing.T, path, kind string, v any) {
	t.Helper()
	if items, isList := strings.CutPrefix(kind, "[]"); isList {
		list, ok := v.([]any)
		if !ok {
			t.Errorf("%s is no list", path)
		}
		for _, item := range list {
			checkSARIF(t, path, items, item)
		}
		return
	}
	properties, isObject := sarifProperties[kind]
	if !isObject {
		checkSARIFValue(t, path, kind, v)
		return
	}
	object, ok := v.(map[string]any)
	if !ok {
		t.Errorf("%s is no object", path)
	}
	for name, inner := range object {
		of := properties[name] + properties[name+"*"]
		if of == "" {
			t.Errorf("%s has no property %s", kind, name)
			continue
		}
		checkSARIF(t, path+"."+name, of, inner)
	}
	for name := range properties {
		if required, is := strings.CutSuffix(name, "*"); is && object[required] == nil {
			t.Errorf("%s has no %s", path, required)
		}
	}
}

func checkSARIFValue(t *testing.T, path, kind string, v any) {
	t.Helper()
	text, isText := v.(string)
	number, isNumber := v.(float64)
	ok := true
	switch kind {
	case "string":
		ok = isText
	case "version":
		ok = text == "2.1.0"
	case "uri":
		_, err := url.Parse(text)
		ok = err == nil && text != ""
	case "level":
		ok = slices.Contains([]string{"none", "note", "warning", "error"}, text)
	case "number":
		ok = isNumber && number >= 0
	case "line":
		ok = isNumber && number >= 1
	case "bool":
		_, ok = v.(bool)
	case "strings":
		for _, value := range v.(map[string]any) {
			_, ok = value.(string)
		}
	}
	if !ok {
		t.Errorf("%s: %v is no %s", path, v, kind)
	}
}

func TestSARIF(t *testing.T) {
	for _, name := range []string{"eve", hostileName} {
		var doc any
		r := testReport(3, name)
		if err := json.Unmarshal([]byte(write(t, r, Options{Format: "sarif"})), &doc); err != nil {
			t.Fatal(err)
		}
		checkSARIF(t, "log", "log", doc)
		run := doc.(map[string]any)["runs"].([]any)[0].(map[string]any)
		rules := run["tool"].(map[string]any)["driver"].(map[string]any)["rules"].([]any)
		results := run["results"].([]any)
		if len(rules) != len(diagnose.Catalogue) || len(results) != len(r.Diagnosis.Findings) {
			t.Errorf("%d rules, %d results", len(rules), len(results))
		}
		for _, result := range results {
			result := result.(map[string]any)
			if rule := rules[int(result["ruleIndex"].(float64))].(map[string]any); rule["id"] != result["ruleId"] {
				t.Errorf("the index of %v is that of %v", result["ruleId"], rule["id"])
			}
		}
	}
}

// A fingerprint stays the same when lines move, and no two findings share one.
func TestSARIFFingerprints(t *testing.T) {
	seen := make(map[string]bool)
	r := testReport(20, "eve")
	w := &sarif{newWriter(r, rows{}), nil}
	for i := range r.Diagnosis.Findings {
		f := &r.Diagnosis.Findings[i]
		print := w.fingerprint(f)
		if seen[print] {
			t.Errorf("twice: %s %s", f.Rule.ID, f.Message)
		}
		seen[print] = true
		if f.Origin.Line++; w.fingerprint(f) != print {
			t.Errorf("depends on the line: %s", f.Message)
		}
	}
}

// A name cannot make a link in a viewer of SARIF.
func TestSARIFLinks(t *testing.T) {
	w := &sarif{writer: &writer{}}
	w.message("", "[click](http://evil)")
	if got, want := string(w.buf), `"\\[click\\](http://evil)"`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

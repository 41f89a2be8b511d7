package sheet

import (
	"strings"

	"hardmatch/convert"
	"hardmatch/plan"
	"hardmatch/script"
	"hardmatch/text"
)

const planCSVHeader = "step,phase,operation,side,object,property,expect,set,unique,irreversible,approved,after,scopes,roles,explain,formats,candidates\r\n"

// planCSV writes a row for each property of each step, to sort and filter. An empty
// cell of expect, set or unique means that the step has no such value, which differs
// from null; see [csvValue]. The last column but one has the formats of package script
// that can express the step. After the steps come the objects without steps, with the
// phase notPlanned.
func planCSV(sel *script.Selection) []byte {
	b := []byte(planCSVHeader)
	for _, s := range sel.Steps {
		for _, row := range csvProperties(s) {
			b = appendStepRow(b, s, row)
		}
	}
	for _, u := range sel.Unplanned {
		s := plan.Step{Phase: "notPlanned", Target: u.Object, Explain: u.Why}
		b = appendStepRow(b, s, csvProperty{})
	}
	return b
}

// A csvProperty has the values of a step for one property, nil for no value.
type csvProperty struct {
	name                string
	expect, set, unique *plan.Value
}

// csvProperties returns the properties of a step, at least one.
func csvProperties(s plan.Step) []csvProperty {
	var rows []csvProperty
	put := func(p plan.Property, field func(*csvProperty) **plan.Value) {
		for i := range rows {
			if value := field(&rows[i]); rows[i].name == p.Name && *value == nil {
				*value = &p.Value
				return
			}
		}
		rows = append(rows, csvProperty{name: p.Name})
		*field(&rows[len(rows)-1]) = &p.Value
	}
	for _, p := range s.Expect {
		put(p, func(r *csvProperty) **plan.Value { return &r.expect })
	}
	for _, p := range s.Set {
		put(p, func(r *csvProperty) **plan.Value { return &r.set })
	}
	for _, p := range s.Unique {
		put(p, func(r *csvProperty) **plan.Value { return &r.unique })
	}
	if len(rows) == 0 {
		rows = append(rows, csvProperty{})
	}
	return rows
}

func appendStepRow(b []byte, s plan.Step, r csvProperty) []byte {
	irreversible, approved := "", ""
	if s.Irreversible {
		irreversible, approved = "true", "false"
		if s.Approved {
			approved = "true"
		}
	}
	for _, cell := range []string{s.ID, string(s.Phase), string(s.Operation), s.Target.Side, s.Target.Display(), r.name} {
		b = append(text.AppendCSV(b, cell), ',')
	}
	for _, v := range []*plan.Value{r.expect, r.set, r.unique} {
		b = append(appendValueCell(b, v), ',')
	}
	formats := ""
	if s.ID != "" {
		formats = strings.Join(script.Supporting(s, ""), " ")
	}
	for _, cell := range []string{
		irreversible, approved, strings.Join(s.After, " "), strings.Join(s.Needs.Scopes, " "),
		strings.Join(s.Needs.Roles, "; "), s.Explain,
	} {
		b = append(text.AppendCSV(b, cell), ',')
	}
	var candidates []string
	for _, c := range s.Candidates {
		candidates = append(candidates, c.Display())
	}
	b = append(text.AppendCSV(b, formats), ',')
	return append(text.AppendCSV(b, strings.Join(candidates, "; ")), "\r\n"...)
}

// appendValueCell appends a value. The Base64 of a GUID can begin with a plus sign.
// It is no formula, so it gets no apostrophe, which would change the anchor.
func appendValueCell(dst []byte, v *plan.Value) []byte {
	if v == nil {
		return dst
	}
	cell := csvValue(*v)
	if _, err := convert.ParseImmutableID(cell); err == nil {
		return append(dst, cell...)
	}
	return text.AppendCSV(dst, cell)
}

// csvValue returns null, true and false as in JSON, and a text unchanged. A text that
// looks like one of these, or begins with a double quote, is in double quotes, so
// that different values have different cells.
func csvValue(v plan.Value) string {
	if text, ok := v.Text(); ok {
		if text == "" || text == "null" || text == "true" || text == "false" || text[0] == '"' {
			return `"` + text + `"`
		}
		return text
	}
	if v.IsNull() {
		return "null"
	}
	return v.Display()
}

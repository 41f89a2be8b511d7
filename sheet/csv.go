package sheet

import (
	"strings"

	"hardmatch/convert"
	"hardmatch/plan"
	"hardmatch/script"
	"hardmatch/text"
)

const planCSVHeader = "step,phase,operation,side,object,property,expect,set,unique,irreversible,approved,after,scopes,roles,explain,voices,candidates\r\n"

// planCSV writes a plan as a row for each property of each step, for sorting and
// filtering. An empty cell of expect, set or unique means that the step has
// no such value, which is not the same as null; see csvValue. The column voices
// has the formats of package script that can express the step. What has no steps follows, with phase notPlanned.
func planCSV(sp *script.Selection) []byte {
	b := []byte(planCSVHeader)
	for _, s := range sp.Steps {
		for _, row := range csvProperties(s) {
			b = appendStepRow(b, s, row)
		}
	}
	for _, u := range sp.Unplanned {
		s := plan.Step{Phase: "notPlanned", Target: u.Object, Explain: u.Why}
		b = appendStepRow(b, s, csvProperty{})
	}
	return b
}

// A csvProperty is what a step has for one property, nil where it has nothing.
type csvProperty struct {
	name                string
	expect, set, unique *plan.Value
}

// csvProperties returns at least one row.
func csvProperties(s plan.Step) []csvProperty {
	var rows []csvProperty
	put := func(p plan.Property, field func(*csvProperty) **plan.Value) {
		for i := range rows {
			if place := field(&rows[i]); rows[i].name == p.Name && *place == nil {
				*place = &p.Value
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
	voices := ""
	if s.ID != "" {
		voices = strings.Join(script.Supporting(s, ""), " ")
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
	b = append(text.AppendCSV(b, voices), ',')
	return append(text.AppendCSV(b, strings.Join(candidates, "; ")), "\r\n"...)
}

// appendValueCell leaves the Base64 of a GUID alone, which can begin with a plus
// sign but is no formula: an apostrophe before it would make another anchor.
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

// csvValue spells null, true and false as JSON does, and a text as it is. A text
// that could be taken for one of these, or that begins with a double quote, is
// put in double quotes, so that no two values are spelt alike.
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

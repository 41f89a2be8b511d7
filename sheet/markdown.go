package sheet

import (
	"fmt"
	"strings"

	"hardmatch/plan"
	"hardmatch/script"
	"hardmatch/text"
)

// markdown writes a plan as a review sheet, to tick off and to sign. Data of the
// directory is in code spans. No table has data, because implementations of Markdown
// disagree about an escaped bar.
func markdown(sel *script.Selection) []byte {
	var b strings.Builder
	sheet := newSheet(sel, Markdown)
	fmt.Fprintf(&b, "# %s\n\n", sheet.title)
	for _, fact := range sheet.facts {
		fmt.Fprintf(&b, "- %s: %s\n", fact.name, mdTexts(fact.data))
	}
	for _, group := range sheet.groups {
		fmt.Fprintf(&b, "\n## %s\n\n", group.title)
		if group.note != "" {
			b.WriteString(group.note + "\n\n")
		}
		for _, s := range group.steps {
			mdStep(&b, sel, s)
		}
	}
	if len(sel.Unplanned) > 0 {
		b.WriteString("\n## Not planned\n\n")
	}
	for _, u := range sel.Unplanned {
		fmt.Fprintf(&b, "- %s: %s\n", mdCode(u.Object.Display()), mdCode(u.Why))
	}
	b.WriteString(mdSignatures)
	return []byte(b.String())
}

const mdSignatures = `
## Signatures

| | Name | Date | Signature |
| --- | --- | --- | --- |
| Prepared by | | | |
| Reviewed by | | | |
| Approved by | | | |
`

func mdTexts(list []string) string {
	var codes []string
	for _, s := range list {
		codes = append(codes, mdCode(s))
	}
	return strings.Join(codes, ", ")
}

// mdStep writes a line with what a step does, and a list of what to consider.
func mdStep(b *strings.Builder, sel *script.Selection, s plan.Step) {
	fmt.Fprintf(b, "- [ ] %s **%s** %s\n", mdCode(s.ID), s.Operation, mdCode(s.Target.Display()))
	for _, e := range s.Expect {
		if _, ok := s.Set.Get(e.Name); !ok {
			fmt.Fprintf(b, "  - expect %s %s\n", mdCode(e.Name), mdValue(e.Value))
		}
	}
	for _, set := range s.Set {
		from := ""
		if before, ok := s.Expect.Get(set.Name); ok {
			from = " from " + mdValue(before)
		}
		fmt.Fprintf(b, "  - set %s%s to %s\n", mdCode(set.Name), from, mdValue(set.Value))
	}
	for _, u := range s.Unique {
		fmt.Fprintf(b, "  - no other, active or deleted, may have %s %s\n", mdCode(u.Name), mdValue(u.Value))
	}
	for _, c := range s.Candidates {
		fmt.Fprintf(b, "  - choose: %s\n", mdCode(c.Display()))
	}
	if s.Explain != "" {
		fmt.Fprintf(b, "  - why: %s\n", mdCode(s.Explain))
	}
	if len(s.Because) > 0 {
		fmt.Fprintf(b, "  - rules: %s\n", mdTexts(s.Because))
	}
	if text := risk(s); text != "" {
		fmt.Fprintf(b, "  - risk: %s\n", text)
	}
	if len(s.After) > 0 {
		fmt.Fprintf(b, "  - after %s\n", mdCode(strings.Join(s.After, ", ")))
	}
	if where := sel.OtherPhases(s); where != "" {
		fmt.Fprintf(b, "  - this %s\n", mdCode(where))
	}
	fmt.Fprintf(b, "  - undo: %s\n", undoOf(s))
	if s.Irreversible {
		fmt.Fprintf(b, "  - %s\n", map[bool]string{true: "approved", false: "off"}[s.Approved])
	}
}

// mdValue returns a text as code, and null and truth values as plain text, so that
// the text "null" differs from null.
func mdValue(v plan.Value) string {
	if text, ok := v.Text(); ok {
		return mdCode(text)
	}
	if v.IsNull() {
		return "null"
	}
	return v.Display()
}

// mdCode returns a code span of CommonMark 0.31 (6.1) that shows s on one line.
// Nothing in a span is a link, an address, HTML, a table or emphasis. Backslashes
// would not be enough, because GitHub makes links of bare addresses anyway. The fence
// is one backtick longer than any run in s, and has a blank inside where Markdown
// would remove one. Characters that act are shown as \u{hex}. An empty text, which
// has no code span, becomes the word empty.
func mdCode(s string) string {
	if s == "" {
		return "empty"
	}
	s = text.Visible(s)
	run, longest := 0, 0
	for i := range len(s) {
		if run++; s[i] != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence, pad := strings.Repeat("`", longest+1), ""
	blanks := s[0] == ' ' && s[len(s)-1] == ' ' && strings.Trim(s, " ") != ""
	if s[0] == '`' || s[len(s)-1] == '`' || blanks {
		pad = " "
	}
	return fence + pad + s + pad + fence
}

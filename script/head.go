package script

import (
	"fmt"
	"strings"

	"hardmatch/hint"
	"hardmatch/plan"
	"hardmatch/text"
)

// headRow writes a row of the comment at the top of a script.
func headRow(b *strings.Builder, name, value string) {
	fmt.Fprintf(b, "#   %-8s %s\n", name, psComment(value))
}

// planRows writes the rows that describe the plan.
func planRows(b *strings.Builder, p *plan.Plan) {
	headRow(b, "plan", p.ID+", as of "+p.AsOf)
	for _, in := range p.Inputs {
		headRow(b, "from", fmt.Sprintf("%s: %s, %s", in.File, in.Kind, text.Count(in.Records, "record")))
	}
	if p.Tenant != nil {
		headRow(b, "tenant", strings.Join(p.Tenant.Names(), " "))
	}
	for _, flag := range p.TenantPreconditions {
		headRow(b, "requires", "the flag "+flag.Name+" of the tenant to be "+flag.Value.Display())
	}
}

// undoRow writes how to make the script that undoes this one.
func undoRow(b *strings.Builder, sel *Selection, f Format) {
	if text := sel.UndoHint(string(f)); text != "" {
		headRow(b, "undo", text)
	}
}

// UndoHint returns the words for how to write the undo in a format, "" if the
// selection is the undo or has no words.
func (sel *Selection) UndoHint(format string) string {
	if sel.Undo || sel.words == nil {
		return ""
	}
	return sel.words.Text(hint.New(hint.RenderUndo, format))
}

// hashComments lists what a script does not do, in a language whose comments
// begin with #.
func hashComments(b *strings.Builder, list []string) {
	if len(list) == 0 {
		return
	}
	b.WriteString("\n# Not done here:\n")
	for _, line := range list {
		fmt.Fprintf(b, "#   - %s\n", psComment(line))
	}
}

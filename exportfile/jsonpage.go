package exportfile

import (
	"fmt"
	"strings"
)

// jsonPages are the pages of one set of objects, in the order of the file.
type jsonPages struct {
	pages, values int
	count, line   int // as the first of them states it, and where; 0: it does not
	next          int // line of the link to the page after the last one; 0: it has none
}

// maxSets limits how many sets are told apart.
const maxSets = 1 << 10

// pagesOf returns the set to which a page belongs. Pages of one set have one context.
func (j *jsonReader) pagesOf(o *jsonObject) *jsonPages {
	key := o.context
	if key == "" {
		key = o.set
	}
	if j.sets[key] == nil && len(j.sets) == maxSets {
		key = ""
	}
	if j.sets[key] == nil {
		j.sets[key] = new(jsonPages)
		j.order = append(j.order, j.sets[key])
	}
	return j.sets[key]
}

// endPage takes account of an object that holds others.
func (j *jsonReader) endPage(o *jsonObject) {
	if j.pages++; o.length >= 0 && o.length != o.values {
		j.wrongCount(o.line, o.length, o.values)
	}
	if !o.hasList && o.next == 0 {
		return
	}
	p := j.pagesOf(o)
	p.pages++
	if p.values += o.values; p.line == 0 && o.count >= 0 {
		p.count, p.line = o.count, o.line
	}
	if p.next = o.next; p.next > 0 {
		return
	}
	if p.line > 0 && p.count != p.values {
		j.wrongCount(p.line, p.count, p.values)
	}
	if o.context == "" && p.line == 0 && p.pages == 1 && !j.signs.snapshot {
		j.fullPage(o.line, o.values)
	}
	*p = jsonPages{}
}

func (j *jsonReader) wrongCount(line, says, holds int) {
	j.note(Note{Rule: WrongCount, Line: line, Incomplete: says > holds, Hint: pagesHint,
		Text: fmt.Sprintf("the file says that it has %s here, but holds %d", plural(says, "object", "objects"), holds)})
}

// fullPage notices a list without a page around it that is as long as a page.
// Microsoft Graph sends 100 objects or, if asked for, up to 999.
func (j *jsonReader) fullPage(line, n int) {
	if n == 100 || n == 999 || n == pageSize {
		j.full.add(line, fmt.Sprint(n))
	}
}

const pagesHint = "fetch all pages: hardmatch collect cloud prints commands that do; Get-MgUser does with -All"

// judge notes what holds for the file as a whole.
func (j *jsonReader) judge() {
	j.Format += j.writer()
	j.fullPage(0, j.single)
	for _, p := range j.order {
		if p.next > 0 {
			j.note(Note{Rule: MorePages, Line: p.next, Incomplete: true, Hint: pagesHint, Text: p.rest()})
		}
	}
	if x := j.full; x.count > 0 {
		j.note(Note{Rule: FullPage, Line: x.line, Hint: pagesHint,
			Text: fmt.Sprintf("the file holds exactly %s objects, as many as one page of Microsoft Graph: objects may be missing", x.what)})
	}
	j.noteChanges()
	j.noteLost()
}

// rest says how much of a set is there.
func (p *jsonPages) rest() string {
	text := "this is one page of several: the answer goes on behind @odata.nextLink"
	if p.line > 0 {
		text += fmt.Sprintf(", %d of %d objects are here", p.values, p.count)
	}
	return text
}

func (j *jsonReader) noteChanges() {
	const hint = "for a snapshot export all objects: hardmatch collect cloud prints commands that do"
	switch r, d := j.removed, j.delta; {
	case r.count > 0:
		j.note(Note{Rule: NoSnapshot, Line: r.line, Hint: hint,
			Text: plural(r.count, "object is", "objects are") + " marked as @removed and left out: the file holds the changes since an earlier export"})
	case d.count > 0:
		j.note(Note{Rule: NoSnapshot, Line: d.line, Hint: hint,
			Text: "the file is the answer to a delta query, which may hold no more than the changes since an earlier one"})
	}
}

func (j *jsonReader) noteLost() {
	if x := j.beside; x.count > 0 {
		j.note(Note{Rule: Unreadable, Line: x.line, Incomplete: true, Hint: "export the two apart from each other",
			Text: fmt.Sprintf("%s both attributes and, as %q, other objects: what came second was not read", plural(x.count, "object has", "objects have"), printable(x.what))})
	}
	if x := j.part; x.count > 0 {
		j.note(Note{Rule: PartialValue, Line: x.line, Incomplete: true, Hint: "fetch the attribute of these objects by itself",
			Text: fmt.Sprintf("%s: the server sent only a part of the values", printable(x.what))})
	}
}

// writer names the program or service by its habits.
func (j *jsonReader) writer() string {
	switch s := j.signs; {
	case s.snapshot:
		return " (hardmatch snapshot)"
	case s.powerShell:
		return " (ConvertTo-Json)"
	case s.graph:
		return " (Microsoft Graph)"
	case s.azureAD:
		return " (Azure AD Graph)"
	case j.single > 1:
		return " Lines"
	}
	return ""
}

// partOf notices that the values of an attribute go on at a link. Lists of
// objects may have their link beside them, too.
func (j *jsonReader) partOf(o *jsonObject, n *jsonName, isLink bool) {
	of, _, _ := strings.Cut(n.lower, "@")
	_, isSet := jsonSets[of]
	switch line := j.in.line; {
	case !isLink:
	case isSet:
		o.next = line
	default:
		if d := j.describe([]byte(of)); d != nil && d.Index < j.dnIndex() {
			j.part.add(line, j.options.Attributes[d.Index])
		}
	}
}

// remember returns a context as a string. One follows another of its kind.
func (j *jsonReader) remember(url []byte) string {
	const most = 8 << 10
	url = url[:min(len(url), most)]
	if string(url) != j.context.url {
		j.context.url = string(url)
		j.context.kind = typeOfContext(j.context.url)
	}
	return j.context.url
}

func (j *jsonReader) typeOfContext(url string) string {
	if url == j.context.url {
		return j.context.kind
	}
	return typeOfContext(url)
}

// typeOf is typeOfName for a name that many objects have.
func (j *jsonReader) typeOf(name []byte) string {
	kind, known := j.kinds[string(name)]
	if !known {
		kind = typeOfName(string(name))
		if len(j.kinds) < maxSets && len(name) < maxNames {
			j.kinds[string(name)] = kind
		}
	}
	return kind
}

package jsonexport

import (
	"fmt"
	"strings"

	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// pageSet are the pages of one set of objects, in the order of the file.
type pageSet struct {
	pages, values int
	count, line   int // as the first of them states it, and where; 0: it does not
	next          int // line of the link to the page after the last one; 0: it has none
}

// maxSets limits how many sets are told apart.
const maxSets = 1 << 10

// pagesOf returns the set to which a page belongs. Pages of one set have one context.
func (j *reader) pagesOf(o *object) *pageSet {
	key := o.context
	if key == "" {
		key = o.scope.set
	}
	if j.sets[key] == nil && len(j.sets) == maxSets {
		key = ""
	}
	if j.sets[key] == nil {
		j.sets[key] = new(pageSet)
		j.order = append(j.order, j.sets[key])
	}
	return j.sets[key]
}

// endPage takes account of an object that holds others.
func (j *reader) endPage(o *object) {
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
	if o.context == "" && p.line == 0 && p.pages == 1 && !j.traits.snapshot {
		j.fullPage(o.line, o.values)
	}
	*p = pageSet{}
}

func (j *reader) wrongCount(line, says, holds int) {
	j.sink.Summary.AddNote(records.Note{Rule: records.WrongCount, Line: line, Incomplete: says > holds, Hint: hint.New(hint.ExportNextPages),
		Text: fmt.Sprintf("the file says that it has %s here, but holds %d", records.Plural(says, "object", "objects"), holds)})
}

// fullPage notices a list without a page around it that is as long as a page.
// Microsoft Graph sends 100 objects or, if asked for, up to 999.
func (j *reader) fullPage(line, n int) {
	if n == 100 || n == 999 || n == records.PageSize {
		j.fullPages.Add(line, fmt.Sprint(n))
	}
}

// noteFile notes what holds for the file as a whole.
func (j *reader) noteFile() {
	j.sink.Summary.Format += j.writer()
	j.fullPage(0, j.single)
	for _, p := range j.order {
		if p.next > 0 {
			j.sink.Summary.AddNote(records.Note{Rule: records.MorePages, Line: p.next, Incomplete: true, Hint: hint.New(hint.ExportNextPages), Text: p.missingText()})
		}
	}
	if x := j.fullPages; x.Count > 0 {
		j.sink.Summary.AddNote(records.Note{Rule: records.FullPage, Line: x.Line, Hint: hint.New(hint.ExportNextPages),
			Text: fmt.Sprintf("the file holds exactly %s objects, as many as one page of Microsoft Graph: objects may be missing", x.Example)})
	}
	j.noteChanges()
	j.noteLost()
}

// missingText says how much of a set is there.
func (p *pageSet) missingText() string {
	text := "this is one page of several: the answer goes on behind @odata.nextLink"
	if p.line > 0 {
		text += fmt.Sprintf(", %d of %d objects are here", p.values, p.count)
	}
	return text
}

func (j *reader) noteChanges() {
	h := hint.New(hint.ExportAllCloud)
	switch r, d := j.removed, j.delta; {
	case r.Count > 0:
		j.sink.Summary.AddNote(records.Note{Rule: records.NoSnapshot, Line: r.Line, Hint: h,
			Text: records.Plural(r.Count, "object is", "objects are") + " marked as @removed and left out: the file holds the changes since an earlier export"})
	case d.Count > 0:
		j.sink.Summary.AddNote(records.Note{Rule: records.NoSnapshot, Line: d.Line, Hint: h,
			Text: "the file is the answer to a delta query, which may hold no more than the changes since an earlier one"})
	}
}

func (j *reader) noteLost() {
	if x := j.skippedNested; x.Count > 0 {
		j.sink.Summary.AddNote(records.Note{Rule: records.Unreadable, Line: x.Line, Incomplete: true, Hint: hint.New(hint.ExportSeparately),
			Text: fmt.Sprintf("%s both attributes and, as %q, other objects: what came second was not read", records.Plural(x.Count, "object has", "objects have"), records.Printable(x.Example))})
	}
	if x := j.partial; x.Count > 0 {
		j.sink.Summary.AddNote(records.Note{Rule: records.PartialValue, Line: x.Line, Incomplete: true, Hint: hint.New(hint.ExportAttribute),
			Text: fmt.Sprintf("%s: the server sent only a part of the values", records.Printable(x.Example))})
	}
}

// writer names the program or service by its habits.
func (j *reader) writer() string {
	switch s := j.traits; {
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

// noteNextLink notices that the values of an attribute go on at a link. Lists of
// objects may have their link beside them, too.
func (j *reader) noteNextLink(o *object, n *memberName, isLink bool) {
	of, _, _ := strings.Cut(n.lower, "@")
	_, isSet := setTypes[of]
	switch line := j.in.line; {
	case !isLink:
	case isSet:
		o.next = line
	default:
		if d := j.sink.Names.Describe([]byte(of)); d != nil && d.Index < j.sink.Names.DN() {
			j.partial.Add(line, j.sink.Options.Attributes[d.Index])
		}
	}
}

// contextString returns a context as a string. One follows another of its kind.
func (j *reader) contextString(url []byte) string {
	const most = 8 << 10
	url = url[:min(len(url), most)]
	if string(url) != j.context.url {
		j.context.url = string(url)
		j.context.kind = typeOfContext(j.context.url)
	}
	return j.context.url
}

func (j *reader) typeOfContext(url string) string {
	if url == j.context.url {
		return j.context.kind
	}
	return typeOfContext(url)
}

// typeOf is typeOfName for a name that many objects have.
func (j *reader) typeOf(name []byte) string {
	kind, known := j.typesByName[string(name)]
	if !known {
		kind = typeOfName(string(name))
		if len(j.typesByName) < maxSets && len(name) < records.MaxNames {
			j.typesByName[string(name)] = kind
		}
	}
	return kind
}

package jsonexport

import (
	"fmt"
	"strings"

	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// A pageSet is the pages of one set of objects, in the order of the file.
type pageSet struct {
	pages, values int
	count, line   int // as stated on the first page that states it, and where; 0: not stated
	next          int // line of the link after the last page; 0: no link
}

// maxSets limits how many sets are distinguished.
const maxSets = 1 << 10

// pagesOf returns the set of a page. Pages of one set have the same context.
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

// endPage counts an object that holds others.
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

func (j *reader) wrongCount(line, stated, holds int) {
	j.sink.Summary.AddNote(records.Note{Rule: records.WrongCount, Line: line, Incomplete: stated > holds, Hint: hint.New(hint.ExportNextPages),
		Text: fmt.Sprintf("the file states that it has %s here, but holds %d", records.Plural(stated, "object", "objects"), holds)})
}

// fullPage counts a list without a page around it that is as long as a page.
// Microsoft Graph sends 100 objects or, on request, up to 999.
func (j *reader) fullPage(line, n int) {
	if n == 100 || n == 999 || n == records.PageSize {
		j.fullPages.Add(line, fmt.Sprint(n))
	}
}

// noteFile adds the notes about the file as a whole.
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

// missingText returns the text for a set whose last page is missing.
func (p *pageSet) missingText() string {
	text := "this is one page of several: the answer continues at @odata.nextLink"
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
			Text: fmt.Sprintf("%s both attributes and, as %q, other objects: only what came first was read", records.Plural(x.Count, "object has", "objects have"), records.Printable(x.Example))})
	}
	if x := j.partial; x.Count > 0 {
		j.sink.Summary.AddNote(records.Note{Rule: records.PartialValue, Line: x.Line, Incomplete: true, Hint: hint.New(hint.ExportAttribute),
			Text: fmt.Sprintf("%s: the server sent only a part of the values", records.Printable(x.Example))})
	}
}

// writer returns the name of the program or service that wrote the file, as a
// suffix of the format, or "".
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

// noteNextLink handles a link beside a member: to further values of an attribute,
// or to the next page of a list.
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

// contextString returns a context as a string. Consecutive objects mostly have the
// same one.
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

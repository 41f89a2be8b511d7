package exportfile

import (
	"fmt"
	"strconv"
	"strings"

	"hardmatch/exportfile/encoding"
)

// A jsonScope is what the surroundings say about the objects in them.
type jsonScope struct {
	kind    string // the type of the objects
	set     string // the name under which they stand
	answers bool   // they are answers to the requests of a $batch
	refused bool   // they are the answer to a request that failed
	deleted bool   // they are deleted
}

// A jsonObject is an object that is being read: a record, or what holds records.
type jsonObject struct {
	jsonScope
	line, column int
	attributes   int    // that are wanted
	kind         string // the type that it gives itself
	context      string
	isPage       bool // by what it says about itself
	removed      bool
	err          error // why it cannot be delivered
	changes      bool  // because the encoding changes

	holds         string // the name under which it has objects
	hasList       bool   // of records
	values        int    // in that list
	count, length int    // as stated; -1: not
	next          int    // line of the link to the next page
	status        int
	failures      int // of requests, before this object
}

// objects reads what stands where objects of the directory can: one, a list, or
// what holds them. It returns the length of a list.
func (j *jsonReader) objects(s jsonScope) (n int) {
	in := j.in
	switch in.peek() {
	case '{':
		j.object(s)
	case '[':
		for in.open(); in.more(']'); n++ {
			j.objects(s)
		}
	case 'n':
		in.scalar() // of an empty result PowerShell makes null
	default:
		j.stray()
	}
	return n
}

// stray skips a value that stands where an object is expected.
func (j *jsonReader) stray() {
	line, column, what := j.in.line, j.in.column(), "a string"
	if j.in.peek() != '"' {
		what = "a number or true or false"
	}
	if j.in.skip(); j.in.failed == nil && !j.skip(j.out, line, column, fmt.Errorf("found %s, expected an object", what), "export the objects with their attributes") {
		j.in.failed = errLeft
	}
}

func (j *jsonReader) object(s jsonScope) {
	in := j.in
	o := jsonObject{jsonScope: s, line: in.line, column: in.column(), count: -1, length: -1, failures: j.failures}
	j.begin(in.line, in.offset())
	in.tooLong = false
	for in.open(); in.more('}'); {
		j.member(&o, j.name())
	}
	if in.failed == nil {
		j.end(&o)
	}
}

func (j *jsonReader) member(o *jsonObject, n *jsonName) {
	switch {
	case n.role != jsonPlain && j.special(o, n):
	case n.attribute == nil || o.err != nil:
		j.in.skip()
	case o.holds != "":
		if j.in.skip(); !o.isPage && !o.answers {
			j.beside.add(o.line, o.holds)
		}
	default:
		o.attributes++
		line, column := j.in.line, j.in.column()
		if err := j.value(n.attribute); err != nil {
			o.err, o.changes = valueError(err, line, column), encoding.IsChange(err)
		}
	}
}

// valueError says what to do about a value that cannot be used.
func valueError(err error, line, column int) error {
	e := &ReadError{Line: line, Column: column, Err: err}
	switch {
	case encoding.IsChange(err):
		e.Err, e.Hint = fmt.Errorf("the encoding changes: %w", err), encoding.JoinedHint
	case err == encoding.ErrNotUTF8:
		e.Hint = "leave --encoding away, or say another"
	case err == errTooLarge:
		e.Hint = exportHint
	}
	return e
}

// special deals with a member that means something beside its value. It reports
// whether it did.
func (j *jsonReader) special(o *jsonObject, n *jsonName) bool {
	c := j.in.peek()
	isText, isNumber := c == '"', isDigit(c)
	switch n.role {
	case jsonObjects:
		return n.attribute == nil && (c == '{' || c == '[') && j.holder(o, n)
	case jsonMore:
		return c == '{' && j.more(o)
	case jsonError:
		return c == '{' && j.failure()
	case jsonStatus:
		return isNumber && o.answers && j.number(&o.status)
	case jsonCount:
		o.isPage = true
		return isNumber && j.number(&o.count)
	case jsonLength:
		return isNumber && n.attribute == nil && j.number(&o.length)
	case jsonRemoved:
		o.removed = true
	case jsonPart:
		j.partOf(o, n, isText)
	default:
		return isText && j.statement(o, n)
	}
	return false
}

// statement reads a text by which an object says what it is.
func (j *jsonReader) statement(o *jsonObject, n *jsonName) bool {
	switch line := j.in.line; n.role {
	case jsonNext:
		o.next, o.isPage = line, true
	case jsonDelta:
		o.isPage = true
		j.delta.add(line, "")
	case jsonContext:
		o.context = j.remember(j.ownText())
		return true
	case jsonType:
		if o.kind == "" && n.attribute == nil {
			o.kind = j.typeOf(j.ownText())
			return true
		}
	case jsonSchema:
		if n.attribute == nil && strings.HasPrefix(string(j.ownText()), "hardmatch.snapshot/") {
			j.signs.snapshot, o.isPage = true, true
		}
		return n.attribute == nil
	}
	return false
}

func (j *jsonReader) number(to *int) bool {
	if n, err := strconv.Atoi(string(j.in.raw())); err == nil {
		*to = n
	}
	return true
}

// more reads the attributes that the cmdlets of Microsoft Graph put aside.
func (j *jsonReader) more(o *jsonObject) bool {
	for j.in.open(); j.in.more('}'); {
		j.member(o, j.name())
	}
	return true
}

// holder reads the objects that stand under a name. An object that has wanted
// attributes already is a record: what it holds belongs to it alone.
func (j *jsonReader) holder(o *jsonObject, n *jsonName) bool {
	switch {
	case o.answers && n.lower != "body":
		return false
	case o.attributes > 0 && !o.isPage && !o.answers:
		j.keepOff(o, n)
		return true
	}
	isList, pages := j.in.peek() == '[', j.pages
	o.holds = n.lower
	values := j.objects(j.inside(o, n))
	if isList && pages == j.pages {
		o.hasList = true
	}
	o.values += values
	return true
}

// keepOff skips what a record holds. If that are objects, somebody may miss them.
func (j *jsonReader) keepOff(o *jsonObject, n *jsonName) {
	in := j.in
	objects := in.peek() == '{'
	if objects {
		in.skip()
	} else {
		for in.open(); in.more(']'); in.skip() {
			objects = objects || in.peek() == '{'
		}
	}
	if objects {
		j.beside.add(o.line, n.lower)
	}
}

func (j *jsonReader) inside(o *jsonObject, n *jsonName) jsonScope {
	s := jsonScope{kind: o.jsonScope.kind, set: o.set, answers: n.lower == "responses"}
	if kind := jsonSets[n.lower]; kind != "" {
		s.kind, s.set = kind, n.lower
	}
	if o.context != "" {
		s.kind = j.typeOfContext(o.context)
	}
	if s.deleted = o.deleted || isDeletedSet(n.lower) || isDeletedSet(o.context); s.deleted {
		j.lists(DeletedItems)
	} else if s.kind == "user" && o.context != "" {
		j.lists(UsersOrDeleted)
	} else {
		j.lists(s.kind)
	}
	return s
}

// isDeletedSet reports whether a name or a context is that of deleted objects:
// deletedUsers, #directory/deletedItems/microsoft.graph.user.
func isDeletedSet(name string) bool {
	return strings.HasPrefix(name, "deleted") || strings.Contains(name, "/deletedItems")
}

// end delivers a record, or takes account of what held some.
func (j *jsonReader) end(o *jsonObject) {
	switch {
	case o.answers:
		j.endAnswer(o)
	case o.holds != "" || o.next > 0:
		j.endPage(o)
	case o.removed:
		j.removed.add(o.line, "")
	case o.attributes == 0 && (o.refused || j.failures > o.failures):
	default:
		j.deliver(o)
	}
}

func (j *jsonReader) deliver(o *jsonObject) {
	if j.in.tooLong && o.err == nil {
		o.err = valueError(errTooLarge, o.line, o.column)
	}
	goesOn := true
	if o.err != nil {
		goesOn = j.skip(j.out, 0, 0, o.err, "")
	} else {
		j.record.Type, j.record.Deleted = j.kindOf(o), o.deleted || isDeletedSet(o.context)
		goesOn = j.yield(j.out)
	}
	switch {
	case !goesOn:
		j.in.failed = errLeft
	case o.changes:
		j.in.failed = errStop
	}
}

func (j *jsonReader) kindOf(o *jsonObject) string {
	switch {
	case o.kind != "":
		return o.kind
	case o.context != "":
		return j.typeOfContext(o.context)
	}
	return o.jsonScope.kind
}

package jsonexport

import (
	"fmt"
	"strconv"
	"strings"

	"hardmatch/exportfile/encoding"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// A scope is what the text around objects says about them.
type scope struct {
	listed  string // the type of the objects, by the list they are in
	set     string // the name of that list
	answers bool   // they are answers to the requests of a $batch
	refused bool   // they are the answer to a request that failed
	deleted bool   // they are deleted
}

// A object is an object that is being read: a record, or what holds records.
type object struct {
	scope        scope
	line, column int
	attributes   int    // that are wanted
	ownType      string // the type that it gives itself
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
func (j *reader) objects(s scope) (n int) {
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
func (j *reader) stray() {
	line, column, what := j.in.line, j.in.column(), "a string"
	if j.in.peek() != '"' {
		what = "a number or true or false"
	}
	if j.in.skip(); j.in.failed == nil && !j.sink.Reject(line, column, fmt.Errorf("found %s, expected an object", what), hint.New(hint.ExportObjects)) {
		j.in.failed = errLeft
	}
}

func (j *reader) object(s scope) {
	in := j.in
	o := object{scope: s, line: in.line, column: in.column(), count: -1, length: -1, failures: j.failures}
	j.sink.Begin(in.line, in.offset())
	in.tooLong = false
	for in.open(); in.more('}'); {
		j.member(&o, j.name())
	}
	if in.failed == nil {
		j.end(&o)
	}
}

func (j *reader) member(o *object, n *memberName) {
	switch {
	case n.role != rolePlain && j.special(o, n):
	case n.attribute == nil || o.err != nil:
		j.in.skip()
	case o.holds != "":
		if j.in.skip(); !o.isPage && !o.scope.answers {
			j.beside.Add(o.line, o.holds)
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
	e := &records.ReadError{Line: line, Column: column, Err: err}
	switch {
	case encoding.IsChange(err):
		e.Err, e.Hint = fmt.Errorf("the encoding changes: %w", err), hint.New(hint.SplitEncodings)
	case err == encoding.ErrNotUTF8:
		e.Hint = hint.New(hint.ChooseOtherEncoding)
	case err == records.ErrTooLarge:
		e.Hint = hint.New(hint.Export)
	}
	return e
}

// special deals with a member that means something beside its value. It reports
// whether it did.
func (j *reader) special(o *object, n *memberName) bool {
	c := j.in.peek()
	isText, isNumber := c == '"', isDigit(c)
	switch n.role {
	case roleObjects:
		return n.attribute == nil && (c == '{' || c == '[') && j.holder(o, n)
	case roleMore:
		return c == '{' && j.more(o)
	case roleError:
		return c == '{' && j.failure()
	case roleStatus:
		return isNumber && o.scope.answers && j.number(&o.status)
	case roleCount:
		o.isPage = true
		return isNumber && j.number(&o.count)
	case roleLength:
		return isNumber && n.attribute == nil && j.number(&o.length)
	case roleRemoved:
		o.removed = true
	case rolePart:
		j.partOf(o, n, isText)
	default:
		return isText && j.statement(o, n)
	}
	return false
}

// statement reads a text by which an object says what it is.
func (j *reader) statement(o *object, n *memberName) bool {
	switch line := j.in.line; n.role {
	case roleNext:
		o.next, o.isPage = line, true
	case roleDelta:
		o.isPage = true
		j.delta.Add(line, "")
	case roleContext:
		o.context = j.remember(j.ownText())
		return true
	case roleType:
		if o.ownType == "" && n.attribute == nil {
			o.ownType = j.typeOf(j.ownText())
			return true
		}
	case roleSchema:
		if n.attribute == nil && strings.HasPrefix(string(j.ownText()), "hardmatch.snapshot/") {
			j.signs.snapshot, o.isPage = true, true
		}
		return n.attribute == nil
	}
	return false
}

func (j *reader) number(to *int) bool {
	if n, err := strconv.Atoi(string(j.in.raw())); err == nil {
		*to = n
	}
	return true
}

// more reads the attributes that the cmdlets of Microsoft Graph put aside.
func (j *reader) more(o *object) bool {
	for j.in.open(); j.in.more('}'); {
		j.member(o, j.name())
	}
	return true
}

// holder reads the objects that stand under a name. An object that has wanted
// attributes already is a record: what it holds belongs to it alone.
func (j *reader) holder(o *object, n *memberName) bool {
	switch {
	case o.scope.answers && n.lower != "body":
		return false
	case o.attributes > 0 && !o.isPage && !o.scope.answers:
		j.skipNested(o, n)
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

// skipNested skips what a record holds, and notes it if that is objects.
func (j *reader) skipNested(o *object, n *memberName) {
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
		j.beside.Add(o.line, n.lower)
	}
}

// inside returns the scope of the objects that o holds under a name.
func (j *reader) inside(o *object, n *memberName) scope {
	s := scope{listed: o.scope.listed, set: o.scope.set, answers: n.lower == "responses"}
	if kind := setTypes[n.lower]; kind != "" {
		s.listed, s.set = kind, n.lower
	}
	if o.context != "" {
		s.listed = j.typeOfContext(o.context)
	}
	if s.deleted = o.scope.deleted || isDeletedSet(n.lower) || isDeletedSet(o.context); s.deleted {
		j.sink.Summary.AddType(records.DeletedItems)
	} else if s.listed == "user" && o.context != "" {
		j.sink.Summary.AddType(records.UsersOrDeleted)
	} else {
		j.sink.Summary.AddType(s.listed)
	}
	return s
}

// isDeletedSet reports whether a name or a context is that of deleted objects:
// deletedUsers, #directory/deletedItems/microsoft.graph.user.
func isDeletedSet(name string) bool {
	return strings.HasPrefix(name, "deleted") || strings.Contains(name, "/deletedItems")
}

// end delivers a record, or takes account of what held some.
func (j *reader) end(o *object) {
	switch {
	case o.scope.answers:
		j.endAnswer(o)
	case o.holds != "" || o.next > 0:
		j.endPage(o)
	case o.removed:
		j.removed.Add(o.line, "")
	case o.attributes == 0 && (o.scope.refused || j.failures > o.failures):
	default:
		j.deliver(o)
	}
}

func (j *reader) deliver(o *object) {
	if j.in.tooLong && o.err == nil {
		o.err = valueError(records.ErrTooLarge, o.line, o.column)
	}
	goesOn := true
	if o.err != nil {
		goesOn = j.sink.Reject(0, 0, o.err, hint.Hint{})
	} else {
		j.sink.Record.Type, j.sink.Record.Deleted = j.kindOf(o), o.scope.deleted || isDeletedSet(o.context)
		goesOn = j.sink.Deliver()
	}
	switch {
	case !goesOn:
		j.in.failed = errLeft
	case o.changes:
		j.in.failed = errStop
	}
}

func (j *reader) kindOf(o *object) string {
	switch {
	case o.ownType != "":
		return o.ownType
	case o.context != "":
		return j.typeOfContext(o.context)
	}
	return o.scope.listed
}

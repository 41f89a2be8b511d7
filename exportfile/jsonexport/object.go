package jsonexport

import (
	"fmt"
	"strconv"
	"strings"

	"hardmatch/exportfile/encoding"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// A scope is what the text around objects shows about them.
type scope struct {
	listed  string // the type of the objects, by the list that holds them
	set     string // the name of that list
	answers bool   // they are responses in a $batch
	refused bool   // they are the response to a failed request
	deleted bool   // they are deleted
}

// An object is a JSON object that is being read: a record, or an object that holds
// records.
type object struct {
	scope           scope
	line, column    int
	attributes      int    // number of wanted ones
	ownType         string // the type that the object itself states
	context         string
	isPage          bool // by its own members
	removed         bool
	err             error // why it cannot be delivered
	encodingChanges bool  // err means that the encoding changes

	heldUnder     string // the name of the member that holds objects
	hasList       bool   // there is a list of records
	values        int    // in that list
	count, length int    // as stated; -1: not stated
	next          int    // line of the link to the next page
	status        int
	failures      int // of requests, before this object
}

// readObjects reads a value in a place where objects of the directory can be: an
// object, a list, or an object that holds them. It returns the length of a list.
func (j *reader) readObjects(s scope) (n int) {
	in := j.in
	switch in.peek() {
	case '{':
		j.readObject(s)
	case '[':
		for in.open(); in.more(']'); n++ {
			j.readObjects(s)
		}
	case 'n':
		in.scalar() // PowerShell writes null for an empty result
	default:
		j.rejectNonObject()
	}
	return n
}

// rejectNonObject skips a value that is not an object.
func (j *reader) rejectNonObject() {
	line, column, what := j.in.line, j.in.column(), "a string"
	if j.in.peek() != '"' {
		what = "a number or true or false"
	}
	if j.in.skip(); j.in.err == nil && !j.sink.Reject(line, column, fmt.Errorf("found %s, expected an object", what), hint.New(hint.ExportObjects)) {
		j.in.err = errLeft
	}
}

func (j *reader) readObject(s scope) {
	in := j.in
	o := object{scope: s, line: in.line, column: in.column(), count: -1, length: -1, failures: j.failures}
	j.sink.Begin(in.line, in.offset())
	in.tooLong = false
	for in.open(); in.more('}'); {
		j.readMember(&o, j.memberName())
	}
	if in.err == nil {
		j.endObject(&o)
	}
}

func (j *reader) readMember(o *object, n *memberName) {
	switch {
	case n.role != rolePlain && j.readSpecial(o, n):
	case n.attribute == nil || o.err != nil:
		j.in.skip()
	case o.heldUnder != "":
		if j.in.skip(); !o.isPage && !o.scope.answers {
			j.skippedNested.Add(o.line, o.heldUnder)
		}
	default:
		o.attributes++
		line, column := j.in.line, j.in.column()
		if err := j.addValue(n.attribute); err != nil {
			o.err, o.encodingChanges = valueError(err, line, column), encoding.IsChange(err)
		}
	}
}

// valueError returns the error for a value that cannot be used, with its hint.
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

// readSpecial handles a member with a role. It reports whether it read the value.
func (j *reader) readSpecial(o *object, n *memberName) bool {
	c := j.in.peek()
	isText, isNumber := c == '"', isDigit(c)
	switch n.role {
	case roleObjects:
		return n.attribute == nil && (c == '{' || c == '[') && j.readNested(o, n)
	case roleMore:
		return c == '{' && j.moreAttributes(o)
	case roleError:
		return c == '{' && j.readFailure()
	case roleStatus:
		return isNumber && o.scope.answers && j.readNumber(&o.status)
	case roleCount:
		o.isPage = true
		return isNumber && j.readNumber(&o.count)
	case roleLength:
		return isNumber && n.attribute == nil && j.readNumber(&o.length)
	case roleRemoved:
		o.removed = true
	case rolePart:
		j.noteNextLink(o, n, isText)
	default:
		return isText && j.readStatement(o, n)
	}
	return false
}

// readStatement reads a text by which an object states what it is.
func (j *reader) readStatement(o *object, n *memberName) bool {
	switch line := j.in.line; n.role {
	case roleNext:
		o.next, o.isPage = line, true
	case roleDelta:
		o.isPage = true
		j.delta.Add(line, "")
	case roleContext:
		o.context = j.contextString(j.plainString())
		return true
	case roleType:
		if o.ownType == "" && n.attribute == nil {
			o.ownType = j.typeOf(j.plainString())
			return true
		}
	case roleSchema:
		if n.attribute == nil && strings.HasPrefix(string(j.plainString()), "hardmatch.snapshot/") {
			j.traits.snapshot, o.isPage = true, true
		}
		return n.attribute == nil
	}
	return false
}

func (j *reader) readNumber(to *int) bool {
	if n, err := strconv.Atoi(string(j.in.raw())); err == nil {
		*to = n
	}
	return true
}

// moreAttributes reads the attributes that the cmdlets of Microsoft Graph write in
// a separate object.
func (j *reader) moreAttributes(o *object) bool {
	for j.in.open(); j.in.more('}'); {
		j.readMember(o, j.memberName())
	}
	return true
}

// readNested reads the objects in a member. An object that already has wanted
// attributes is a record, and objects inside it are part of it.
func (j *reader) readNested(o *object, n *memberName) bool {
	switch {
	case o.scope.answers && n.lower != "body":
		return false
	case o.attributes > 0 && !o.isPage && !o.scope.answers:
		j.skipNested(o, n)
		return true
	}
	isList, pages := j.in.peek() == '[', j.pages
	o.heldUnder = n.lower
	values := j.readObjects(j.scopeInside(o, n))
	if isList && pages == j.pages {
		o.hasList = true
	}
	o.values += values
	return true
}

// skipNested skips a list or object inside a record, and notes it if it holds
// objects.
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
		j.skippedNested.Add(o.line, n.lower)
	}
}

// scopeInside returns the scope of the objects that o holds in a member.
func (j *reader) scopeInside(o *object, n *memberName) scope {
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

// endObject delivers a record, or counts the contents of a page.
func (j *reader) endObject(o *object) {
	switch {
	case o.scope.answers:
		j.endAnswer(o)
	case o.heldUnder != "" || o.next > 0:
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
	proceed := true
	if o.err != nil {
		proceed = j.sink.Reject(0, 0, o.err, hint.Hint{})
	} else {
		j.sink.Record.Type, j.sink.Record.Deleted = j.typeOfObject(o), o.scope.deleted || isDeletedSet(o.context)
		proceed = j.sink.Deliver()
	}
	switch {
	case !proceed:
		j.in.err = errLeft
	case o.encodingChanges:
		j.in.err = errStop
	}
}

func (j *reader) typeOfObject(o *object) string {
	switch {
	case o.ownType != "":
		return o.ownType
	case o.context != "":
		return j.typeOfContext(o.context)
	}
	return o.scope.listed
}

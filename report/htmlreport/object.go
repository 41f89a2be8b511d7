package htmlreport

import (
	"strconv"
	"strings"

	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/text"
)

// An object is an object of a directory as the report shows it, or only a place in a
// file.
type object struct {
	Side     string // "" for a place
	Name, ID string // ID is the DN on-premises and the id in the cloud; "" if it is the name
	File     string
	Line     int
	Offset   int64
}

// A reader reads objects as the report shows them.
type reader struct {
	simulation *match.Simulation
	objects    *match.Reader
}

func (r *reader) object(ref match.Ref) object {
	o := r.objects.Object(ref)
	id := o.DN.String()
	if ref.IsCloud() {
		id = o.ID.String()
	}
	name := nameOf(o)
	switch {
	case name == "":
		name, id = id, ""
	case name == id:
		id = ""
	}
	side := sides[ref.IsCloud()]
	return place(o.Origin).named(side, name, id)
}

var sides = map[bool]string{false: "on-premises", true: "cloud"}

// nameOf returns the name by which people know an object, or "".
func nameOf(o *directory.Object) string {
	for _, t := range []directory.Text{o.UserPrincipalName, o.Mail, o.DisplayName, o.SAMAccountName, o.DN} {
		if len(t.Value) > 0 {
			return t.String()
		}
	}
	return ""
}

func place(at directory.Origin) object {
	return object{File: text.Visible(at.File), Line: at.Line, Offset: at.Offset}
}

func (o object) named(side, name, id string) object {
	if name == "" {
		name = "object without a name"
	}
	o.Side, o.Name, o.ID = side, text.Visible(name), text.Visible(id)
	return o
}

// SideAndPlace returns the side and the place of an object.
func (o object) SideAndPlace() string {
	switch where := o.Place(); {
	case o.Side != "":
		return o.Side + ", " + where
	case where == "":
		return "tenant"
	default:
		return where
	}
}

// Place returns the file and the line as compilers write them.
func (o object) Place() string {
	s := o.File
	if o.Line > 0 {
		s += ":" + strconv.Itoa(o.Line)
	}
	if o.Offset > 0 {
		s += ", octet " + text.Grouped(int(o.Offset))
	}
	return s
}

// steps returns the parts of a name, a DN or a path between which lines may be broken.
func steps(s string) []string {
	var all []string
	for {
		i := strings.IndexAny(s, ",@/") + 1
		if i == 0 || i == len(s) {
			return append(all, s)
		}
		all, s = append(all, s[:i]), s[i:]
	}
}

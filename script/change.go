package script

import (
	"errors"

	"hardmatch/directory"
	"hardmatch/plan"
)

// The reasons for which a format cannot express a valid step.
var (
	// errOtherSide is not reported where another format supports the step.
	errOtherSide = errors.New("this voice speaks to the other side only")
	errByHand    = errors.New("a person has to decide it")
	errNoDN      = errors.New("the plan has no DN of it")
	errNoOU      = errors.New("nobody has said where to")
)

// objectCan is nil for a change of one object of Active Directory.
func objectCan(s plan.Step) error {
	switch {
	case s.Operation.Side() != plan.SideOnPremises || s.Operation.Property() == "":
		return errOtherSide
	case s.Operation.IsMove() && len(s.Set) == 0:
		return errNoOU
	case s.Target.DN == "" && s.Target.ObjectGUID == "":
		return errNoDN
	}
	return nil
}

// octets returns the value of a property of Active Directory as the directory stores it,
// nothing for null.
func octets(property string, v plan.Value) []byte {
	text, _ := v.Text()
	if property == plan.ConsistencyGUID {
		octets, _ := plan.ParseOctets(text)
		return octets
	}
	return []byte(text)
}

// newPlace returns the RDN and the new parent of an object that is moved.
func newPlace(c plan.Change) (rdn, parent string) {
	after, _ := c.After.Text()
	rdn, parent, _ = directory.CutDN(after)
	return rdn, parent
}

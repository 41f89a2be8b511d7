package script

import (
	"errors"

	"hardmatch/directory"
	"hardmatch/plan"
)

// The reasons for which a format cannot express a valid step.
var (
	// errOtherSide is not reported if another format supports the step.
	errOtherSide = errors.New("this format supports only the other directory")
	errByHand    = errors.New("an administrator has to decide")
	errNoDN      = errors.New("the plan has no DN of the object")
	errNoOU      = errors.New("the target OU is not known")
)

// checkObject returns nil for a change of one object of Active Directory.
func checkObject(s plan.Step) error {
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

// octets returns the value of a property as Active Directory stores it, and
// nothing for null.
func octets(property string, v plan.Value) []byte {
	text, _ := v.Text()
	if property == plan.ConsistencyGUID {
		octets, _ := plan.ParseOctets(text)
		return octets
	}
	return []byte(text)
}

// cutNewDN returns the RDN and the parent of an object after its move.
func cutNewDN(c plan.Change) (rdn, parent string) {
	after, _ := c.After.Text()
	rdn, parent, _ = directory.CutDN(after)
	return rdn, parent
}

package script

import (
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"hardmatch/convert"
	"hardmatch/directory"
	"hardmatch/plan"
)

const (
	onPremises = "onPremises"
	cloud      = "cloud"
)

// Properties that steps change, besides those that package plan names.
const (
	consistencyGUID   = "mS-DS-ConsistencyGuid"
	proxyAddresses    = "proxyAddresses"
	mailAttribute     = "mail"
	distinguishedName = "distinguishedName"
	objectIdentifier  = "onPremisesObjectIdentifier"
)

// changed is the side and the one property that an operation changes.
var changed = map[plan.Operation]struct{ side, property string }{
	plan.SetOnPremisesImmutableID:        {cloud, plan.OnPremisesImmutableID},
	plan.ClearOnPremisesImmutableID:      {cloud, plan.OnPremisesImmutableID},
	plan.ClearOnPremisesObjectIdentifier: {cloud, objectIdentifier},
	plan.SetCloudUserPrincipalName:       {cloud, plan.UserPrincipalName},
	plan.SetConsistencyGUID:              {onPremises, consistencyGUID},
	plan.ClearConsistencyGUID:            {onPremises, consistencyGUID},
	plan.AddProxyAddress:                 {onPremises, proxyAddresses},
	plan.RemoveProxyAddress:              {onPremises, proxyAddresses},
	plan.SetMail:                         {onPremises, mailAttribute},
	plan.SetUserPrincipalName:            {onPremises, plan.UserPrincipalName},
	plan.MoveOutOfScope:                  {onPremises, distinguishedName},
	plan.MoveIntoScope:                   {onPremises, distinguishedName},
}

// A change is what a step does to one property, where a null is no value. Of
// proxyAddresses, which has many, before is the one that goes and after the one
// that comes.
type change struct {
	property      string
	Before, After plan.Value
}

var (
	// errOtherSide needs no word where another voice says the step.
	errOtherSide = errors.New("this voice speaks to the other side only")
	errByHand    = errors.New("a person has to decide it")
	errNoDN      = errors.New("the plan has no DN of it")
	errNoOU      = errors.New("nobody has said where to")
)

// changeOf returns the change that a step says. It fails where the step says
// more than that, or does not say what is there before: no voice writes over
// what it has not compared.
func ChangeOf(s plan.Step) (change, error) {
	known, ok := changed[s.Operation]
	if !ok {
		return change{}, errors.New("it is no change of one property")
	}
	c := change{property: known.property}
	var hasBefore, hasAfter bool
	c.Before, hasBefore = s.Expect.Get(c.property)
	c.After, hasAfter = s.Set.Get(c.property)
	switch {
	case s.Target.Side != known.side:
		return c, fmt.Errorf("its target is not on the side %s", known.side)
	case !hasAfter || len(s.Set) != 1:
		return c, fmt.Errorf("it does not set %s alone", c.property)
	case !hasBefore:
		return c, fmt.Errorf("it does not say which %s to expect", c.property)
	case c.Before == c.After:
		return c, errors.New("it changes nothing")
	}
	return c, c.check(s.Operation)
}

// check refuses values that the operation's name does not promise.
func (c change) check(op plan.Operation) error {
	for _, v := range []plan.Value{c.Before, c.After} {
		if text, ok := v.Text(); !v.IsNull() && (!ok || text == "") {
			return fmt.Errorf("a value of %s is neither a text nor null", c.property)
		}
	}
	clears := strings.HasPrefix(string(op), "clear") || op == plan.RemoveProxyAddress
	switch {
	case clears && !c.After.IsNull(), op == plan.AddProxyAddress && !c.Before.IsNull():
		return fmt.Errorf("%s with a value in the place of another", op)
	case !clears && c.After.IsNull() && op != plan.SetMail:
		return fmt.Errorf("%s without a value", op)
	}
	return nil
}

// objectCan is nil for a change of one object of Active Directory.
func objectCan(s plan.Step) error {
	c, err := ChangeOf(s)
	switch {
	case changed[s.Operation].side != onPremises:
		return errOtherSide
	case s.Operation.IsMove() && len(s.Set) == 0:
		return errNoOU
	case err != nil:
		return err
	case s.Target.DN == "" && s.Target.ObjectGUID == "":
		return errNoDN
	case len(s.Unique) > 0:
		return fmt.Errorf("it wants a unique %s", s.Unique[0].Name)
	case c.property == distinguishedName:
		_, _, err := splitMove(c)
		return err
	}
	for _, v := range []plan.Value{c.Before, c.After} {
		if _, err := octets(c.property, v); err != nil {
			return err
		}
	}
	return checkAttributes(s)
}

var attributeName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*$`)

func checkAttributes(s plan.Step) error {
	for _, e := range s.Expect {
		if !attributeName.MatchString(e.Name) {
			return fmt.Errorf("%q is no attribute of Active Directory", e.Name)
		}
	}
	return nil
}

// octets returns the value of a property of Active Directory as the directory
// stores it, nothing for null. A plan spells an mS-DS-ConsistencyGuid as a GUID
// or, as it may hold any octets, in Base64.
func octets(property string, v plan.Value) ([]byte, error) {
	text, ok := v.Text()
	if !ok || property != consistencyGUID {
		return []byte(text), nil
	}
	if len(text) == 36 {
		if guid, err := convert.ParseGUID(text); err == nil {
			return guid[:], nil
		}
	}
	octets, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("%s is neither a GUID nor Base64", property)
	}
	return octets, nil
}

// splitMove returns the name and the new parent of an object that is moved. It
// fails where the name would change, too.
func splitMove(c change) (rdn, parent string, err error) {
	before, _ := c.Before.Text()
	after, _ := c.After.Text()
	oldRDN, _, ok := directory.CutDN(before)
	rdn, parent, ok2 := directory.CutDN(after)
	if !ok || !ok2 || oldRDN != rdn {
		return "", "", errors.New("it is no move: the name of the object itself differs")
	}
	return rdn, parent, nil
}

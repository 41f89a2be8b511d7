package directory

// A Class is the class of an object, as far as the sync service distinguishes classes.
type Class uint8

const (
	UnknownClass Class = iota // neither objectClass nor anything that implies it was exported
	User                      // user and inetOrgPerson
	Contact
	Group
	Computer   // computer and managed service accounts, which derive from it
	OtherClass // organizationalUnit, container ...
)

var classNames = [...]string{"unknown", "user", "contact", "group", "computer", "other"}

// String returns the name of the class as the command line spells it.
func (c Class) String() string { return classNames[c] }

// ParseClass is the inverse of [Class.String] for user, contact, group and computer, which
// can be selected by name.
func ParseClass(name string) (Class, bool) {
	for c := User; c <= Computer; c++ {
		if classNames[c] == name {
			return c, true
		}
	}
	return UnknownClass, false
}

package syncerror

import (
	"slices"
	"strings"

	"hardmatch/convert"
	"hardmatch/hint"
	"hardmatch/learn"
)

// A Kind describes one error of the sync service or of a related service.
// Name is the name that the service uses. An error without one has a description
// in several words as its name.
type Kind struct {
	Name    string
	Aliases []string // other names of the same error
	Codes   []string // as reports print them; events as "event 116"
	Title   string   // one sentence: what it means
	Cause   string
	Cure    []Cure   // in order
	Cites   []string // addresses of the pages that document it
	Rules   []string // IDs of the rules of package diagnose that predict it
}

// A Cure is one thing to do about an error. Text is one line without a period.
// Command is the hint for the program to use, or the zero Hint.
type Cure struct {
	Text    string
	Command hint.Hint
}

// What a command of a cure has as its argument until an error provides a value.
const (
	anyUser   = "UPN"
	anyAnchor = "IMMUTABLEID"
)

// The commands of cures.
var (
	checkBoth       = hint.New(hint.CheckBoth)
	checkOnPremises = hint.New(hint.CheckOnPremises)
	checkVerdicts   = hint.New(hint.CheckVerdicts)
	planUser        = hint.New(hint.PlanUser, anyUser)
	planAll         = hint.New(hint.PlanAll)
	convertAnchor   = hint.New(hint.ConvertAnchor, anyAnchor)
)

// Cures that several kinds share.
var (
	cureFind   = Cure{"find every holder of the value in both directories", checkBoth}
	cureAnchor = Cure{"if both objects are the same user, write the anchor", planUser}
	cureRemove = Cure{Text: "if they are two users, remove the value from the one that should not have it, in the directory it comes from, and sync"}
	cureWait   = Cure{Text: "the service checks every hour whether the conflict is gone, and then restores the value"}
)

// Cures returns what to do about the error: the cures of its kind, with the object
// of the error in their commands if the anchor identifies it.
func (e *Error) Cures() []Cure {
	guid, err := convert.ParseImmutableID(e.Anchor)
	if err != nil {
		return e.Kind.Cure
	}
	cures := slices.Clone(e.Kind.Cure)
	for i := range cures {
		switch command := &cures[i].Command; command.Code {
		case hint.PlanUser:
			*command = hint.New(hint.PlanUser, guid.String())
		case hint.ConvertAnchor:
			*command = hint.New(hint.ConvertAnchor, e.Anchor)
		}
	}
	return cures
}

// unknown is the kind of errors that are not in the catalogue.
var unknown = &Kind{
	Name:  "unknown error",
	Title: "this error is not in the catalogue",
	Cause: "the catalogue has neither its name nor its code nor its words; the lines above repeat what the text contains",
	Cure: []Cure{
		{Text: "look the name up on the page below, which does not list every error either"},
		{"see what the exports contain about the object", checkBoth},
	},
	Cites: []string{learn.SyncErrors},
}

// Kinds is the catalogue of errors.
var Kinds = slices.Concat(matchErrors, dataErrors, otherErrors, graphErrors)

// kindNamed returns the kind with a name or alias, ignoring case, or nil.
func kindNamed(name string) *Kind { return kindNames[strings.ToLower(name)] }

// kindCoded returns the kind with a code, or nil.
func kindCoded(code string) *Kind { return kindCodes[strings.ToLower(code)] }

var kindNames = indexKinds(func(k *Kind) []string { return append([]string{k.Name}, k.Aliases...) })

var kindCodes = indexKinds(func(k *Kind) []string { return k.Codes })

func indexKinds(keys func(*Kind) []string) map[string]*Kind {
	index := make(map[string]*Kind)
	for _, k := range Kinds {
		for _, key := range keys(k) {
			index[strings.ToLower(key)] = k
		}
	}
	return index
}

package syncerror

import (
	"slices"
	"strings"

	"hardmatch/learn"
)

// A Kind is what is known of one error of the sync service or of a
// service beside it. Name is the service's own, or plain words with blanks where
// it gives the error none.
type Kind struct {
	Name    string
	Aliases []string // other names of the same error
	Codes   []string // as reports print them; events as "event 116"
	Title   string   // one sentence: what it means
	Cause   string
	Cure    []string // in order
	Cites   []string // addresses of the pages that say so
	Rules   []string // IDs of the rules of package diagnose that predict it
}

// Cures that several kinds share.
const (
	cureFind   = "find every holder of the value in both directories:  hardmatch check AD-EXPORT CLOUD-EXPORT"
	cureAnchor = "the same person? stamp the anchor:  hardmatch plan AD-EXPORT CLOUD-EXPORT --user UPN"
	cureRemove = "two people? remove the value from the one that should not have it, in the directory that one comes from, and sync"
)

// unknown is of errors whose name is not in the catalogue.
var unknown = &Kind{
	Name:  "unknown error",
	Title: "hardmatch does not know this error",
	Cause: "its name, its code and its words are not in the catalogue, so what is said here is only what the text itself says",
	Cure: []string{
		"look the name up on the page below, which does not list every error either",
		"see what the exports tell of the object:  hardmatch check AD-EXPORT CLOUD-EXPORT",
	},
	Cites: []string{learn.SyncErrors},
}

// Kinds is the catalogue of errors.
var Kinds = slices.Concat(matchErrors, dataErrors, otherErrors, graphErrors)

// kindNamed returns the kind of that name or alias in any case, or nil.
func kindNamed(name string) *Kind { return kindNames[strings.ToLower(name)] }

// kindCoded returns the kind of that code, or nil.
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

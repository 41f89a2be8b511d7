// Package wording has the words of the command line for hints. It names flags and
// commands, which libraries do not. The page uses it too, because the files that it saves
// are the same as the output of the programs.
package wording

import (
	"strconv"
	"strings"

	"hardmatch/hint"
)

// tables have the words for each hint. {1} is the first argument.
var tables = []map[hint.Code]string{exportPhrases, ldifPhrases, stagingPhrases, convertPhrases, reportPhrases}

// lists are the hints whose arguments end with a list.
var lists = map[hint.Code]struct {
	begin     int    // index of the first argument in the list, from 0
	separator string // between the entries
}{
	hint.ChooseNotation:         {0, " or --from "},
	hint.ChooseLikelierNotation: {2, " or --from "},
	hint.KnownNotations:         {0, " "},
}

// Hint returns the words for h, or "" for the zero Hint.
func Hint(h hint.Hint) string {
	args := h.Args
	if list, ok := lists[h.Code]; ok && len(args) > list.begin {
		args = append(args[:list.begin:list.begin], strings.Join(args[list.begin:], list.separator))
	}
	var places []string
	for i, arg := range args {
		places = append(places, "{"+strconv.Itoa(i+1)+"}", arg)
	}
	return strings.NewReplacer(places...).Replace(phrase(h.Code))
}

func phrase(code hint.Code) string {
	for _, table := range tables {
		if words, known := table[code]; known {
			return words
		}
	}
	return ""
}

// ErrorHint returns the words for the hint of an error, or "" if it has none.
func ErrorHint(err error) string { return Hint(hint.Of(err)) }

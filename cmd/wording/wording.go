// Package wording has the words of the command line for the hints of the
// libraries: it names flags and commands, which no library does. The page's
// program has them too, because what it saves is what the programs print.
package wording

import (
	"fmt"
	"maps"

	"hardmatch/hint"
)

// A phrase makes the text of a hint from its arguments.
type phrase func(args []string) string

// fixed is a text without arguments.
func fixed(text string) phrase { return func([]string) string { return text } }

// format is a text in which %[1]s is the first argument.
func format(text string) phrase {
	return func(args []string) string {
		values := make([]any, len(args))
		for i, a := range args {
			values[i] = a
		}
		return fmt.Sprintf(text, values...)
	}
}

// Hint returns the words for h, "" for the zero Hint.
func Hint(h hint.Hint) string {
	if h.IsZero() {
		return ""
	}
	return phrases[h.Code](h.Args)
}

// ErrorHint returns the words for the hint of an error, "" if it has none.
func ErrorHint(err error) string { return Hint(hint.Of(err)) }

func merged(tables ...map[hint.Code]phrase) map[hint.Code]phrase {
	all := make(map[hint.Code]phrase)
	for _, table := range tables {
		maps.Copy(all, table)
	}
	return all
}

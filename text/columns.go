package text

import (
	"strings"
	"unicode/utf8"
)

// Align pads each column but the last with blanks, at most to a width of so many
// characters: one long name should not push those of all others out of sight.
func Align(rows [][]string, widest int) {
	for column := 0; len(rows) > 0 && column < len(rows[0])-1; column++ {
		width := 0
		for _, row := range rows {
			width = max(width, min(utf8.RuneCountInString(row[column]), widest))
		}
		for _, row := range rows {
			row[column] += strings.Repeat(" ", max(0, width-utf8.RuneCountInString(row[column])))
		}
	}
}

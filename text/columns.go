package text

import (
	"strings"
	"unicode/utf8"
)

// Align pads each column except the last with blanks to the width of its widest
// cell, but to at most widest characters, so that one long name does not move all
// other columns.
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

package text

import "strings"

// appendCell quotes a cell where its content asks for it. One that a spreadsheet
// would take for a formula gets an apostrophe before it.
func AppendCSV[T string | []byte](dst []byte, cell T) []byte {
	formula := len(cell) > 0 && strings.IndexByte("=+-@\t\r", cell[0]) >= 0
	if !formula && !needsQuotes(cell) {
		return append(dst, cell...)
	}
	dst = append(dst, '"')
	if formula {
		dst = append(dst, '\'')
	}
	for i := range len(cell) {
		if cell[i] == '"' {
			dst = append(dst, '"')
		}
		dst = append(dst, cell[i])
	}
	return append(dst, '"')
}

func needsQuotes[T string | []byte](cell T) bool {
	for i := range len(cell) {
		if c := cell[i]; c == '"' || c == ',' || c == '\r' || c == '\n' {
			return true
		}
	}
	return false
}

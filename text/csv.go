package text

import "strings"

// AppendCSV appends a cell of RFC 4180, in quotes where its content requires them.
// A cell that a spreadsheet would read as a formula gets an apostrophe before it.
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

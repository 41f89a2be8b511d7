package text

import "strings"

// AppendCSV appends a cell of RFC 4180, in quotes if its content requires them. If a
// spreadsheet would read the cell as a formula, the cell begins with an apostrophe.
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

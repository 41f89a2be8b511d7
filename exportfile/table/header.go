package table

import (
	"bytes"
	"errors"

	"hardmatch/exportfile/encoding"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// A header is the row with the names of the columns, and the lines above it.
type header struct {
	at, line  int // where the row begins: octets and lines above it
	delimiter byte
	names     [][]byte
	quoted    bool   // at least the first name is quoted
	typeName  string // from the line of Windows PowerShell above: #TYPE Microsoft.Online.Administration.User
	wanted    int    // number of different wanted names
}

const maxLinesAbove = 30 // lines above a header

var (
	ruleLine   = records.Pattern(`^[-|+: ]*--[-|+: ]*$`)
	templated  = records.Pattern(`^(?i)version:v\d`)
	bracketed  = records.Pattern(`^[^\[\]]+\[([A-Za-z0-9_]+)\]( \w+)?$`)
	columnLike = records.Pattern(`^([\pL\pN_@(][^|=*;<>{}\x60]*)?$`)
)

// findHeader looks for the header at the beginning of a text. It returns nil if
// there is none.
func findHeader(head []byte, wanted *records.Names) (*header, error) {
	h := new(header)
	console, titles := false, 0
	for ; h.line < maxLinesAbove && h.at < len(head); h.line++ {
		line, below, _ := bytes.Cut(head[h.at:], newLine)
		text := bytes.Trim(encoding.TrimBOM(line), " \r") // a tab may be the delimiter
		switch {
		case len(text) == 0, templated().Match(text):
		case records.ConsoleLine().Match(text):
			console = true
		case h.readSetting(text):
		case h.readLine(text, wanted) && h.isHeader(titles, below):
			return h, nil
		case console:
		case isTitle(text) && titles < 3:
			titles++
		default:
			return nil, refuseRows(text)
		}
		h.at += len(line) + 1
	}
	return nil, nil
}

// readSetting reads a line that describes the rows below. It reports whether the
// line is one.
func (h *header) readSetting(text []byte) bool {
	if name, ok := bytes.CutPrefix(text, typeLine); ok {
		h.typeName = string(name)
		return true
	}
	if c, ok := bytes.CutPrefix(bytes.Trim(text, `"`), []byte("sep=")); ok && len(c) == 1 {
		h.delimiter = c[0]
		return true
	}
	return false
}

var typeLine = []byte("#TYPE ")

// isHeader reports whether a line that resembles a header is one, according to the
// lines around it. A line of hyphens below it marks a table for people.
func (h *header) isHeader(titles int, below []byte) bool {
	line, _, _ := bytes.Cut(below, newLine)
	line = bytes.TrimSpace(line)
	return !ruleLine().Match(line) && !h.isCoincidence(line) && (titles == 0 || h.wanted > 1 || h.typeName != "") && (len(h.names) > 1 || len(line) > 0)
}

// isTitle reports whether a line has text only in its first cell, as people write
// above a table.
func isTitle(text []byte) bool {
	return !bytes.ContainsAny(bytes.TrimRight(text, delimiters), delimiters+":=")
}

const delimiters = ",;\t|"

// readLine makes a line the header, with the delimiter that gives the most wanted
// names. It reports whether the line names wanted columns.
func (h *header) readLine(line []byte, wanted *records.Names) bool {
	candidates := delimiters
	if h.delimiter != 0 {
		candidates = string(rune(h.delimiter))
	}
	best := header{wanted: -1}
	for i := range len(candidates) {
		c := header{delimiter: candidates[i], at: h.at, line: h.line, typeName: h.typeName}
		c.names, c.quoted = splitHeader(line, c.delimiter)
		c.wanted = countWanted(c.names, wanted)
		if c.wanted > best.wanted || c.wanted == best.wanted && len(c.names) > len(best.names) {
			best = c
		}
	}
	d := best.dialect()
	known := best.typeName != "" || d != plainCSV && d != exportCSV
	if best.wanted == 0 && !known || len(best.names) == 1 && h.line > 0 && !known {
		return false
	}
	if only := wanted.Describe(best.names[0]); len(best.names) == 1 && only != nil && only.Index == wanted.DN() {
		best.delimiter = '\n' // distinguished names hold commas
	}
	*h = best
	return true
}

// isCoincidence reports whether the only wanted name may be there by coincidence:
// in a sentence, a list or a command, or above a line that does not fit.
func (h *header) isCoincidence(below []byte) bool {
	if h.wanted > 1 || h.quoted || h.dialect() != plainCSV {
		return false
	}
	const words, longest = 6, 100
	for _, name := range h.names {
		if len(name) > longest || len(bytes.Fields(name)) > words || !columnLike().Match(name) {
			return true
		}
	}
	fits := len(h.names) == 1 || len(below) == 0 || bytes.IndexByte(below, '"') >= 0 || bytes.Count(below, []byte{h.delimiter}) == len(h.names)-1
	return !fits
}

func countWanted(names [][]byte, wanted *records.Names) int {
	found := make(map[int]bool)
	for _, name := range names {
		if d := wanted.Describe(columnName(name)); d != nil {
			found[d.Index] = true
		}
	}
	return len(found)
}

// columnName returns the relevant name: in the templates of the portal the one in
// brackets, as in "User name [userPrincipalName] Required".
func columnName(name []byte) []byte {
	if m := bracketed().FindSubmatch(name); m != nil {
		return m[1]
	}
	return name
}

// splitHeader returns the names in a header.
func splitHeader(line []byte, delimiter byte) (names [][]byte, quoted bool) {
	line = bytes.TrimSpace(encoding.TrimBOM(line))
	quoted = bytes.HasPrefix(line, []byte(`"`))
	for len(names) <= maxColumns {
		name, rest := headerCell(line, delimiter)
		names = append(names, bytes.TrimSpace(name))
		if rest == nil {
			break
		}
		line = rest
	}
	return names, quoted
}

// headerCell splits the first cell off. The rest is nil if there is none.
func headerCell(line []byte, delimiter byte) (name, rest []byte) {
	end := 0
	if len(line) > 0 && line[0] == '"' {
		end = 2 + max(-1, bytes.IndexByte(line[1:], '"'))
	}
	n := bytes.IndexByte(line[min(end, len(line)):], delimiter)
	if n < 0 {
		return bytes.Trim(line, `"`), nil
	}
	return bytes.Trim(line[:end+n], `"`), line[end+n+1:]
}

var (
	guidCell = records.Pattern(`^(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	hexCell  = records.Pattern(`^X'[0-9A-Fa-f]{2,}'$`)
	nameCell = records.Pattern(`^(CN|OU|DC)=.*,DC=`)
)

// refuseRows returns an error for CSV without its header, such as the second half
// of a file.
func refuseRows(line []byte) error {
	if bytes.Contains(line, []byte("ClassId2e4f51ef21dd47e99d3c952918aff9cd")) {
		return &records.ReadError{Err: errors.New("this CSV holds the layout of a table, not the objects: Format-Table was used before Export-Csv"),
			Hint: hint.New(hint.ExportWithoutFormatTable)}
	}
	for i := range len(delimiters) {
		cells, quoted := splitHeader(line, delimiters[i])
		isRow := len(cells) > 1 && quoted && nameCell().Match(cells[0])
		for _, c := range cells {
			isRow = isRow || len(cells) > 2 && (guidCell().Match(c) || hexCell().Match(c))
		}
		if isRow {
			return &records.ReadError{Err: errors.New("this is CSV without the header that names its columns"),
				Hint: hint.New(hint.RestoreHeader)}
		}
	}
	return nil
}

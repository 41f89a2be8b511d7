package plan

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// JSON returns the content of a plan.json: indented by two blanks, with a line feed at
// the end, and the same bytes for the same plan.
//
// It is pure ASCII, with escapes for all other characters. Windows PowerShell 5.1 pipes
// text in ASCII and replaces all other characters by question marks, so names would be
// lost on the way from one program to the next. Escapes also keep names from controlling
// the terminal that shows the file.
func (p *Plan) JSON() ([]byte, error) {
	doc, err := p.encode("  ")
	return escapeNonASCII(doc), err
}

func (p *Plan) encode(indent string) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	err := enc.Encode(p)
	return buf.Bytes(), err
}

// escapeNonASCII escapes characters outside ASCII. In JSON they occur in strings only.
func escapeNonASCII(doc []byte) []byte {
	if !bytes.ContainsFunc(doc, func(r rune) bool { return r >= 0x7f }) {
		return doc
	}
	out := make([]byte, 0, len(doc))
	for _, r := range string(doc) {
		switch {
		case r < 0x7f:
			out = append(out, byte(r))
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, hi, lo)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}

// Seal sets what follows from the rest of a plan: the schema, the ID, and all counts
// except Counts.Users. It replaces nil lists by empty ones. Call it after every change
// of a plan.
func (p *Plan) Seal() error {
	p.Schema = Schema
	p.Inputs = orEmpty(p.Inputs)
	p.Steps = orEmpty(p.Steps)
	p.Unplanned = orEmpty(p.Unplanned)
	p.Counts.Steps, p.Counts.Unplanned, p.Counts.Irreversible = len(p.Steps), len(p.Unplanned), 0
	for i := range p.Steps {
		p.Steps[i].seal()
		if p.Steps[i].Irreversible {
			p.Counts.Irreversible++
		}
	}
	doc, err := p.encode("")
	if err != nil {
		return err
	}
	p.ID, err = digest(doc)
	return err
}

func (s *Step) seal() {
	s.Unique = orEmpty(s.Unique)
	s.Because = orEmpty(s.Because)
	s.After = orEmpty(s.After)
	s.Needs.Scopes = orEmpty(s.Needs.Scopes)
	s.Needs.Roles = orEmpty(s.Needs.Roles)
	if s.Undo != nil {
		s.Undo.seal()
	}
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// digest returns the ID of a plan: SHA-256 of its JSON in the form of RFC 8785 (names
// sorted, no blanks, no escapes except the necessary ones), without the id of the plan
// and without the member approved of steps and undos. Plans need only the texts, whole
// numbers, booleans and null of that form. The module gowebpki/jcs v1.0.2 would replace
// the 60 lines that write it by 774, parse the document a third time, and still need it
// decoded here to leave out members.
func digest(doc []byte) (string, error) {
	dec := json.NewDecoder(bytes.NewReader(doc))
	dec.UseNumber()
	var root map[string]any
	if err := dec.Decode(&root); err != nil {
		return "", err
	}
	delete(root, "id")
	if steps, ok := root["steps"].([]any); ok {
		for _, step := range steps {
			dropApproved(step)
		}
	}
	sum := sha256.New()
	w := bufio.NewWriterSize(sum, 1<<16)
	writeCanonical(w, root)
	w.Flush()
	return "sha256:" + hex.EncodeToString(sum.Sum(nil)), nil
}

func dropApproved(step any) {
	for {
		members, ok := step.(map[string]any)
		if !ok {
			return
		}
		delete(members, "approved")
		step = members["undo"]
	}
}

// writeCanonical ignores the errors of w: it writes to a hash, which never fails.
func writeCanonical(w *bufio.Writer, value any) {
	switch v := value.(type) {
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		for i, name := range names {
			w.WriteString(separator(i, "{"))
			writeCanonicalText(w, name)
			w.WriteByte(':')
			writeCanonical(w, v[name])
		}
		w.WriteString(closer(len(v), "{}"))
	case []any:
		for i, element := range v {
			w.WriteString(separator(i, "["))
			writeCanonical(w, element)
		}
		w.WriteString(closer(len(v), "[]"))
	case string:
		writeCanonicalText(w, v)
	case nil:
		w.WriteString("null")
	default: // bool and json.Number print as they are
		fmt.Fprint(w, v)
	}
}

func separator(i int, open string) string {
	if i == 0 {
		return open
	}
	return ","
}

func closer(n int, pair string) string {
	if n == 0 {
		return pair
	}
	return pair[1:]
}

var shortEscape = strings.NewReplacer(`"`, `\"`, `\`, `\\`, "\b", `\b`, "\t", `\t`, "\n", `\n`, "\f", `\f`, "\r", `\r`)

func writeCanonicalText(w *bufio.Writer, s string) {
	w.WriteByte('"')
	for _, r := range shortEscape.Replace(s) {
		if r < 0x20 {
			fmt.Fprintf(w, `\u%04x`, r)
		} else {
			w.WriteRune(r)
		}
	}
	w.WriteByte('"')
}

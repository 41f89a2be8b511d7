package report

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strconv"
	"strings"

	"hardmatch/diagnose"
	"hardmatch/directory"
	"hardmatch/match"
)

// sarifHead begins a document of SARIF 2.1.0, for programs that show findings of many
// tools: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
//
// It is written by hand, row by row: the module github.com/owenrumney/go-sarif/v3 has
// 18,004 lines and 8 requirements, and holds all results in memory.
const sarifHead = `{"$schema":"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",` +
	`"version":"2.1.0","runs":[{"tool":{"driver":{"name":"hardmatch","rules":[`

// writeSARIF writes the findings with the catalogue of rules.
func writeSARIF(dst io.Writer, r *Report) error {
	w := &sarif{newWriter(r, newDocument(dst, sarifHead)), make(map[*diagnose.Rule]int)}
	w.end = "\n]}]}\n"
	for i, rule := range diagnose.Catalogue {
		w.index[rule] = i
		w.begin()
		w.rule(rule)
	}
	w.buf = append(w.buf, "\n]}},\"columnKind\":\"utf16CodeUnits\",\"invocations\":[{\"executionSuccessful\":"...)
	w.buf = append(strconv.AppendBool(w.buf, !r.Incomplete), "}],\"results\":["...)
	w.count = 0
	if err := w.findings(func(_ *writer, f *diagnose.Finding) { w.result(f) }); err != nil {
		return err
	}
	return w.Close()
}

type sarif struct {
	*writer
	index map[*diagnose.Rule]int // in the catalogue
}

var sarifLevels = [...]string{diagnose.Notice: "note", diagnose.Warning: "warning", diagnose.Error: "error"}

func (w *sarif) rule(r *diagnose.Rule) {
	w.key(`{"id":`, r.ID)
	w.message(`,"shortDescription":{"text":`, r.Title)
	w.message(`},"fullDescription":{"text":`, unwrapped(r.Text))
	w.message(`},"help":{"text":`, unwrapped(r.Text)+examples(r))
	w.buf = append(w.buf, '}')
	if len(r.Cites) > 0 {
		w.key(`,"helpUri":`, r.Cites[0].URL)
	}
	w.key(`,"defaultConfiguration":{"level":`, sarifLevels[r.Severity])
	w.buf = append(w.buf, "}}"...)
}

// examples returns the example of a rule and its sources as text.
func examples(r *diagnose.Rule) string {
	var b strings.Builder
	if r.Before != "" {
		b.WriteString("\n\nBefore:\n" + r.Before + "\n\nAfter:\n" + r.After)
	}
	for _, c := range r.Cites {
		b.WriteString("\n\n" + c.Doc + ": " + c.URL)
	}
	return b.String()
}

// message writes a text in which programs look for links. It escapes links: anyone can
// choose the names in a text.
func (w *sarif) message(start, text string) {
	w.buf = append(w.buf, start...)
	if strings.Contains(text, "](") {
		text = strings.NewReplacer("[", `\[`, "]", `\]`).Replace(text)
	}
	w.buf = appendJSONString(w.buf, text)
}

func (w *sarif) result(f *diagnose.Finding) {
	w.key(`{"ruleId":`, f.Rule.ID)
	w.number(`,"ruleIndex":`, w.index[f.Rule])
	w.key(`,"level":`, sarifLevels[f.Severity])
	w.message(`,"message":{"text":`, f.Message)
	w.buf = append(w.buf, `},"locations":[`...)
	if origin := w.origin(f); origin.File != "" {
		w.buf = append(w.buf, '{')
		w.physical(origin)
		if name := w.nameOf(f); name != "" {
			w.key(`,"logicalLocations":[{"fullyQualifiedName":`, name)
			w.buf = append(w.buf, "}]"...)
		}
		w.buf = append(w.buf, '}')
	}
	w.buf = append(w.buf, `],"relatedLocations":[`...)
	for i, r := range f.Others {
		w.comma(i)
		o := w.load(r)
		w.number(`{"id":`, i)
		w.buf = append(w.buf, ',')
		w.physical(o.Origin)
		w.message(`,"message":{"text":`, describe(o))
		w.buf = append(w.buf, "}}"...)
	}
	w.key(`],"partialFingerprints":{"hardmatchFinding/v1":`, w.fingerprint(f))
	w.buf = append(w.buf, '}')
	if f.Attribute != "" {
		w.key(`,"properties":{"attribute":`, f.Attribute)
		w.key(`,"value":`, f.Value)
		w.buf = append(w.buf, '}')
	}
	w.buf = append(w.buf, '}')
}

// nameOf returns the identity of the object of a finding, or "".
func (w *sarif) nameOf(f *diagnose.Finding) string {
	if f.Object == match.None {
		return ""
	}
	return string(identityOf(w.load(f.Object)))
}

func (w *sarif) physical(o directory.Origin) {
	w.key(`"physicalLocation":{"artifactLocation":{"uri":`, fileURI(o.File))
	w.buf = append(w.buf, '}')
	if o.Line > 0 {
		w.number(`,"region":{"startLine":`, o.Line)
		w.buf = append(w.buf, '}')
	}
	w.buf = append(w.buf, '}')
}

// fingerprint returns a text that is the same for the same finding in a later export, on
// another line.
func (w *sarif) fingerprint(f *diagnose.Finding) string {
	parts := []string{f.Rule.ID, f.Attribute, f.Value, w.nameOf(f)}
	if parts[3] == "" {
		parts[3] = f.Message
	}
	digest := sha256.Sum256([]byte(strings.ToLower(strings.Join(parts, "\x00"))))
	return hex.EncodeToString(digest[:16])
}

// fileURI returns the name of a file, also one of Windows, as a URI by RFC 3986.
func fileURI(name string) string {
	path := []byte(strings.ReplaceAll(name, `\`, "/"))
	drive := len(path) > 2 && path[1] == ':' && path[2] == '/'
	var b strings.Builder
	switch {
	case drive:
		b.WriteString("file:///" + string(path[:2]))
		path = path[2:]
	case strings.HasPrefix(string(path), "//"):
		b.WriteString("file:")
	case strings.HasPrefix(string(path), "/"):
		b.WriteString("file://")
	}
	const digits = "0123456789ABCDEF"
	for _, c := range path {
		if isUnreserved(c) {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', digits[c>>4], digits[c&15]})
		}
	}
	return b.String()
}

func isUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~/", c) >= 0
}

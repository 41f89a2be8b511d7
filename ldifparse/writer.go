package ldifparse

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// WriterOptions state how to write. Most programs read the form of the zero value:
// no version line, LF, lines of at most 76 octets.
//
//	            version: 1   CRLF   folded   dn::
//	ldapmodify      yes       yes     yes    yes    OpenLDAP 2.5
//	ldbmodify        no        no     yes    yes    Samba 4.17
//
// ldbmodify stops at a version line. With both a version line and CRLF it changes
// nothing and reports success. It ignores control lines and refuses "deleteoldrdn: 0".
// ldapmodify 2.5.13 reads only one of several control lines. ldifde writes CRLF and no
// version line, and is documented to read RFC 2849.
type WriterOptions struct {
	// Version begins the file with "version: 1", as RFC 2849 requires. No program
	// needs it. ldapmodify accepts it, ldbmodify does not.
	Version bool
	// CRLF ends lines with CR LF, for editors that need it.
	CRLF bool
	// Width is the maximum number of octets in a line, without its end, before the
	// line is folded. 0 means 76, less than 20 counts as 20, a negative number
	// means never. A name is not folded, however long it is.
	Width int
}

const (
	defaultWidth = 76
	minWidth     = 20
)

// The causes for which a record is not written, besides [ErrName] and [ErrURL].
var (
	ErrKind  = errors.New("record cannot be written")
	ErrMixed = errors.New("entries and changes cannot be in one file")
)

// A Writer writes entries and changes as RFC 2849 requires, in plain ASCII. It
// writes no byte order mark, with which ldapmodify would lose the first record. A
// value is written as Base64 if it is not a safe string, contains any control
// character, or ends with a blank. Neither a URL nor the file that it names is
// written.
type Writer struct {
	w       io.Writer
	o       WriterOptions
	buf     []byte
	begun   bool
	changes bool // changes are written, not entries
	err     error
}

// NewWriter returns a Writer that writes to w. It does not buffer: each record
// reaches w in one call of Write. Nothing of a refused record is written.
func NewWriter(w io.Writer, o WriterOptions) *Writer {
	switch {
	case o.Width == 0:
		o.Width = defaultWidth
	case o.Width > 0:
		o.Width = max(o.Width, minWidth)
	}
	return &Writer{w: w, o: o}
}

// Write writes one record and an empty line. An entry without changetype is written
// as content, one with "add" as a change. The order of Attributes and Mods is kept.
//
// A record is refused if it would not be read back unchanged: if a name is invalid
// or has a meaning of its own, if a value is a URL, if the record is neither
// [Entry] nor [Change], or if it is a change after content or the reverse. An error
// of the underlying writer is returned by all later calls.
func (w *Writer) Write(r *Record) error {
	if w.err != nil {
		return w.err
	}
	changes := r.ChangeType != ""
	if w.begun && changes != w.changes {
		return ErrMixed
	}
	w.buf = w.buf[:0]
	if w.o.Version && !w.begun {
		w.line("version", []byte("1"))
	}
	if err := w.record(r); err != nil {
		return err
	}
	w.end()
	w.begun, w.changes = true, changes
	_, w.err = w.w.Write(w.buf)
	return w.err
}

func (w *Writer) record(r *Record) error {
	w.line("dn", r.DN)
	for _, c := range r.Controls {
		if !isControl(c) {
			return fmt.Errorf("control %q: %w", c, ErrKind)
		}
		w.text("control", c)
	}
	if r.ChangeType != "" {
		w.text("changetype", r.ChangeType)
	} else if len(r.Controls) > 0 {
		return fmt.Errorf("control of an entry without changetype: %w", ErrKind)
	}
	return w.body(r)
}

func (w *Writer) body(r *Record) error {
	switch kind := r.ChangeType; {
	case r.Kind == Entry && (kind == "" || kind == "add"):
		return w.attributes(r.Attributes)
	case r.Kind != Change || len(r.Attributes) > 0:
		return fmt.Errorf("kind %d with changetype %q and %d attributes: %w", r.Kind, kind, len(r.Attributes), ErrKind)
	case kind == "modify":
		return w.mods(r.Mods)
	case kind == "modrdn" || kind == "moddn":
		return w.rename(r)
	case kind == "delete":
		return nil
	default:
		return fmt.Errorf("changetype %q: %w", kind, ErrKind)
	}
}

func (w *Writer) attributes(attributes []Attribute) error {
	for i := range attributes {
		a := &attributes[i]
		name := a.Name
		if a.Options != "" {
			name += ";" + a.Options
		}
		if err := checkName(name); err != nil {
			return err
		}
		if a.Form == URL {
			return fmt.Errorf("attribute %s: %w", name, ErrURL)
		}
		w.line(name, a.Value)
	}
	return nil
}

func (w *Writer) mods(mods []Mod) error {
	for i := range mods {
		m := &mods[i]
		if err := checkName(m.Name); err != nil {
			return err
		}
		needsValue := m.Op == "add" || m.Op == "increment"
		if !slices.Contains(modOps, m.Op) || needsValue && len(m.Values) == 0 {
			return fmt.Errorf("%q of %s with %d values: %w", m.Op, m.Name, len(m.Values), ErrKind)
		}
		w.text(m.Op, m.Name)
		for _, v := range m.Values {
			w.line(m.Name, v)
		}
		w.buf = append(w.buf, '-')
		w.end()
	}
	return nil
}

func (w *Writer) rename(r *Record) error {
	if len(r.NewRDN) == 0 {
		return fmt.Errorf("%s without a new RDN: %w", r.ChangeType, ErrKind)
	}
	w.line("newrdn", r.NewRDN)
	if r.DeleteOldRDN {
		w.text("deleteoldrdn", "1")
	} else {
		w.text("deleteoldrdn", "0")
	}
	if r.NewSuperior != nil {
		w.line("newsuperior", r.NewSuperior)
	}
	return nil
}

// checkName returns an error if name is not an attribute description, which could
// add lines of its own, or if it has a meaning of its own in LDIF.
func checkName(name string) error {
	switch strings.ToLower(name) {
	case "dn", "changetype", "control":
		return fmt.Errorf("attribute %s means something else in LDIF: %w", name, ErrName)
	}
	if !isDescription(name) {
		return fmt.Errorf("%q: %w", name, ErrName)
	}
	return nil
}

// isControl reports whether s may follow "control:": an OID, its criticality, and a
// value after one or two colons. A URL is refused.
func isControl(s string) bool {
	head, v, hasValue := strings.Cut(s, ":")
	oid, criticality, _ := strings.Cut(head, " ")
	switch strings.TrimLeft(criticality, " ") {
	case "", "true", "false":
	default:
		return false
	}
	for i := range len(oid) {
		if c := oid[i]; c != '.' && (c < '0' || c > '9') {
			return false
		}
	}
	return oid != "" && isPlain([]byte(s)) && !(hasValue && strings.HasPrefix(v, "<"))
}

// line writes a name and a value, as Base64 if necessary.
func (w *Writer) line(name string, v []byte) {
	if len(v) == 0 || isSafe(v) {
		w.text(name, string(v))
		return
	}
	at := len(w.buf)
	w.buf = append(append(w.buf, name...), ":: "...)
	value := len(w.buf)
	w.buf = base64.StdEncoding.AppendEncode(w.buf, v)
	w.fold(at, value)
	w.end()
}

// text writes a name and safe text. If the text is empty, no blank follows the
// colon, because some programs read the blank as the value.
func (w *Writer) text(name, v string) {
	at := len(w.buf)
	w.buf = append(append(w.buf, name...), ':')
	if v != "" {
		w.buf = append(append(w.buf, ' '), v...)
	}
	w.fold(at, len(w.buf)-len(v))
	w.end()
}

func (w *Writer) end() {
	if w.o.CRLF {
		w.buf = append(w.buf, '\r')
	}
	w.buf = append(w.buf, '\n')
}

// fold folds the line that begins at from, but not before its value begins.
func (w *Writer) fold(from, value int) {
	first := max(from+w.o.Width, value+1)
	if w.o.Width < 0 || len(w.buf) <= first {
		return
	}
	rest := slices.Clone(w.buf[first:])
	for piece := range slices.Chunk(rest, w.o.Width-1) {
		w.buf = w.buf[:first]
		w.end()
		w.buf = append(append(w.buf, ' '), piece...)
		first = len(w.buf)
	}
}

// isSafe reports whether v may be written as it is: a SAFE-STRING of RFC 2849
// without control characters, which a terminal may interpret, and without a blank
// at the end, which editors remove.
func isSafe(v []byte) bool {
	return v[0] != ' ' && v[0] != ':' && v[0] != '<' && v[len(v)-1] != ' ' && isPlain(v)
}

// isPlain reports whether v consists of printable ASCII characters.
func isPlain(v []byte) bool {
	for _, c := range v {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

package ldifparse

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

var kindNames = map[Kind]string{Entry: "entry", Change: "change", Reference: "reference", Done: "done"}

// dump reads src to its end and returns the records, comments and errors in a
// readable notation, values in Go's quotes:
//
//	entry 1@0 "CN=Ann"              kind, line, offset, dn
//	    2 mail = "ann@contoso.com"  line, name, form ("=", "=b64", "=url"), value
//	change 4@51 modify "CN=Ann"
//	    replace mail "a" "b"
//	error 7:5@90 value after :: is not Base64 (record 6)
//	    hint: ...
func dump(src io.Reader, o Options) string { return dumpSmall(src, o, bufferSize) }

// dumpSmall reads through a buffer of the given size, so that lines arrive in
// pieces and values are moved.
func dumpSmall(src io.Reader, o Options, size int) string {
	var b strings.Builder
	if o.Comment != nil {
		o.Comment = func(text []byte) { fmt.Fprintf(&b, "comment %q\n", text) }
	}
	newReader(src, o, size).records(func(r *Record, err error) bool {
		if err != nil {
			dumpError(&b, err)
		} else {
			dumpRecord(&b, r)
		}
		return true
	})
	return b.String()
}

func dumpError(b *strings.Builder, err error) {
	var broken *ParseError
	if !errors.As(err, &broken) {
		fmt.Fprintf(b, "end %v\n", err)
		return
	}
	fmt.Fprintf(b, "error %d:%d@%d %v (record %d)\n", broken.Line, broken.Column, broken.Offset, broken.Err, broken.Record)
	if !broken.Hint.IsZero() {
		fmt.Fprintf(b, "    hint: %s\n", broken.Hint.Code)
	}
}

func dumpRecord(b *strings.Builder, r *Record) {
	fmt.Fprintf(b, "%s %d@%d", kindNames[r.Kind], r.Line, r.Offset)
	if r.ChangeType != "" {
		fmt.Fprintf(b, " %s", r.ChangeType)
	}
	if r.Kind == Entry || r.Kind == Change {
		fmt.Fprintf(b, " %q", r.DN)
	}
	if r.Unterminated {
		b.WriteString(" unterminated")
	}
	b.WriteByte('\n')
	for _, c := range r.Controls {
		fmt.Fprintf(b, "    control %q\n", c)
	}
	for _, a := range r.Attributes {
		dumpAttribute(b, a)
	}
	dumpChange(b, r)
	if code, text, ok := r.Result(); ok {
		fmt.Fprintf(b, "    result %d %q\n", code, text)
	}
}

func dumpAttribute(b *strings.Builder, a Attribute) {
	fmt.Fprintf(b, "%5d %s", a.Line, a.Name)
	if a.Options != "" {
		fmt.Fprintf(b, " ;%s", a.Options)
	}
	fmt.Fprintf(b, " %s %q\n", [...]string{"=", "=b64", "=url"}[a.Form], a.Value)
}

func dumpChange(b *strings.Builder, r *Record) {
	for _, m := range r.Mods {
		fmt.Fprintf(b, "    %s %s", m.Op, m.Name)
		for _, v := range m.Values {
			fmt.Fprintf(b, " %q", v)
		}
		b.WriteByte('\n')
	}
	if r.NewRDN != nil {
		fmt.Fprintf(b, "    newrdn %q delete old %t\n", r.NewRDN, r.DeleteOldRDN)
	}
	if r.NewSuperior != nil {
		fmt.Fprintf(b, "    newsuperior %q\n", r.NewSuperior)
	}
}

func dumpString(s string) string {
	return dump(strings.NewReader(s), Options{Comment: func([]byte) {}})
}

// unescape replaces %XX with an octet and removes "%" with the line end after it,
// so that an archive can hold what an editor would not show.
func unescape(text []byte) ([]byte, error) {
	text = bytes.ReplaceAll(text, []byte("%\n"), nil)
	var out []byte
	for len(text) > 0 {
		plain, rest, found := bytes.Cut(text, []byte("%"))
		if out = append(out, plain...); !found {
			break
		}
		var c byte
		if _, err := fmt.Sscanf(string(rest[:min(2, len(rest))]), "%02X", &c); err != nil {
			return nil, fmt.Errorf("%%%.2s: %w", rest, err)
		}
		out, text = append(out, c), rest[2:]
	}
	return out, nil
}

// differ returns the first line in which two dumps differ, or "".
func differ(got, want string) string {
	if got == want {
		return ""
	}
	g, w := strings.SplitAfter(got, "\n"), strings.SplitAfter(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d of the dump: got\n\t%swant\n\t%s", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("got %d lines, want %d; the first ones agree; got\n%s", len(g), len(w), got)
}

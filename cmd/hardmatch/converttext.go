package main

import (
	"bufio"
	"fmt"
	"strings"
	"unicode/utf8"

	"hardmatch/cmd/wording"
	"hardmatch/convert"
)

const convertBuffer = 64 << 10

// A convertComplainer prints warnings and errors beside the result, in the
// order in which they belong to it on a terminal.
type convertComplainer struct {
	out *bufio.Writer
	err *bufio.Writer
}

func newConvertComplainer(e *env) convertComplainer {
	return convertComplainer{bufio.NewWriterSize(e.stdout, convertBuffer), bufio.NewWriter(e.stderr)}
}

// complain prints no error of the only value: the program does that.
func (w *convertComplainer) complain(c *conversion) {
	if c.Err == nil && len(c.Result.Warnings) == 0 {
		return
	}
	prefix := c.place.prefix()
	for _, warning := range c.Result.Warnings {
		w.line(prefix, "warning", warning.Text, wording.Hint(warning.Hint))
	}
	if c.Err != nil && prefix != "" {
		w.line(prefix, "error", c.Err.Text+": "+excerpt(c.Input), wording.Hint(c.Err.Hint))
	}
}

func (w *convertComplainer) line(prefix, kind, text, hint string) {
	fmt.Fprintf(w.err, "%s%s: %s\n", prefix, kind, convert.Sanitize(text))
	if hint != "" {
		fmt.Fprintf(w.err, "%shint: %s\n", prefix, convert.Sanitize(hint))
	}
}

func (w *convertComplainer) close() error { return w.flush() }

func (w *convertComplainer) flush() error {
	err := w.out.Flush()
	w.err.Flush() // there is nobody to tell
	return err
}

// excerpt is a value as an error shows it.
func excerpt(input string) string {
	const most = 60
	if utf8.RuneCountInString(input) > most {
		input = string([]rune(input)[:most]) + "..."
	}
	return `"` + convert.Sanitize(input) + `"`
}

// convertColumn is --to: one line a value.
type convertColumn struct{ convertComplainer }

func newConvertColumn(e *env) *convertColumn { return &convertColumn{newConvertComplainer(e)} }

func (w *convertColumn) write(c *conversion) error {
	value := c.value
	if c.Err != nil {
		value = []byte(`""`)
	}
	w.complain(c)
	w.out.Write(value)
	return w.out.WriteByte('\n')
}

// convertText shows the only value in every notation, and several in a line
// each. It holds the first back until it knows.
type convertText struct {
	convertComplainer
	first *conversion
	many  bool
	buf   []byte
}

func newConvertText(e *env) *convertText {
	return &convertText{convertComplainer: newConvertComplainer(e)}
}

func (w *convertText) write(c *conversion) error {
	if w.many {
		return w.short(c)
	}
	if w.first == nil {
		held := *c
		w.first = &held
		return nil
	}
	w.many = true
	if err := w.short(w.first); err != nil {
		return err
	}
	return w.short(c)
}

func (w *convertText) close() error {
	if w.first != nil && !w.many {
		w.first.place = place{}
		w.full(w.first)
	}
	return w.convertComplainer.close()
}

// short is a line: the GUID or SID, the anchor, and what was given.
func (w *convertText) short(c *conversion) error {
	name, anchor := []byte("-"), "-"
	r := &c.Result
	w.buf = w.buf[:0]
	switch {
	case c.Err != nil:
	case r.HasGUID():
		w.buf = convert.AppendGUID(w.buf, r.GUID)
		name = w.buf
	case r.Has(convert.NotationSID):
		w.buf, _ = r.Append(w.buf, convert.NotationSID)
		name = w.buf
	}
	if c.Err == nil && r.Has(convert.NotationImmutableID) {
		at := len(w.buf)
		w.buf, _ = r.Append(w.buf, convert.NotationImmutableID)
		anchor = convert.Sanitize(string(w.buf[at:]))
	}
	w.complain(c)
	_, err := fmt.Fprintf(w.out, "%-36s  %-24s  %s\n", name, anchor, convert.Sanitize(c.Input))
	return err
}

// full is a line for each notation.
func (w *convertText) full(c *conversion) {
	switch {
	case len(c.Result.Readings) > 1:
		w.readings(c)
	case c.Err == nil:
		for _, n := range inReadingOrder(&c.Result) {
			w.row(&c.Result, n)
		}
	}
	w.complain(c)
}

func (w *convertText) row(r *convert.Result, n convert.Notation) {
	if !r.Has(n) {
		return
	}
	w.buf, _ = r.Append(w.buf[:0], n)
	value := convert.Sanitize(string(w.buf))
	if note := noteOf(r, n); note != "" {
		fmt.Fprintf(w.out, "%-18s%-36s    %s\n", n, value, note)
		return
	}
	fmt.Fprintf(w.out, "%-18s%s\n", n, value)
}

func noteOf(r *convert.Result, n convert.Notation) string {
	note := n.Note()
	if r.Kind != convert.KindGUID && (n == convert.NotationSID || n == convert.NotationImmutableID) {
		note = ""
	}
	if r.Kind == convert.KindObjectID && n == convert.NotationGUID {
		note = "object id in Entra ID"
	}
	switch {
	case r.Notation != n:
		return note
	case note == "":
		return "as given"
	}
	return "as given; " + note
}

// inReadingOrder puts first what was most likely asked for.
func inReadingOrder(r *convert.Result) []convert.Notation {
	first := []convert.Notation{
		convert.NotationImmutableID, convert.NotationGUID, convert.NotationHex,
		convert.NotationLDAPFilter, convert.NotationDN,
	}
	switch r.Notation {
	case convert.NotationImmutableID, convert.NotationBase64URL, convert.NotationBase64TextOrder,
		convert.NotationLDIF, convert.NotationDN:
		first[0], first[1] = first[1], first[0]
	}
	order := first
	for _, n := range convert.Notations() {
		known := false
		for _, f := range first {
			known = known || f == n
		}
		if !known {
			order = append(order, n)
		}
	}
	return order
}

// readings shows the ways to understand an ambiguous value.
func (w *convertText) readings(c *conversion) {
	count, _, _ := strings.Cut(c.Err.Text, ":")
	fmt.Fprintf(w.out, "%s: %s, choose one with --from\n", convert.Sanitize(c.Input), count)
	for _, r := range c.Result.Readings {
		main := convert.NotationGUID
		if !r.Has(main) {
			main = convert.NotationSID
		}
		w.buf, _ = r.Append(w.buf[:0], main)
		why := r.Why
		if r.Likelier != "" {
			why += "; likelier: " + r.Likelier
		}
		fmt.Fprintf(w.out, "  --from %-14s%-36s   %s\n", r.Notation, w.buf, why)
	}
}

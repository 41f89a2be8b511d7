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

// convertMessages prints warnings and errors to standard error. On a terminal they come
// after the value that they are about.
type convertMessages struct {
	out *bufio.Writer
	err *bufio.Writer
}

func newConvertMessages(e *env) convertMessages {
	return convertMessages{bufio.NewWriterSize(e.stdout, convertBuffer), bufio.NewWriter(e.stderr)}
}

// print prints the warnings of a conversion, and its error if there are several values.
// The error of a single value is that of the program.
func (w *convertMessages) print(c *conversion) {
	if c.Err == nil && len(c.Result.Warnings) == 0 {
		return
	}
	prefix := c.position.prefix()
	for _, warning := range c.Result.Warnings {
		w.line(prefix, "warning", warning.Text, wording.Hint(warning.Hint))
	}
	if c.Err != nil && prefix != "" {
		w.line(prefix, "error", c.Err.Text+": "+excerpt(c.Input), wording.Hint(c.Err.Hint))
	}
}

func (w *convertMessages) line(prefix, kind, text, hint string) {
	fmt.Fprintf(w.err, "%s%s: %s\n", prefix, kind, convert.Sanitize(text))
	if hint != "" {
		fmt.Fprintf(w.err, "%shint: %s\n", prefix, convert.Sanitize(hint))
	}
}

func (w *convertMessages) close() error { return w.flush() }

func (w *convertMessages) flush() error {
	err := w.out.Flush()
	w.err.Flush() // its error has no place to be printed
	return err
}

// excerpt returns a value in quotes, cut after 60 characters, for an error.
func excerpt(input string) string {
	const most = 60
	if utf8.RuneCountInString(input) > most {
		input = string([]rune(input)[:most]) + "..."
	}
	return `"` + convert.Sanitize(input) + `"`
}

// convertColumn writes the output of --to: one line a value.
type convertColumn struct{ convertMessages }

func newConvertColumn(e *env) *convertColumn { return &convertColumn{newConvertMessages(e)} }

func (w *convertColumn) write(c *conversion) error {
	value := c.value
	if c.Err != nil {
		value = []byte(`""`)
	}
	w.print(c)
	w.out.Write(value)
	return w.out.WriteByte('\n')
}

// convertText shows a single value in every notation, and several values on one line
// each. It keeps the first value until it knows whether there is a second.
type convertText struct {
	convertMessages
	first *conversion
	many  bool
	buf   []byte
}

func newConvertText(e *env) *convertText {
	return &convertText{convertMessages: newConvertMessages(e)}
}

func (w *convertText) write(c *conversion) error {
	if w.many {
		return w.writeOne(c)
	}
	if w.first == nil {
		held := *c
		w.first = &held
		return nil
	}
	w.many = true
	if err := w.writeOne(w.first); err != nil {
		return err
	}
	return w.writeOne(c)
}

func (w *convertText) close() error {
	if w.first != nil && !w.many {
		w.first.position = position{}
		w.writeAll(w.first)
	}
	return w.convertMessages.close()
}

// writeOne writes one line: the GUID or SID, the anchor and the input.
func (w *convertText) writeOne(c *conversion) error {
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
	w.print(c)
	_, err := fmt.Fprintf(w.out, "%-36s  %-24s  %s\n", name, anchor, convert.Sanitize(c.Input))
	return err
}

// writeAll writes one line for each notation.
func (w *convertText) writeAll(c *conversion) {
	switch {
	case len(c.Result.Readings) > 1:
		w.readings(c)
	case c.Err == nil:
		for _, n := range inReadingOrder(&c.Result) {
			w.row(&c.Result, n)
		}
	}
	w.print(c)
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

// noteOf returns the note beside a notation of a value.
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

// inReadingOrder returns all notations, with those first that are most likely wanted.
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

// readings shows the readings of an ambiguous value.
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

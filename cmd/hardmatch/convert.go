package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"hardmatch"
	"hardmatch/cmd/wording"
	"hardmatch/convert"
	"hardmatch/report"
)

// convertCommand is "hardmatch convert": a GUID, anchor or SID in every notation.
func (e *env) convertCommand() *cobra.Command {
	c := &converter{env: e}
	cmd := &cobra.Command{
		Use:   "convert [VALUE...]",
		Short: "convert a GUID, ImmutableId or SID from any notation to any other",
		Long: `Convert recognises what is pasted: a GUID as AD, Entra ID, PowerShell, LDAP
tools, exports or source code write it, an ImmutableId, a connector space DN,
a SID. Quotes, blanks, a property name in front, folded LDIF and typographic
dashes do no harm. What it had to assume is a warning; what can be read in
two ways, such as 32 hex digits, is not converted before --from says which.

One value is shown in every notation. Several, or those of standard input, one
a line, are shown in a line each: GUID, ImmutableId and what was given. With
--to every value gives one line, "" if it could not be converted.

Exit status: 0 all converted, 1 some not, 2 wrong usage, 3 unreadable input.

The notations:
` + notationTable(),
		Example: `  hardmatch convert 02347d41-d494-480c-a212-6e645f458fdb
  hardmatch convert --to guid QX00ApTUDEiiEm5kX0WP2w==
  hardmatch convert --from hex --to immutableid 417d340294d40c48a2126e645f458fdb
  hardmatch convert "objectGUID:: QX00ApTUDEiiEm5kX0WP2w=="
  hardmatch convert --to ldap-filter < guids.txt > filters.txt
  hardmatch convert --output csv < anchors.txt > anchors.csv
  hardmatch convert --to guid -- -JvIeY3MDUuhgaxHLAmJ-w     # begins with a dash`,
	}
	from := cmd.Flags().String("from", "", "`NOTATION` of the values (default: recognised)")
	to := cmd.Flags().String("to", "", "the one `NOTATION` to write (default: all)")
	output := cmd.Flags().String("output", "text", "`FORMAT`: "+strings.Join(convertOutputs, ", "))
	complete(cmd, "from", notationNames()...)
	complete(cmd, "to", notationNames()...)
	complete(cmd, "output", convertOutputs...)
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return &statusError{status: statusUsage, err: err, hint: "put -- before a value that begins with a dash"}
	})
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		var err error
		if c.from, err = notationFlag(cmd, "from", *from); err != nil {
			return err
		}
		if c.to, err = notationFlag(cmd, "to", *to); err != nil {
			return err
		}
		if c.sink, err = newConvertSink(e, *output, c.to); err != nil {
			return err
		}
		return c.run(args)
	}
	return cmd
}

var convertOutputs = append([]string{"text"}, report.ConversionFormats...)

func notationFlag(cmd *cobra.Command, name, value string) (convert.Notation, error) {
	if !cmd.Flags().Changed(name) {
		return convert.Auto, nil
	}
	n, err := convert.ParseNotation(value)
	if err != nil {
		return convert.Auto, &statusError{status: statusUsage, err: fmt.Errorf("--%s: %w", name, err), hint: wording.ErrorHint(err)}
	}
	return n, nil
}

func notationNames() (names []string) {
	for _, n := range convert.Notations() {
		names = append(names, n.String())
	}
	return names
}

// notationTable shows each notation by an example.
func notationTable() string {
	example := convert.Value{Kind: convert.KindGUID, GUID: convert.GUID{
		0x41, 0x7d, 0x34, 0x02, 0x94, 0xd4, 0x0c, 0x48, 0xa2, 0x12, 0x6e, 0x64, 0x5f, 0x45, 0x8f, 0xdb,
	}}
	var text []byte
	for _, n := range convert.Notations() {
		text = fmt.Appendf(text, "  %-18s", n)
		text, _ = example.Append(text, n) // a GUID has them all
		text = append(text, '\n')
	}
	return strings.TrimSuffix(string(text), "\n")
}

// A converter carries out one "hardmatch convert".
type converter struct {
	env      *env
	from, to convert.Notation
	sink     convertSink
	count    int
	failed   int
	last     *convert.Error // of the last failure
	buf      []byte
}

// A conversion is one value and what became of it.
type conversion struct {
	report.Conversion
	place place
	value []byte // with --to: what was asked for; valid until the next conversion
}

// A place says which of several values it is, from 1; the zero value is that
// of the only one.
type place struct {
	kind   string // "line" or "value"
	number int
}

func (p place) prefix() string {
	if p.number == 0 {
		return ""
	}
	return fmt.Sprintf("%s %d: ", p.kind, p.number)
}

// A convertSink writes conversions as they come.
type convertSink interface {
	write(c *conversion) error
	flush() error // the input pauses
	close() error
}

func newConvertSink(e *env, output string, to convert.Notation) (convertSink, error) {
	if output == "text" {
		if to != convert.Auto {
			return newConvertColumn(e), nil
		}
		return newConvertText(e), nil
	}
	list, err := report.NewConversionList(e.stdout, output, to, wording.Hint)
	if err != nil {
		return nil, usagef("--output: unknown format %q; known are %s", output, strings.Join(convertOutputs, ", "))
	}
	return convertList{list}, nil
}

// convertList writes conversions for programs to read.
type convertList struct{ *report.ConversionList }

func (l convertList) write(c *conversion) error { return l.Write(&c.Conversion) }

func (l convertList) flush() error { return l.Flush() }

func (l convertList) close() error { return l.Close() }

func (c *converter) run(args []string) error {
	if err := c.runInputs(args); err != nil {
		c.sink.close() // what was converted is not lost
		return err
	}
	if err := c.sink.close(); err != nil {
		return &statusError{status: statusIncomplete, err: err}
	}
	return c.verdict()
}

func (c *converter) runInputs(args []string) error {
	if len(args) == 0 && c.env.stdinTerminal {
		return &statusError{
			status: statusUsage,
			err:    errors.New("no value given"),
			hint:   "hardmatch convert VALUE, or pipe in one value a line",
		}
	}
	if len(args) == 0 || len(args) == 1 && args[0] == "-" {
		return c.runLines(c.env.stdin)
	}
	values := joinPasted(args)
	for i, value := range values {
		var at place
		if len(values) > 1 {
			at = place{"value", i + 1}
		}
		if err := c.convert(value, at); err != nil {
			return &statusError{status: statusIncomplete, err: err}
		}
	}
	return nil
}

// joinPasted makes one value of one that was pasted without quotes: after the
// name of a property, or as a list of octets.
func joinPasted(args []string) []string {
	octets := len(args) >= 12
	for _, arg := range args {
		octets = octets && len(strings.Trim(arg, ",;{}[]()")) <= 4
	}
	named := len(args) > 1 && (strings.HasSuffix(args[0], ":") || args[1] == ":")
	if octets || named {
		return []string{strings.Join(args, " ")}
	}
	return args
}

// runLines converts one value a line.
func (c *converter) runLines(stdin io.Reader) error {
	lines, err := hardmatch.NewValueLines(stdin)
	if err != nil {
		return &statusError{status: statusIncomplete, err: fmt.Errorf("standard input: %w", err)}
	}
	if lines.Encoding != "" {
		fmt.Fprintf(c.env.stderr, "standard input: %s\n", lines.Encoding)
	}
	for lines.Next() {
		at := place{"line", lines.Number}
		if lines.TooLong {
			err = c.emit(&conversion{place: at, Conversion: report.Conversion{Err: hardmatch.ErrLongLine}})
		} else {
			err = c.convert(string(lines.Text), at)
		}
		if err == nil && lines.Idle() {
			err = c.sink.flush()
		}
		if err != nil {
			return &statusError{status: statusIncomplete, err: err}
		}
	}
	switch {
	case lines.Err != nil:
		return &statusError{status: statusIncomplete, err: fmt.Errorf("standard input: %w", lines.Err)}
	case c.count == 0:
		return &statusError{status: statusFindings, err: errors.New("standard input is empty"), hint: "pipe in one value a line"}
	}
	return nil
}

// convert reads one value and hands it on. Its error is one of writing.
func (c *converter) convert(input string, at place) error {
	result, err := convert.ReadAs(input, c.from)
	done := conversion{place: at, Conversion: report.Conversion{Input: input, Result: result}}
	if err == nil && c.to != convert.Auto {
		c.buf, err = result.Append(c.buf[:0], c.to)
		done.value = c.buf
	}
	errors.As(err, &done.Err)
	return c.emit(&done)
}

func (c *converter) emit(done *conversion) error {
	c.count++
	if done.Err != nil {
		c.failed++
		c.last = done.Err
	}
	return c.sink.write(done)
}

// verdict is the exit status of the whole, and the error of the only value.
func (c *converter) verdict() error {
	switch {
	case c.failed == 0:
		return nil
	case c.count > 1:
		return &statusError{status: statusFindings, err: fmt.Errorf("%d of %d values could not be converted", c.failed, c.count)}
	case c.last.Err == convert.ErrAmbiguous && c.to == convert.Auto:
		return &statusError{status: statusFindings} // both readings were shown
	}
	return &statusError{status: statusFindings, err: c.last, hint: wording.Hint(c.last.Hint)}
}

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

// convertCommand is "hardmatch convert": it writes a GUID, an anchor or a SID in every
// notation.
func (e *env) convertCommand() *cobra.Command {
	c := &converter{env: e}
	cmd := &cobra.Command{
		Use:   "convert [VALUE...]",
		Short: "convert a GUID, ImmutableId or SID from any notation to any other",
		Long: `Convert recognises a pasted value: a GUID as AD, Entra ID, PowerShell, LDAP
tools, exports or source code write it, an ImmutableId, a connector space DN,
or a SID. It ignores quotes, blanks, a property name in front and the folding of
LDIF, and accepts typographic dashes. It warns about its assumptions. A value
that can be read in two ways, such as 32 hex digits, needs --from.

One value is shown in every notation. Several values, and those of standard
input (one a line), are shown on one line each: GUID, ImmutableId and input. With
--to each value becomes one line, or "" if it could not be converted.

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

// notationTable returns an example of each notation, one a line.
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

// A conversion is one value and its result.
type conversion struct {
	report.Conversion
	position position
	value    []byte // with --to: the converted value, valid until the next conversion
}

// A position is the number of a value among several, from 1. It is zero for a single
// value.
type position struct {
	kind   string // "line" or "value"
	number int
}

func (p position) prefix() string {
	if p.number == 0 {
		return ""
	}
	return fmt.Sprintf("%s %d: ", p.kind, p.number)
}

// A convertSink writes conversions.
type convertSink interface {
	write(c *conversion) error
	flush() error // called when no input is buffered
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
		c.sink.close() // writes the values that were converted
		return err
	}
	if err := c.sink.close(); err != nil {
		return &statusError{status: statusIncomplete, err: err}
	}
	return c.exitStatus()
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
		var at position
		if len(values) > 1 {
			at = position{"value", i + 1}
		}
		if err := c.convert(value, at); err != nil {
			return &statusError{status: statusIncomplete, err: err}
		}
	}
	return nil
}

// joinPasted joins a value that was pasted without quotes: after the name of a
// property, or as a list of octets.
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
		at := position{"line", lines.Number}
		if lines.TooLong {
			err = c.emit(&conversion{position: at, Conversion: report.Conversion{Err: hardmatch.ErrLongLine}})
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

// convert converts one value and writes it to the sink. It returns errors of writing
// only.
func (c *converter) convert(input string, at position) error {
	result, err := convert.ReadAs(input, c.from)
	done := conversion{position: at, Conversion: report.Conversion{Input: input, Result: result}}
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

// exitStatus returns the exit status of the command, with the error of a single value.
func (c *converter) exitStatus() error {
	switch {
	case c.failed == 0:
		return nil
	case c.count > 1:
		return &statusError{status: statusFindings, err: fmt.Errorf("%d of %d values could not be converted", c.failed, c.count)}
	case c.last.Err == convert.ErrAmbiguous && c.to == convert.Auto:
		return &statusError{status: statusFindings} // the sink has shown the readings
	}
	return &statusError{status: statusFindings, err: c.last, hint: wording.Hint(c.last.Hint)}
}

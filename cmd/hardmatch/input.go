package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"hardmatch"
	"hardmatch/directory"
	"hardmatch/exportfile/encoding"
	"hardmatch/exportfile/records"
	"hardmatch/staging"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"hardmatch/cmd/wording"
	"hardmatch/hint"
)

// readFlags holds the flags of every command that reads exports.
type readFlags struct {
	hardmatch.Options
	ad, cloud []string // files whose side is given
	quiet     bool
}

// A source is a file to read, "-" for standard input.
type source struct {
	name string
	side directory.Side
}

func (e *env) readFlags(cmd *cobra.Command) *readFlags {
	r := new(readFlags)
	cmd.Flags().StringVar(&r.Encoding, "encoding", "", "`NAME` of the encoding of the exports, such as utf-8, 1252 or 850 (default: recognised)")
	cmd.Flags().StringVar(&r.Anchor, "anchor", staging.AnchorAuto, "`ATTRIBUTE` that is the source anchor: auto, objectGUID, mS-DS-ConsistencyGuid or another")
	cmd.Flags().BoolVar(&r.AcceptDecoded, "accept-decoded", false, "read an LDIF value after two colons as text if it is not Base64")
	cmd.Flags().StringArrayVar(&r.ad, "ad", nil, "`FILE` that is an export of Active Directory, if its content does not show it (repeatable)")
	cmd.Flags().StringArrayVar(&r.cloud, "cloud", nil, "`FILE` that is an export of Entra ID, if its content does not show it (repeatable)")
	cmd.Flags().BoolVar(&r.quiet, "quiet", false, "do not print what each file was recognised as")
	complete(cmd, "anchor", staging.AnchorAuto, "objectGUID", "mS-DS-ConsistencyGuid")
	complete(cmd, "encoding", encoding.Names()...)
	return r
}

// complete sets the words that the shell can complete for a flag.
func complete(cmd *cobra.Command, flag string, words ...string) {
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // a flag that does not exist
	}
}

// validate checks the flags. It opens no file.
func (r *readFlags) validate(flags *pflag.FlagSet) error {
	if flags.Changed("encoding") {
		if _, err := encoding.Parse(r.Encoding); err != nil {
			return usagef("--encoding: %w", err)
		}
	}
	if _, err := staging.New("", staging.Options{Anchor: r.Anchor}); err != nil {
		return usagef("--anchor: %w", err)
	}
	return nil
}

// sources returns the files to read, or standard input if none are named.
func (e *env) sources(args []string, r *readFlags) ([]source, error) {
	if all := sourcesOf(args, r); len(all) > 0 {
		return all, nil
	}
	if e.stdinTerminal {
		return nil, &statusError{status: statusUsage, err: errors.New("no export given"), hint: "name a file, or pipe one in; hardmatch collect prints commands that write one"}
	}
	return []source{{name: "-"}}, nil
}

// sourcesOf returns the files that are named as arguments or by flags.
func sourcesOf(args []string, r *readFlags) []source {
	var all []source
	for side, names := range [][]string{directory.UnknownSide: args, directory.OnPremises: r.ad, directory.Cloud: r.cloud} {
		for _, name := range names {
			all = append(all, source{name, directory.Side(side)})
		}
	}
	return all
}

// openInput opens a file, or standard input.
func (e *env) openInput(s source) (hardmatch.Input, io.Closer, error) {
	in := hardmatch.Input{Name: s.name, Side: s.side}
	if s.name == "-" {
		in.Data = e.withProgress(s.name, e.stdin, 0)
		return in, io.NopCloser(nil), nil
	}
	file, err := e.open(s.name)
	if err != nil {
		return in, nil, &records.ReadError{File: s.name, Err: withoutPath(err)}
	}
	size := int64(0)
	if info, err := file.Stat(); err == nil && info.IsDir() {
		file.Close()
		return in, nil, &records.ReadError{File: s.name, Err: errors.New("this is a directory, not an export"), Hint: hint.New(hint.NameFiles)}
	} else if err == nil {
		size = info.Size()
	}
	in.Data = e.withProgress(s.name, file, size)
	return in, file, nil
}

// withoutPath returns the cause of an error of the file system without the name of the
// file.
func withoutPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// printError prints an error, with its hint, that does not end the program.
func (e *env) printError(err error) {
	e.printLine("%v", err)
	if hint := wording.ErrorHint(err); hint != "" {
		e.printLine("  hint: %s", hint)
	}
}

// printSummary prints the format of a file and its notes. With quiet it prints only the
// notes about missing records or values.
func (e *env) printSummary(f *records.Summary, quiet bool) {
	if !quiet {
		e.printLine("%s: %s", f.Name, summary(f))
	}
	for _, n := range f.Notes {
		if n.Incomplete || !quiet {
			e.printNote(f.Name, n)
		}
	}
}

func summary(f *records.Summary) string {
	s := f.Format
	for _, property := range []string{f.Encoding, f.LineEnds} {
		if property != "" {
			s += ", " + property
		}
	}
	s += fmt.Sprintf(": %d record", f.Records)
	if f.Records != 1 {
		s += "s"
	}
	if f.Skipped > 0 {
		s += fmt.Sprintf(", %d skipped", f.Skipped)
	}
	return s
}

func (e *env) printNote(name string, n records.Note) {
	kind := "note"
	if n.Incomplete {
		kind = "incomplete"
	}
	if n.Line > 0 {
		name = fmt.Sprintf("%s:%d", name, n.Line)
	}
	e.printLine("%s: %s %s: %s", name, kind, n.Rule, n.Text)
	if !n.Hint.IsZero() {
		e.printLine("  hint: %s", wording.Hint(n.Hint))
	}
}

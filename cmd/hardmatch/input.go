package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"hardmatch"
	"hardmatch/exportfile"
	"hardmatch/staging"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// reading holds the flags of every command that reads exports.
type reading struct {
	hardmatch.Options
	quiet bool
}

func (e *env) readingFlags(cmd *cobra.Command) *reading {
	r := new(reading)
	cmd.Flags().StringVar(&r.Encoding, "encoding", "", "`NAME` of the encoding of the exports, such as utf-8, 1252 or 850 (default: found out)")
	cmd.Flags().StringVar(&r.Anchor, "anchor", staging.AnchorAuto, "`ATTRIBUTE` that is the source anchor: auto, objectGUID, mS-DS-ConsistencyGuid or another")
	cmd.Flags().BoolVar(&r.AcceptDecoded, "accept-decoded", false, "take an LDIF value after two colons as text if it is not Base64")
	cmd.Flags().BoolVar(&r.quiet, "quiet", false, "do not say what each file was recognised as")
	complete(cmd, "anchor", staging.AnchorAuto, "objectGUID", "mS-DS-ConsistencyGuid")
	complete(cmd, "encoding", exportfile.Encodings()...)
	return r
}

// complete offers fixed words to the shell's completion of a flag.
func complete(cmd *cobra.Command, flag string, words ...string) {
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // a flag that does not exist
	}
}

// check judges the flags before anything is opened.
func (r *reading) check(flags *pflag.FlagSet) error {
	if flags.Changed("encoding") {
		if _, err := exportfile.ParseEncoding(r.Encoding); err != nil {
			return usagef("--encoding: %w", err)
		}
	}
	if _, err := staging.New("", staging.Options{Anchor: r.Anchor}); err != nil {
		return usagef("--anchor: %w", err)
	}
	return nil
}

// inputNames are the files to read: those named, else standard input.
func (e *env) inputNames(args []string) ([]string, error) {
	if len(args) > 0 {
		return args, nil
	}
	if e.stdinTerminal {
		return nil, &statusError{status: statusUsage, err: errors.New("no export given"), hint: "name a file, or pipe one in"}
	}
	return []string{"-"}, nil
}

// openInput opens a file, or standard input for "-".
func (e *env) openInput(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(e.withProgress(name, e.stdin, 0)), nil
	}
	file, err := e.open(name)
	if err != nil {
		return nil, &exportfile.ReadError{File: name, Err: withoutPath(err)}
	}
	size := int64(0)
	if info, err := file.Stat(); err == nil && info.IsDir() {
		file.Close()
		return nil, &exportfile.ReadError{File: name, Err: errors.New("this is a directory, not an export"), Hint: "name the files in it"}
	} else if err == nil {
		size = info.Size()
	}
	return struct {
		io.Reader
		io.Closer
	}{e.withProgress(name, file, size), file}, nil
}

// withoutPath returns the cause of an error whose message names the file already.
func withoutPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// complain prints an error of reading that does not end the program.
func (e *env) complain(err error) {
	fmt.Fprintf(e.stderr, "%v\n", err)
	if hint := hintOf(err); hint != "" {
		fmt.Fprintf(e.stderr, "  hint: %s\n", hint)
	}
}

func hintOf(err error) string {
	var read *exportfile.ReadError
	var value *staging.ValueError
	switch {
	case errors.As(err, &read):
		return read.Hint
	case errors.As(err, &value):
		return value.Hint
	}
	return ""
}

// tell says what a file was, and what is missing in it.
func (e *env) tell(f *exportfile.File, quiet bool) {
	if !quiet {
		plural, skipped := "s", ""
		if f.Records == 1 {
			plural = ""
		}
		if f.Skipped > 0 {
			skipped = fmt.Sprintf(", %d skipped", f.Skipped)
		}
		fmt.Fprintf(e.stderr, "%s: %s, %s, %s: %d record%s%s\n", f.Name, f.Format, f.Encoding, f.LineEnds, f.Records, plural, skipped)
	}
	for _, n := range f.Notes {
		if quiet && !n.Incomplete {
			continue
		}
		place, kind := f.Name, "note"
		if n.Line > 0 {
			place = fmt.Sprintf("%s:%d", f.Name, n.Line)
		}
		if n.Incomplete {
			kind = "incomplete"
		}
		fmt.Fprintf(e.stderr, "%s: %s: %s\n", place, kind, n.Text)
		if n.Hint != "" {
			fmt.Fprintf(e.stderr, "  hint: %s\n", n.Hint)
		}
	}
}

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"
	"unicode"

	"golang.org/x/term"
)

// The exit statuses. Scripts depend on them.
const (
	statusClean      = 0
	statusFindings   = 1 // findings, or values that could not be converted
	statusUsage      = 2
	statusIncomplete = 3 // something could not be read or written, or input is missing
)

// An env is what a command uses of its environment.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	open           func(name string) (fs.File, error)
	create         func(name string, content []byte) error // atomic where the system allows it
	cacheDir       func() (string, error)
	browse         func(path string) error
	page           []byte // the offline page, if this build contains it
	now            func() time.Time
	stdinTerminal  bool // standard input is not a pipe or a file
	stderrTerminal bool
}

// A statusError ends the program with its status. If err is nil, the reason was already
// printed.
type statusError struct {
	status int
	err    error
	hint   string // one line: what to do
}

func (e *statusError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit status %d", e.status)
	}
	return e.err.Error()
}

func (e *statusError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error {
	return &statusError{status: statusUsage, err: fmt.Errorf(format, args...)}
}

// run executes one command line and returns the exit status. It prints the error of the
// command and its hint.
func (e *env) run(args []string) int {
	root := e.rootCommand()
	root.SetArgs(args)
	err := root.Execute()
	if err == nil {
		return statusClean
	}
	failure := &statusError{status: statusUsage, err: err}
	errors.As(err, &failure)
	if failure.err != nil {
		message, more, _ := strings.Cut(failure.err.Error(), "\n")
		e.printLine("hardmatch: error: %s", message)
		for line := range strings.FieldsFuncSeq(more, func(c rune) bool { return c == '\n' || c == '\t' }) { // suggestions of cobra
			e.printLine("  %s", line)
		}
	}
	if failure.hint != "" {
		e.printLine("hardmatch: hint: %s", failure.hint)
	}
	return failure.status
}

// printLine writes one line to standard error. It replaces characters that do not
// print, which may be in the name of a file, with U+FFFD.
func (e *env) printLine(format string, args ...any) {
	line := strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) {
			return c
		}
		return unicode.ReplacementChar
	}, fmt.Sprintf(format, args...))
	fmt.Fprintln(e.stderr, line)
}

// system returns the env of the process.
func system() *env {
	return &env{
		stdin:          os.Stdin,
		stdout:         os.Stdout,
		stderr:         os.Stderr,
		open:           func(name string) (fs.File, error) { return os.Open(name) },
		create:         writeWhole,
		cacheDir:       os.UserCacheDir,
		browse:         browse,
		page:           offlinePage,
		now:            time.Now,
		stdinTerminal:  isTerminal(os.Stdin),
		stderrTerminal: isTerminal(os.Stderr),
	}
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

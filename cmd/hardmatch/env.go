package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

// The exit statuses; they are part of the contract with scripts.
const (
	statusClean      = 0
	statusFindings   = 1 // findings, or values that could not be converted
	statusUsage      = 2
	statusIncomplete = 3 // something could not be read or written, or input is missing
)

// An env is everything a command may touch.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	open           func(name string) (fs.File, error)
	create         func(name string, content []byte) error // whole or not at all
	now            func() time.Time
	stdinTerminal  bool // a person is typing, so nothing is piped in
	stderrTerminal bool
}

// A statusError ends the program with its status. One without a cause has
// already said what there is to say.
type statusError struct {
	status int
	err    error
	hint   string // one line: what to do, naming a switch or a tool
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

// run executes one command line and returns the exit status. It alone prints
// errors and hints.
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
		fmt.Fprintf(e.stderr, "hardmatch: error: %v\n", failure.err)
	}
	if failure.hint != "" {
		fmt.Fprintf(e.stderr, "hardmatch: hint: %s\n", failure.hint)
	}
	return failure.status
}

// system is the env of the real process.
func system() *env {
	return &env{
		stdin:          os.Stdin,
		stdout:         os.Stdout,
		stderr:         os.Stderr,
		open:           func(name string) (fs.File, error) { return os.Open(name) },
		create:         writeWhole,
		now:            time.Now,
		stdinTerminal:  isTerminal(os.Stdin),
		stderrTerminal: isTerminal(os.Stderr),
	}
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

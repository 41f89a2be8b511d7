package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	"unicode"

	"golang.org/x/term"

	"hardmatch/apply"
)

// The exit statuses. They are part of the interface.
const (
	statusDone    = 0 // all steps are verified or were already done
	statusFailed  = 1
	statusUsage   = 2 // wrong usage, plan or journal
	statusDrift   = 3 // the tenant is not as the plan expects; for a snapshot: a part is missing
	statusAuth    = 4
	statusUnknown = 5 // interrupted, or an outcome is unknown
)

// An env is everything that a command uses, except the files that it is given.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	terminal       bool // standard input and standard error are a terminal
	stderrTerminal bool
	interrupts     chan os.Signal
}

// A statusError ends the program with its status. If err is nil, the command has printed
// everything already.
type statusError struct {
	status int
	err    error
	hint   string
}

func (e *statusError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit status %d", e.status)
	}
	return e.err.Error()
}

func (e *statusError) Unwrap() error { return e.err }

// usagef returns an error of wrong usage, with a hint.
func usagef(hint, format string, args ...any) error {
	return &statusError{statusUsage, fmt.Errorf(format, args...), hint}
}

// run executes one command line and returns the exit status. It prints the error and its
// hint.
func (e *env) run(args []string) int {
	root := e.rootCommand()
	root.SetArgs(args)
	err := root.Execute()
	if err == nil {
		return statusDone
	}
	failure := &statusError{status: statusUsage, err: err}
	errors.As(err, &failure)
	if failure.err != nil {
		message, more, _ := strings.Cut(failure.err.Error(), "\n")
		e.logf("hardmatch-graph: error: %s", message)
		for line := range strings.FieldsFuncSeq(more, func(c rune) bool { return c == '\n' || c == '\t' }) {
			e.logf("  %s", line)
		}
	}
	if failure.hint != "" {
		e.logf("hardmatch-graph: hint: %s", failure.hint)
	}
	return failure.status
}

// logf writes one line to standard error.
func (e *env) logf(format string, args ...any) {
	fmt.Fprintln(e.stderr, printable(fmt.Sprintf(format, args...)))
}

// printable replaces control characters, which a name of the tenant may contain.
func printable(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) {
			return c
		}
		return unicode.ReplacementChar
	}, s)
}

// withStatus returns an error with its exit status and a hint.
func withStatus(err error) error {
	var f *apply.Failure
	var known *statusError
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.Is(err, context.Canceled):
		return &statusError{statusUnknown, errors.New("interrupted"), ""}
	case errors.As(err, &f) && f.Kind == apply.Unauthorized:
		return &statusError{statusAuth, err, "the member needs of a plan lists the scopes and roles that its steps need"}
	case errors.As(err, &f) && f.Kind == apply.NotSent:
		return &statusError{statusUnknown, err, "check the network, HTTPS_PROXY and --endpoint"}
	case errors.As(err, &f) && (f.Kind == apply.Unknown || f.Kind == apply.Throttled):
		return &statusError{statusUnknown, err, "the service may have a problem; try again later"}
	case errors.As(err, &f):
		return &statusError{statusFailed, err, ""}
	case errors.Is(err, apply.ErrCondition):
		return &statusError{statusDrift, err, "make the plan again from a new snapshot"}
	case errors.Is(err, apply.ErrApproval):
		return &statusError{statusUsage, err, `set "approved": true in the plan, and --allow-irreversible to the number of such steps; or select other steps with --only`}
	case errors.Is(err, apply.ErrLimit):
		return &statusError{statusUsage, err, "begin with a few steps with --only, or raise --max-changes"}
	}
	return &statusError{statusUsage, err, ""}
}

// interruptible returns a channel that the first interrupt closes, and a context that ends
// with the second interrupt, or a minute after the first.
func (e *env) interruptible(ctx context.Context) (context.Context, <-chan struct{}, func()) {
	const grace = time.Minute
	ctx, cancel := context.WithCancel(ctx)
	stop := make(chan struct{})
	go func() {
		defer cancel()
		select {
		case <-e.interrupts:
		case <-ctx.Done():
			return
		}
		e.logf("hardmatch-graph: stopping after the steps that have begun (interrupt again to abort)")
		close(stop)
		select {
		case <-e.interrupts:
		case <-time.After(grace):
		case <-ctx.Done():
		}
	}()
	return ctx, stop, cancel
}

// cancelOnStop returns a context that also ends at the first interrupt.
func cancelOnStop(ctx context.Context, stop <-chan struct{}) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		select {
		case <-stop:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// system returns the env of the real process.
func system() *env {
	e := &env{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv,
		terminal: isTerminal(os.Stdin) && isTerminal(os.Stderr), stderrTerminal: isTerminal(os.Stderr),
		interrupts: make(chan os.Signal, 2),
	}
	signal.Notify(e.interrupts, os.Interrupt, syscall.SIGTERM)
	return e
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

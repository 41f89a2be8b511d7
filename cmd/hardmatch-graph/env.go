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

// The exit statuses; they are part of the contract with scripts.
const (
	statusDone    = 0 // all verified, or already so
	statusFailed  = 1
	statusUsage   = 2 // wrong usage, plan or journal
	statusDrift   = 3 // the tenant is not as the plan expects; of a snapshot: a part is missing
	statusAuth    = 4
	statusUnknown = 5 // interrupted, or an outcome is unknown
)

// An env is everything a command may touch, beside the files it is given.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	terminal       bool // a person sits at both ends
	stderrTerminal bool
	interrupts     chan os.Signal
}

// A statusError ends the program with its status. One without a cause has already said
// what there is to say.
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

func usagef(hint, format string, args ...any) error {
	return &statusError{statusUsage, fmt.Errorf(format, args...), hint}
}

// run executes one command line and returns the exit status. It alone prints errors and
// hints.
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
		e.say("hardmatch-graph: error: %s", message)
		for line := range strings.FieldsFuncSeq(more, func(c rune) bool { return c == '\n' || c == '\t' }) {
			e.say("  %s", line)
		}
	}
	if failure.hint != "" {
		e.say("hardmatch-graph: hint: %s", failure.hint)
	}
	return failure.status
}

// say writes one line of standard error.
func (e *env) say(format string, args ...any) {
	fmt.Fprintln(e.stderr, visible(fmt.Sprintf(format, args...)))
}

// visible lets what neither shows nor is a blank, in a name perhaps, be a sign that it was
// there.
func visible(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) {
			return c
		}
		return unicode.ReplacementChar
	}, s)
}

// classified gives an error of the way to the tenant its status.
func classified(err error) error {
	var f *apply.Failure
	var known *statusError
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.Is(err, context.Canceled):
		return &statusError{statusUnknown, errors.New("interrupted"), ""}
	case errors.As(err, &f) && f.Kind == apply.Unauthorized:
		return &statusError{statusAuth, err, "a plan names the scopes and roles that its steps need, under needs"}
	case errors.As(err, &f) && f.Kind == apply.NotSent:
		return &statusError{statusUnknown, err, "look at the network, HTTPS_PROXY and --endpoint"}
	case errors.As(err, &f) && (f.Kind == apply.Unknown || f.Kind == apply.Throttled):
		return &statusError{statusUnknown, err, "the service may be in trouble; try again later"}
	case errors.As(err, &f):
		return &statusError{statusFailed, err, ""}
	case errors.Is(err, apply.ErrCondition):
		return &statusError{statusDrift, err, "make the plan again from a new snapshot"}
	case errors.Is(err, apply.ErrApproval):
		return &statusError{statusUsage, err, `set "approved": true in the plan, and --allow-irreversible to the number of such steps; or leave them out by --only`}
	case errors.Is(err, apply.ErrLimit):
		return &statusError{statusUsage, err, "begin with a few by --only, or raise --max-changes"}
	}
	return &statusError{statusUsage, err, ""}
}

// interruptible returns a channel that is closed by the first interrupt, and a context
// that ends with the second, or when what was under way has had its time.
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
		e.say("hardmatch-graph: stopping; what is under way is looked at until it is known (again to break off)")
		close(stop)
		select {
		case <-e.interrupts:
		case <-time.After(grace):
		case <-ctx.Done():
		}
	}()
	return ctx, stop, cancel
}

// until is a context for what may be broken off at the first interrupt.
func until(ctx context.Context, stop <-chan struct{}) (context.Context, func()) {
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

// system is the env of the real process.
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

package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"hardmatch/apply"
	"hardmatch/graph/graphtest"
)

// An impatient is a standard error that interrupts the program after two reported pauses.
type impatient struct {
	bytes.Buffer
	interrupts chan os.Signal
}

func (p *impatient) Write(line []byte) (int, error) {
	p.Buffer.Write(line)
	if bytes.Count(p.Bytes(), []byte("; trying again in ")) == 2 {
		p.interrupts <- os.Interrupt
	}
	return len(line), nil
}

// Each pause is reported once, with its reason.
func TestReportedPauses(t *testing.T) {
	busy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Retry-After", "0.2")
		w.WriteHeader(http.StatusTooManyRequests)
		io.WriteString(w, `{"error":{"code":"TooManyRequests","message":"slow down"}}`)
	}))
	defer busy.Close()
	down := httptest.NewServer(nil)
	down.Close()
	for url, want := range map[string]string{
		busy.URL: `^(hardmatch-graph: 429 TooManyRequests: slow down; trying again in 200ms\n){2}hardmatch-graph: stopping`,
		down.URL: `^hardmatch-graph: (could not connect: dial tcp 127\.0\.0\.1:\d+: connect.*; trying again in )500ms\nhardmatch-graph: (.*; trying again in )1s\nhardmatch-graph: stopping`,
	} {
		p := &impatient{interrupts: make(chan os.Signal, 3)}
		e := &env{stdout: io.Discard, stderr: p, interrupts: p.interrupts, getenv: func(string) string { return graphtest.Token }}
		giveUp := time.AfterFunc(5*time.Second, func() { p.interrupts <- os.Interrupt })
		status := e.run([]string{"snapshot", "--auth", "token", "--endpoint", url, "-o", filepath.Join(t.TempDir(), "tenant.json")})
		giveUp.Stop()
		if status != statusUnknown || !regexp.MustCompile(want).MatchString(p.String()) {
			t.Errorf("exit status %d\n%s", status, p)
		}
	}
}

// If the service cannot be reached, no step has failed, and the run can be resumed.
func TestUnreachableIsAnInterruption(t *testing.T) {
	for kind, want := range map[apply.FailureKind]int{
		apply.NotSent: statusUnknown, apply.Unknown: statusUnknown, apply.Throttled: statusUnknown, apply.Unauthorized: statusAuth, apply.Refused: statusFailed, apply.NotFound: statusFailed,
	} {
		if err := withStatus(&apply.Failure{Kind: kind}).(*statusError); err.status != want {
			t.Errorf("kind %d: exit status %d, want %d", kind, err.status, want)
		}
	}
}

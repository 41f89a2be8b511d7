package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// The progress is shown on a terminal after a second, and is removed at the end.
func TestProgress(t *testing.T) {
	now := time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)
	var out bytes.Buffer
	e := &env{stderr: &out, stderrTerminal: true, now: func() time.Time { return now }}
	src := e.withProgress("users.ldf", iotest.HalfReader(strings.NewReader(strings.Repeat("x", 4<<20))), 4<<20)
	read := func(after time.Duration) {
		t.Helper()
		now = now.Add(after)
		if _, err := src.Read(make([]byte, 2<<20)); err != nil {
			t.Fatal(err)
		}
	}
	read(900 * time.Millisecond)
	if out.Len() > 0 {
		t.Errorf("too early: %q", out.String())
	}
	read(200 * time.Millisecond)
	if want := "\r\x1b[Kusers.ldf: 2 MB, 50 %"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
	read(100 * time.Millisecond)
	if strings.Contains(out.String(), "75") {
		t.Errorf("too often: %q", out.String())
	}
	read(time.Second)
	if !strings.HasSuffix(out.String(), "4 MB, 100 %") {
		t.Errorf("got %q", out.String())
	}
	if _, err := src.Read(make([]byte, 1)); err != io.EOF || !strings.HasSuffix(out.String(), "\r\x1b[K") {
		t.Errorf("%v, got %q", err, out.String())
	}
}

func TestProgressWithoutTerminal(t *testing.T) {
	src := strings.NewReader("x")
	if e := (&env{now: time.Now}); e.withProgress("users.ldf", src, 1) != io.Reader(src) {
		t.Error("progress without a terminal")
	}
	if s := (&progress{read: 5 << 20}).percent(); s != "" {
		t.Errorf("a pipe has no size, but shows %q", s)
	}
}

package main

import (
	"fmt"
	"io"
	"time"
)

// A progress shows on a terminal how much of a file was read. It shows nothing in the
// first second.
type progress struct {
	src   io.Reader
	out   io.Writer
	now   func() time.Time
	name  string
	size  int64 // in octets; 0: unknown
	read  int64
	next  time.Time
	shown bool
}

// withProgress returns a reader that shows progress, or src if standard error is not a
// terminal.
func (e *env) withProgress(name string, src io.Reader, size int64) io.Reader {
	if !e.stderrTerminal {
		return src
	}
	return &progress{src: src, out: e.stderr, now: e.now, name: name, size: size, next: e.now().Add(time.Second)}
}

func (p *progress) Read(b []byte) (int, error) {
	n, err := p.src.Read(b)
	p.read += int64(n)
	switch now := p.now(); {
	case err != nil && p.shown:
		fmt.Fprint(p.out, "\r\x1b[K")
		p.shown = false
	case err == nil && now.After(p.next):
		p.next, p.shown = now.Add(200*time.Millisecond), true
		fmt.Fprintf(p.out, "\r\x1b[K%s: %d MB%s", p.name, p.read>>20, p.percent())
	}
	return n, err
}

func (p *progress) percent() string {
	if p.size == 0 {
		return ""
	}
	return fmt.Sprintf(", %d %%", min(100, 100*p.read/p.size))
}

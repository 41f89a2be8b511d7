package main

import (
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hardmatch/browsertest"
)

// A trap is an address on loopback that records what arrives by TCP or UDP.
type trap struct {
	host string
	seen atomic.Int32
}

func newTrap(t *testing.T) *trap {
	t.Helper()
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	udp, err := net.ListenPacket("udp", tcp.Addr().String())
	check(t, err)
	t.Cleanup(func() { tcp.Close(); udp.Close() })
	trap := &trap{host: tcp.Addr().String()}
	go func() {
		if _, _, err := udp.ReadFrom(make([]byte, 1)); err == nil {
			trap.note(sent)
		}
	}()
	go func() {
		for c, err := tcp.Accept(); err == nil; c, err = tcp.Accept() {
			trap.note(connected)
			go trap.read(c)
		}
	}()
	return trap
}

func (t *trap) read(c net.Conn) {
	defer c.Close()
	if n, _ := c.Read(make([]byte, 1)); n > 0 {
		t.note(sent)
	}
}

func (t *trap) note(r reach) {
	if reach(t.seen.Swap(int32(r))) == sent {
		t.seen.Store(int32(sent))
	}
}

// await waits until a probe got that far, and returns how far it got.
func (t *trap) await(r reach, patience time.Time) reach {
	for reach(t.seen.Load()) < r && time.Now().Before(patience) {
		time.Sleep(10 * time.Millisecond)
	}
	return reach(t.seen.Load())
}

var policyOf = regexp.MustCompile(`http-equiv="Content-Security-Policy" content="[^"]+"`)

// probePages returns two empty pages. The second has the policy of the built page.
func probePages(t *testing.T) (free, held string) {
	t.Helper()
	page, err := build()
	check(t, err)
	policy := policyOf.FindString(string(page))
	if policy == "" {
		t.Fatal("the page has no policy")
	}
	dir := t.TempDir()
	free, held = filepath.Join(dir, "free.html"), filepath.Join(dir, "held.html")
	check(t, os.WriteFile(free, []byte("<!DOCTYPE html><title>free</title><body>"), 0o644))
	check(t, os.WriteFile(held, []byte("<!DOCTYPE html><meta "+policy+"><title>held</title><body>"), 0o644))
	return free, held
}

// begin starts a probe in a page. It returns an error that was thrown at once.
func (p probe) begin(tab *browsertest.Browser, host string) string {
	var r struct {
		ExceptionDetails struct{ Exception struct{ Description string } }
	}
	tab.Call("Runtime.evaluate", browsertest.Arguments{"expression": p.expression(host), "userGesture": true}, &r)
	if p.name == "manifest" {
		tab.Call("Page.getAppManifest", nil, nil) // as for installing a page
	}
	return r.ExceptionDetails.Exception.Description
}

// A trial is a probe that was started in both pages.
type trial struct {
	probe
	expectation
	free, held *trap
	absent     string // what this browser does not support
}

func (f expectation) try(t *testing.T, b *browsertest.Browser, p probe, freePage, heldPage string) trial {
	t.Helper()
	tried := trial{probe: p, expectation: f, free: newTrap(t), held: newTrap(t)}
	tab := b.Tab(heldPage)
	p.begin(tab, tried.held.host)
	if strings.HasPrefix(p.name, "worker") {
		tab.Expect(t, "window.running", "true")
	}
	tab = b.Tab(freePage)
	if thrown := p.begin(tab, tried.free.host); strings.HasPrefix(thrown, "ReferenceError") {
		tried.absent, _, _ = strings.Cut(thrown, "\n")
		return tried
	}
	tried.free.await(f.free, time.Now().Add(5*time.Second)) // before another tab hides this one
	tab.Close()
	return tried
}

// compare returns a remark about how far a probe got, and whether the test fails.
func (f expectation) compare(free, held reach) (string, bool) {
	switch {
	case held > f.most:
		return "it gets out", true
	case free < f.free && f.least == nowhere:
		return "it also gets nowhere without a policy, and proves nothing", true
	case free < f.free:
		return "it was expected to get out, but did not here, even without a policy", false
	case held < f.least:
		return "it was expected to get out, and is now stopped", true
	}
	return "", false
}

// With the policy of the page no probe gets further than expected. The page with the
// policy starts first, so it has at least as much time as the other page.
func TestNothingEscapes(t *testing.T) {
	b := browsertest.Start(t)
	freePage, heldPage := probePages(t)
	var trials []trial
	for _, known := range expectations {
		for _, p := range known.probes {
			trials = append(trials, known.try(t, b, p, freePage, heldPage))
		}
	}
	deadline := time.Now().Add(10 * time.Second)
	for _, tried := range trials {
		if tried.absent != "" {
			t.Logf("%s: not tried, %s", tried.name, tried.absent)
			continue
		}
		free := tried.free.await(tried.expectation.free, deadline)
		if remark, fault := tried.compare(free, tried.held.await(tried.least, deadline)); fault {
			t.Errorf("%s: %s", tried.name, remark)
		} else if remark != "" {
			t.Logf("%s: %s", tried.name, remark)
		}
	}
}

func TestCompare(t *testing.T) {
	stops, connects, leaves := expectations[0], expectations[1], expectations[3]
	for _, test := range []struct {
		expectation
		free, held reach
		fault      bool
	}{
		{stops, sent, nowhere, false}, {stops, sent, connected, true}, {stops, nowhere, nowhere, true}, {stops, nowhere, sent, true},
		{connects, sent, nowhere, false}, {connects, sent, connected, false}, {connects, sent, sent, true}, {connects, connected, connected, true},
		{leaves, sent, sent, false}, {leaves, sent, nowhere, true}, {leaves, nowhere, nowhere, false},
	} {
		if remark, fault := test.compare(test.free, test.held); fault != test.fault {
			t.Errorf("%v, free %d, held %d: fault %v (%s)", test.expectation.most, test.free, test.held, fault, remark)
		}
	}
}

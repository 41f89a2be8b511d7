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

// A trap is an address on loopback that remembers what arrived, by TCP or UDP.
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

// await waits until that much arrived, and returns what did.
func (t *trap) await(r reach, patience time.Time) reach {
	for reach(t.seen.Load()) < r && time.Now().Before(patience) {
		time.Sleep(10 * time.Millisecond)
	}
	return reach(t.seen.Load())
}

var policyOf = regexp.MustCompile(`http-equiv="Content-Security-Policy" content="[^"]+"`)

// probePages are two empty pages, one of them under the policy of the built page.
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

// begin has a page try a probe. It returns what was thrown at once.
func (p probe) begin(tab *browsertest.Browser, host string) string {
	var r struct {
		ExceptionDetails struct{ Exception struct{ Description string } }
	}
	tab.Call("Runtime.evaluate", browsertest.Arguments{"expression": p.expression(host), "userGesture": true}, &r)
	if p.name == "manifest" {
		tab.Call("Page.getAppManifest", nil, nil) // as whoever installs a page does
	}
	return r.ExceptionDetails.Exception.Description
}

// A trial is a probe that both pages began.
type trial struct {
	probe
	fate
	free, held *trap
	absent     string // what this browser lacks
}

func (f fate) try(t *testing.T, b *browsertest.Browser, p probe, freePage, heldPage string) trial {
	t.Helper()
	tried := trial{probe: p, fate: f, free: newTrap(t), held: newTrap(t)}
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

// judge says what is to be said, and whether it is a fault.
func (f fate) judge(free, held reach) (string, bool) {
	switch {
	case held > f.most:
		return "it gets out", true
	case free < f.free && f.least == nowhere:
		return "it gets nowhere without a policy, either, and proves nothing", true
	case free < f.free:
		return "it is known to get out, but did not here, even without a policy", false
	case held < f.least:
		return "it was known to get out, and is stopped by now", true
	}
	return "", false
}

// Under the policy of the page nothing gets further than is known. The page under the
// policy begins first: what got out of the other had no more time.
func TestNothingEscapes(t *testing.T) {
	b := browsertest.Start(t)
	freePage, heldPage := probePages(t)
	var trials []trial
	for _, known := range fates {
		for _, p := range known.probes {
			trials = append(trials, known.try(t, b, p, freePage, heldPage))
		}
	}
	patience := time.Now().Add(10 * time.Second)
	for _, tried := range trials {
		if tried.absent != "" {
			t.Logf("%s: not tried, %s", tried.name, tried.absent)
			continue
		}
		free := tried.free.await(tried.fate.free, patience)
		if said, fault := tried.judge(free, tried.held.await(tried.least, patience)); fault {
			t.Errorf("%s: %s", tried.name, said)
		} else if said != "" {
			t.Logf("%s: %s", tried.name, said)
		}
	}
}

func TestJudge(t *testing.T) {
	stops, connects, leaves := fates[0], fates[1], fates[3]
	for _, test := range []struct {
		fate
		free, held reach
		fault      bool
	}{
		{stops, sent, nowhere, false}, {stops, sent, connected, true}, {stops, nowhere, nowhere, true}, {stops, nowhere, sent, true},
		{connects, sent, nowhere, false}, {connects, sent, connected, false}, {connects, sent, sent, true}, {connects, connected, connected, true},
		{leaves, sent, sent, false}, {leaves, sent, nowhere, true}, {leaves, nowhere, nowhere, false},
	} {
		if said, fault := test.judge(test.free, test.held); fault != test.fault {
			t.Errorf("%v, free %d, held %d: fault %v (%s)", test.fate.most, test.free, test.held, fault, said)
		}
	}
}

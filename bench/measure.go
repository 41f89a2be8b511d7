package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"hardmatch"
	"hardmatch/report"
)

// A program is a process to measure.
type program struct {
	name string
	args []string
	cpu  []time.Duration // user and system time of each run
	peak int64           // KB, the largest of all runs
}

func measure(users, rounds int, seed uint64) error {
	dir, err := os.MkdirTemp("", "hardmatch-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	export := filepath.Join(dir, "users.ldf")
	if err := writeExport(export, users, seed); err != nil {
		return err
	}
	programs, err := programsFor(dir, export)
	if err != nil {
		return err
	}
	for range rounds {
		for _, p := range programs {
			if err := p.run(); err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
		}
	}
	printReport(programs, export, users)
	return reportAllocations(dir, seed)
}

func writeExport(name string, users int, seed uint64) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(generate(f, users, seed), f.Close())
}

func programsFor(dir, export string) ([]*program, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	built := filepath.Join(dir, "hardmatch")
	build := exec.Command("go", "build", "-o", built, "hardmatch/cmd/hardmatch")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, err
	}
	return []*program{
		{name: "line scan (the limit)", args: []string{self, "linescan", export}},
		{name: "hardmatch list, ndjson", args: []string{built, "list", "--quiet", "--output", "ndjson", export}},
		{name: "go-ldap/ldif", args: []string{self, "goldap", export}},
	}, nil
}

func (p *program) run() error {
	cmd := exec.Command(p.args[0], p.args[1:]...)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	for {
		select {
		case err := <-done:
			p.cpu = append(p.cpu, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
			return err
		case <-time.After(10 * time.Millisecond):
			p.peak = max(p.peak, peakKB(cmd.Process.Pid))
		}
	}
}

// peakKB returns the largest resident size of a running process so far, on Linux. The
// number that wait4 reports includes the pages of the parent.
func peakKB(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	var kb int64
	fmt.Sscan(rest, &kb)
	return kb
}

func (p *program) median() time.Duration {
	return slices.SortedFunc(slices.Values(p.cpu), cmp.Compare)[len(p.cpu)/2]
}

func printReport(programs []*program, export string, users int) {
	info, err := os.Stat(export)
	if err != nil {
		return
	}
	fmt.Printf("%d users, %d MB, %d runs each, interleaved; medians of CPU time\n", users, info.Size()>>20, len(programs[0].cpu))
	for _, p := range programs {
		seconds := p.median().Seconds()
		fmt.Printf("  %-24s %6.3f s  %6.0f MB/s  %4.1f MB peak\n", p.name, seconds, float64(info.Size())/1e6/seconds, float64(p.peak)/1024)
	}
	limit, own, peer := programs[0].median(), programs[1].median(), programs[2].median()
	fmt.Printf("ratios: list runs at %.2f of the line scan (goal: 0.45 or more), and is %.1f times as fast as go-ldap/ldif (goal: 6 or more)\n",
		limit.Seconds()/own.Seconds(), peer.Seconds()/own.Seconds())
}

// reportAllocations prints how many allocations 90,000 more records cause.
func reportAllocations(dir string, seed uint64) error {
	var mallocs [2]uint64
	for i, users := range []int{10_000, 100_000} {
		name := filepath.Join(dir, "allocations.ldf")
		if err := writeExport(name, users, seed); err != nil {
			return err
		}
		var err error
		if mallocs[i], err = countMallocs(name); err != nil {
			return err
		}
	}
	fmt.Printf("allocations: %.5f a record (goal: 0.01 or fewer)\n", float64(mallocs[1]-mallocs[0])/90_000)
	return nil
}

func countMallocs(name string) (uint64, error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := withFile(name, list)
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs, err
}

// list does the same as "hardmatch list --output ndjson".
func list(f *os.File) error {
	rows, err := report.NewObjectList(io.Discard, "ndjson")
	if err != nil {
		return err
	}
	for export, err := range hardmatch.Open(context.Background(), hardmatch.Input{Name: f.Name(), Data: f}, hardmatch.Options{}) {
		if err != nil {
			return err
		}
		for object, err := range export.Objects() {
			if err != nil {
				return err
			}
			if err := rows.Write(object); err != nil {
				return err
			}
		}
	}
	return rows.Close()
}

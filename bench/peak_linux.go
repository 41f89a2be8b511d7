package main

import (
	"os"
	"syscall"
)

// peakKB is the largest resident size of a process in KB.
func peakKB(state *os.ProcessState) int64 {
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss
	}
	return 0
}

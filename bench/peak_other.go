//go:build !linux

package main

import "os"

// peakKB is 0: other systems count in other units, or not at all.
func peakKB(*os.ProcessState) int64 { return 0 }

// Command bench compares hardmatch with its limit, a bare scan for line ends, and with
// go-ldap/ldif. It measures whole processes on a generated export.
//
//	go run ./bench                      measure and print ratios
//	go run ./bench -users 1000000       the same with another size
//	go run ./bench generate 1000 >F     write an export
//	go run ./bench profile F >P         a CPU profile of listing F, for default.pgo
//
// The speed of a machine varies. So the runs are interleaved, and the result is the ratios
// of their medians.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime/pprof"
	"strconv"
)

func main() {
	users := flag.Int("users", 100_000, "users in the export")
	rounds := flag.Int("rounds", 5, "runs of each program")
	seed := flag.Uint64("seed", 1, "of the generator")
	flag.Parse()
	if err := run(*users, *rounds, *seed, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(users, rounds int, seed uint64, args []string) error {
	if len(args) == 0 {
		return measure(users, rounds, seed)
	}
	if len(args) != 2 {
		return fmt.Errorf("%q: want generate USERS, or linescan, goldap or profile FILE", args)
	}
	switch args[0] {
	case "generate":
		n, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		return generate(os.Stdout, n, seed)
	case "linescan":
		return withFile(args[1], lineScan)
	case "goldap":
		return withFile(args[1], goLDAP)
	case "profile":
		return profile(args[1], rounds)
	}
	return fmt.Errorf("unknown %q", args[0])
}

// profile writes a CPU profile of listing a file several times.
func profile(name string, rounds int) error {
	if err := pprof.StartCPUProfile(os.Stdout); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	for range 10 * rounds {
		if err := withFile(name, list); err != nil {
			return err
		}
	}
	return nil
}

func withFile(name string, do func(*os.File) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return do(f)
}

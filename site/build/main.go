// Command build makes the offline page: one HTML file that contains hardmatch, and a file
// with its SHA-256. The same source and the same version of Go give the same bytes.
//
//	go run ./site/build dist/hardmatch.html
package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./site/build FILE.html")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "site/build:", err)
		os.Exit(1)
	}
}

func run(file string) error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	parts, err := packProgram(root)
	if err != nil {
		return err
	}
	page, err := makePage(filepath.Join(root, "site"), parts)
	if err != nil {
		return err
	}
	return write(file, page)
}

// write writes the page, and a file for sha256sum -c.
func write(file string, page []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(file, page, 0o644); err != nil {
		return err
	}
	sum := fmt.Sprintf("%x  %s\n", sha256.Sum256(page), filepath.Base(file))
	fmt.Printf("%s: %d bytes, SHA-256 %s", file, len(page), sum[:64]+"\n")
	return os.WriteFile(file+".sha256", []byte(sum), 0o644)
}

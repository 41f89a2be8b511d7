//go:build !windows

package main

import "github.com/google/renameio/v2"

// writeWhole replaces a file atomically.
func writeWhole(name string, content []byte) error {
	return renameio.WriteFile(name, content, 0o644)
}

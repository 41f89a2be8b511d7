//go:build !windows

package main

import "github.com/google/renameio/v2"

// writeWhole leaves either the old file or the whole new one behind.
func writeWhole(name string, content []byte) error {
	return renameio.WriteFile(name, content, 0o644)
}

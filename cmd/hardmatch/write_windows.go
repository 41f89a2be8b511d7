package main

import "os"

// writeWhole overwrites a file in place. Windows has no atomic rename over an open file,
// and renameio does not offer one there.
func writeWhole(name string, content []byte) error {
	return os.WriteFile(name, content, 0o644)
}

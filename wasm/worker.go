//go:build js && wasm

package main

import (
	"errors"
	"io"
	"unsafe"
)

// The worker provides the octets of files, and receives those of results. Both calls are
// synchronous.

//go:wasmimport worker read
func read(file int32, into unsafe.Pointer, n int32) int32

//go:wasmimport worker write
func write(from unsafe.Pointer, n int32)

// worker is a writer for results.
type worker struct{}

func (worker) Write(p []byte) (int, error) {
	if len(p) > 0 {
		write(unsafe.Pointer(unsafe.SliceData(p)), int32(len(p)))
	}
	return len(p), nil
}

// A file is the number of a chosen file.
type file int32

var errUnreadable = errors.New("the browser could not read the file: it was changed, moved or locked since it was chosen")

func (f file) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	switch n := read(int32(f), unsafe.Pointer(unsafe.SliceData(p)), int32(len(p))); {
	case n > 0:
		return int(n), nil
	case n == 0:
		return 0, io.EOF
	}
	return 0, errUnreadable
}

//go:build js && wasm

// Command wasm is hardmatch for the offline page. The worker of the page calls it, and
// receives the same documents that the program hardmatch prints. It contains no rule, no
// join and no quoting.
//
// The worker fills [argument] and calls [call]. During the call it serves read and write,
// so files and documents pass in pieces. An exported function must neither block nor
// panic, because the worker would receive garbage without an error.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unsafe"

	"hardmatch/cmd/wording"
	"hardmatch/hint"
)

// The statuses of a call. The output before a failure is not valid.
const (
	succeeded = 0
	failed    = 1 // the last thing written is a failure
)

// A failure is an error with its hint, as the program prints them.
type failure struct {
	Error    string    `json:"error"`
	Hint     string    `json:"hint"`
	HintCode hint.Code `json:"hintCode,omitempty"`
	HintArgs []string  `json:"hintArgs,omitempty"`
}

// given is the argument of the next call. It keeps the memory alive that the worker
// writes to.
var given []byte

//go:wasmexport argument
func argument(n int32) unsafe.Pointer {
	given = make([]byte, max(n, 1))
	return unsafe.Pointer(unsafe.SliceData(given))
}

// call executes the request in given: {"do": name of an operation, ...}.
//
//go:wasmexport call
func call() (status int32) {
	defer func() {
		if cause := recover(); cause != nil {
			status = fail(failure{Error: fmt.Sprintf("the program failed: %v", cause), Hint: "save what you need and open the page again"})
		}
	}()
	var r request
	if err := json.Unmarshal(given, &r); err != nil {
		return fail(failure{Error: err.Error()})
	}
	do := operations[r.Do]
	if do == nil {
		return fail(failure{Error: fmt.Sprintf("there is no operation %q", r.Do)})
	}
	if err := do(&r); err != nil {
		h := hint.Of(err)
		return fail(failure{Error: err.Error(), Hint: wording.Hint(h), HintCode: h.Code, HintArgs: h.Args})
	}
	return succeeded
}

func fail(f failure) int32 {
	var doc bytes.Buffer
	e := json.NewEncoder(&doc)
	e.SetEscapeHTML(false)
	if err := e.Encode(f); err == nil {
		worker{}.Write(doc.Bytes())
	}
	return failed
}

func main() { select {} } // the worker calls the exported functions

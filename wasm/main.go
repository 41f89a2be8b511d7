//go:build js && wasm

// Command wasm is hardmatch for the offline page: exports that hand its worker
// what the program of the same name prints. It contains no rule, no join and no
// quote.
//
// The worker fills [argument], calls [call], and meanwhile serves read and write,
// so that files go in and documents come out in pieces. An export must neither
// block nor panic: the worker would get garbage and never know.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unsafe"

	"hardmatch/cmd/wording"
	"hardmatch/hint"
)

// The statuses of a call. What was written before a failure is not to be used.
const (
	succeeded = 0
	failed    = 1 // the last thing written is a failure
)

// A failure says why there is no result, as the program would.
type failure struct {
	Error    string    `json:"error"`
	Hint     string    `json:"hint"`
	HintCode hint.Code `json:"hintCode,omitempty"`
	HintArgs []string  `json:"hintArgs,omitempty"`
}

// given is the argument of the next call. It stays alive here while the worker
// writes into it.
var given []byte

//go:wasmexport argument
func argument(n int32) unsafe.Pointer {
	given = make([]byte, max(n, 1))
	return unsafe.Pointer(unsafe.SliceData(given))
}

// call carries out the request that was given: {"do": name of an operation, ...}.
//
//go:wasmexport call
func call() (status int32) {
	defer func() {
		if cause := recover(); cause != nil {
			status = fail(failure{Error: fmt.Sprintf("the program broke off: %v", cause), Hint: "save what you need and open the page again"})
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

func main() { select {} } // the exports do the work

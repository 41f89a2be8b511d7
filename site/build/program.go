package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"hardmatch/site/build/lzma"
)

// Functions are inlined only in the packages where a check spends its time. This saves an
// eighth of the page.
var inlined = []string{
	"bytes", "encoding/binary", "internal/runtime/maps", "runtime", "unicode/utf8",
	"hardmatch/diagnose", "hardmatch/directory", "hardmatch/ldifparse", "hardmatch/match", "hardmatch/staging",
}

func moduleRoot() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	return filepath.Dir(strings.TrimSpace(string(out))), err
}

// packProgram compiles the program and compresses it in consecutive parts.
func packProgram(root string) ([]string, error) {
	program, err := compile(root)
	if err != nil {
		return nil, err
	}
	code, data, err := split(program)
	if err != nil {
		return nil, err
	}
	memory, err := readMemory(data)
	if err != nil {
		return nil, err
	}
	if err := stripLines(memory); err != nil {
		return nil, err
	}
	if code, err = filter(code); err != nil {
		return nil, err
	}
	packed := make([]string, 2)
	done := make(chan struct{})
	go func() {
		packed[0] = pack(code, lzma.Properties{LC: 3})
		close(done)
	}()
	packed[1] = pack(dataSectionOf(memory), lzma.Properties{LC: 1, PB: 2}) // tables of 32-bit numbers
	<-done
	return packed, nil
}

func pack(part []byte, p lzma.Properties) string {
	return dense(lzma.Encode(part, p))
}

// compile compiles the program without data that differs between machines.
func compile(root string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "hardmatch-page")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, "hardmatch.wasm")
	args := []string{"build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid=", "-gcflags=all=-l"}
	for _, path := range inlined {
		args = append(args, "-gcflags="+path+"=")
	}
	cmd := exec.Command("go", append(args, "-o", out, "./wasm")...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOWASM=", "GOEXPERIMENT=", "GOFLAGS=")
	if text, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, text)
	}
	return os.ReadFile(out)
}

const dataSection = 11 // https://webassembly.github.io/spec/core/binary/modules.html

// split splits a program before its data section.
func split(program []byte) (code, data []byte, err error) {
	if !bytes.HasPrefix(program, []byte("\x00asm\x01\x00\x00\x00")) {
		return nil, nil, errors.New("the compiler wrote no WebAssembly of version 1")
	}
	for at := 8; at < len(program); {
		if program[at] == dataSection {
			return program[:at], program[at:], nil
		}
		size, n := binary.Uvarint(program[at+1:])
		if n <= 0 {
			break
		}
		at += 1 + n + int(size)
	}
	return nil, nil, errors.New("the WebAssembly of the compiler has no data section")
}

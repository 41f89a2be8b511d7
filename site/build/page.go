package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The scripts of the page and of its worker, in order.
var (
	pageScripts   = []string{"texts.js", "element.js", "engine.js", "grid.js", "convert.js", "collect.js", "diagnose.js", "detail.js", "plan.js", "main.js"}
	workerScripts = []string{"lzma.js", "filter.js", "rows.js", "worker.js"}
)

// makePage assembles the page. It replaces each mark {{...}} once, and does not replace
// marks in what it has inserted.
func makePage(dir string, program []string) ([]byte, error) {
	html, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		return nil, err
	}
	style, err := os.ReadFile(filepath.Join(dir, "style.css"))
	if err != nil {
		return nil, err
	}
	script, err := joined(dir, pageScripts)
	if err != nil {
		return nil, err
	}
	worker, err := workerScript(dir)
	if err != nil {
		return nil, err
	}
	return fill(html, map[string]string{
		"policy": policy(script, string(style)), "style": string(style), "script": script,
		"worker": worker, "code": program[0], "data": program[1],
	})
}

func fill(html []byte, content map[string]string) ([]byte, error) {
	var page bytes.Buffer
	for rest := string(html); ; {
		before, mark, found := strings.Cut(rest, "{{")
		page.WriteString(before)
		if !found {
			return page.Bytes(), nil
		}
		name, after, _ := strings.Cut(mark, "}}")
		text, known := content[name]
		if !known {
			return nil, fmt.Errorf("index.html: there is no {{%s}}", name)
		}
		if strings.Contains(strings.ToLower(text), "</script") || strings.Contains(strings.ToLower(text), "</style") {
			return nil, fmt.Errorf("%s would end its element", name)
		}
		page.WriteString(text)
		rest = after
	}
}

// workerScript returns the scripts of the worker, after the one that Go's distribution has
// for running programs.
func workerScript(dir string) (string, error) {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", err
	}
	runner, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(goroot)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return "", err
	}
	own, err := joined(dir, workerScripts)
	return string(runner) + own, err
}

func joined(dir string, names []string) (string, error) {
	var all strings.Builder
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return "", err
		}
		all.Write(text)
	}
	return all.String(), nil
}

// policy allows the script and the style, by their hashes, and a worker that runs
// WebAssembly. Nothing can be loaded. It allows an image for the empty icon, because
// browsers request an icon from a server if a page has none.
func policy(script, style string) string {
	return "default-src 'none'; script-src " + hash(script) + " 'wasm-unsafe-eval'; style-src " + hash(style) +
		"; img-src data:; worker-src blob:; connect-src 'none'; form-action 'none'; frame-src 'none'; base-uri 'none'"
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

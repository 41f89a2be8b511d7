package main

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"hardmatch/browsertest"
)

// build returns the page, which is built once for all tests.
var build = sync.OnceValues(func() ([]byte, error) {
	root, err := moduleRoot()
	if err != nil {
		return nil, err
	}
	parts, err := packProgram(root)
	if err != nil {
		return nil, err
	}
	return makePage(filepath.Join(root, "site"), parts)
})

// builtPage returns the name of the file.
func builtPage(t *testing.T) string {
	t.Helper()
	page, err := build()
	check(t, err)
	path := filepath.Join(t.TempDir(), "hardmatch.html")
	check(t, os.WriteFile(path, page, 0o644))
	return path
}

func samples(t *testing.T) []string {
	t.Helper()
	root, err := moduleRoot()
	check(t, err)
	dir := filepath.Join(root, "testdata", "sample")
	return []string{filepath.Join(dir, "users.ldf"), filepath.Join(dir, "entra.json")}
}

// diagnose drops files on the page, and waits for the report.
func diagnose(t *testing.T, b *browsertest.Browser, files ...string) {
	t.Helper()
	b.Drop(files...)
	b.Eval(`byId("check").elements.asOf.value = "2026-11-22", byId("check").requestSubmit()`)
	for range 6 { // of 10 seconds
		if b.Await(`!byId("report").hidden || byId("checked").textContent !== ""`, "true") == "true" {
			break
		}
	}
	b.Expect(t, `!byId("report").hidden`, "true")
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

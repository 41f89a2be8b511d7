package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pageEnv returns an environment with a page, and a browser that records what it opens.
func pageEnv(t *testing.T, page string) (e *env, out, errs *bytes.Buffer, opened *[]string) {
	out, errs, opened = new(bytes.Buffer), new(bytes.Buffer), new([]string)
	e = system()
	cache := t.TempDir()
	e.stdout, e.stderr, e.page = out, errs, []byte(page)
	e.cacheDir = func() (string, error) { return cache, nil }
	e.browse = func(path string) error {
		*opened = append(*opened, path)
		return nil
	}
	return e, out, errs, opened
}

func TestPage(t *testing.T) {
	e, out, errs, opened := pageEnv(t, "<!DOCTYPE html>")
	if status := e.run([]string{"page"}); status != statusClean {
		t.Fatalf("exit status %d: %s", status, errs)
	}
	path := strings.TrimSpace(out.String())
	content, err := os.ReadFile(path)
	if err != nil || string(content) != "<!DOCTYPE html>" {
		t.Errorf("%s: %q, %v", path, content, err)
	}
	if len(*opened) != 1 || (*opened)[0] != path {
		t.Errorf("opened %q, want %s", *opened, path)
	}
}

func TestPageToFile(t *testing.T) {
	e, _, errs, opened := pageEnv(t, "<!DOCTYPE html>")
	file := filepath.Join(t.TempDir(), "p.html")
	if status := e.run([]string{"page", "--out", file, "--no-open"}); status != statusClean {
		t.Fatalf("exit status %d: %s", status, errs)
	}
	if content, err := os.ReadFile(file); err != nil || len(content) == 0 || len(*opened) != 0 {
		t.Errorf("%q, %v, opened %q", content, err, *opened)
	}
}

func TestPageWithoutBrowser(t *testing.T) {
	e, out, errs, _ := pageEnv(t, "<!DOCTYPE html>")
	e.browse = func(string) error { return errors.New("none") }
	if status := e.run([]string{"page"}); status != statusClean || out.Len() == 0 || !strings.Contains(errs.String(), "open the file yourself") {
		t.Errorf("exit status %d, %q, %q", status, out, errs)
	}
}

func TestPageOfOtherBuild(t *testing.T) {
	e, _, errs, opened := pageEnv(t, "")
	if status := e.run([]string{"page"}); status != statusIncomplete || !strings.Contains(errs.String(), "make page") || len(*opened) != 0 {
		t.Errorf("exit status %d, %q, opened %q", status, errs, *opened)
	}
}

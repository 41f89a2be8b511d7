package main

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"
	"unicode"
)

// The name of a file may come from an attacker. It neither controls the terminal nor
// begins a line.
func TestHostileFileName(t *testing.T) {
	const name = "a\x1b[2J\nusers.ldf: LDIF: 7 records\u202e.ldf"
	for what, open := range map[string]func(string) (fs.File, error){
		"missing": func(string) (fs.File, error) {
			return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("no such file")}
		},
		"broken":  openText("dn: CN=a\nmail\n\ndn: CN=b\nobjectGUID: x\n\n"),
		"damaged": openText("{"),
	} {
		var out, errs bytes.Buffer
		e := &env{stdout: &out, stderr: &errs, open: open, now: time.Now}
		if status := e.run([]string{"list", name}); status != statusIncomplete {
			t.Errorf("%s: status %d", what, status)
		}
		for line := range strings.Lines(errs.String()) {
			if strings.ContainsFunc(strings.TrimSuffix(line, "\n"), func(c rune) bool { return !unicode.IsPrint(c) }) || strings.HasPrefix(line, "users.ldf") {
				t.Errorf("%s: %q", what, line)
			}
		}
	}
}

type textFile struct{ *strings.Reader }

func (textFile) Stat() (fs.FileInfo, error) { return nil, fs.ErrInvalid }
func (textFile) Close() error               { return nil }

func openText(text string) func(string) (fs.File, error) {
	return func(string) (fs.File, error) { return textFile{strings.NewReader(text)}, nil }
}

package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"hardmatch/cmd/wording"
	"hardmatch/exportfile/encoding"
)

// A pastedText is a text that may contain errors of the sync service.
type pastedText struct {
	name    string // for messages
	content []byte // UTF-8
	hint    string // printed if the text contains no error
}

// pasted returns the text to explain and the exports that follow it. The text is
// standard input for "-" or no arguments, a file if the first argument is one, otherwise
// the arguments up to the first file.
func (e *env) pasted(args []string, r *readFlags) (pastedText, []string, error) {
	switch {
	case len(args) == 0 && e.stdinTerminal:
		return pastedText{}, nil, errNothingToExplain
	case len(args) == 0 || args[0] == "-":
		content, err := io.ReadAll(e.stdin)
		return e.decoded("standard input", content, err, args[min(1, len(args)):], r)
	case e.isFile(args[0]):
		content, err := e.readFile(args[0])
		return e.decoded(args[0], content, err, args[1:], r)
	}
	n := 1
	for n < len(args) && !e.isFile(args[n]) && !looksLikeFile(args[n]) {
		n++
	}
	words := strings.Join(args[:n], " ")
	if strings.TrimSpace(words) == "" {
		return pastedText{}, nil, errNothingToExplain
	}
	t := pastedText{name: "the text", content: []byte(words)}
	if n == 1 && !strings.ContainsAny(words, " \n") {
		t.name = fmt.Sprintf("%q, and there is no file of that name", words)
	}
	return t, args[n:], nil
}

func (e *env) decoded(name string, content []byte, err error, exports []string, r *readFlags) (pastedText, []string, error) {
	if err == nil {
		content, err = encoding.Decode(content, r.Encoding)
	}
	if err != nil {
		return pastedText{}, nil, &statusError{status: statusIncomplete, err: fmt.Errorf("%s: %w", name, withoutPath(err)), hint: wording.ErrorHint(err)}
	}
	return pastedText{name, content, "hardmatch check finds errors in exports"}, exports, nil
}

func (e *env) isFile(name string) bool {
	f, err := e.open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	info, err := f.Stat()
	return err == nil && !info.IsDir()
}

// looksLikeFile reports whether a word has the extension of an export.
func looksLikeFile(word string) bool {
	switch strings.ToLower(filepath.Ext(word)) {
	case ".ldf", ".ldif", ".csv", ".json", ".jsonl", ".ndjson", ".xml", ".clixml", ".xlsx", ".txt", ".gz", ".zip":
		return true
	}
	return false
}

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// unambiguous refuses an object that names a member twice, in any case: the program that
// a reviewer reads it with may take the other one than ours. It reads UTF-16, too, which
// PowerShell writes.
func unambiguous(doc []byte) error {
	text := transform.NewReader(bytes.NewReader(doc), unicode.BOMOverride(transform.Nop))
	return noneTwice(json.NewDecoder(text))
}

func noneTwice(dec *json.Decoder) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	delim, nested := token.(json.Delim)
	if !nested {
		return nil
	}
	seen := make(map[string]bool)
	for dec.More() {
		if delim == '{' {
			if err := onlyOnce(dec, seen); err != nil {
				return err
			}
		}
		if err := noneTwice(dec); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}

func onlyOnce(dec *json.Decoder, seen map[string]bool) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	name, _ := token.(string)
	key := strings.ToLower(name)
	if seen[key] {
		return fmt.Errorf("offset %d: a second %q in one object", dec.InputOffset(), name)
	}
	seen[key] = true
	return nil
}

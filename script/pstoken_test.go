package script

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// A reader of PowerShell's tokens, written from the language specification
// (Windows PowerShell Language Specification 3.0, chapter 2) and
// about_Quoting_Rules, independently of the code under test. It finds the ends of
// strings and comments.

type psToken struct {
	kind string // word, variable, mark, newline, string, expandable, comment
	text string
}

func isSingleQuote(r rune) bool { return r == '\'' || r >= 0x2018 && r <= 0x201b }
func isDoubleQuote(r rune) bool { return r == '"' || r >= 0x201c && r <= 0x201e }
func isNewline(r rune) bool     { return r == '\n' || r == '\r' }
func isBlank(r rune) bool {
	return r == ' ' || r == '\t' || r == '\v' || r == '\f' || r == 0x85 || unicode.In(r, unicode.Zs)
}

func psTokens(script string) ([]psToken, error) {
	t := &psScanner{src: []rune(script)}
	for t.at < len(t.src) {
		if err := t.next(); err != nil {
			return nil, err
		}
	}
	return t.tokens, nil
}

type psScanner struct {
	src    []rune
	at     int
	tokens []psToken
}

func (t *psScanner) peek(n int) rune {
	if t.at+n < len(t.src) {
		return t.src[t.at+n]
	}
	return -1
}

func (t *psScanner) emit(kind string, from int) {
	t.tokens = append(t.tokens, psToken{kind, string(t.src[from:t.at])})
}

func (t *psScanner) next() error {
	r, from := t.peek(0), t.at
	switch {
	case isNewline(r):
		t.at++
		t.emit("newline", from)
	case isBlank(r):
		t.at++
	case r == '`':
		t.at += 2
	case r == '<' && t.peek(1) == '#':
		return t.until("comment", from, "#>")
	case r == '#':
		for t.at < len(t.src) && !isNewline(t.peek(0)) {
			t.at++
		}
		t.emit("comment", from)
	case r == '@' && isSingleQuote(t.peek(1)):
		return t.until("string", from, "\n'@")
	case isSingleQuote(r):
		return t.verbatim()
	case isDoubleQuote(r):
		return t.expandable()
	case r == '$':
		t.at++
		for unicode.IsLetter(t.peek(0)) || unicode.IsDigit(t.peek(0)) || t.peek(0) == '_' || t.peek(0) == ':' {
			t.at++
		}
		t.emit("variable", from)
	case strings.ContainsRune("(){}[];,|&=+!.:<>@%*/?", r):
		t.at++
		t.emit("mark", from)
	default:
		t.word(from)
	}
	return nil
}

func (t *psScanner) word(from int) {
	for t.at < len(t.src) {
		r := t.peek(0)
		if isNewline(r) || isBlank(r) || isSingleQuote(r) || isDoubleQuote(r) || strings.ContainsRune("(){}[];,|&=+!.:<>@%*/?$`", r) {
			break
		}
		t.at++
	}
	t.emit("word", from)
}

func (t *psScanner) until(kind string, from int, end string) error {
	n := strings.Index(string(t.src[t.at:]), end)
	if n < 0 {
		return fmt.Errorf("%s never ends", kind)
	}
	t.at += len([]rune(string(t.src[t.at:])[:n])) + len(end)
	t.emit(kind, from)
	return nil
}

// verbatim ends at a single quote of any form that is not doubled, in any form.
func (t *psScanner) verbatim() error {
	t.at++
	var value []rune
	for t.at < len(t.src) {
		r := t.peek(0)
		t.at++
		if isSingleQuote(r) {
			if !isSingleQuote(t.peek(0)) {
				t.tokens = append(t.tokens, psToken{"string", string(value)})
				return nil
			}
			t.at++
		}
		value = append(value, r)
	}
	return errors.New("string never ends")
}

// expandable skips subexpressions by reading their tokens.
func (t *psScanner) expandable() error {
	from := t.at
	t.at++
	for t.at < len(t.src) {
		r := t.peek(0)
		switch {
		case r == '`':
			t.at += 2
			continue
		case r == '$' && t.peek(1) == '(':
			if err := t.subexpression(); err != nil {
				return err
			}
			continue
		case isDoubleQuote(r) && isDoubleQuote(t.peek(1)):
			t.at += 2
			continue
		}
		t.at++
		if isDoubleQuote(r) {
			t.emit("expandable", from)
			return nil
		}
	}
	return errors.New("expandable string never ends")
}

func (t *psScanner) subexpression() error {
	inner := &psScanner{src: t.src, at: t.at + 2}
	for depth := 1; depth > 0; {
		if inner.at >= len(inner.src) {
			return errors.New("subexpression never ends")
		}
		n := len(inner.tokens)
		if err := inner.next(); err != nil {
			return err
		}
		if len(inner.tokens) > n {
			switch inner.tokens[n] {
			case psToken{"mark", "("}:
				depth++
			case psToken{"mark", ")"}:
				depth--
			}
		}
	}
	t.at = inner.at
	return nil
}

// foldLiterals makes one string token of each sum of strings and [char] casts in
// parentheses, with the value that PowerShell would give it.
func foldLiterals(tokens []psToken) []psToken {
	var folded []psToken
	for i := 0; i < len(tokens); {
		if value, n, ok := sum(tokens[i:]); ok {
			folded = append(folded, psToken{"string", value})
			i += n
			continue
		}
		folded = append(folded, tokens[i])
		i++
	}
	return folded
}

func sum(tokens []psToken) (value string, n int, ok bool) {
	if len(tokens) < 2 || tokens[0] != (psToken{"mark", "("}) || tokens[1].kind != "string" {
		return "", 0, false
	}
	var units []uint16
	n = 1
	for {
		term, k, ok := operand(tokens[n:])
		if !ok {
			return "", 0, false
		}
		units = append(units, term...)
		n += k
		switch {
		case n >= len(tokens):
			return "", 0, false
		case tokens[n] == psToken{"mark", ")"}:
			return utf16String(units), n + 1, n > 2 // one string alone is not folded: it may be an array
		case tokens[n] != psToken{"mark", "+"}:
			return "", 0, false
		}
		n++
	}
}

func operand(tokens []psToken) (units []uint16, n int, ok bool) {
	if len(tokens) > 0 && tokens[0].kind == "string" {
		return utf16Units(tokens[0].text), 1, true
	}
	if len(tokens) < 4 || tokens[0].text+tokens[1].text+tokens[2].text != "[char]" {
		return nil, 0, false
	}
	unit, err := strconv.ParseUint(strings.TrimPrefix(tokens[3].text, "0x"), 16, 16)
	return []uint16{uint16(unit)}, 4, err == nil
}

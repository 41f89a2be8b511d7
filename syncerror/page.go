package syncerror

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A page is pasted text without the marks of mail: one string of words with single
// blanks, and the places where its lines begin.
type page struct {
	text  string
	lower []byte // the same in lower case, with 0 where JSON was
	lines []pageLine
}

type pageLine struct {
	at    int  // in page.text
	line  int  // of the pasted text, from 1
	after bool // a blank line comes before it
}

// A sourceLine is a line of the pasted text before it is part of a page.
type sourceLine struct {
	text string
	line int
}

func cleanPage(text string) *page {
	lines := splitLines(strings.ToValidUTF8(text, "\ufffd"))
	if isQuotedPrintable(lines) {
		lines = joinSoftBreaks(lines)
	}
	if hasTags(text) {
		lines = dropTags(lines)
	}
	return flatten(lines)
}

func splitLines(text string) []sourceLine {
	var lines []sourceLine
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		lines = append(lines, sourceLine{line, len(lines) + 1})
	}
	return lines
}

// flatten joins the words of the lines.
func flatten(lines []sourceLine) *page {
	p := &page{}
	var b []byte
	after, depth := false, 0
	for _, l := range lines {
		if d := quoteDepth(l.text); d != depth {
			after, depth = true, d
		}
		start := len(b)
		if start > 0 {
			b = append(b, ' ')
		}
		words := len(b)
		if b = appendWords(b, withoutMarks(l.text)); len(b) == words {
			b, after = b[:start], true
			continue
		}
		p.lines = append(p.lines, pageLine{words, l.line, after})
		after = false
	}
	p.text = string(b)
	p.lower = lowerASCII(b)
	return p
}

func lowerASCII(b []byte) []byte {
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return b
}

// quoteDepth counts the marks of quoted mail at the beginning of a line.
func quoteDepth(s string) (n int) {
	for i := 0; i < len(s) && (s[i] == '>' || s[i] == ' '); i++ {
		if s[i] == '>' {
			n++
		}
	}
	return n
}

// withoutMarks removes the marks of quoted mail and of lists.
func withoutMarks(s string) string {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return r == '>' || r == '|' || unicode.IsSpace(r) || isHidden(r) })
	r, n := utf8.DecodeRuneInString(s)
	rest := s[min(n, len(s)):]
	if strings.ContainsRune("-*+•·▪◦‣–", r) && n > 0 && (rest == "" || rest[0] == ' ' || rest[0] == '\t' || strings.HasPrefix(rest, "\u00a0")) {
		return rest
	}
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	if 0 < digits && digits < 4 && len(s) > digits+1 && (s[digits] == '.' || s[digits] == ')') && s[digits+1] == ' ' {
		return s[digits+2:]
	}
	return s
}

// appendWords appends s with single blanks, plain quotes and dashes, and without
// invisible characters.
func appendWords(b []byte, s string) []byte {
	start, blank := len(b), false
	for _, r := range s {
		if r = plainRune(r); r < 0 {
			continue
		}
		if r == ' ' {
			blank = len(b) > start
			continue
		}
		if blank {
			b, blank = append(b, ' '), false
		}
		b = utf8.AppendRune(b, r)
	}
	return b
}

// plainRune returns the plain character with the same meaning, or -1 for an
// invisible character.
func plainRune(r rune) rune {
	switch {
	case ' ' < r && r < 0x7f:
		return r
	case unicode.IsSpace(r) || unicode.Is(unicode.Zs, r):
		return ' '
	case isHidden(r):
		return -1
	case 0x201c <= r && r <= 0x201f || r == 0xab || r == 0xbb:
		return '"'
	case 0x2018 <= r && r <= 0x201b:
		return '\''
	case 0x2010 <= r && r <= 0x2015 || r == 0x2212:
		return '-'
	}
	return r
}

func isHidden(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) || unicode.Is(unicode.Cc, r) && !unicode.IsSpace(r)
}

// lineAt returns the index of the line with the place.
func (p *page) lineAt(at int) int {
	return max(0, sort.Search(len(p.lines), func(i int) bool { return p.lines[i].at > at })-1)
}

func (p *page) line(at int) int {
	if len(p.lines) == 0 {
		return 1
	}
	return p.lines[p.lineAt(at)].line
}

// lineEnd returns where the line of the place ends.
func (p *page) lineEnd(at int) int {
	if i := p.lineAt(at) + 1; i < len(p.lines) {
		return max(at, p.lines[i].at-1)
	}
	return len(p.text)
}

// paragraphEnd returns where the paragraph of the place ends, at most limit.
func (p *page) paragraphEnd(at, limit int) int {
	for i := p.lineAt(at) + 1; i < len(p.lines) && p.lines[i].at < limit; i++ {
		if p.lines[i].after {
			return max(at, p.lines[i].at-1)
		}
	}
	return limit
}

// startsLine reports whether a line begins at the place.
func (p *page) startsLine(at int) bool {
	return len(p.lines) > 0 && p.lines[p.lineAt(at)].at == at
}

package syncerror

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// hasTags reports whether at least a part of the text is HTML or XML. JSON with a
// string of HTML is not.
func hasTags(text string) bool {
	start := strings.TrimLeft(text, " \t\r\n\ufeff")
	if strings.HasPrefix(start, "{") || strings.HasPrefix(start, "[") {
		return false
	}
	lower := string(lowerASCII([]byte(text)))
	return strings.HasPrefix(start, "<") || slices.ContainsFunc(tagMarks, func(mark string) bool { return strings.Contains(lower, mark) })
}

var tagMarks = []string{
	"<html", "<body", "<br", "<p>", "<p ", "<div", "<span", "<td", "<li>", "&nbsp;", "&#160;",
	"<?xml", "<event ", "<eventdata", "<export-error", "<error-",
}

// A tagStripper writes the text of HTML or XML as lines.
type tagStripper struct {
	in   []sourceLine
	at   int // the index in in of the current line
	out  []sourceLine
	b    strings.Builder
	from int // the source line where the current output line begins
}

// dropTags removes tags. Tags that end a line in a browser end a line here. Tags that
// are not HTML become labels: <error-type>X</error-type> of the Synchronization
// Service becomes error-type: X.
//
// Some text that looks like a tag stays, because HTML would lose a part of the
// paste: an address such as <ada@contoso.com>, a tag or comment that never ends, and
// a < before another <.
func dropTags(lines []sourceLine) []sourceLine {
	s := tagStripper{in: lines}
	texts := make([]string, len(lines))
	for i, l := range lines {
		texts[i] = strings.ReplaceAll(l.text, "\n", " ")
	}
	rest := strings.Join(texts, "\n")
	z := html.NewTokenizer(strings.NewReader(rest))
	z.AllowCDATA(true)
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		raw := rest[:len(z.Raw())]
		rest = rest[len(raw):]
		s.token(z, kind, raw)
		z.NextIsNotRawText()
	}
	s.text(rest)
	s.end()
	return s.out
}

// maxTagLines is the number of lines from which a tag is text.
const maxTagLines = 20

func (s *tagStripper) token(z *html.Tokenizer, kind html.TokenType, raw string) {
	switch kind {
	case html.TextToken:
		s.text(raw)
	case html.CommentToken, html.DoctypeToken:
		if strings.HasPrefix(raw, "<!--") && !strings.HasSuffix(raw, "-->") {
			s.text(raw)
			return
		}
		s.skip(raw)
	default:
		before := strings.LastIndexByte(raw, '<')
		name, _ := z.TagName()
		if before > 0 || !isTagName(string(name)) || strings.Count(raw, "\n") >= maxTagLines {
			s.textBefore(raw, before)
			return
		}
		s.tag(z, kind, string(name))
		s.skip(raw)
	}
}

// textBefore writes the text before a tag at the end of raw. If before is 0, all of
// raw is text.
func (s *tagStripper) textBefore(raw string, before int) {
	if before == 0 {
		s.text(raw)
		return
	}
	s.text(raw[:before])
	z := html.NewTokenizer(strings.NewReader(raw[before:]))
	s.token(z, z.Next(), raw[before:])
}

// text writes text. Each line of the source ends a line.
func (s *tagStripper) text(raw string) {
	for i, part := range strings.Split(raw, "\n") {
		if i > 0 {
			s.end()
			s.at++
		}
		if s.b.Len() == 0 {
			s.from = s.line()
		}
		s.b.WriteString(html.UnescapeString(part))
	}
}

// skip moves past text that is not written.
func (s *tagStripper) skip(raw string) { s.at += strings.Count(raw, "\n") }

func (s *tagStripper) line() int {
	if s.at < len(s.in) {
		return s.in[s.at].line
	}
	return 1
}

func (s *tagStripper) end() {
	s.out = append(s.out, sourceLine{s.b.String(), max(s.from, 1)})
	s.b.Reset()
	s.from = s.line()
}

// isTagName reports whether a text after < is the name of a tag.
func isTagName(name string) bool {
	for i := range len(name) {
		if c := name[i]; !isWordByte(c) && c != '-' && (c != ':' || i+1 == len(name) || !isWordByte(name[i+1])) {
			return false
		}
	}
	return name != ""
}

func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}

// inlineTags do not end a line.
var inlineTags = map[string]bool{
	"a": true, "b": true, "i": true, "u": true, "em": true, "strong": true, "span": true, "font": true, "code": true, "wbr": true,
	"o:p": true, "sub": true, "sup": true, "small": true, "tt": true, "mark": true, "img": true,
}

// blockTags end a line. Tags in neither list are labels.
var blockTags = map[string]bool{
	"br": true, "p": true, "div": true, "td": true, "th": true, "tr": true, "table": true, "tbody": true, "thead": true, "li": true, "ul": true,
	"ol": true, "html": true, "head": true, "body": true, "title": true, "meta": true, "link": true, "style": true, "pre": true, "hr": true,
	"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "blockquote": true, "center": true, "dl": true, "dt": true, "dd": true,
}

func (s *tagStripper) tag(z *html.Tokenizer, kind html.TokenType, name string) {
	if inlineTags[name] {
		return
	}
	s.end()
	if kind == html.EndTagToken || blockTags[name] {
		return
	}
	for more := true; more; {
		var key, value []byte
		switch key, value, more = z.TagAttr(); {
		case len(value) == 0:
		case string(key) == "dn":
			s.b.WriteString("dn: " + string(value))
			s.end()
		case string(key) == "name":
			name = string(value)
		}
	}
	s.b.WriteString(name + ": ")
}

package syncerror

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// hasTags reports whether the text is HTML or XML: a part of it at least, but
// not JSON with a string of that inside.
func hasTags(text string) bool {
	start := strings.TrimLeft(text, " \t\r\n\ufeff")
	if strings.HasPrefix(start, "{") || strings.HasPrefix(start, "[") {
		return false
	}
	lower := string(lowerASCII([]byte(text)))
	return strings.HasPrefix(start, "<") || slices.ContainsFunc(tagSigns, func(sign string) bool { return strings.Contains(lower, sign) })
}

var tagSigns = []string{
	"<html", "<body", "<br", "<p>", "<p ", "<div", "<span", "<td", "<li>", "&nbsp;", "&#160;",
	"<?xml", "<event ", "<eventdata", "<export-error", "<error-",
}

// A tagStripper writes the text of HTML or XML as lines.
type tagStripper struct {
	out  []sourceLine
	b    strings.Builder
	line int // of the source
	from int // where the line that is written begins
}

// dropTags takes off the tags: those that end a line in a browser do so here,
// and those that are no HTML become labels, as <error-type>X</error-type> of
// the Synchronization Service, which is error-type: X.
func dropTags(lines []sourceLine) []sourceLine {
	s := tagStripper{line: 1, from: 1}
	tag, height := "", 0 // that goes on in the next line
	for _, l := range lines {
		s.line = l.line
		text := l.text
		if tag != "" {
			text = tag + " " + text
		}
		tag = s.add(text)
		if height++; tag != "" && height < maxTagLines {
			continue
		}
		s.b.WriteString(entities(tag))
		s.end()
		tag, height = "", 0
	}
	s.b.WriteString(entities(tag))
	s.end()
	return s.out
}

// maxTagLines is how many lines a tag may have; what is longer is text.
const maxTagLines = 20

func (s *tagStripper) end() {
	s.out = append(s.out, sourceLine{s.b.String(), max(s.from, 1)})
	s.b.Reset()
	s.from = s.line
}

// add writes a line and returns what begins a tag that goes on in the next.
func (s *tagStripper) add(text string) string {
	if s.b.Len() == 0 {
		s.from = s.line
	}
	for {
		at := strings.IndexByte(text, '<')
		if at < 0 {
			s.b.WriteString(entities(text))
			return ""
		}
		s.b.WriteString(entities(text[:at]))
		text = text[at:]
		name := tagName(text)
		end := strings.IndexAny(text[1:], "<>") + 1
		switch {
		case name == "" || end > 0 && text[end] == '<':
			s.b.WriteByte('<')
			text = text[1:]
		case end == 0:
			return text
		default:
			s.tag(strings.ToLower(name), text[:end])
			text = text[end+1:]
		}
	}
}

// tagName returns the name of the tag, with its slash, or "" where < begins
// something else, such as <ada@contoso.com>.
func tagName(s string) string {
	if strings.HasPrefix(s, "<!--") || strings.HasPrefix(s, "<!D") || strings.HasPrefix(s, "<?xml") {
		return "!"
	}
	i := 1
	if i < len(s) && s[i] == '/' {
		i++
	}
	start := i
	for i < len(s) && (isWordByte(s[i]) || s[i] == '-' || s[i] == ':' && i+1 < len(s) && isWordByte(s[i+1])) {
		i++
	}
	if i == start || s[start] < 'A' || i < len(s) && strings.IndexByte(" \t/>", s[i]) < 0 {
		return ""
	}
	return s[1:i]
}

func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}

// inlineTags do not end the line.
var inlineTags = map[string]bool{
	"a": true, "b": true, "i": true, "u": true, "em": true, "strong": true, "span": true, "font": true, "code": true, "wbr": true,
	"o:p": true, "sub": true, "sup": true, "small": true, "tt": true, "mark": true, "img": true, "!": true,
}

// blockTags end the line; other tags are labels.
var blockTags = map[string]bool{
	"br": true, "p": true, "div": true, "td": true, "th": true, "tr": true, "table": true, "tbody": true, "thead": true, "li": true, "ul": true,
	"ol": true, "html": true, "head": true, "body": true, "title": true, "meta": true, "link": true, "style": true, "pre": true, "hr": true,
	"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "blockquote": true, "center": true, "dl": true, "dt": true, "dd": true,
}

func (s *tagStripper) tag(name, tag string) {
	plain := strings.TrimPrefix(name, "/")
	if inlineTags[plain] {
		return
	}
	s.end()
	if plain == name && !blockTags[name] {
		for _, attribute := range []string{"dn", "Name"} {
			if v := tagAttribute(tag, attribute); v != "" && attribute == "dn" {
				s.b.WriteString("dn: " + v)
				s.end()
			} else if v != "" {
				name = v
			}
		}
		s.b.WriteString(name + ": ")
	}
}

// tagAttribute returns the value of an attribute in quotes, or "".
func tagAttribute(tag, name string) string {
	_, rest, ok := strings.Cut(tag, " "+name+"=")
	if !ok || len(rest) < 2 || rest[0] != '"' && rest[0] != '\'' {
		return ""
	}
	value, _, _ := strings.Cut(rest[1:], rest[:1])
	return entities(value)
}

var namedEntities = map[string]string{
	"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "apos": "'", "nbsp": " ", "shy": "", "zwnj": "", "bull": "•", "middot": "·",
	"rsquo": "'", "lsquo": "'", "rdquo": `"`, "ldquo": `"`, "ndash": "-", "mdash": "-",
}

// entities decodes what mail and exports write as &name; or &#number;.
func entities(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	var b strings.Builder
	for {
		at := strings.IndexByte(s, '&')
		if at < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:at])
		s = s[at:]
		name, _, ok := strings.Cut(s[1:min(len(s), 12)], ";")
		if text, known := entity(name); ok && known {
			b.WriteString(text)
			s = s[len(name)+2:]
			continue
		}
		b.WriteByte('&')
		s = s[1:]
	}
}

func entity(name string) (string, bool) {
	if text, ok := namedEntities[strings.ToLower(name)]; ok {
		return text, true
	}
	digits, numeric := strings.CutPrefix(name, "#")
	base := 10
	if strings.HasPrefix(digits, "x") || strings.HasPrefix(digits, "X") {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	if !numeric || err != nil || !utf8.ValidRune(rune(n)) {
		return "", false
	}
	return string(rune(n)), true
}
